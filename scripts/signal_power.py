"""Writes content/calibration/signal-power.yaml: how likely an answer is by each weekly look.

The planner looks it up. A diary of so many days, with a change on an unknown day of its middle third, is
followed from the first look; the chance is that of the answer having been given at least once. Days between
those that were simulated are filled in on the probit scale. Run: python scripts/signal_power.py [runs]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from benchmarks.signal_simulation import Scenario, answers_along, draw, follow
from scipy.special import ndtr, ndtri

from pairbond.checkins.planner import chance_of_days
from pairbond.checkins.signal_looks import LOOKS
from pairbond.checkins.signal_verdict import DIFFER, FEWEST_PAIRED, FEWEST_PAIRED_DIFFER, LARGER, SHARED
from pairbond.library.signal import load_thresholds

TARGET = Path(__file__).resolve().parents[1] / "src/pairbond/content/calibration/signal-power.yaml"
SEED = 31_007
RUNS = 800
CHANGES = (0.5, 1.0, 1.5, 2.0, 3.0)
MISSING = (0.0, 0.1, 0.2, 0.3, 0.4)
SHARED_DAYS = (14, 21, 28, 35, 42, 49, 56, 84)
DIFFER_DAYS = (56, 84)
SLOPE = 0.58


def looks_of(scenario: Scenario, wanted: tuple[int, ...]) -> list[int]:
    """Return the looks at which the wanted answer can be given."""
    first = FEWEST_PAIRED_DIFFER if wanted == (DIFFER,) else 0
    return [look for look in LOOKS if first <= look <= scenario.days]


def chance(scenario: Scenario, wanted: tuple[int, ...], runs: int, seed: list[int]) -> float:
    """Return how likely the answer is by the last day.

    Couples come in groups that skipped the same days, so how many have enough days for an answer is
    taken from the binomial distribution, and only the rest from the simulation.
    """
    path = follow(draw(scenario, runs, np.random.default_rng(seed)), looks_of(scenario, wanted))
    codes, _ = answers_along(path, load_thresholds())
    needed = FEWEST_PAIRED_DIFFER if wanted == (DIFFER,) else FEWEST_PAIRED
    enough = path.paired[-1] >= needed
    if not enough.any():
        return 0.0
    given = float(np.isin(codes, wanted).any(axis=0)[enough].mean())
    return given * float(chance_of_days(np.array([scenario.days]), scenario.skipped, needed)[0])


def filled(days: tuple[int, ...], chances: list[float], runs: int) -> list[float]:
    """Return a chance for every look, never falling; before the first of *days* there is none."""
    least = 0.5 / runs
    probit = ndtri(np.clip(chances, least, 1 - least))
    between = ndtr(np.interp(LOOKS, days, probit))
    between[np.array(LOOKS) < days[0]] = 0.0
    return [0.0 if value <= least else float(value) for value in np.maximum.accumulate(between)]


def row(change: float, missing: float, runs: int) -> str:
    seed = [SEED, round(10 * change), round(10 * missing)]
    shared = [
        chance(
            Scenario(name="both", fall=change, slope=SLOPE, days=days, skipped=missing),
            (SHARED, LARGER),
            runs,
            [*seed, days],
        )
        for days in SHARED_DAYS
    ]
    differ = [
        chance(
            Scenario(name="one", own=change, slope=SLOPE, days=days, skipped=missing),
            (DIFFER,),
            runs,
            [*seed, days, 1],
        )
        for days in DIFFER_DAYS
    ]
    texts = [
        ", ".join(f"{value:.3f}" for value in filled(days, chances, runs))
        for days, chances in ((SHARED_DAYS, shared), (DIFFER_DAYS, differ))
    ]
    return f"  - {{change: {change}, missing: {missing}, shared: [{texts[0]}], differ: [{texts[1]}]}}"


def main(runs: int) -> None:
    thresholds = load_thresholds()
    lines = [
        "schema: pairbond.signal-power/1",
        "id: signal-power-2",
        f"thresholds: {thresholds.id}",
        f'fingerprint: "{thresholds.fingerprint}"',
        "script: scripts/signal_power.py",
        f"seed: {SEED}",
        f"runs: {runs}",
        f"days: [{', '.join(map(str, LOOKS))}]",
        "rows:",
    ]
    for change in CHANGES:
        for missing in MISSING:
            lines.append(row(change, missing, runs))
            print(lines[-1], flush=True)
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
