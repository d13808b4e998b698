"""Moments of alarm: which step settles this person, and what came of what was feared.

The *fall* of an entry is the alarm before (0 to 10) less the alarm after. What is estimated is a
step's mean fall **on that scale, as this person uses it**, whole numbers and both ends included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from scipy.special import stdtr, stdtrit

from pairbond.types import Estimate, JsonDict

NEEDED = 6
NEEDED_OF_STEP = 3
LEVEL = 0.90
LEVEL_APART = 0.95
P_BEST = 0.95
PRIOR_DF = 6
ROUNDING = 1 / 6
METHOD = "mean fall in alarm, Student t, variance drawn to the pooled one"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEntry:
    """One finished entry, without its texts; None where a question was left out.

    ``before`` and ``after`` are whole numbers from 0 to 10; the others are ids of choices.
    """

    date: date
    happened: str | None = None
    before: int | None = None
    after: int | None = None
    step: str | None = None
    about_to: str | None = None
    did: str | None = None
    outcome: str | None = None

    @property
    def fall(self) -> int | None:
        if self.before is None or self.after is None:
            return None
        return self.before - self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsOut:
    """The step with the largest mean fall, where it is told from the others.

    ``more`` is its mean fall less the plain mean of the other steps' mean falls.
    """

    step: str
    p_best: float
    more: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """How alarm fell after each step that has enough entries, in the order of the steps' names.

    ``steps`` is empty, and ``stands_out`` None, before ``NEEDED`` entries.
    """

    n: int
    steps: Mapping[str, Estimate]
    p_best: Mapping[str, float]
    stands_out: StandsOut | None

    def to_dict(self) -> JsonDict:
        best = self.stands_out
        return {
            "n": self.n,
            "steps": {step: fall.to_dict() for step, fall in self.steps.items()},
            "p_best": dict(self.p_best),
            "stands_out": best and {"step": best.step, "p_best": best.p_best, "more": best.more.to_dict()},
        }


def settling(entries: Sequence[AlarmEntry]) -> Settling:
    """Return the mean fall after each step, with 90 % intervals; nothing before six entries.

    A step needs three entries with both numbers. The variance of a step is drawn towards the one
    pooled within steps (with the weight of six entries): a step after which alarm often ends at 0
    varies less, and the pooled variance alone would make its interval too wide and the others'
    too narrow.

    *Assumes* that entries are alike over time. A fall is no effect: alarm falls by itself as well,
    and falls further from a higher start. *Checked* by simulation, ``tests/recovery/alarm``.
    """
    falls = falls_by_step(entries) if len(entries) >= NEEDED else {}
    pooled, df = pooled_variance(list(falls.values()))
    shown = {step: fall for step, fall in falls.items() if len(fall) >= NEEDED_OF_STEP}
    steps = {step: mean_fall(fall, pooled, df) for step, fall in sorted(shown.items())}
    freedom = {step: degrees(len(shown[step]), df) for step in steps}
    p_best = chances_best(steps, freedom)
    return Settling(
        n=len(entries), steps=steps, p_best=p_best, stands_out=standing_out(steps, freedom, p_best)
    )


def falls_by_step(entries: Sequence[AlarmEntry]) -> dict[str, list[int]]:
    falls: dict[str, list[int]] = {}
    for entry in entries:
        if entry.step is not None and entry.fall is not None:
            falls.setdefault(entry.step, []).append(entry.fall)
    return falls


def pooled_variance(groups: Sequence[Sequence[int]]) -> tuple[float, int]:
    """Return the variance within groups and its degrees of freedom."""
    df = sum(len(group) - 1 for group in groups)
    return (squares(groups) / df if df else 0.0), df


def squares(groups: Sequence[Sequence[int]]) -> float:
    return sum((value - sum(group) / len(group)) ** 2 for group in groups for value in group)


def degrees(n: int, df: int) -> int:
    """Return the degrees of freedom of a step's variance: its own, and those it is lent."""
    return min(df, min(PRIOR_DF, df) + n - 1)


def mean_fall(falls: Sequence[int], pooled: float, df: int) -> Estimate:
    n, lent = len(falls), min(PRIOR_DF, df)
    variance = (lent * pooled + squares([falls])) / (lent + n - 1)
    se = sqrt(max(variance, ROUNDING) / n)
    return with_interval(sum(falls) / n, se, n, level=LEVEL, df=degrees(n, df))


def with_interval(value: float, se: float, n: int, *, level: float, df: float) -> Estimate:
    half = float(stdtrit(df, 0.5 + level / 2)) * se
    return Estimate(
        value=value, lower=value - half, upper=value + half, level=level, se=se, n=n, method=METHOD
    )


def chances_best(steps: Mapping[str, Estimate], freedom: Mapping[str, int]) -> dict[str, float]:
    """Return the posterior probability of each step that its mean fall is the largest.

    Flat priors: each mean is a Student t around what was found. Its quantiles at equal steps of
    probability stand for it, so the numbers are good to about .002.
    """
    if len(steps) < 2:
        return {}
    grid = (np.arange(400) + 0.5) / 400
    found = {}
    for step, own in steps.items():
        values = own.value + own.se * stdtrit(freedom[step], grid)
        below = np.ones_like(values)
        for name, other in steps.items():
            if name != step:
                below *= stdtr(freedom[name], (values - other.value) / other.se)
        found[step] = float(below.mean())
    return found


def standing_out(
    steps: Mapping[str, Estimate], freedom: Mapping[str, int], p_best: Mapping[str, float]
) -> StandsOut | None:
    """Return the step that stands out from the mean of the others, None where none does.

    Any of the steps could have come out first, so the interval is widened for their number
    (Bonferroni): 1 - .05 / steps. It must exclude zero, and the step must be best with
    probability .95. Where all steps are alike this is said in at most 2 % of looks; looks after
    every entry add up.
    """
    if len(steps) < 2:
        return None
    step = max(p_best, key=lambda name: p_best[name])
    more = difference_to_others(step, steps, freedom)
    if p_best[step] < P_BEST or more.lower <= 0:
        return None
    return StandsOut(step=step, p_best=p_best[step], more=more)


def difference_to_others(step: str, steps: Mapping[str, Estimate], freedom: Mapping[str, int]) -> Estimate:
    """Return the mean fall less the plain mean of the others' (Welch's degrees of freedom)."""
    others = [name for name in steps if name != step]
    weights = {name: 1 / len(others) for name in others} | {step: -1.0}
    parts = {name: (weight * steps[name].se) ** 2 for name, weight in weights.items()}
    variance = sum(parts.values())
    df = variance**2 / sum(part**2 / freedom[name] for name, part in parts.items())
    value = -sum(weight * steps[name].value for name, weight in weights.items())
    n = sum(steps[name].n for name in steps)
    return with_interval(value, sqrt(variance), n, level=1 - (1 - LEVEL_APART) / len(steps), df=df)


def outcome_counts(entries: Sequence[AlarmEntry]) -> Mapping[str | None, int]:
    """Return how often each outcome was written down; None stands for not yet."""
    return Counter(entry.outcome for entry in entries)
