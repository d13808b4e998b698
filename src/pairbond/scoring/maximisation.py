"""Starting values and the maximisation step: damped Newton, all items at once."""

from __future__ import annotations

import numpy as np
from scipy.special import logit, ndtri

from pairbond.scoring.expectation import Expected, Structure
from pairbond.scoring.graded import Floats, Items, gaps, gradient_and_curvature, normal_grid
from pairbond.scoring.irt_data import Design, ResponseTable

START_RELIABILITY = 0.85
MAX_STEP = 1.5


def first_component(table: ResponseTable) -> Floats:
    """Return each person's first principal component, and so an ordering along the trait.

    The sign is that of the majority of the items; a missing answer counts as the item's mean.
    """
    codes = table.codes.astype(np.float32)
    present = table.codes >= 0
    n = np.maximum(present.sum(axis=0), 1)
    centred = np.where(present, codes - np.where(present, codes, 0).sum(axis=0) / n, 0.0)
    centred /= np.sqrt(np.maximum((centred**2).sum(axis=0) / n, 1e-12))
    _, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    loading = vectors[:, -1]
    loading = loading * (1.0 if loading.sum() >= 0 else -1.0)
    found: Floats = (centred @ loading.astype(np.float32)).astype(np.float64)
    return found


def start_items(table: ResponseTable, design: Design) -> Items:
    """Return items fitted to a rough normal score of each person: rarely far from the optimum."""
    scores = first_component(table)
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(len(scores))
    bins = np.minimum((ranks * 48 / len(scores)).astype(np.int64), 47)
    centres = ndtri((np.arange(48) + 0.5) / 48)
    counts = np.zeros((48, table.codes.shape[1] * design.n_categories))
    member = np.zeros((len(scores), 48), np.float32)
    member[np.arange(len(scores)), bins] = 1.0 if table.weights is None else table.weights
    for part, hot in design:
        counts += member[part].T @ hot
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
