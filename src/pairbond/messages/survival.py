"""Reply times as times to an event, some of them censored: Kaplan-Meier with a day-block bootstrap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import CensoredData, ecdf

from pairbond.messages.timing import Flags, Floats, Ints
from pairbond.types import Estimate

LEVEL = 0.9
RESAMPLES = 400
GRID = np.concatenate([[0.0], np.geomspace(1.0, 2 * 86_400.0, 2_500)])
"""Seconds at which resampled curves are followed; a step is half a percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """``time : (n,) seconds``, ``event : (n,) bool`` (False: censored), ``block : (n,) int``, the day."""

    time: Floats
    event: Flags
    block: Ints


def survival(durations: Durations, times: Floats) -> Floats:
    """Return the share still waiting just after each time (Kaplan & Meier 1958; SciPy's ``ecdf``)."""
    curve = ecdf(CensoredData.right_censored(durations.time, ~durations.event)).sf
    return np.asarray(curve.evaluate(times), dtype=np.float64)


def median(durations: Durations) -> float:
    """Return the time by which half have been answered; infinity where the curve stays above half."""
    curve = ecdf(CensoredData.right_censored(durations.time, ~durations.event)).sf
    below = np.flatnonzero(curve.probabilities <= 0.5)
    return float(curve.quantiles[below[0]]) if len(below) else float("inf")


def resampled_curves(durations: Durations, rng: np.random.Generator, n: int = RESAMPLES) -> Floats:
    """Return *n* survival curves on ``GRID``, each from days drawn with replacement.

    Waits of one day hang together (a flight, a quarrel), so whole days are drawn.

    Returns
    -------
    ndarray
        ``(n, len(GRID))``; level from the time on after which nobody of the resample was followed.
    """
    _, day = np.unique(durations.block, return_inverse=True)
    days, bins = int(day.max()) + 1, len(GRID)
    place = np.searchsorted(GRID, durations.time, side="left").clip(0, bins - 1)
    weights = rng.multinomial(days, np.full(days, 1 / days), size=n).astype(np.float32)
    gone = counts(day, place, (days, bins))
    events = counts(day[durations.event], place[durations.event], (days, bins))
    left = weights @ gone
    at_risk = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        stay = 1 - (weights @ events) / at_risk
    return np.asarray(np.cumprod(np.where(at_risk > 0, stay, 1.0), axis=1), dtype=np.float64)


def counts(
    row: Ints, column: Ints, shape: tuple[int, int]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    flat = np.bincount(row * shape[1] + column, minlength=shape[0] * shape[1])
    return flat.reshape(shape).astype(np.float32)


def median_estimate(durations: Durations, curves: Floats) -> Estimate:
    """Return the median with its interval, in seconds."""
    return with_interval(median(durations), curve_medians(curves), len(durations.time), "kaplan-meier-median")


def curve_medians(curves: Floats) -> Floats:
    """Return each curve's median on the grid; infinity where it stays above half."""
    reached = curves <= 0.5
    return np.asarray(np.where(reached.any(axis=1), GRID[reached.argmax(axis=1)], np.inf), dtype=np.float64)


def answered_within(durations: Durations, curves: Floats, seconds: float) -> Estimate:
    """Return the share answered within *seconds*, with its interval."""
    point = 1 - float(survival(durations, np.array([seconds]))[0])
    column = int(np.searchsorted(GRID, seconds, side="right")) - 1
    return with_interval(point, 1 - curves[:, column], len(durations.time), "kaplan-meier")


def with_interval(value: float, resamples: Floats, n: int, method: str) -> Estimate:
    """Return the value with the percentile interval of its resamples."""
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(resamples, [tail, 1 - tail], method="nearest")
    finite = resamples[np.isfinite(resamples)]
    return Estimate(
        value=value,
        lower=float(min(lower, value)),
        upper=float(max(upper, value)),
        level=LEVEL,
        se=float(np.std(finite)) if len(finite) > 1 else float("nan"),
        n=n,
        method=f"{method}, day blocks",
    )
