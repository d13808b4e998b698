"""The graded response model's formulas: probabilities, log tables, gradients and information.

Parameters are kept as slope and intercepts: P(Y >= k | theta) = logistic(a theta + d_k), with
d_1 > d_2 > ...; thresholds are b_k = -d_k / a. Items with fewer categories than the widest one
have their last intercepts at minus infinity, so every array is a rectangle.

log P(Y = k) = log s(z_k) + log s(-z_{k+1}) + log(1 - exp(z_{k+1} - z_k)), s the logistic function
and z_k = a theta + d_k. The last term does not depend on theta, which keeps all sums stable and
the gradients short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_expit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Item parameters: ``a`` (items,), ``d`` (items, categories - 1), -inf beyond the last category."""

    a: Floats
    d: Floats

    @property
    def n_categories(self) -> int:
        return int(self.d.shape[1]) + 1

    @property
    def used(self) -> npt.NDArray[np.bool_]:
        """Which boundaries exist, shape of ``d``."""
        return np.isfinite(self.d)

    def take(self, rows: npt.NDArray[np.generic]) -> Items:
        return Items(a=self.a[rows], d=self.d[rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Quadrature: equidistant ``nodes`` and the standard normal's normalised ``weights``."""

    nodes: Floats
    weights: Floats


def normal_grid(quadrature: int = 61, limit: float = 6.0) -> Grid:
    """Return equidistant nodes on [-limit, limit] with normalised N(0, 1) weights."""
    nodes = np.linspace(-limit, limit, quadrature)
    weights = np.exp(-0.5 * nodes**2)
    return Grid(nodes=nodes, weights=weights / weights.sum())


def cumulative(items: Items, theta: Floats) -> Floats:
    """Return P(Y >= k), shape (items, categories + 1, theta), from 1 (k = 0) down to 0."""
    n_items, n_bounds = items.d.shape
    found = np.zeros((n_items, n_bounds + 2, len(theta)))
    found[:, 0] = 1.0
    found[:, 1:-1] = expit(items.a[:, None, None] * theta + items.d[:, :, None])
    return found


def probabilities(items: Items, theta: Floats) -> Floats:
    """Return P(Y = k), shape (items, categories, theta)."""
    return np.exp(log_probabilities(items, theta))


def log_probabilities(items: Items, theta: Floats) -> Floats:
    """Return log P(Y = k), shape (items, categories, theta); -inf for categories that are not there."""
    n_items, n_bounds = items.d.shape
    z = items.a[:, None, None] * theta + items.d[:, :, None]
    found = np.zeros((n_items, n_bounds + 1, len(theta)))
    found[:, 1:] += log_expit(z)
    found[:, :-1] += log_expit(-z)
    if n_bounds > 1:
        gap = gaps(items)
        found[:, 1:-1] += np.where(np.isfinite(gap), np.log(-np.expm1(-gap)), 0.0)[:, :, None]
    return found


def gaps(items: Items) -> Floats:
    """Return d_k - d_{k+1} of inner categories, shape (items, categories - 2); inf where not there."""
    used = items.used
    finite = np.where(used, items.d, 0.0)
    return np.where(used[:, 1:], finite[:, :-1] - finite[:, 1:], np.inf)


def inner_terms(items: Items) -> tuple[Floats, Floats]:
    """Return m = 1 / (exp(gap) - 1) and m (1 + m): the gap term's slope and curvature."""
    gap = gaps(items)
    slope = np.where(np.isfinite(gap), 1.0 / np.expm1(np.minimum(gap, 700.0)), 0.0)
    return slope, slope * (1.0 + slope)


def gradient_and_curvature(items: Items, counts: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Return the gradient and minus the Hessian of the expected log-likelihood, item by item.

    ``counts`` has shape (items, categories, theta): expected numbers of answers. Parameters are
    ordered a, d_1, d_2, ...; the shapes are (items, p) and (items, p, p). Boundaries that are not
    there have gradient 0 and unit curvature, so that a Newton step leaves them alone.
    """
    n_items, n_bounds = items.d.shape
    p = cumulative(items, theta)[:, 1:-1]
    above, below = counts[:, 1:], counts[:, :-1]
    residual = above - (above + below) * p
    weight = (above + below) * p * (1.0 - p)
    slope, bend = inner_terms(items)
    total = counts[:, 1:-1].sum(axis=2)
    gradient = np.zeros((n_items, n_bounds + 1))
    gradient[:, 0] = residual.sum(axis=1) @ theta
    gradient[:, 1:] = residual.sum(axis=2)
    gradient[:, 1:-1] += slope * total
    gradient[:, 2:] -= slope * total
    curvature = np.zeros((n_items, n_bounds + 1, n_bounds + 1))
    curvature[:, 0, 0] = weight.sum(axis=1) @ theta**2
    cross = weight @ theta
    curvature[:, 0, 1:] = cross
    curvature[:, 1:, 0] = cross
    place = np.arange(1, n_bounds + 1)
    curvature[:, place, place] = weight.sum(axis=2) + np.where(items.used, 0.0, 1.0)
    inner = place[:-1]
    curvature[:, inner, inner] += bend * total
    curvature[:, inner + 1, inner + 1] += bend * total
    curvature[:, inner, inner + 1] -= bend * total
    curvature[:, inner + 1, inner] -= bend * total
    return np.where(np.isfinite(gradient), gradient, 0.0), curvature


def information(items: Items, theta: Floats) -> Floats:
    """Return each item's Fisher information, shape (items, theta): the sum of P'^2 / P."""
    p = cumulative(items, theta)
    step = items.a[:, None, None] * p * (1.0 - p)
    slope = step[:, :-1] - step[:, 1:]
    prob = p[:, :-1] - p[:, 1:]
    safe = np.where(prob > 0, prob, 1.0)
    parts = np.where(prob > 0, slope**2 / safe, 0.0)
    found: Floats = parts.sum(axis=1)
    return found


def thresholds(items: Items) -> Floats:
    """Return b = -d / a, NaN for boundaries that are not there."""
    return np.where(items.used, -np.where(items.used, items.d, 0.0) / items.a[:, None], np.nan)
