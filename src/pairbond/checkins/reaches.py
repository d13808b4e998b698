"""Reaches: how often one's own reaching out was met, how well that could be guessed, and its trend.

Everything here comes from one person's own entries and belongs in that person's report only. A
reach that was not met is a day as it was felt, not a mark against anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, expit

from pairbond.types import Estimate, JsonDict

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIOR = (1.0, 1.0)
"""Beta prior of a rate: weak, as if one reach had been met and one had not."""
NEEDED = 8
NEEDED_AFTER = 5
NEEDED_TREND = 20
LEVEL = 0.90
LEVEL_CHANGE = 0.95
"""Of intervals that decide whether anything is said to differ."""
NODES = 400
LEVEL_SD, TREND_SD = 1.5, 1.5
"""Prior SDs, in logits: of the rate halfway, and of its change from the first day to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaches:
    """What one person's entries say about reaches.

    ``rate`` is the share of reaches that were met. ``guess`` is how often somebody who knew the
    rate alone would guess right whether a reach is met: .5 is a coin, 1 is always the same.
    ``after`` is the rate after a met reach less the rate after one that was not: above zero, good
    and bad spells keep together. ``trend`` is the change of the rate from the first entry to the
    last. None where there are too few reaches.
    """

    days: int
    reached: int
    met: int
    unsaid: int
    rate: Estimate | None
    guess: Estimate | None
    after: Estimate | None
    trend: Estimate | None

    def to_dict(self) -> JsonDict:
        estimates = {name: getattr(self, name) for name in ("rate", "guess", "after", "trend")}
        return {
            "days": self.days,
            "reached": self.reached,
            "met": self.met,
            "unsaid": self.unsaid,
            **{name: found.to_dict() if found else None for name, found in estimates.items()},
        }


def describe_reaches(days: Ints, reached: Floats, met: Floats) -> Reaches:
    """Return rate, predictability and trend of being met; estimates need eight reaches.

    Parameters
    ----------
    days
        (n,) whole numbers, rising.
    reached, met
        (n,) 0, 1 or NaN; ``met`` counts on days with ``reached`` = 1 only.

    *Assumes* for ``rate`` that reaches are alike and independent; where ``after`` is far from zero
    its interval is too narrow. *Checked* by simulation, ``tests/recovery/checkins/test_own_days.py``.
    """
    tried = reached == 1
    known = tried & np.isfinite(met)
    outcome, at = met[known], days[known]
    n, hits = len(outcome), int(outcome.sum())
    enough = n >= NEEDED
    return Reaches(
        days=int(np.isfinite(reached).sum()),
        reached=int(tried.sum()),
        met=hits,
        unsaid=int(tried.sum()) - n,
        rate=beta_rate(hits, n) if enough else None,
        guess=guessing(hits, n) if enough else None,
        after=after_met(outcome) if enough else None,
        trend=rate_trend(at, outcome) if n >= NEEDED_TREND else None,
    )


def beta_rate(hits: int, n: int) -> Estimate:
    """Return a rate: mean of the Beta posterior and its central 90 % interval."""
    a, b = PRIOR[0] + hits, PRIOR[1] + n - hits
    lower, upper = betaincinv(a, b, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(
        value=a / (a + b), lower=float(lower), upper=float(upper), level=LEVEL,
        se=sqrt(a * b / (a + b) ** 2 / (a + b + 1)), n=n, method="Beta posterior, prior Beta(1, 1)",
    )  # fmt: skip


def nodes_of(hits: int, n: int) -> Floats:
    """Return equally probable values of a rate's posterior."""
    grid = (np.arange(NODES) + 0.5) / NODES
    found: Floats = betaincinv(PRIOR[0] + hits, PRIOR[1] + n - hits, grid)
    return found


def summed(values: Floats, n: int, method: str, level: float = LEVEL) -> Estimate:
    """Return equally probable values as an estimate."""
    lower, upper = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value=float(values.mean()), lower=float(lower), upper=float(upper), level=level,
        se=float(values.std()), n=n, method=method,
    )  # fmt: skip


def guessing(hits: int, n: int) -> Estimate:
    rates = nodes_of(hits, n)
    return summed(np.maximum(rates, 1 - rates), n, "best guess under the Beta posterior of the rate")


def after_met(outcome: Floats) -> Estimate | None:
    """Return how much more often a reach is met after a met one; None with few of either."""
    before, now = outcome[:-1], outcome[1:]
    counts = [(int(now[before == kind].sum()), int((before == kind).sum())) for kind in (1.0, 0.0)]
    if min(n for _, n in counts) < NEEDED_AFTER:
        return None
    met, unmet = (nodes_of(hits, n) for hits, n in counts)
    gaps = (met[:, None] - unmet[None, :]).ravel()
    return summed(gaps, len(now), "difference of two Beta posteriors", LEVEL_CHANGE)


def rate_trend(days: Ints, outcome: Floats) -> Estimate | None:
    """Return the change of the rate from the first reach to the last: logistic line, on a grid."""
    if days[-1] == days[0]:
        return None
    place = (days - days[0]) / (days[-1] - days[0]) - 0.5
    level, slope = np.meshgrid(
        np.linspace(-3.5, 3.5, 71) * LEVEL_SD, np.linspace(-3.5, 3.5, 71) * TREND_SD, indexing="ij"
    )
    logit = level[..., None] + slope[..., None] * place
    logs = -np.logaddexp(0, np.where(outcome == 1, -logit, logit)).sum(-1)
    logs = logs - 0.5 * (level / LEVEL_SD) ** 2 - 0.5 * (slope / TREND_SD) ** 2
    weights = np.exp(logs - logs.max()).ravel()
    change = (expit(level + slope / 2) - expit(level - slope / 2)).ravel()
    order = np.argsort(change)
    below = np.cumsum(weights[order]) / weights.sum()
    lower, upper = np.interp([(1 - LEVEL_CHANGE) / 2, (1 + LEVEL_CHANGE) / 2], below, change[order])
    mean = float(weights @ change / weights.sum())
    se = sqrt(float(weights @ (change - mean) ** 2 / weights.sum()))
    return Estimate(
        value=mean, lower=float(lower), upper=float(upper), level=LEVEL_CHANGE, se=se, n=len(outcome),
        method="logistic line, posterior on a grid",
    )  # fmt: skip
