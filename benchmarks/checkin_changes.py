"""Calibrates when a change in one's own series is spoken of: ``python -m benchmarks.checkin_changes``.

Diaries in which nothing changes are looked at every week from day 14 to day 84. The threshold of
the log Bayes factor is the 95th percentile of the path's maximum, in the worst of the cells below.
Then diaries with a step are looked at with that threshold.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np

from pairbond.checkins.changes import find_changes

LOOKS = range(14, 85, 7)
RUNS = 400
CELLS = {
    "typical days": {},
    "AR .6": {"ar": (0.6, 0.0)},
    "weekly cycle": {"cycle": 0.6},
    "20 % missing": {"missing": 0.2},
    "near the top": {"level": 8.5},
    "small spread": {"spread": 0.8},
    "large spread": {"spread": 2.6},
}


def diary(
    rng: np.random.Generator,
    *,
    ar: tuple[float, float] = (0.3, 0.2),
    cycle: float = 0.0,
    missing: float = 0.0,
    level: float = 6.0,
    spread: float = 1.5,
    step: float = 0.0,
    onset: int = 42,
) -> np.ndarray:
    """Return 84 days of one series, NaN where missing; *step* is in SDs, down from day *onset*."""
    phi = float(np.clip(rng.normal(*ar), -0.1, 0.75))
    sd = spread * float(np.exp(rng.normal(0, 0.45)))
    noise = rng.standard_normal(84)
    days = np.empty(84)
    days[0] = noise[0]
    for t in range(1, 84):
        days[t] = phi * days[t - 1] + np.sqrt(1 - phi**2) * noise[t]
    days += cycle * np.sin(2 * np.pi * (np.arange(84) + rng.integers(7)) / 7) * np.sqrt(2)
    days[onset:] -= step
    found = np.clip(np.round(level + sd * days), 0, 10)
    found[rng.random(84) < missing] = np.nan
    return found


def path(values: np.ndarray, threshold: float = np.inf) -> Iterator[float]:
    for look in LOOKS:
        yield find_changes(np.arange(look), values[:look], threshold=threshold).log_factor


def main(runs: int) -> None:
    rng = np.random.default_rng(20261124)
    worst = 0.0
    for name, options in CELLS.items():
        highest = np.array([max(path(diary(rng, **options))) for _ in range(runs)])  # type: ignore[arg-type]
        cut = float(np.quantile(highest, 0.95))
        worst = max(worst, cut)
        print(f"{name:15s} 95th percentile of the path's maximum {cut:5.2f}")
    print(f"threshold {worst:.2f}")
    for step in (0.75, 1.0, 1.5, 2.0):
        found = np.array([list(path(diary(rng, step=step))) for _ in range(runs // 2)])
        shares = (np.maximum.accumulate(found, axis=1) > worst).mean(axis=0)
        cells = " ".join(f"{look}:{share:.2f}" for look, share in zip(LOOKS, shares, strict=True))
        print(f"step {step} SD on day 42, found by day {cells}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
