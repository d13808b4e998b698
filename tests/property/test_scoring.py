"""What holds for the score of any answers to any questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite, isnan
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.property.strategies import random_sheet, seeds, shipped, tries

from pairbond.cohort.table import score_table
from pairbond.instruments import AgeBand, Instrument, Scale, ScaleNorm
from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.library.norms import choose_norms
from pairbond.scoring import Scores, read_responses, score
from pairbond.scoring.batch import code_answers, score_batch
from pairbond.scoring.norms import midranks, percentile_at, percentile_curve
from pairbond.types import ItemId, ScaleId

Sheet = tuple[Instrument, dict[str, int | None]]
Part = tuple[int | None, int, int]
ages = st.one_of(st.none(), st.integers(18, 110))
places = st.integers(0, 10_000)
EXACT = 1e-9


def scored(sheet: Sheet, age: int | None = None) -> Scores:
    instrument, answers = sheet
    return score(read_responses(answers, instrument), norms=choose_norms(instrument), age=age)


def answered_item(sheet: Sheet, place: int) -> str:
    given_items = [item for item, value in sheet[1].items() if value is not None]
    assume(given_items)
    return given_items[place % len(given_items)]


@given(seeds, ages)
def test_scores_and_intervals_stay_within_the_range_of_the_score(seed: int, age: int | None) -> None:
    for found in scored(random_sheet(seed), age).scales:
        low, high = found.bounds
        assert found.scored == (found.n_answered >= found.scale.min_answered)
        estimate = found.estimate
        if estimate is not None:
            assert low - EXACT <= estimate.value <= high + EXACT
        if estimate is not None and isfinite(estimate.se):
            assert low <= estimate.lower <= estimate.upper <= high
            assert estimate.lower - EXACT <= estimate.value <= estimate.upper + EXACT


@given(seeds)
def test_a_mean_has_the_range_of_its_items(seed: int) -> None:
    sheet = random_sheet(seed)
    bounds = sheet[0].item_bounds(sheet[0].response.bounds)
    for found in scored(sheet).scales:
        if found.scale.aggregate == "mean" and not found.scale.products:
            assert {bounds[item] for item in found.scale.items} == {found.bounds}


@given(seeds)
def test_every_form_of_score_equals_its_definition(seed: int) -> None:
    sheet = instrument, answers = random_sheet(seed)
    bounds = instrument.item_bounds(instrument.response.bounds)
    for found in scored(sheet).scales:
        parts = [part for part in by_hand(found.scale, answers, bounds) if part[0] is not None]
        assert found.n_answered == len(parts)
        if found.value is not None:
            assert found.value == pytest.approx(total_by_hand(parts, found.bounds), abs=EXACT)


def by_hand(
    scale: Scale, answers: Mapping[str, int | None], bounds: Mapping[Any, tuple[int, int]]
) -> list[Part]:
    """Each part of a scale: its keyed answer or product (None unanswered), lowest and highest."""
    if not scale.products:
        return [keyed_by_hand(scale, item, answers[item], bounds[item]) for item in scale.items]
    found: list[Part] = []
    for pair in scale.products:
        first, second = answers[pair.concern], answers[pair.expectancy]
        product = None if first is None or second is None else first * (scale.flip - second)
        (low, high), (other_low, other_high) = bounds[pair.concern], bounds[pair.expectancy]
        found.append((product, low * (scale.flip - other_high), high * (scale.flip - other_low)))
    return found


def keyed_by_hand(scale: Scale, item: str, value: int | None, ends: tuple[int, int]) -> Part:
    low, high = ends
    if item not in scale.reverse:
        return (value, low, high)
    if scale.aggregate == "difference":
        return (None if value is None else -value, -high, -low)
    return (None if value is None else low + high - value, low, high)


def total_by_hand(parts: list[Part], bounds: tuple[int, int]) -> float:
    """The share of what the answered parts could have been, on the range of the score."""
    got = sum(value - low for value, low, _ in parts if value is not None)
    room = sum(high - low for _, low, high in parts)
    return bounds[0] + (bounds[1] - bounds[0]) * got / room


@given(seeds)
def test_a_plain_scale_is_the_mean_of_keyed_answers(seed: int) -> None:
    sheet = instrument, answers = random_sheet(seed)
    bounds = instrument.item_bounds(instrument.response.bounds)
    for found in scored(sheet).scales:
        if found.value is None or found.scale.aggregate != "mean" or found.scale.products:
            continue
        parts = by_hand(found.scale, answers, bounds)
        values = [value for value, _, _ in parts if value is not None]
        assert found.value == pytest.approx(sum(values) / len(values))


@given(seeds, places)
def test_raising_an_answer_moves_its_own_scales_the_keyed_way(seed: int, place: int) -> None:
    sheet = instrument, answers = random_sheet(seed)
    item = answered_item(sheet, place)
    value = answers[item]
    assert value is not None
    assume(value < instrument.item_bounds(instrument.response.bounds)[ItemId(item)][1])
    before, after = scored(sheet), scored((instrument, {**answers, item: value + 1}))
    for old, new in zip(before.scales, after.scales, strict=True):
        if item not in old.scale.items or half_answered(old.scale, item, answers):
            assert new.value == old.value
        elif old.value is not None and new.value is not None:
            assert (new.value - old.value) * keyed_way(old.scale, item) > 0


def keyed_way(scale: Scale, item: str) -> int:
    """Which way the score goes when this answer rises; products turn expectancies round."""
    return -1 if item in scale.reverse or item in {pair.expectancy for pair in scale.products} else 1


def half_answered(scale: Scale, item: str, answers: Mapping[str, int | None]) -> bool:
    """Whether the answer stands in a product whose other half was not answered."""
    pairs = [(p.concern, p.expectancy) for p in scale.products if item in (p.concern, p.expectancy)]
    return any(answers[half] is None for pair in pairs for half in pair)


@given(seeds, places)
def test_leaving_out_an_answer_never_makes_a_score_more_precise(seed: int, place: int) -> None:
    sheet = instrument, answers = random_sheet(seed)
    item = answered_item(sheet, place)
    before, after = scored(sheet), scored((instrument, {**answers, item: None}))
    for old, new in zip(before.scales, after.scales, strict=True):
        assert new.n_answered <= old.n_answered
        assert (new.n_answered < old.n_answered) <= (item in old.scale.items)
        if old.estimate is None:
            assert new.estimate is None
        elif new.estimate is not None and isfinite(old.estimate.se):
            assert (new.estimate.se > old.estimate.se) == (new.n_answered < old.n_answered)
            assert new.estimate.se >= old.estimate.se


@given(seeds)
def test_turning_every_key_twice_changes_nothing(seed: int) -> None:
    sheet = instrument, answers = random_sheet(seed)
    turned = with_turned_keys(with_turned_keys(instrument))
    assert turned == instrument
    assert scored(sheet).to_dict() == scored((turned, answers)).to_dict()


@given(seeds)
def test_turned_keys_turn_the_score(seed: int) -> None:
    sheet = instrument, answers = random_sheet(seed)
    before, after = scored(sheet), scored((with_turned_keys(instrument), answers))
    for old, new in zip(before.scales, after.scales, strict=True):
        if old.value is None or old.scale.products:
            assert new.value == old.value
        else:
            middle = 0 if old.scale.aggregate == "difference" else sum(old.bounds)
            assert new.value == pytest.approx(middle - old.value, abs=EXACT)


def with_turned_keys(instrument: Instrument) -> Instrument:
    """The same with every item keyed the other way; products have no keys."""
    scales = tuple(
        s if s.products else replace(s, reverse=frozenset(s.items) - s.reverse) for s in instrument.scales
    )
    return replace(instrument, scales=scales)


@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_answers_in_the_file_does_not_matter(seed: int, random: Any) -> None:
    sheet = instrument, answers = random_sheet(seed)
    mixed = list(answers.items())
    random.shuffle(mixed)
    assert scored((instrument, dict(mixed))).to_dict() == scored(sheet).to_dict()


# ---- percentiles ---------------------------------------------------------------------------------


@given(st.sampled_from([n for n in instrument_ids() if choose_norms(load_instrument(n))]), ages)
def test_percentiles_rise_with_the_score_and_stay_within_0_and_100(name: str, age: int | None) -> None:
    norms = choose_norms(load_instrument(name))
    assert norms is not None
    for scale in norms.scales:
        norm = norms.norm_for(scale)
        assert norm is not None
        curve = percentile_curve(norm, age)
        found = percentile_at(curve, norm, np.linspace(norm.minimum - 1, norm.minimum + 7, 500))
        assert (np.diff(found) >= 0).all()
        assert found.min() >= 0 and found.max() <= 100


@given(hnp.arrays(np.int64, st.integers(2, 60), elements=st.integers(0, 50)))
def test_midranks_equal_a_count_one_by_one(counts: np.ndarray) -> None:
    assume(counts.sum() > 0)
    people = np.repeat(np.arange(len(counts)), counts)
    expected = [
        100 * (np.sum(people < place) + 0.5 * np.sum(people == place)) / len(people)
        for place in range(len(counts))
    ]
    assert midranks(counts) == pytest.approx(expected)


@given(
    hnp.arrays(np.int64, st.tuples(st.integers(1, 8), st.just(17)), elements=st.integers(0, 400)),
    st.floats(0, 120),
)
def test_percentiles_of_any_norm_at_any_age_are_monotone(counts: np.ndarray, age: float) -> None:
    counts = counts[counts.sum(axis=1) > 0]
    assume(len(counts) > 0)
    bands = tuple(
        AgeBand(first=20 + 5 * i, last=24 + 5 * i, mean_age=22.0 + 5 * i, counts=row)
        for i, row in enumerate(counts)
    )
    norm = ScaleNorm(
        scale=ScaleId("x.y"), minimum=1, n_items=4, bands=bands,
        item_sums=np.zeros(4), item_products=np.zeros((4, 4)),
    )  # fmt: skip
    curve = percentile_curve(norm, age)
    assert (np.diff(curve) >= -1e-9).all()
    assert curve[0] >= -1e-9 and curve[-1] <= 100 + 1e-9


# ---- one person, a batch and a table -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomTable:
    """Answers of 25 people (NaN missing), their ages (NaN unknown) and the range they used."""

    instrument: Instrument
    bounds: tuple[int, int]
    sheet: np.ndarray
    years: np.ndarray


def random_table(seed: int) -> RandomTable:
    rng = np.random.default_rng(seed)
    tabular = [i for i in shipped() if 0 < len(i.scales) <= 21 and not any(item.pick for item in i.items)]
    instrument = tabular[int(rng.integers(len(tabular)))]
    free = not instrument.fixed_range and rng.random() < 0.7
    bounds = (1, 5) if free else instrument.response.bounds
    low, high = np.array(list(instrument.item_bounds(bounds).values())).T
    sheet = rng.integers(low, high + 1, size=(25, len(instrument.items))).astype(float)
    sheet[rng.random(sheet.shape) < rng.choice([0.0, 0.1, 0.3], size=(25, 1))] = np.nan
    years = rng.integers(18, 90, size=25).astype(float)
    years[rng.random(25) < 0.2] = np.nan
    return RandomTable(instrument=instrument, bounds=bounds, sheet=sheet, years=years)


def one_by_one(table: RandomTable, years: np.ndarray) -> dict[str, list[float]]:
    """The scores of each row by the one-person functions, in the columns of a scored table."""
    norms, items = choose_norms(table.instrument), table.instrument.item_ids
    columns: dict[str, list[float]] = {}
    for row, age in zip(table.sheet, years, strict=True):
        answers = {item: None if isnan(v) else int(v) for item, v in zip(items, row, strict=True)}
        responses = read_responses(answers, table.instrument, response_range=table.bounds)
        for found in score(responses, norms=norms, age=None if isnan(age) else float(age)).scales:
            estimate, percentile = found.estimate, found.percentile
            entries = {
                "": estimate.value if estimate else np.nan,
                ".se": estimate.se if estimate else np.nan,
                ".percentile": percentile.value if percentile else np.nan,
                ".n": found.n_answered,
            }
            for ending, value in entries.items():
                columns.setdefault(f"{found.scale.id}{ending}", []).append(value)
    return columns


def assert_equal_columns(frame: pl.DataFrame, expected: dict[str, list[float]]) -> None:
    assert set(frame.columns) == {"row", *expected}
    for name, values in expected.items():
        found = frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        np.testing.assert_allclose(found, values, rtol=0, atol=1e-9, err_msg=name)


@given(seeds)
def test_the_batch_kernel_equals_one_person_after_the_other(seed: int) -> None:
    table = random_table(seed)
    items = enumerate(table.instrument.item_ids)
    ends = table.instrument.item_bounds(table.bounds)
    codes = {item: code_answers(table.sheet[:, i], ends[item], frozenset(), item) for i, item in items}
    norms = choose_norms(table.instrument)
    found = score_batch(codes, table.instrument, table.bounds, norms=norms, ages=table.years)
    expected = one_by_one(table, table.years)
    for scale_id, batch in found.items():
        np.testing.assert_allclose(batch.value, expected[scale_id], atol=1e-9)
        np.testing.assert_allclose(batch.se, expected[f"{scale_id}.se"], atol=1e-9)
        np.testing.assert_allclose(batch.percentile, expected[f"{scale_id}.percentile"], atol=1e-9)
        np.testing.assert_array_equal(batch.n_answered, expected[f"{scale_id}.n"])


def native(table: RandomTable, form: str) -> tuple[Any, set[int]]:
    """The table in one of the forms users bring, and the codes that mean missing in it."""
    items = list(table.instrument.item_ids)
    if form in {"floats", "nulls"}:
        frame = pl.DataFrame(table.sheet, schema=items, orient="row", nan_to_null=form == "nulls")
        frame = frame.with_columns(pl.all().cast(pl.Int64)) if form == "nulls" else frame
        return frame.with_columns(age=table.years), set()
    coded = np.where(np.isnan(table.sheet), 77, table.sheet).astype(np.int64)
    years = np.where(np.isnan(table.years), 0, table.years).astype(np.int64)
    frame = pl.DataFrame(coded, schema=items, orient="row").with_columns(age=years)
    if form == "shuffled":
        frame = frame.select(sorted(frame.columns, reverse=True))
    if form.startswith("pandas"):
        return pandas_of(frame, nullable=form == "pandas-nullable"), {77}
    return frame, {77}


def pandas_of(frame: pl.DataFrame, *, nullable: bool) -> Any:
    import pandas as pd

    found = pd.DataFrame({name: frame[name].to_numpy() for name in frame.columns})
    if not nullable:
        return found
    years = found.pop("age")
    return found.astype("Int64").mask(found == 77).assign(age=years)


FORMS = ("polars", "floats", "nulls", "shuffled", "pandas", "pandas-nullable")


@pytest.mark.parametrize("form", FORMS)
@tries(10)
@given(seed=seeds)
def test_a_table_of_any_library_equals_one_person_after_the_other(form: str, seed: int) -> None:
    table = random_table(seed)
    frame, missing = native(table, form)
    found = score_table(
        frame,
        table.instrument,
        response_range=table.bounds,
        missing=missing,
        age_column="age",
        norms=choose_norms(table.instrument),
    )
    assert_equal_columns(found, one_by_one(table, table.years))


@tries(20)
@given(seeds)
def test_an_array_equals_one_person_after_the_other(seed: int) -> None:
    table = random_table(seed)
    norms = choose_norms(table.instrument)
    found = score_table(table.sheet, table.instrument, response_range=table.bounds, norms=norms)
    assert_equal_columns(found, one_by_one(table, np.full(len(table.sheet), np.nan)))
