"""Truth and bias of one couple: how A's view of B goes with B's diary, and with A's own state.

A's ``partner_present`` is regressed on B's presence as B's diary implies it (its expectation given the
reports: that corrects the slope for the reliability of a report) and, from 42 days, on A's own
``present``. Errors are AR(1) days and noise, and carry what the reports leave open about presence.
Slopes are shrunk to what is known of couples; AR and scale are summed over a grid.

*Source* West & Kenny (2011), Psychological Review 118, for the model; regression calibration for the
correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.special import logsumexp, ndtr, stdtr

from pairbond.checkins.diary import HIGHEST, LOWEST
from pairbond.checkins.signal_model import SETTINGS, THREE, WEIGHTS, Floats, Settings
from pairbond.types import Estimate

Ints = npt.NDArray[np.int64]

PROJECTION_FROM = 42
LEVEL = 0.90
NORMAL = np.inf
"""Degrees of freedom of a normal distribution."""
SMALL = 1e-3
LEAST_ROOM = 0.5
ROUNDING, MOST_ROUNDING = 1 / 12, 0.3
SCALES = np.exp(np.linspace(-0.6, 0.6, 7))
"""Error SDs that are tried, in units of the one of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """What is known of couples before this one: mean and SD of each slope.

    ``tracking`` is the slope on presence, not on reports: in 103 couples' diaries of conflict (Campbell
    et al. 2005) the slope on reports is .46 (SE .03, SD of couples .20), which a reliability of .70
    brings to .65 and .28. ``projection`` covers .27 to .50 in published samples.
    """

    tracking: tuple[float, float] = (0.65, 0.28)
    projection: tuple[float, float] = (0.30, 0.25)


POPULATION = Population()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """A mixture of normal or Student t distributions; each array (parts,)."""

    weights: Floats
    means: Floats
    sds: Floats

    def estimate(self, *, n: int, method: str, df: float) -> Estimate:
        """Return mean and central interval of the mixture of t distributions with *df* degrees."""
        mean = float(self.weights @ self.means)
        se = float(np.sqrt(self.weights @ (self.sds**2 + (self.means - mean) ** 2)))
        grid = np.linspace(mean - 4 * se, mean + 4 * se, 201)
        z = (grid[None, :] - self.means[:, None]) / self.sds[:, None]
        below = self.weights @ (ndtr(z) if df == NORMAL else stdtr(df, z))
        lower, upper = np.interp([(1 - LEVEL) / 2, (1 + LEVEL) / 2], below, grid)
        return Estimate(
            value=mean, lower=float(lower), upper=float(upper), level=LEVEL, se=se, n=n, method=method
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """Tracking, projection (None below 42 paired days) and what presence was on each paired day.

    ``presence`` (n,) is B's presence as B's diary implies it, less its mean, and ``presence_sd`` how
    uncertain it is; both in points.
    """

    tracking: Estimate
    projection: Estimate | None
    presence: Floats
    presence_sd: Floats


def correlation(days: Ints, ar: float) -> Floats:
    """Return the correlation of AR(1) days; a negative *ar* alternates."""
    apart = np.abs(days[:, None] - days[None, :])
    sign = np.where(apart % 2 == 1, np.sign(ar), 1.0) if ar < 0 else 1.0
    found: Floats = np.abs(ar) ** apart * sign
    return found


def directional_bias(
    days: Ints, reported: Floats, perceived: Floats, settings: Settings = SETTINGS
) -> Estimate:
    """Return the mean of A's perception less B's report over paired days, in points.

    *Assumes* that the difference has AR(1) days and noise around one level; a change of the
    difference during the diary widens the interval.
    """
    difference = perceived - reported
    n = len(difference)
    logs, means, sds = [], [], []
    for ar, weight in zip(settings.ar[0] + settings.ar[1] * THREE, WEIGHTS, strict=True):
        cov = settings.reliability * correlation(days, ar) + (1 - settings.reliability) * np.eye(n)
        root = np.linalg.cholesky(cov)
        white = solve_triangular(root, np.column_stack([np.ones(n), difference]), lower=True)
        information = float(white[:, 0] @ white[:, 0])
        mean = float(white[:, 0] @ white[:, 1]) / information
        left = max(float(((white[:, 1] - mean * white[:, 0]) ** 2).sum()), 1e-9)
        logs.append(
            np.log(weight)
            - np.log(np.diag(root)).sum()
            - 0.5 * np.log(information)
            - 0.5 * (n - 1) * np.log(left)
        )
        means.append(mean)
        sds.append(np.sqrt(left / (n - 1) / information))
    mixture = Mixture(weights=normed(logs), means=np.array(means), sds=np.array(sds))
    return mixture.estimate(n=n, method="generalised least squares, AR(1) days summed over a grid", df=n - 1)


def normed(logs: Sequence[float] | Floats) -> Floats:
    array = np.asarray(logs, dtype=np.float64)
    found: Floats = np.exp(array - logsumexp(array))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Paired days: ``days``, both entries and A's own ``present`` (NaN: none), each (n,).

    ``path`` is the change that was found in B's diary, in points: what changed is not taken for
    correlation of days. ``course`` is how a change went on, from 0 to 1, ``own_sd`` how large one of
    A's own may be, in points, and ``path_sd`` how uncertain the size of B's is.
    """

    days: Ints
    reported: Floats
    perceived: Floats
    present: Floats
    path: Floats
    course: Floats
    path_sd: float
    own_sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Regressions under every AR and scale: ``logs`` (parts,), ``means`` and ``sds`` (parts, slopes)."""

    logs: Floats
    means: Floats
    sds: Floats


def truth_and_bias(
    paired: Paired, population: Population = POPULATION, settings: Settings = SETTINGS
) -> Regression:
    """Return tracking and projection of one couple.

    *Assumes* the reliability of a report in *settings*, and that a day without A's own ``present`` had
    the mean of it. *Checked* by simulation, ``tests/recovery/checkins/test_signal_errors.py``.
    """
    n = len(paired.days)
    with_own = n >= PROJECTION_FROM and varies(paired.present)
    found, presences = [], []
    ar = settings.ar[0] + settings.ar[1] * THREE
    for ar_b, weight in zip(ar, WEIGHTS, strict=True):
        log, presence, left = implied_presence(paired, ar_b, settings)
        presences.append((log + np.log(weight), presence, np.sqrt(np.diag(left))))
        columns = design_of(paired, presence, with_own=with_own)
        for ar_a, weight_a in zip(ar, WEIGHTS, strict=True):
            cov = error_covariance(paired, left, (ar_a, settings.slope[0]), settings)
            for own_sd in sorted({0.0, paired.own_sd}):
                part = regressed(columns, paired.perceived, cov, (population, own_sd))
                logs = part.logs + log + np.log(weight * weight_a)
                found.append(Parts(logs=logs, means=part.means, sds=part.sds))
    weights = normed(np.concatenate([part.logs for part in found]))
    means, sds = np.concatenate([p.means for p in found]), np.concatenate([p.sds for p in found])
    estimates = [
        Mixture(weights=weights, means=means[:, k], sds=sds[:, k]).estimate(n=n, method=METHOD, df=NORMAL)
        for k in range(1 + with_own)
    ]
    by_ar = normed([log for log, _, _ in presences])
    return Regression(
        tracking=estimates[0],
        projection=estimates[1] if with_own else None,
        presence=np.asarray(sum(w * p for w, (_, p, _) in zip(by_ar, presences, strict=True))),
        presence_sd=np.asarray(sum(w * s for w, (_, _, s) in zip(by_ar, presences, strict=True))),
    )


def varies(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return len(known) >= PROJECTION_FROM and bool(known.std() > 0)


METHOD = "regression on presence implied by the diary, AR(1) days, shrunk to couples"


def implied_presence(paired: Paired, ar: float, settings: Settings) -> tuple[float, Floats, Floats]:
    """Return the log evidence of *ar*, presence given the reports (less its mean), and its covariance."""
    n = len(paired.days)
    y = paired.reported - paired.path
    y = y - y.mean()
    reliability = settings.reliability * unrounded(y)
    shape = reliability * correlation(paired.days, ar)
    total = shape + (1 - reliability) * np.eye(n)
    solved = np.linalg.solve(total, np.column_stack([y, shape]))
    variance = max(float(y @ solved[:, 0]) / max(n - 1, 1), 0.05)
    presence = shape @ solved[:, 0] + paired.path
    log = -0.5 * np.linalg.slogdet(total)[1] - 0.5 * (n - 1) * np.log(variance)
    left = variance * (shape - shape @ solved[:, 1:])
    missed = paired.course - shape @ np.linalg.solve(total, paired.course)
    return float(log), presence - presence.mean(), left + paired.path_sd**2 * np.outer(missed, missed)


def unrounded(values: Floats) -> float:
    """Return the share of a diary's day-to-day variance that is not from rounding to whole numbers.

    Rounding adds a twelfth of a squared point (Sheppard 1898), which is much where days differ little.
    """
    return 1 - min(ROUNDING / max(float(values.var()), SMALL), MOST_ROUNDING)


def room(values: Floats) -> float:
    """Return the share of entries between the ends of the scale, at least a half.

    What lies beyond an end is written down as the end, so of a change about this share shows (Greene
    1981, On the asymptotic bias of the ordinary least squares estimator of the Tobit model,
    Econometrica 49). A slope between two diaries that both end there hardly changes.
    """
    known = values[np.isfinite(values)]
    return max(float(((known > LOWEST) & (known < HIGHEST)).mean()), LEAST_ROOM)


def design_of(paired: Paired, presence: Floats, *, with_own: bool) -> Floats:
    columns = [np.ones(len(presence)), presence]
    if with_own:
        own = paired.present - np.nanmean(paired.present)
        columns.append(np.nan_to_num(own))
    columns.append(paired.course)
    return np.column_stack(columns)


def error_covariance(paired: Paired, left: Floats, at: tuple[float, float], settings: Settings) -> Floats:
    """Return the covariance of A's own side and of what the reports leave open, *at* = (AR, slope)."""
    ar, slope = at
    n = len(paired.days)
    shape = settings.reliability * correlation(paired.days, ar) + (1 - settings.reliability) * np.eye(n)
    total = max(float(np.diff(paired.perceived).var()) / 2, 0.1)
    seen = slope**2 * settings.reliability * float(np.diff(paired.reported).var()) / 2
    own = max(total - seen, 0.3 * total)
    found: Floats = own * shape + slope**2 * left
    return found


def regressed(columns: Floats, y: Floats, cov: Floats, known: tuple[Population, float]) -> Parts:
    """Return posteriors of the slopes under each scale of the errors.

    ``known`` is the population and how large a change of A's own may be (the last column).
    """
    population, own_sd = known
    root = np.linalg.cholesky(cov)
    white = solve_triangular(root, np.column_stack([columns, y]), lower=True)
    x, target = white[:, :-1], white[:, -1]
    slopes_known = [population.tracking, population.projection][: columns.shape[1] - 2]
    priors = [*slopes_known, (0.0, max(own_sd, SMALL))]
    mean = np.array([0.0, *(p[0] for p in priors)])
    precision = np.diag([1e-8, *(p[1] ** -2 for p in priors)])
    gram, cross = x.T @ x, x.T @ target
    scales = SCALES[:, None] ** -2
    posterior = gram * scales[..., None] + precision
    inverse = np.linalg.inv(posterior)
    slopes = np.einsum("sij,sj->si", inverse, cross * scales + precision @ mean)
    fit = np.einsum("si,sij,sj->s", slopes, posterior, slopes)
    left = float(target @ target) * scales[:, 0] + float(mean @ precision @ mean) - fit
    logs = -len(y) * np.log(SCALES) - 0.5 * np.linalg.slogdet(posterior)[1] - 0.5 * left
    logs += 0.5 * np.linalg.slogdet(precision)[1] - np.log(np.diag(root)).sum()
    sds = np.sqrt(np.diagonal(inverse, axis1=1, axis2=2))
    return Parts(logs=logs, means=slopes[:, 1:], sds=sds[:, 1:])
