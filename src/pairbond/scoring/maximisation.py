"""Starting values and the maximisation step: damped Newton, all items at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import logit, ndtri

from pairbond.scoring.expectation import Expected, Structure
from pairbond.scoring.graded import Floats, Items, gaps, gradient_and_curvature, normal_grid
from pairbond.scoring.irt_data import Codes, Design, ResponseTable

START_RELIABILITY = 0.85
MAX_STEP = 1.5
BINS = 48


def first_component(table: ResponseTable, parts: Sequence[slice]) -> Floats:
    """Return each person's first principal component, and so an ordering along the trait.

    The sign is that of the majority of the items; a missing answer counts as the item's mean.
    """
    n_items = table.codes.shape[1]
    n, total, square = np.zeros(n_items), np.zeros(n_items), np.zeros(n_items)
    for part in parts:
        codes = table.codes[part]
        known = np.where(codes >= 0, codes, 0).astype(np.float32)
        n += (codes >= 0).sum(axis=0)
        total += known.sum(axis=0)
        square += (known**2).sum(axis=0)
    mean = total / n
    spread = np.sqrt(np.maximum(square / n - mean**2, 1e-12))
    product = np.zeros((n_items, n_items))
    for part in parts:
        values = standardised(table.codes[part], mean, spread)
        product += values.T @ values
    loading = np.linalg.eigh(product)[1][:, -1]
    loading = loading * (1.0 if loading.sum() >= 0 else -1.0)
    return np.concatenate([standardised(table.codes[part], mean, spread) @ loading for part in parts])


def standardised(codes: Codes, mean: Floats, spread: Floats) -> npt.NDArray[np.float32]:
    found: npt.NDArray[np.float32] = np.where(codes >= 0, (codes - mean) / spread, 0.0).astype(np.float32)
    return found


def start_items(table: ResponseTable, design: Design) -> Items:
    """Return items fitted to a rough normal score of each person: rarely far from the optimum."""
    parts = list(design.parts())
    scores = first_component(table, parts)
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(len(scores))
    bins = np.minimum((ranks * BINS / len(scores)).astype(np.int64), BINS - 1)
    centres = ndtri((np.arange(BINS) + 0.5) / BINS)
    counts = np.zeros((BINS, table.codes.shape[1] * design.n_categories))
    for part, hot in design:
        member = np.zeros((len(hot), BINS), np.float32)
        member[np.arange(len(hot)), bins[part]] = 1.0 if table.weights is None else table.weights[part]
        counts += member.T @ hot
    grid = normal_grid(41, 4.0)
    spread = 1.0 - START_RELIABILITY
    kernel = np.exp(-0.5 * (grid.nodes - np.sqrt(START_RELIABILITY) * centres[:, None]) ** 2 / spread)
    kernel /= kernel.sum(axis=1, keepdims=True)
    expected = (counts.T @ kernel).reshape(-1, design.n_categories, len(grid.nodes))
    items = flat_items(expected, table)
    for _ in range(6):
        items = newton_step(items, expected, grid.nodes)
    return items


def flat_items(expected: Floats, table: ResponseTable) -> Items:
    """Return items of slope 1 with the thresholds that the shares of answers imply."""
    totals = expected.sum(axis=2) + 0.1
    n_categories = totals.shape[1]
    inside = np.arange(n_categories)[None, :] < table.n_observed[:, None]
    totals = np.where(inside, totals, 0.0)
    above = 1.0 - np.cumsum(totals, axis=1)[:, :-1] / totals.sum(axis=1, keepdims=True)
    d = np.where(inside[:, 1:], 1.2 * logit(np.clip(above, 1e-6, 1 - 1e-6)), -np.inf)
    return Items(a=np.ones(len(d)), d=d)


def newton_step(items: Items, counts: Floats, nodes: Floats) -> Items:
    """Return the items after one damped Newton step on the expected log-likelihood."""
    gradient, curvature = gradient_and_curvature(items, counts, nodes)
    ridge = 1e-8 * np.abs(np.einsum("jpp->jp", curvature)).max(axis=1)
    curvature[:, np.arange(gradient.shape[1]), np.arange(gradient.shape[1])] += ridge[:, None]
    step: Floats = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0].astype(np.float64)
    return damped(items, step)


def damped(items: Items, step: Floats) -> Items:
    """Return the items moved by *step* (items, 1 + boundaries), each item as far as is safe.

    No parameter moves by more than 1.5, and the order of the boundaries is kept: no gap shrinks
    to less than a fifth.
    """
    used = items.used
    move = np.where(used, step[:, 1:], 0.0)
    factor = np.minimum(1.0, MAX_STEP / np.maximum(np.abs(step).max(axis=1), 1e-12))
    if used.shape[1] > 1:
        change = np.where(used[:, 1:], move[:, :-1] - move[:, 1:], 0.0)
        gap = gaps(items)
        gap = np.where(np.isfinite(gap), gap, 1.0)
        limit = np.where(change < 0, 0.8 * gap / np.maximum(-change, 1e-12), np.inf).min(axis=1)
        factor = np.minimum(factor, limit)
    return Items(a=items.a + factor * step[:, 0], d=items.d + factor[:, None] * move)


def maximise(items: Items, expected: Expected, nodes: Floats, steps: int = 2) -> Items:
    """Return the items that (nearly) maximise the expected log-likelihood."""
    for _ in range(steps):
        items = newton_step(items, expected.counts, nodes)
    return items


def factor_moments(expected: Expected, structure: Structure) -> tuple[Floats, Floats]:
    """Return mean and covariance of the factors under the expected cells."""
    nodes = structure.grid.nodes
    total = expected.cells.sum()
    if structure.n_factors == 1:
        mean = np.array([expected.cells @ nodes / total])
        return mean, np.array([[expected.cells @ nodes**2 / total - mean[0] ** 2]])
    margins = [expected.cells.sum(axis=1), expected.cells.sum(axis=0)]
    mean = np.array([margin @ nodes / total for margin in margins])
    spread = [margin @ nodes**2 / total - m**2 for margin, m in zip(margins, mean, strict=True)]
    cross = nodes @ expected.cells @ nodes / total - mean[0] * mean[1]
    return mean, np.array([[spread[0], cross], [cross, spread[1]]])


def rescaled(items: Items, expected: Expected, structure: Structure) -> tuple[Items, float | None]:
    """Return the items with the factors' expected mean and SD moved into them.

    Parameter expansion (Liu, Rubin and Wu 1998): mean and SD of the factors are estimated too and
    then absorbed, which removes the slow directions of plain EM.
    """
    mean, covariance = factor_moments(expected, structure)
    spread = np.sqrt(np.diag(covariance))
    a, d = items.a.copy(), items.d.copy()
    for place, part in enumerate(structure.parts):
        d[part] += a[part, None] * mean[place]
        a[part] *= spread[place]
    corr = None if structure.n_factors == 1 else float(covariance[0, 1] / (spread[0] * spread[1]))
    return Items(a=a, d=d), corr
