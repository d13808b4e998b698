"""Shares between two people, with intervals that know that a day's messages hang together."""

from __future__ import annotations

from math import sqrt

import numpy as np
from scipy.stats import beta, norm

from pairbond.messages.timing import Floats, Ints
from pairbond.types import Estimate

LEVEL = 0.9


def share(a: Floats, total: Floats, block: Ints, method: str) -> Estimate | None:
    """Return sum(a) / sum(total) with Wilson's interval at the sample size the blocks leave.

    ``a`` and ``total`` are ``(n,)`` amounts (turns, words); ``block`` the day of each. The variance is
    the ratio estimator's between days; the size that a simple sample would need for it enters Wilson's
    formula, so that shares near 0 and 1 keep sensible bounds. None where there is nothing to share.
    """
    whole = float(total.sum())
    if whole <= 0:
        return None
    _, day = np.unique(block, return_inverse=True)
    by_day, all_day = np.bincount(day, a), np.bincount(day, total)
    p = float(by_day.sum()) / whole
    days = len(all_day)
    residual = by_day - p * all_day
    variance = float(np.sum(residual**2)) / whole**2 * (days / max(days - 1, 1))
    n = p * (1 - p) / variance if variance > 0 else float(len(a))
    low, high = wilson(p, n)
    return Estimate(
        value=p, lower=low, upper=high, level=LEVEL, se=sqrt(variance), n=days, method=f"{method}, day blocks"
    )


def wilson(p: float, n: float) -> tuple[float, float]:
    """Return Wilson's (1927) interval of a share *p* seen *n* times."""
    z = float(norm.ppf((1 + LEVEL) / 2))
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def of_two(k: int, n: int, method: str) -> Estimate | None:
    """Return k of n with the interval of a beta-binomial posterior under Jeffreys' prior."""
    if n == 0:
        return None
    posterior = beta(k + 0.5, n - k + 0.5)
    tail = (1 - LEVEL) / 2
    return Estimate(
        value=k / n,
        lower=float(posterior.ppf(tail)) if k else 0.0,
        upper=float(posterior.ppf(1 - tail)) if k < n else 1.0,
        level=LEVEL,
        se=float(posterior.std()),
        n=n,
        method=f"{method}, beta-binomial",
    )
