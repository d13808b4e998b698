"""One's own days: the swing between alarm and relief, and what naming space does to the next day.

Everything here comes from one person's own ``unsettled`` and belongs in that person's report only.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from pairbond.types import Estimate, JsonDict

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BATCH = 7
FEWEST_BATCHES = 4
FEWEST_BATCHES_HALF = 3
NEEDED_KIND = 5
NEEDED_PAIRS = 25
LEVEL = 0.90
LEVEL_CHANGE = 0.95
"""Of intervals that decide whether anything is said to differ."""
ROUNDING_SD = 0.3
"""SD of rounding an answer to a whole number: no batch of days is more precise than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """How far ``unsettled`` moves from one day to the next, in points of 0 to 10.

    ``change`` is the later half less the earlier half. None with too few days.
    """

    pairs: int
    size: Estimate | None
    change: Estimate | None

    def to_dict(self) -> JsonDict:
        return {
            "pairs": self.pairs,
            "size": self.size.to_dict() if self.size else None,
            "change": self.change.to_dict() if self.change else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """``unsettled`` on the day after a wish for space, beside other days, own level taken into account.

    ``named`` is for days on which the wish was said, ``unnamed`` for days on which it was not,
    ``difference`` is named less unnamed. In points of 0 to 10; None with too few days of a kind.
    """

    n_named: int
    n_unnamed: int
    named: Estimate | None
    unnamed: Estimate | None
    difference: Estimate | None

    def to_dict(self) -> JsonDict:
        estimates = {name: getattr(self, name) for name in ("named", "unnamed", "difference")}
        return {
            "n_named": self.n_named,
            "n_unnamed": self.n_unnamed,
            **{name: found.to_dict() if found else None for name, found in estimates.items()},
        }


def describe_swing(days: Ints, unsettled: Floats) -> Swing:
    """Return the mean change from day to day, up or down, and whether it grew or shrank.

    Parameters
    ----------
    days
        (n,) whole numbers, rising; only neighbouring days make a pair.
    unsettled
        (n,) 0 to 10, NaN where missing.

    Pairs overlap, so their means over batches of seven are what varies (batch means, Student t).
    *Assumes* batches are alike. *Checked* by simulation, ``tests/recovery/checkins/test_own_days.py``.
    """
    _, now, next_day = neighbours(days, unsettled)
    moves = np.abs(next_day - now)
    batches = np.array([moves[i : i + BATCH].mean() for i in range(0, len(moves) - BATCH + 1, BATCH)])
    size = batch_mean(batches, len(moves)) if len(batches) >= FEWEST_BATCHES else None
    half = len(batches) // 2
    change = None
    if half >= FEWEST_BATCHES_HALF:
        change = batch_difference(batches[:half], batches[-half:], len(moves))
    return Swing(pairs=len(moves), size=size, change=change)


def neighbours(days: Ints, values: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the places, the values and the next day's values of pairs of neighbouring days."""
    place = np.flatnonzero((np.diff(days) == 1) & np.isfinite(values[:-1]) & np.isfinite(values[1:]))
    return place, values[place], values[place + 1]


def batch_mean(batches: Floats, n: int) -> Estimate:
    se = max(float(batches.std(ddof=1)), ROUNDING_SD / sqrt(BATCH)) / sqrt(len(batches))
    return t_estimate(float(batches.mean()), se, len(batches) - 1, n=n, method="batch means, Student t")


def batch_difference(early: Floats, late: Floats, n: int) -> Estimate:
    df = len(early) + len(late) - 2
    pooled = (early.var(ddof=1) * (len(early) - 1) + late.var(ddof=1) * (len(late) - 1)) / df
    variance = max(float(pooled), ROUNDING_SD**2 / BATCH)
    se = sqrt(variance * (1 / len(early) + 1 / len(late)))
    value = float(late.mean() - early.mean())
    method = "difference of batch means, Student t"
    return t_estimate(value, se, df, n=n, method=method, level=LEVEL_CHANGE)


def t_estimate(value: float, se: float, df: float, *, n: int, method: str, level: float = LEVEL) -> Estimate:
    half = float(stdtrit(df, (1 + level) / 2)) * se
    return Estimate(
        value=value, lower=value - half, upper=value + half, level=level, se=se, n=n, method=method
    )


def describe_space(days: Ints, unsettled: Floats, wanted_space: Floats, said_so: Floats) -> Space:
    """Return how unsettled the day after named and unnamed wishes for space was.

    Regression of the next day's ``unsettled`` on the day's own and on the two kinds of day; days
    without a wish are what both are compared with. Blank ``said_so`` on a day with a wish leaves
    the day out.

    *Assumes* a linear carry-over from day to day. Days on which one says so can differ in other
    ways as well: this is a description, no effect.
    """
    place, now, next_day = neighbours(days, unsettled)
    wanted, said = wanted_space[place], said_so[place]
    usable = np.isfinite(wanted) & ((wanted == 0) | np.isfinite(said))
    now, next_day, wanted, said = now[usable], next_day[usable], wanted[usable], said[usable]
    named, unnamed = (wanted == 1) & (said == 1), (wanted == 1) & (said == 0)
    counts = int(named.sum()), int(unnamed.sum())
    few = len(now) < NEEDED_PAIRS or (wanted == 0).sum() < NEEDED_KIND
    kinds = {"named": named, "unnamed": unnamed}
    kept = [name for name, count in zip(kinds, counts, strict=True) if count >= NEEDED_KIND]
    found: dict[str, Estimate] = {}
    if not few and kept:
        found = regress(now, next_day, {name: kinds[name] for name in kinds})
    return Space(
        n_named=counts[0],
        n_unnamed=counts[1],
        named=found.get("named") if "named" in kept else None,
        unnamed=found.get("unnamed") if "unnamed" in kept else None,
        difference=found.get("difference") if len(kept) == 2 else None,
    )


def regress(now: Floats, next_day: Floats, kinds: dict[str, npt.NDArray[np.bool_]]) -> dict[str, Estimate]:
    """Return the coefficient of each kind of day and their difference (least squares, Student t)."""
    columns = [np.ones(len(now)), now - now.mean(), *(kind.astype(np.float64) for kind in kinds.values())]
    design = np.column_stack(columns)
    inverse = np.linalg.pinv(design.T @ design)
    coefficients = inverse @ design.T @ next_day
    df = len(now) - len(columns)
    rest = next_day - design @ coefficients
    variance = max(float(rest @ rest) / df, ROUNDING_SD**2)
    contrasts = {"named": (2, None), "unnamed": (3, None), "difference": (2, 3)}
    found = {}
    for name, (plus, minus) in contrasts.items():
        weights = np.zeros(len(columns))
        weights[plus] = 1.0
        if minus is not None:
            weights[minus] = -1.0
        se = sqrt(variance * float(weights @ inverse @ weights))
        value = float(weights @ coefficients)
        level = LEVEL_CHANGE if minus is not None else LEVEL
        method = "regression on the day before, Student t"
        found[name] = t_estimate(value, se, df, n=len(now), method=method, level=level)
    return found
