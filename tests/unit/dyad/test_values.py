"""Likeness of values beyond what two strangers share."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from pairbond.dyad.values import (
    FLAT_SD,
    TEN_VALUES,
    ValueReference,
    centred_values,
    correlation,
    ranked,
    shared_top,
    value_similarity,
    without_norm,
)
from pairbond.dyad.values_likeness import LESS_ALIKE, MORE_ALIKE
from pairbond.library.instruments import load_instrument
from pairbond.library.value_reference import load_value_reference
from pairbond.profile import build_profile
from pairbond.scoring import read_responses, score

REFERENCE = load_value_reference()
NORM = np.array([REFERENCE.profile[name] for name in TEN_VALUES])


def named(values: np.ndarray) -> dict[str, float]:
    return dict(zip(TEN_VALUES, values.tolist(), strict=True))


def centred(rng: np.random.Generator) -> np.ndarray:
    values = rng.normal(size=10)
    return values - values.mean()


@pytest.mark.parametrize("seed", range(20))
def test_what_is_left_is_unrelated_to_the_norm(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rest = without_norm(centred(rng) + 2 * NORM, NORM)
    assert rest.mean() == pytest.approx(0, abs=1e-12)
    assert rest @ (NORM - NORM.mean()) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_likeness_does_not_depend_on_how_normative_each_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = centred(rng), centred(rng)
    plain = value_similarity(named(a), named(b), REFERENCE)
    moved = value_similarity(named(a + 3 * NORM), named(2 * b - NORM), REFERENCE)
    assert moved.distinctive == pytest.approx(plain.distinctive)
    assert moved.raw != pytest.approx(plain.raw)


def test_two_copies_are_as_alike_as_can_be_and_opposites_as_unlike() -> None:
    a = centred(np.random.default_rng(0))
    same = value_similarity(named(a), named(a), REFERENCE)
    turned = value_similarity(named(a), named(-a), REFERENCE)
    assert (same.raw, same.distinctive, same.percentile) == pytest.approx((1, 1, 100))
    assert (turned.raw, turned.distinctive, turned.percentile) == pytest.approx((-1, -1, 0))


def test_sharing_only_what_everybody_shares_is_not_likeness() -> None:
    rng = np.random.default_rng(1)
    found = [
        value_similarity(named(NORM + 0.7 * centred(rng)), named(NORM + 0.7 * centred(rng)), REFERENCE)
        for _ in range(2_000)
    ]
    assert np.mean([f.raw for f in found]) > 0.3  # type: ignore[arg-type]
    assert np.mean([f.distinctive for f in found]) == pytest.approx(0, abs=0.02)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "flat"), [(0.2, 2, ("a",)), (2, 0.2, ("b",)), (0.1, 0.1, ("a", "b"))]
)
def test_a_flat_profile_is_refused(first: float, second: float, flat: tuple[str, ...]) -> None:
    shape = centred(np.random.default_rng(2))
    shape /= shape.std()
    found = value_similarity(named(first * shape), named(second * shape), REFERENCE)
    assert found.flat == flat
    assert (found.raw, found.distinctive, found.percentile) == (None, None, None)


def test_the_line_of_flatness() -> None:
    shape = centred(np.random.default_rng(3))
    shape /= shape.std()
    above, below = named(shape * (FLAT_SD + 0.01)), named(shape * (FLAT_SD - 0.01))
    assert value_similarity(above, above, REFERENCE).flat == ()
    assert value_similarity(below, above, REFERENCE).flat == ("a",)


def test_a_constant_correlates_with_nothing() -> None:
    assert correlation(np.ones(10), np.arange(10.0)) == 0.0


def test_percentiles_rise_with_likeness() -> None:
    levels = np.interp(np.linspace(-1, 1, 50), REFERENCE.strangers, REFERENCE.levels)
    assert (np.diff(levels) >= 0).all()
    assert list(REFERENCE.levels) == sorted(REFERENCE.levels)
    assert list(REFERENCE.strangers) == sorted(REFERENCE.strangers)


def test_ranks_are_by_importance_and_ties_in_the_standard_order() -> None:
    values = dict.fromkeys(TEN_VALUES, 0.0) | {"power": 2.0, "tradition": -1.0}
    order = list(ranked(values))
    assert order[0] == "power" and order[-1] == "tradition"
    assert order[1:-1] == [name for name in TEN_VALUES if name not in {"power", "tradition"}]


def test_shared_values_are_in_the_top_of_both_and_the_order_is_nobodys() -> None:
    a = named(np.array([5.0, 4, 3, 0, 0, 0, 0, 0, 0, 0]))
    b = named(np.array([3.0, 0, 5, 4, 0, 0, 0, 0, 0, 0]))
    assert shared_top(a, b) == ["self-direction", "hedonism"]
    assert shared_top(b, a) == shared_top(a, b)
    assert shared_top(a, named(np.arange(10.0))) == []


def test_values_are_centred_on_the_person_and_need_all_ten() -> None:
    instrument = load_instrument("values")
    answers = {item: 1 + i % 5 for i, item in enumerate(instrument.item_ids)}
    whole = build_profile([score(read_responses(answers, instrument))], who="a", name="A")
    found = centred_values(whole)
    assert sum(found.values()) == pytest.approx(0, abs=1e-12)
    raw = {name: whole.value(f"value.{name}") for name in TEN_VALUES}
    assert found["power"] - found["security"] == pytest.approx(raw["power"] - raw["security"])  # type: ignore[operator]
    for item in instrument.scale("values.power").items[:2]:
        del answers[item]
    gap = build_profile([score(read_responses(answers, instrument))], who="a", name="A")
    assert centred_values(gap) == {}


# ---- two strangers in real data ------------------------------------------------------------------

# The columns of the data set begin with two letters of their value; 1 is "very much like me".
LETTERS = {
    "self-direction": "sd", "stimulation": "st", "hedonism": "he", "achievement": "ac", "power": "po",
    "security": "se", "conformity": "co", "tradition": "tr", "benevolence": "be", "universalism": "un",
}  # fmt: skip


def pvq_profiles(folder: Path) -> np.ndarray:
    """Ten values of each person, centred on the mean of the ten."""
    with (folder / "values" / "pvq40_usa151.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    columns = [
        [name for name in rows[0] if name[:2] == LETTERS[value] and name[2:].isdigit()]
        for value in TEN_VALUES
    ]
    assert sum(map(len, columns)) == 40
    values = -np.array(
        [[np.mean([float(row[c]) for c in names if row[c]]) for names in columns] for row in rows]
    )
    return values - values.mean(axis=1, keepdims=True)


@pytest.mark.real_data
def test_two_strangers_are_already_alike(real_data: Path) -> None:
    profiles = pvq_profiles(real_data)
    raw = np.corrcoef(profiles)[np.triu_indices(len(profiles), 1)]
    assert raw.mean() == pytest.approx(0.295, abs=0.001)
    assert np.quantile(raw, 0.95) == pytest.approx(0.805, abs=0.001)


@pytest.mark.real_data
def test_the_reference_is_rebuilt_from_the_data(real_data: Path) -> None:
    """The mean profile is that of all; pairs are those of people whose profile is not flat."""
    profiles = pvq_profiles(real_data)
    norm = profiles.mean(axis=0)
    kept = profiles[profiles.std(axis=1) >= FLAT_SD]
    pairs = np.triu_indices(len(kept), 1)
    rest = np.array([without_norm(profile, norm) for profile in kept])
    assert (len(profiles), len(kept)) == (REFERENCE.n, 149)
    assert norm == pytest.approx(NORM, abs=1e-4)
    assert np.corrcoef(kept)[pairs].mean() == pytest.approx(REFERENCE.raw_mean, abs=1e-4)
    strangers = np.quantile(np.corrcoef(rest)[pairs], REFERENCE.levels)
    assert strangers == pytest.approx(np.array(REFERENCE.strangers), abs=1e-4)


@pytest.mark.real_data
def test_one_in_twenty_strangers_are_called_more_or_less_alike(real_data: Path) -> None:
    profiles = pvq_profiles(real_data)
    rng = np.random.default_rng(5)
    found = [
        value_similarity(named(profiles[i]), named(profiles[j]), REFERENCE).percentile
        for i, j in (rng.choice(len(profiles), 2, replace=False) for _ in range(3_000))
    ]
    kept = np.array([p for p in found if p is not None])
    assert (kept >= MORE_ALIKE).mean() == pytest.approx(0.025, abs=0.01)
    assert (kept <= LESS_ALIKE).mean() == pytest.approx(0.025, abs=0.01)


def test_the_reference_is_complete() -> None:
    assert isinstance(REFERENCE, ValueReference)
    assert set(REFERENCE.profile) == set(TEN_VALUES)
    assert sum(REFERENCE.profile.values()) == pytest.approx(0, abs=1e-3)
