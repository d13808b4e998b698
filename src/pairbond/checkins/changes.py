"""Changes of level in one's own daily series, with a distribution of dates in place of a line.

*Model.* A level with none, one or two steps; AR(1) days; variance and AR unknown. Levels, steps and
variance are integrated out in closed form, the AR and the dates of the steps are enumerated, so the
posterior is exact up to the grid of the AR. Days without an entry are gaps, not zeros.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp, stdtrit

from pairbond.types import Estimate, JsonDict

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEEDED = 14
SHORTEST = 5
"""Fewest days with an entry before, between and after steps."""
THRESHOLD = 3.2
"""Least log Bayes factor at which a change is spoken of. Set by ``benchmarks/checkin_changes.py``:
where nothing changed it is passed in at most 5 % of diaries over all weekly looks up to day 84."""
SECOND = 2.0
"""Least log Bayes factor of two steps against one at which two are spoken of."""
LEVEL = 0.90
DATES = 0.80
STEP_SD = 1.5
"""Prior SD of a step, in SDs of the series."""
SHAPE, SCALE = 1.5, 3.0
"""Inverse-gamma prior of the variance: weak, around the square of 1.4 points of 0 to 10."""
AR = np.linspace(-0.2, 0.8, 11)
AR_PRIOR = (0.3, 0.2)
"""Mean and SD of the AR(1) of days in real couples' diaries."""
NEGLIGIBLE = 1e-3
NODES = 25
METHOD = "mean of the posterior over dates and AR(1), exact by enumeration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step: its size, and when it probably began.

    ``probabilities`` goes with ``Changes.days``; ``first`` and ``last`` are the days between which
    the step began with probability .8 (a tenth on either side).
    """

    size: Estimate
    probabilities: tuple[float, ...]
    first: int
    last: int

    def to_dict(self) -> JsonDict:
        return {
            "size": self.size.to_dict(),
            "first": self.first,
            "last": self.last,
            "probabilities": list(self.probabilities),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a series says about changes of its own level.

    ``days`` are the days with an entry (whole numbers, any origin). ``log_factor`` is the log of
    the Bayes factor of one or two steps against none; ``found`` is empty below the threshold.
    """

    n: int
    days: tuple[int, ...]
    log_factor: float
    found: tuple[Change, ...]

    def to_dict(self) -> JsonDict:
        return {
            "n": self.n,
            "log_factor": self.log_factor,
            "found": [change.to_dict() for change in self.found],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One AR value: log evidence of each model, and what the steps' sizes look like under it."""

    none: float
    one: Floats
    two: Floats
    mean_one: Floats
    scale_one: Floats
    mean_two: Floats
    scale_two: Floats


def find_changes(days: Ints, values: Floats, *, threshold: float = THRESHOLD) -> Changes:
    """Return where the level of a series changed, if it can be told.

    Parameters
    ----------
    days
        (n,) whole numbers, rising; the day of each entry.
    values
        (n,) answers; NaN is left out.
    threshold
        Least log Bayes factor at which a change is spoken of.

    *Assumes* normal AR(1) days around the level. A slow drift shows as a step whose dates are
    spread out. *Checked* by simulation, ``tests/recovery/checkins/test_changes.py``.
    """
    known = np.isfinite(values)
    at, y = days[known].astype(np.int64), values[known].astype(np.float64)
    named = tuple(int(day) for day in at)
    if len(y) < NEEDED:
        return Changes(n=len(y), days=named, log_factor=float("-inf"), found=())
    starts = np.arange(SHORTEST, len(y) - SHORTEST + 1)
    pairs = paired(starts)
    fits = [fitted(at, y, float(phi), starts, pairs) for phi in AR]
    priors = -0.5 * ((AR - AR_PRIOR[0]) / AR_PRIOR[1]) ** 2
    priors -= logsumexp(priors)
    factor, two = evidence(fits, priors)
    if factor < threshold:
        return Changes(n=len(y), days=named, log_factor=factor, found=())
    found = two_steps(fits, priors, pairs, at) if two else one_step(fits, priors, starts, at)
    return Changes(n=len(y), days=named, log_factor=factor, found=tuple(found))


def paired(starts: Ints) -> Ints:
    """Return the (pairs, 2) places in *starts* of two steps far enough apart."""
    first, second = np.triu_indices(len(starts), k=SHORTEST)
    return np.column_stack([first, second]).astype(np.int64)


def evidence(fits: Sequence[Fit], priors: Floats) -> tuple[float, bool]:
    """Return the log Bayes factor of a change against none, and whether two steps clearly beat one."""
    none = logsumexp([fit.none + p for fit, p in zip(fits, priors, strict=True)])
    one = logsumexp([logsumexp(fit.one) + p for fit, p in zip(fits, priors, strict=True)])
    two = logsumexp([logsumexp(fit.two) + p for fit, p in zip(fits, priors, strict=True)])
    either = logsumexp([one + log(2 / 3), two + log(1 / 3)])
    return float(either - none), bool(two - one > SECOND)


def fitted(at: Ints, y: Floats, phi: float, starts: Ints, pairs: Ints) -> Fit:
    """Return the log evidence of every model at one AR value."""
    ones, steps, target, logdet = whitened(at, y, phi, starts)
    unit = ones / np.linalg.norm(ones)
    target = target - unit * (unit @ target)
    steps = steps - np.outer(unit, unit @ steps)
    gram, cross = steps.T @ steps, steps.T @ target
    shape = SHAPE + (len(y) - 1) / 2
    rest = float(target @ target)
    base = -logdet - log(float(np.linalg.norm(ones)))

    def marginal(precision: Floats, explained: Floats) -> tuple[Floats, Floats]:
        """Log evidence from the log determinant of the steps' precision; and their variance."""
        scale = SCALE + np.maximum(rest - explained, 0.0) / 2
        return base - 0.5 * precision - shape * np.log(scale), scale / shape

    none, _ = marginal(np.zeros(1), np.zeros(1))
    ridge = 1 / STEP_SD**2
    own = np.diag(gram) + ridge
    one, variance_one = marginal(np.log(own / ridge), cross**2 / own)
    i, j = pairs[:, 0], pairs[:, 1]
    both = gram[i, j]
    det = own[i] * own[j] - both**2
    mean_i = (own[j] * cross[i] - both * cross[j]) / det
    mean_j = (own[i] * cross[j] - both * cross[i]) / det
    two, variance_two = marginal(np.log(det / ridge**2), cross[i] * mean_i + cross[j] * mean_j)
    return Fit(
        none=float(none[0]),
        one=one - log(len(starts)),
        two=two - log(max(1, len(pairs))),
        mean_one=cross / own,
        scale_one=np.sqrt(variance_one / own),
        mean_two=np.column_stack([mean_i, mean_j]),
        scale_two=np.sqrt(variance_two[:, None] * np.column_stack([own[j], own[i]]) / det[:, None]),
    )


def whitened(at: Ints, y: Floats, phi: float, starts: Ints) -> tuple[Floats, Floats, Floats, float]:
    """Return the level's and the steps' columns and the answers without their AR, and the log Jacobian."""
    carried = np.power(abs(phi), np.diff(at)) * np.where(np.diff(at) % 2 == 1, np.sign(phi), 1.0)
    sd = np.concatenate([[1.0], np.sqrt(1 - carried**2)])
    design = (np.arange(len(y))[:, None] >= starts[None, :]).astype(np.float64)
    table = np.column_stack([np.ones(len(y)), y, design])
    table[1:] = table[1:] - carried[:, None] * table[:-1]
    table /= sd[:, None]
    return table[:, 0], table[:, 2:], table[:, 1], float(np.log(sd).sum())


def one_step(fits: Sequence[Fit], priors: Floats, starts: Ints, at: Ints) -> Iterator[Change]:
    weights = normed(np.stack([fit.one + p for fit, p in zip(fits, priors, strict=True)]))
    means = np.stack([fit.mean_one for fit in fits])
    scales = np.stack([fit.scale_one for fit in fits])
    yield change_of(weights.sum(0), starts, at, (weights, means, scales))


def two_steps(fits: Sequence[Fit], priors: Floats, pairs: Ints, at: Ints) -> Iterator[Change]:
    weights = normed(np.stack([fit.two + p for fit, p in zip(fits, priors, strict=True)]))
    starts = np.arange(SHORTEST, len(at) - SHORTEST + 1)
    for which in (0, 1):
        dates: Floats = np.bincount(pairs[:, which], weights=weights.sum(0), minlength=len(starts)).astype(
            np.float64
        )
        means = np.stack([fit.mean_two[:, which] for fit in fits])
        scales = np.stack([fit.scale_two[:, which] for fit in fits])
        yield change_of(dates, starts, at, (weights, means, scales))


def normed(logs: Floats) -> Floats:
    found: Floats = np.exp(logs - logsumexp(logs))
    return found


def change_of(dates: Floats, starts: Ints, at: Ints, mixture: tuple[Floats, Floats, Floats]) -> Change:
    probabilities = np.zeros(len(at))
    probabilities[starts] = dates
    below = np.cumsum(probabilities)
    tail = (1 - DATES) / 2
    first = int(np.searchsorted(below, tail))
    last = min(int(np.searchsorted(below, 1 - tail)), len(at) - 1)
    return Change(
        size=mixed(*mixture, n=len(at)),
        probabilities=tuple(float(p) for p in probabilities),
        first=int(at[first]),
        last=int(at[last]),
    )


def mixed(weights: Floats, means: Floats, scales: Floats, *, n: int) -> Estimate:
    """Return a mixture of Student t distributions as an estimate with its central interval."""
    kept = weights > NEGLIGIBLE * weights.max()
    w, m, s = weights[kept] / weights[kept].sum(), means[kept], scales[kept]
    df = 2 * SHAPE + n - 1
    mean = float(w @ m)
    se = sqrt(float(w @ (s**2 * df / (df - 2) + (m - mean) ** 2)))
    nodes = stdtrit(df, (np.arange(NODES) + 0.5) / NODES)
    values = (m[:, None] + s[:, None] * nodes[None, :]).ravel()
    order = np.argsort(values)
    shares = np.repeat(w / NODES, NODES)[order]
    below = np.cumsum(shares) - shares / 2
    lower, upper = np.interp([(1 - LEVEL) / 2, (1 + LEVEL) / 2], below, values[order])
    return Estimate(
        value=mean, lower=float(lower), upper=float(upper), level=LEVEL, se=se, n=n, method=METHOD
    )


def by_week(changes: Changes, change: Change) -> tuple[tuple[int, float], ...]:
    """Return the first day and the probability of each week (from the first entry) of a change."""
    origin = changes.days[0]
    weeks = ceil((changes.days[-1] - origin + 1) / 7)
    found = [0.0] * weeks
    for day, p in zip(changes.days, change.probabilities, strict=True):
        found[(day - origin) // 7] += p
    return tuple((origin + 7 * week, p) for week, p in enumerate(found))
