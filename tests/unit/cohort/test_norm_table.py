"""Norm groups from answers: age bands, minima, moments."""

from __future__ import annotations

import numpy as np
import pytest

from pairbond.cohort.norm_table import MIN_BAND, NormTotals, age_bands, merged, norm_group
from pairbond.errors import ConfigError
from pairbond.instruments import Instrument, NormGroup
from pairbond.library.instruments import load_instrument
from pairbond.scoring.batch import code_answers, score_batch

ECR = load_instrument("ecr")
AGES = np.arange(18, 81)


def bands_of(people: dict[int, int]) -> list[tuple[int, int, int]]:
    """First age, last age and number of people of each band."""
    by_age = np.zeros((len(AGES), 4), dtype=np.int64)
    for age, n in people.items():
        by_age[age - 18, 1] = n
    return [(band.first, band.last, band.n) for band in age_bands(AGES, by_age)]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ({18: 50, 19: 50}, [(18, 18, 50), (19, 19, 50)]),
        ({18: 49, 19: 1}, [(18, 19, 50)]),
        ({18: 50, 19: 49}, [(18, 19, 99)]),
        ({20: 60, 40: 30, 60: 20}, [(20, 20, 60), (40, 60, 50)]),
        ({20: 60, 40: 30, 60: 19}, [(20, 60, 109)]),
        ({18: 10, 80: 500}, [(18, 80, 510)]),
        ({30: 49}, []),
    ],
)
def test_neighbouring_ages_join_until_fifty_stand_together(
    people: dict[int, int], expected: list[tuple[int, int, int]]
) -> None:
    assert bands_of(people) == expected


def test_bands_lose_nobody_and_none_is_small() -> None:
    rng = np.random.default_rng(2)
    for _ in range(200):
        people = {int(a): int(rng.integers(0, 120)) for a in rng.choice(AGES, 20, replace=False)}
        found = bands_of(people)
        if sum(people.values()) >= MIN_BAND:
            assert sum(n for _, _, n in found) == sum(people.values())
            assert min(n for _, _, n in found) >= MIN_BAND


def totals(sheet: np.ndarray, ages: np.ndarray, bounds: tuple[int, int] = (1, 5)) -> NormTotals:
    codes = {
        item: code_answers(sheet[:, i], bounds, frozenset(), item) for i, item in enumerate(ECR.item_ids)
    }
    found = NormTotals(ECR, bounds)
    found.add(codes, score_batch(codes, ECR, bounds), ages, np.ones(len(sheet), dtype=bool))
    return found


def group(found: NormTotals) -> NormGroup:
    return norm_group(found, group_id="g", group="all", title="t", who="w", year=2026, source="s")


def sheet_of(n: int, bounds: tuple[int, int] = (1, 5), instrument: Instrument = ECR) -> np.ndarray:
    return np.random.default_rng(1).integers(bounds[0], bounds[1] + 1, size=(n, len(instrument.items)))


@pytest.mark.parametrize("bounds", [(1, 5), (1, 7), (0, 4)])
def test_mean_sd_and_alpha_are_those_of_the_answers(bounds: tuple[int, int]) -> None:
    sheet = sheet_of(400, bounds)
    found = group(totals(sheet, np.full(400, 30.0), bounds)).scales[ECR.scale("ecr.anxiety").id]
    items = sheet[:, 1::2].astype(float)
    items[:, 10] = sum(bounds) - items[:, 10]
    scores = items.mean(axis=1)
    assert (found.mean, found.sd) == pytest.approx((scores.mean(), scores.std(ddof=1)))
    variance = items.sum(axis=1).var(ddof=1)
    assert found.alpha == pytest.approx(18 / 17 * (1 - items.var(axis=0, ddof=1).sum() / variance))
    assert (found.support[0], found.support[-1]) == bounds


def test_the_joint_counts_are_everybody_once() -> None:
    (joint,) = group(totals(sheet_of(400), np.full(400, 30.0))).joint
    assert joint.counts.sum() == 400
    assert (joint.x, joint.y) == ("ecr.anxiety", "ecr.avoidance")


def test_fewer_than_two_hundred_are_refused() -> None:
    with pytest.raises(ConfigError, match="would rest on 199 people; at least 200"):
        group(totals(sheet_of(199), np.full(199, 30.0)))


def test_merging_adds_people_wherever_their_bands_lie() -> None:
    first = group(totals(sheet_of(300), np.full(300, 20.0)))
    second = group(totals(sheet_of(200), np.full(200, 50.0)))
    both = merged(first, second)
    assert both.n == 500
    for scale_id, norm in both.scales.items():
        assert [band.n for band in norm.bands] == [300, 200]
        one, two = first.scales[scale_id], second.scales[scale_id]
        assert norm.mean == pytest.approx((300 * one.mean + 200 * two.mean) / 500)
    assert merged(second, first).scales.keys() == both.scales.keys()


def test_merging_the_same_band_adds_its_counts() -> None:
    one = group(totals(sheet_of(300), np.full(300, 20.0)))
    both = merged(one, one)
    for scale_id, norm in both.scales.items():
        assert [band.n for band in norm.bands] == [600]
        assert norm.mean == pytest.approx(one.scales[scale_id].mean)
        assert norm.alpha == pytest.approx(one.scales[scale_id].alpha, abs=1e-3)


def test_instruments_without_the_map_have_no_joint_counts() -> None:
    assert NormTotals(load_instrument("bond"), (1, 5)).joint == {}
