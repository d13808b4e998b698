"""Percentiles of scores in a norm group, smooth in age.

The distribution at an age is the norm group's counts weighted by a Gaussian kernel over age. The
kernel is as narrow as the data allow: the bandwidth grows until the weighted sample has about
600 people, so that the young, of whom there are many, are compared with people of their own age.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pairbond.instruments import ScaleNorm

Floats = npt.NDArray[np.float64]

TARGET_PEOPLE = 600.0
BANDWIDTHS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0)


def midranks(counts: npt.NDArray[np.generic]) -> Floats:
    """Return the percentile (0-100) of each possible score: those below plus half of those equal."""
    weights = np.asarray(counts, dtype=np.float64)
    cumulative = np.cumsum(weights, axis=-1)
    total = cumulative[..., -1:]
    ranks: Floats = np.clip(100.0 * (cumulative - 0.5 * weights) / total, 0.0, 100.0)
    return ranks


def kernel_weights(ages: Floats, sizes: Floats, age: float) -> Floats:
    """Return the weight of each age band for a person of this age (see the module's text)."""
    weights = np.ones_like(ages)
    for bandwidth in BANDWIDTHS:
        weights = np.exp(-0.5 * ((ages - age) / bandwidth) ** 2)
        if effective_people(weights, sizes) >= TARGET_PEOPLE:
            break
    return weights


def effective_people(weights: Floats, sizes: Floats) -> float:
    """Return Kish's effective sample size of bands of these sizes under these weights."""
    mass = float(weights @ sizes)
    return mass**2 / max(float((weights**2) @ sizes), 1e-300)


def percentile_curve(norm: ScaleNorm, age: float | None = None) -> Floats:
    """Return the percentiles of all possible scores for one age, or for all ages together.

    Returns
    -------
    (n_scores,) float
        Percentile 0-100 of each entry of ``norm.support``. Ages outside the sample take the
        nearest age in it.
    """
    if age is None or np.isnan(age):
        return midranks(norm.counts)
    ages = np.array([band.mean_age for band in norm.bands])
    sizes = np.array([band.n for band in norm.bands], dtype=np.float64)
    nearest = float(np.clip(age, norm.bands[0].first, norm.bands[-1].last))
    weights = kernel_weights(ages, sizes, nearest)
    return midranks(weights @ np.array([band.counts for band in norm.bands]))


def percentile_at(curve: Floats, norm: ScaleNorm, means: npt.ArrayLike) -> Floats:
    """Return the percentiles of item means (any shape), linear between possible scores."""
    position = (np.asarray(means, dtype=np.float64) - norm.minimum) * norm.n_items
    found: Floats = np.interp(position, np.arange(len(curve)), curve)
    return found
