"""Simulate, estimate, compare: own changes, reaches, swings, space and trials.

Each test states its bound and has a fixed seed; the Monte Carlo error of a share of .05 over 600 runs
is .9 points, over 1,000 runs .7 points.
"""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.checkin_changes import diary, path
from benchmarks.checkin_trials import ar_days, cell

from pairbond.checkins import trials as t
from pairbond.checkins.changes import THRESHOLD, find_changes
from pairbond.checkins.own_days import describe_space, describe_swing
from pairbond.checkins.reaches import describe_reaches

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("options", [{}, {"ar": (0.6, 0.0)}, {"cycle": 0.6, "missing": 0.2}, {"level": 8.5}])
def test_changes_are_seldom_seen_where_there_are_none(options: dict[str, object]) -> None:
    """Over all weekly looks from day 14 to 84: at most 5 %, plus two Monte Carlo errors of 120 runs."""
    rng = np.random.default_rng(11)
    seen = [max(path(diary(rng, **options))) > THRESHOLD for _ in range(120)]  # type: ignore[arg-type]
    assert np.mean(seen) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 120)


def test_the_size_and_the_dates_of_a_change_cover() -> None:
    """Where a change of 2 SD is spoken of on day 84: dates 80 %, and the 90 % interval of its size."""
    rng = np.random.default_rng(12)
    dates, sizes = [], []
    for _ in range(200):
        values = diary(rng, level=6.0, step=0.0)
        step = 2.0 * np.nanstd(values)
        values = np.where(np.arange(84) >= 40, values - step, values)
        found = find_changes(np.arange(84), values).found
        if len(found) == 1:
            dates.append(found[0].first <= 40 <= found[0].last)
            sizes.append(found[0].size.lower <= -step <= found[0].size.upper)
    assert len(dates) > 150
    assert np.mean(dates) >= 0.75
    assert 0.84 <= np.mean(sizes) <= 0.97


@pytest.mark.parametrize(("weeks", "ar"), [(8, 0.3), (12, 0.3), (12, 0.6), (16, 0.3)])
def test_trials_cover_and_seldom_see_what_is_not_there(weeks: int, ar: float) -> None:
    """AR(1) days, 15 % missing, carry-over of a third a day, a slow drift: 93 to 97 %, false at most 5 %.

    Bounds are widened by two Monte Carlo errors (600 runs).
    """
    error = 2 * np.sqrt(0.05 * 0.95 / 600)
    null, false = cell(weeks, 0.0, ar=ar, runs=600)
    assert 0.93 - error <= null <= 0.97 + error
    assert false <= 0.05 + error
    covered, _ = cell(weeks, 1.5, ar=ar, runs=600)
    assert 0.93 - error <= covered <= 0.97 + error


def test_what_a_plan_says_can_be_told_is_told_in_three_of_four() -> None:
    for weeks in (8, 12, 16):
        _, said = cell(weeks, t.smallest_told(weeks), ar=0.3, runs=400)
        assert said == pytest.approx(0.76, abs=0.09)


def test_rates_of_reaches_cover() -> None:
    rng = np.random.default_rng(13)
    rate, trend = [], []
    for _ in range(600):
        p = rng.uniform(0.2, 0.9)
        n = int(rng.integers(20, 60))
        found = describe_reaches(np.arange(n), np.ones(n), (rng.random(n) < p).astype(float))
        assert found.rate is not None and found.trend is not None
        rate.append(found.rate.lower <= p <= found.rate.upper)
        trend.append(found.trend.lower <= 0 <= found.trend.upper)
    assert 0.87 <= np.mean(rate) <= 0.93
    assert np.mean(trend) >= 0.93


def test_swings_and_space_cover() -> None:
    rng = np.random.default_rng(14)
    change, space = [], []
    for _ in range(500):
        values = np.clip(np.round(4 + 1.8 * ar_days(70, 0.3, rng)), 0, 10)
        found = describe_swing(np.arange(70), values)
        assert found.change is not None
        change.append(found.change.lower <= 0 <= found.change.upper)
        wanted = (rng.random(70) < 0.4).astype(float)
        said = np.where(wanted == 1, (rng.random(70) < 0.5).astype(float), np.nan)
        moved = describe_space(np.arange(70), values, wanted, said)
        if moved.difference is not None:
            space.append(moved.difference.lower <= 0 <= moved.difference.upper)
    assert 0.92 <= np.mean(change) <= 0.985
    assert len(space) > 400 and 0.925 <= np.mean(space) <= 0.975
