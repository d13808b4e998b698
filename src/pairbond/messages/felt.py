"""Does felt closeness go with the rhythm? Own diary beside the chat, day by day; never a score.

This is a description of one person's own days. It does not enter the answer that check-ins give, and it cannot
say what causes what: a full day leaves little time to write and little to feel near.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.linalg import solve_triangular
from scipy.stats import t as student

from pairbond.errors import EvidenceError
from pairbond.messages.timing import Floats, Ints, Timing
from pairbond.types import Estimate, JsonDict, json_dict

FEWEST_DAYS = 21
LEVEL = 0.9
AR_GRID = np.linspace(0.0, 0.9, 19)


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """How own ratings went with the partner's messages.

    ``slope`` is the difference in the rating (its own units) on days with twice as many messages; None
    where fewer than 21 days hold both, or the days do not differ. ``days`` counts those that hold both.
    """

    slope: Estimate | None
    days: int

    def to_dict(self) -> JsonDict:
        return json_dict({"slope": self.slope, "days": self.days})


def felt_with_messages(timing: Timing, writer: int, day: Ints, rating: Floats) -> Felt:
    """Return how *rating* went with the number of messages *writer* sent that day.

    ``day : (n,) int`` day numbers since 1970-01-01, each once; ``rating : (n,) float``, NaN where missing.
    Regression on log2(messages + 1) with errors that carry over from day to day (AR(1), by restricted
    likelihood on a grid); days may be missing.
    """
    if len(day) != len(rating) or len(np.unique(day)) != len(day):
        raise EvidenceError("each day of the diary must stand there once, with one rating")
    first, last = timing.span()
    known = ~np.isnan(rating) & (day >= first) & (day <= last)
    order = np.flatnonzero(known)[np.argsort(day[known])]
    day, rating = day[order], rating[order]
    counted = np.bincount(timing.days()[timing.who == writer] - first, minlength=last - first + 1)
    amount = np.log2(counted[day - first] + 1.0)
    if len(day) < FEWEST_DAYS or np.ptp(amount) == 0 or np.ptp(rating) == 0:
        return Felt(slope=None, days=len(day))
    return Felt(slope=slope(day, amount, rating), days=len(day))


def slope(day: Ints, x: Floats, y: Floats) -> Estimate:
    """Return the slope of y on x under AR(1) errors at the restricted-likelihood estimate of their AR."""
    design = np.column_stack([np.ones(len(x)), x - x.mean()])
    fits = [restricted(day, design, y, ar) for ar in AR_GRID]
    _, value, se = max(fits)
    df = len(x) - 3
    half = float(student.ppf((1 + LEVEL) / 2, df)) * se
    return Estimate(
        value=value,
        lower=value - half,
        upper=value + half,
        level=LEVEL,
        se=se,
        n=len(x),
        method="regression with AR(1) errors, restricted likelihood",
    )


def restricted(day: Ints, design: Floats, y: Floats, ar: float) -> tuple[float, float, float]:
    """Return the restricted log-likelihood at one AR, the slope and its standard error."""
    lag = np.abs(np.subtract.outer(day, day))
    root = np.linalg.cholesky(ar**lag if ar else np.eye(len(day)))
    x = solve_triangular(root, design, lower=True)
    z = solve_triangular(root, y, lower=True)
    gram = x.T @ x
    beta = np.linalg.solve(gram, x.T @ z)
    df = len(y) - 2
    variance = float(np.sum((z - x @ beta) ** 2)) / df
    likelihood = (
        -0.5 * df * np.log(variance)
        - float(np.sum(np.log(np.diag(root))))
        - 0.5 * float(np.linalg.slogdet(gram)[1])
    )
    return float(likelihood), float(beta[1]), sqrt(variance * float(np.linalg.inv(gram)[1, 1]))
