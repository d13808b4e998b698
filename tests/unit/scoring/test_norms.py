"""Percentiles in a norm group, smooth in age."""

from __future__ import annotations

import numpy as np
import pytest

from pairbond.instruments import AgeBand, ScaleNorm
from pairbond.scoring.norms import (
    TARGET_PEOPLE,
    effective_people,
    kernel_weights,
    midranks,
    percentile_at,
    percentile_curve,
)
from pairbond.types import ScaleId


def norm_of(bands: list[tuple[int, list[int]]], n_items: int = 1) -> ScaleNorm:
    return ScaleNorm(
        scale=ScaleId("x.y"),
        minimum=1,
        n_items=n_items,
        bands=tuple(
            AgeBand(first=age, last=age, mean_age=float(age), counts=np.array(counts))
            for age, counts in bands
        ),
        item_sums=np.zeros(n_items),
        item_products=np.zeros((n_items, n_items)),
    )


def test_midranks_equal_a_count_by_hand() -> None:
    rng = np.random.default_rng(1)
    people = rng.integers(0, 9, size=137)
    counts = np.bincount(people, minlength=9)
    by_hand = [100 * ((people < s).sum() + 0.5 * (people == s).sum()) / len(people) for s in range(9)]
    assert midranks(counts) == pytest.approx(by_hand)


def test_midranks_average_fifty_over_the_group_itself() -> None:
    counts = np.array([3, 0, 7, 2, 11])
    assert midranks(counts) @ counts / counts.sum() == pytest.approx(50)


def test_without_an_age_all_bands_count_alike() -> None:
    norm = norm_of([(20, [10, 0]), (60, [0, 30])])
    assert percentile_curve(norm) == pytest.approx(midranks(np.array([10, 30])))
    assert percentile_curve(norm, float("nan")) == pytest.approx(percentile_curve(norm))


def test_people_are_compared_with_people_of_their_age() -> None:
    norm = norm_of([(20, [1000, 0]), (60, [0, 1000])])
    assert percentile_curve(norm, 20)[1] > 99
    assert percentile_curve(norm, 60)[1] == pytest.approx(50, abs=0.1)


def test_the_kernel_widens_until_enough_people_count() -> None:
    ages, few, many = np.arange(20.0, 60), np.full(40, 20.0), np.full(40, 2000.0)
    narrow, wide = kernel_weights(ages, many, 30), kernel_weights(ages, few, 30)
    assert effective_people(narrow, many) >= TARGET_PEOPLE
    assert (narrow > 0.5).sum() < (wide > 0.5).sum()


def test_effective_people_is_the_plain_number_under_equal_weights() -> None:
    sizes = np.array([10.0, 20.0, 30.0])
    assert effective_people(np.ones(3), sizes) == pytest.approx(60)


@pytest.mark.parametrize(("age", "nearest"), [(5, 20), (200, 60)])
def test_ages_outside_the_sample_take_the_nearest(age: float, nearest: float) -> None:
    norm = norm_of([(20, [1000, 10]), (60, [10, 1000])])
    assert percentile_curve(norm, age) == pytest.approx(percentile_curve(norm, nearest))


def test_percentiles_are_linear_between_possible_scores() -> None:
    norm = norm_of([(20, [1, 1, 2])], n_items=1)
    curve = percentile_curve(norm)
    middle = percentile_at(curve, norm, [1.0, 1.5, 2.0])
    assert middle[1] == pytest.approx((middle[0] + middle[2]) / 2)
    assert percentile_at(curve, norm, [0.0, 9.0]) == pytest.approx([curve[0], curve[-1]])
