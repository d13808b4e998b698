"""The arithmetic that decides whether a difference may be spoken of."""

from __future__ import annotations

from math import inf, nan

import pytest

from pairbond.scoring.difference import (
    Z_NULL,
    Difference,
    difference_between,
    difference_from_mean,
    near_mean,
    posterior,
    upper_tail,
)


def test_a_difference_needs_both_conditions() -> None:
    assert Difference(mean=1.0, sd=0.3, plain=3.0).speaks
    assert not Difference(mean=1.0, sd=0.3, plain=1.9).speaks
    assert not Difference(mean=0.4, sd=0.3, plain=3.0).speaks


@pytest.mark.parametrize("sign", [-1, 1])
def test_probability_is_of_more_than_a_third_of_an_sd_in_its_direction(sign: int) -> None:
    found = Difference(mean=sign * 0.3, sd=0.5, plain=sign * 2.0)
    assert found.probability == pytest.approx(0.5)
    assert found.direction == sign
    assert found.excludes_zero is (abs(found.plain) >= Z_NULL)


def test_no_difference_has_no_direction() -> None:
    assert Difference(mean=0.0, sd=0.5, plain=0.0).direction == 0


def test_swapping_turns_the_sign_and_nothing_else() -> None:
    first, second = difference_between(1.0, 0.3, -0.2, 0.4), difference_between(-0.2, 0.4, 1.0, 0.3)
    assert first is not None and second is not None
    assert (first.mean, first.sd, first.plain) == (-second.mean, second.sd, -second.plain)


@pytest.mark.parametrize("bad", [nan, inf, -inf])
def test_what_is_not_known_makes_no_difference(bad: float) -> None:
    assert difference_between(bad, 0.3, 0.0, 0.3) is None
    assert difference_between(0.0, 0.3, 0.0, bad) is None
    assert difference_from_mean(bad, 0.3) is None


def test_against_the_mean_a_level_is_its_own_posterior() -> None:
    found = difference_from_mean(2.0, 0.4)
    own = posterior(2.0, 0.4)
    assert found is not None
    assert (found.mean, found.sd**2, found.plain) == pytest.approx((own.mean, own.variance, 5.0))


def test_nearness_to_the_mean_is_a_probability() -> None:
    assert near_mean(0.0, 0.3) > near_mean(0.8, 0.3) > near_mean(2.5, 0.3)
    assert near_mean(0.0, 0.3) == pytest.approx(1 - 2 * upper_tail(1 / posterior(0.0, 0.3).variance ** 0.5))
    assert near_mean(0.5, 0.3) == pytest.approx(near_mean(-0.5, 0.3))
