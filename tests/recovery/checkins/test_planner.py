"""The planner beside fresh simulations: cells that are not in its table, within five points."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks import signal_simulation
from benchmarks.signal_simulation import Scenario, answers_along, draw, follow

from pairbond.checkins.planner import plan_days
from pairbond.checkins.signal_looks import LOOKS
from pairbond.checkins.signal_verdict import DIFFER, LARGER, SHARED
from pairbond.library.signal import load_power, load_thresholds

pytestmark = pytest.mark.slow

RUNS = 700
ERROR = 0.019
"""Monte Carlo error of a share of .5 over 700 runs; the table has its own besides."""


def simulated(wanted: tuple[int, ...], *, days: int, **truth: float) -> float:
    scenario = Scenario(name="planner", days=days, **truth)  # type: ignore[arg-type]
    looks = [look for look in LOOKS if look <= days]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal_simulation, "SAME_DAYS", 1)  # each couple skips days of its own
        couples = draw(scenario, RUNS, np.random.default_rng([days, *(int(100 * v) for v in truth.values())]))
    codes, _ = answers_along(follow(couples, looks), load_thresholds())
    return float(np.isin(codes, wanted).any(axis=0).mean())


@pytest.mark.parametrize(
    ("days", "change", "missing"),
    [(21, 2.0, 0.1), (28, 1.75, 0.0), (28, 2.0, 0.3), (35, 2.0, 0.15), (42, 1.25, 0.0), (56, 2.5, 0.3)],
)
def test_a_change_in_both_diaries(days: int, change: float, missing: float) -> None:
    plan = plan_days(load_power(), change=change, missing=missing)
    told = next(each.shared for each in plan.chances if each.day == days)
    assert told == pytest.approx(
        simulated((SHARED, LARGER), days=days, fall=change, skipped=missing), abs=0.05 + ERROR
    )


@pytest.mark.parametrize(("days", "change", "missing"), [(56, 1.75, 0.0), (84, 2.5, 0.0), (84, 2.0, 0.1)])
def test_a_change_in_one_diary(days: int, change: float, missing: float) -> None:
    plan = plan_days(load_power(), change=change, missing=missing)
    told = next(each.differ for each in plan.chances if each.day == days)
    assert told == pytest.approx(
        simulated((DIFFER,), days=days, own=change, skipped=missing), abs=0.05 + ERROR
    )
