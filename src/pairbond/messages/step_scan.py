"""One step in an autocorrelated series: where it fits best, how strongly, and when it fell.

Weeks resemble the weeks before them. A test that takes them for independent finds a "change" in two
of three couples in whom nothing changed (at an autocorrelation of .6). Each series is therefore
compared as an AR(1) process, whose coefficient is estimated around the best step and corrected for the bias
that short series have (Kendall 1954).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pairbond.messages.timing import Floats

LARGEST_AR = 0.9
ERRORS_ADDED = 2.0
WARM_UP = 30
"""Weeks that a redrawn history runs before it counts, so that it starts from nowhere in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFit:
    """The scan of ``(series, weeks)`` values for one step each.

    ``statistic : (series,)`` the largest squared t of a step; ``place : (series,)`` the week it begins;
    ``size : (series,)`` the step; ``ar : (series,)`` the autocorrelation; ``log_posterior : (series, weeks)``
    of the step's week, up to a constant, -inf outside ``margin``.
    """

    statistic: Floats
    place: NDArray[np.int64]
    size: Floats
    ar: Floats
    log_posterior: Floats


def scan(values: Floats, margin: int) -> StepFit:
    """Return the best single step of each series, at least *margin* weeks from both ends."""
    ar = autocorrelation(values - fitted_step(values, margin))
    t2, size, log_posterior = gls_steps(values, ar, margin)
    place = np.argmax(t2, axis=1)
    rows = np.arange(len(values))
    return StepFit(
        statistic=t2[rows, place], place=place, size=size[rows, place], ar=ar, log_posterior=log_posterior
    )


def fitted_step(values: Floats, margin: int) -> Floats:
    """Return mean and best step of each series by ordinary least squares."""
    t2, size, _ = gls_steps(values, np.zeros(len(values)), margin)
    place = np.argmax(t2, axis=1)
    rows = np.arange(len(values))
    after = np.arange(values.shape[1]) >= place[:, None]
    step = np.where(after, size[rows, place][:, None], 0.0)
    return np.asarray(step + (values - step).mean(axis=1, keepdims=True))


def autocorrelation(residuals: Floats) -> Floats:
    """Return a cautious lag-1 coefficient of each row: corrected for bias, and one standard error more.

    Mean and step were fitted to the same weeks, which hides some of the likeness of neighbours. Taking it too low turns
    ordinary drift into changes; taking it a little too high only asks for a clearer change.
    """
    n = residuals.shape[1]
    square = np.maximum(np.sum(residuals**2, axis=1), 1e-300)
    raw = np.sum(residuals[:, 1:] * residuals[:, :-1], axis=1) / square
    # (1 + 3 r) / n is Kendall's bias with one mean; a step estimates a second one.
    better = np.clip(raw + 2 * (1 + 3 * np.clip(raw, 0, 1)) / n, -1.0, 1.0)
    cautious = better + ERRORS_ADDED * np.sqrt((1 - better**2) / n)
    return np.asarray(np.clip(cautious, 0.0, LARGEST_AR))


def gls_steps(values: Floats, ar: Floats, margin: int) -> tuple[Floats, Floats, Floats]:
    """Return squared t, size and log posterior of a step at each week, ``(series, weeks)`` each.

    Generalised least squares with an intercept under AR(1) errors. The posterior of the week has flat priors on level,
    step and log scale.
    """
    n = values.shape[1]
    lag = ar[:, None]
    z = np.concatenate([np.sqrt(1 - lag**2) * values[:, :1], values[:, 1:] - lag * values[:, :-1]], axis=1)
    c = np.concatenate([np.sqrt(1 - lag**2), np.repeat(1 - lag, n - 1, axis=1)], axis=1)
    after = (n - 1 - np.arange(n))[None, :]
    later = np.cumsum(z[:, ::-1], axis=1)[:, ::-1] - z
    sz = z + (1 - lag) * later
    cs = (1 - lag) * (1 + (1 - lag) * after)
    ss = 1 + (1 - lag) ** 2 * after
    cc = np.sum(c * c, axis=1, keepdims=True)
    cz = np.sum(c * z, axis=1, keepdims=True)
    schur = ss - cs**2 / cc
    moment = sz - cs * cz / cc
    inside = (np.arange(n) >= margin) & (np.arange(n) <= n - margin)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = moment / schur
        rss = np.sum(z * z, axis=1, keepdims=True) - cz**2 / cc - size * moment
        rss = np.maximum(rss, 1e-12)
        t2 = size * moment / (rss / (n - 2))
        log_posterior = -0.5 * np.log(schur) - (n - 2) / 2 * np.log(rss)
    return (
        np.where(inside, t2, -np.inf),
        np.where(inside, size, 0.0),
        np.where(inside, log_posterior, -np.inf),
    )


def null_statistics(
    values: Floats, fit: StepFit, margin: int, rng: np.random.Generator, *, n: int = 500
) -> Floats:
    """Return the largest statistics of *n* redrawn histories in which nothing changed, ``(n, series)``.

    The innovations around the fitted step are redrawn week by week, the same weeks for all series (what
    they share stays shared), and run through each series' own autocorrelation: the sieve bootstrap of Bühlmann (1997).
    Blocks of several weeks would keep the sum that fitting forced on the innovations, and told a change in 9 to 26 %
    of unchanged couples (docs/decisions/0065).
    """
    series, weeks = values.shape
    after = np.arange(weeks) >= fit.place[:, None]
    level = values - np.where(after, fit.size[:, None], 0.0)
    residual = level - level.mean(axis=1, keepdims=True)
    shock = residual[:, 1:] - fit.ar[:, None] * residual[:, :-1]
    shock -= shock.mean(axis=1, keepdims=True)
    shock *= np.sqrt(weeks / (weeks - 3))
    length = weeks + WARM_UP
    rows = rng.integers(0, shock.shape[1], size=(n, length))
    drawn = shock[:, rows]
    history = np.zeros_like(drawn)
    for week in range(1, length):
        history[:, :, week] = fit.ar[:, None] * history[:, :, week - 1] + drawn[:, :, week]
    flat = history[:, :, -weeks:].reshape(series * n, weeks)
    return scan(flat, margin).statistic.reshape(series, n).T
