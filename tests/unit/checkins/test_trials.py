"""Trials: the draw, the weeks that count, the effect, and when which answer may be given."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from pairbond.checkins import trials as t
from pairbond.errors import EvidenceError


def days_of(order: tuple[int, ...], effect: float, *, sd: float = 0.5, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 5 + np.repeat(np.array(order), 7) * effect + sd * rng.standard_normal(7 * len(order))


@pytest.mark.parametrize("weeks", range(8, 25, 2))
def test_each_block_is_balanced(weeks: int) -> None:
    order = t.draw_order(weeks, np.random.default_rng(weeks))
    start = 0
    for size in t.blocks_of(weeks):
        assert 2 * sum(order[start : start + size]) == size
        start += size
    assert start == weeks == len(order)


def test_every_balanced_order_is_equally_likely() -> None:
    rng = np.random.default_rng(1)
    drawn = Counter(t.draw_order(8, rng)[:4] for _ in range(3000))
    assert set(drawn) == set(permutations((0, 0, 1, 1)))
    assert stats.chisquare(list(drawn.values())).pvalue > 0.001


@pytest.mark.parametrize("weeks", [0, 6, 7, 9, 26])
def test_a_number_of_weeks_that_cannot_be_balanced_is_refused(weeks: int) -> None:
    with pytest.raises(EvidenceError, match="cannot be balanced; choose an even number, 8 to 24"):
        t.blocks_of(weeks)


def test_the_first_days_of_a_week_do_not_count_and_thin_weeks_are_left_out() -> None:
    values = np.full(14, 5.0)
    values[:2] = 0.0
    values[[9, 10, 12]] = np.nan
    means = t.weekly_means(np.arange(14), values, 2)
    assert means[0] == 5.0 and np.isnan(means[1])
    assert t.weekly_means(np.arange(14), values, 2, washout=0)[0] == pytest.approx(25 / 7)
    assert np.isnan(t.weekly_means(np.arange(14) - 20, values, 2)).all()


def test_the_effect_is_that_of_least_squares_with_blocks() -> None:
    rng = np.random.default_rng(2)
    order = np.array(t.draw_order(12, rng))
    means, blocks = rng.normal(5, 1, 12), np.repeat(np.arange(3), 4)
    found = t.difference(order, means, blocks)
    design = np.column_stack([order, *(blocks == b for b in range(3))]).astype(float)
    beta, rss, *_ = np.linalg.lstsq(design, means, rcond=None)
    se = np.sqrt(rss[0] / 8 * np.linalg.inv(design.T @ design)[0, 0])
    assert found is not None
    assert (found.value, found.se) == (pytest.approx(beta[0]), pytest.approx(se))
    assert found.upper - found.value == pytest.approx(stats.t.ppf(0.975, 8) * se)


def test_the_share_of_orders_is_counted_out() -> None:
    order, means = (0, 1, 1, 0), np.array([1.0, 4.0, 5.0, 2.0])
    every = set(permutations((0, 0, 1, 1)))
    sizes = [abs(np.dot(means, [1 if a else -1 for a in each])) for each in every]
    expected = np.mean([size >= 6 - 1e-9 for size in sizes])
    assert t.share_of_orders(order, means) == pytest.approx(expected) == pytest.approx(2 / 6)


def test_a_clear_difference_is_said_after_the_last_week_and_not_before() -> None:
    order = t.draw_order(12, np.random.default_rng(3))
    values = days_of(order, 2.0)
    days = np.arange(84)
    assert t.evaluate(order, days, values, weeks_done=11).answer == "not_yet"
    assert t.evaluate(order, days, values, weeks_done=11).effect is None
    found = t.evaluate(order, days, values, weeks_done=12)
    assert found.answer == "difference" and found.effect is not None
    assert found.effect.lower < 2 < found.effect.upper
    assert t.evaluate(order, days, values, weeks_done=40) == found


def test_no_difference_is_said_where_there_is_none() -> None:
    order = t.draw_order(12, np.random.default_rng(3))
    found = t.evaluate(order, np.arange(84), days_of(order, 0.0, seed=5), weeks_done=12)
    assert found.answer == "no_difference_seen" and found.chance is not None and found.chance > 0.05


def test_there_is_one_early_look_and_only_a_very_clear_difference_counts() -> None:
    assert [t.early_look(weeks) for weeks in (8, 14, 16, 22, 24)] == [None, None, 8, 8, 12]
    order = t.draw_order(16, np.random.default_rng(4))
    days = np.arange(112)
    early = t.evaluate(order, days, days_of(order, 3.0), weeks_done=9)
    assert early.answer == "difference" and early.looked_early
    assert early.effect is not None and early.effect.level == 0.995 and early.weeks_used == 8
    assert t.evaluate(order, days, days_of(order, 3.0), weeks_done=7).answer == "not_yet"
    faint = days_of(order, 0.4, sd=1.0)
    assert t.evaluate(order, days, faint, weeks_done=9).answer == "not_yet"


def test_a_trial_without_entries_says_too_little() -> None:
    order = t.draw_order(8, np.random.default_rng(5))
    found = t.evaluate(order, np.arange(56), np.full(56, np.nan), weeks_done=8)
    assert found.answer == "too_little" and found.effect is None and found.weeks_used == 0
    assert found.to_dict()["means"] == [None] * 8


def test_naming_the_actions_the_other_way_round_turns_the_effect_round() -> None:
    order = t.draw_order(10, np.random.default_rng(6))
    other = tuple(1 - action for action in order)
    values = days_of(order, 1.0, sd=1.0)
    one, two = (t.evaluate(o, np.arange(70), values, weeks_done=10) for o in (order, other))
    assert one.effect is not None and two.effect is not None
    assert one.effect.value == pytest.approx(-two.effect.value)
    assert one.chance == two.chance and one.answer == two.answer


def test_longer_trials_tell_smaller_differences() -> None:
    told = [t.smallest_told(weeks) for weeks in (8, 12, 16, 24)]
    assert told == sorted(told, reverse=True)
    assert t.smallest_told(12, sd=4.0) == pytest.approx(2 * t.smallest_told(12))
    assert t.smallest_chance(8) == pytest.approx(2 / 36)


def test_every_order_is_there_once() -> None:
    orders = t.all_orders(np.repeat([0, 1, 2], [4, 4, 2]))
    assert orders.shape == (72, 10)
    assert len({tuple(row) for row in orders}) == 72
