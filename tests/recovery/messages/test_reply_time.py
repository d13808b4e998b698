"""Do reply times come back when the truth is known? Censored, answered at night, and with intervals."""

import numpy as np
import pytest
from tests.unit.messages.timings import MONDAY

from pairbond.messages.latency import reply_time
from pairbond.messages.quiet import awake, quiet_nights
from pairbond.messages.rhythm import cut
from pairbond.messages.survival import Durations, median, median_estimate, resampled_curves
from pairbond.messages.timing import DAY, HOUR, make_timing

pytestmark = pytest.mark.slow
TRUTH = 598.0


def waits(rng: np.random.Generator, n: int = 4_000) -> Durations:
    """Return log-normal replies, median 598 s and log SD 1.8, cut off by exponential times of mean 4 h."""
    reply = rng.lognormal(np.log(TRUTH), 1.8, size=n)
    leave = rng.exponential(4 * HOUR, size=n)
    return Durations(time=np.minimum(reply, leave), event=reply <= leave, block=rng.integers(0, 200, size=n))


def test_the_median_of_censored_waits_is_right_and_of_answered_ones_is_not() -> None:
    """Answered waits alone are a fifth too quick; the Kaplan-Meier median is within 5 %."""
    rng = np.random.default_rng(20_261_124)
    drawn = [waits(rng) for _ in range(40)]
    ours = np.array([median(one) for one in drawn])
    answered = np.array([np.median(one.time[one.event]) for one in drawn])
    assert abs(np.mean(ours) / TRUTH - 1) < 0.02
    assert np.mean(np.abs(ours / TRUTH - 1) < 0.05) >= 0.7  # the SE of one median is 4 %
    assert np.mean(answered) / TRUTH - 1 == pytest.approx(-0.21, abs=0.03)


def test_ninety_percent_intervals_of_the_median_hold_it() -> None:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(300):
        one = waits(rng, n=800)
        estimate = median_estimate(one, resampled_curves(one, rng, n=200))
        held += estimate.lower <= TRUTH <= estimate.upper
    # Binomial SE at 300 runs is 1.7 points.
    assert 0.85 <= held / 300 <= 0.95


def night_chat(rng: np.random.Generator, sent: tuple[float, float], days: int = 400) -> tuple[float, float]:
    """Return wall and waking median of replies by one person with one waking speed.

    B answers after log-normal waking times (median 10 min) and sleeps from 23 to 7; A writes once a
    day between the hours of *sent*.
    """
    asked = MONDAY + np.arange(1, days + 1) * DAY + rng.uniform(*sent, size=days) * HOUR
    frame = make_timing(np.array([MONDAY, MONDAY + (days + 3) * DAY]), np.array([0, 1], dtype=np.int8))
    nights = quiet_nights(frame, 1)
    grid = np.arange(MONDAY, MONDAY + (days + 2) * DAY, 20)
    clock = awake(grid, nights)
    target = awake(asked.astype(np.int64), nights) + rng.lognormal(np.log(600), 0.8, size=days)
    answered = grid[np.searchsorted(clock, target)]
    seconds = np.concatenate([asked.astype(np.int64), answered])
    who = np.repeat([0, 1], days).astype(np.int8)
    contact = cut(make_timing(seconds, who))
    theirs = contact.waits.of(1)
    return float(np.median(theirs.wall)), median(
        Durations(time=theirs.waking, event=theirs.answered, block=theirs.day)
    )


def test_people_who_are_written_to_at_night_do_not_look_slow() -> None:
    rng = np.random.default_rng(3)
    late_wall, late = night_chat(rng, (22.0, 24.0))
    _, day = night_chat(rng, (12.0, 16.0))
    assert late_wall > 1.5 * day
    assert late == pytest.approx(600, rel=0.12)
    assert day == pytest.approx(600, rel=0.12)


def test_reply_times_of_a_whole_chat_come_back() -> None:
    """Turn taking, sessions and nights together: B's waking median is within 12 % of what was drawn."""
    rng = np.random.default_rng(5)
    days, per_day = 300, 8
    asked = (
        MONDAY
        + np.repeat(np.arange(1, days + 1), per_day) * DAY
        + np.sort(rng.uniform(9, 20, size=(days, per_day)), axis=1).ravel() * HOUR
    ).astype(np.int64)
    reply = asked + rng.lognormal(np.log(240), 1.0, size=len(asked)).astype(np.int64)
    seconds = np.concatenate([asked, reply])
    who = np.repeat([0, 1], len(asked)).astype(np.int8)
    result = reply_time(cut(make_timing(seconds, who)).waits.of(1), rng)
    assert result.median is not None
    assert result.median.value == pytest.approx(240, rel=0.12)
