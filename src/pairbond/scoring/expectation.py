"""The expectation step: each person's posterior over the nodes, and the counts expected from it.

With simple structure the log-likelihood of a person is a sum of one function per factor, so the
posterior of two factors needs no table over pairs of nodes for each person: matrix products with
the (nodes x nodes) prior give both margins, the expected cells, and the likelihood.

Work is done in single precision, whose rounding moves estimates by about 1e-6; the reported
log-likelihood is in double precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pairbond.scoring.graded import Floats, Grid, Items, log_probabilities
from pairbond.scoring.irt_data import Design

Block = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Which items (in order) belong to which factor: ``parts`` are slices of the items."""

    grid: Grid
    parts: tuple[slice, ...]

    @property
    def n_factors(self) -> int:
        return len(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Sufficient statistics of a maximisation step; those of several shards add up.

    ``counts`` (items, categories, nodes) are expected numbers of answers; ``cells`` the expected
    number of people at each node, or pair of nodes of two factors.
    """

    counts: Floats
    cells: Floats
    loglik: float

    def __add__(self, other: Expected) -> Expected:
        return Expected(
            counts=self.counts + other.counts,
            cells=self.cells + other.cells,
            loglik=self.loglik + other.loglik,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Posteriors of some people: ``margins`` per factor (people, nodes), and what two factors need."""

    margins: tuple[Block, ...]
    loglik: Floats
    likelihoods: tuple[Block, ...]
    scale: Block


def node_prior(grid: Grid, corr: float | None) -> Floats:
    """Return the prior over nodes, or over pairs of nodes for two factors that correlate."""
    if corr is None:
        return grid.weights
    x, y = grid.nodes[:, None], grid.nodes[None, :]
    log_density = -(x**2 - 2 * corr * x * y + y**2) / (2 * (1 - corr**2))
    density = np.exp(log_density - log_density.max())
    found: Floats = density / density.sum()
    return found


def log_table(items: Items, nodes: Floats, dtype: type[np.floating[Any]]) -> Block:
    """Return log probabilities as (items * categories, nodes); 0 for categories that are not there."""
    table = log_probabilities(items, nodes)
    table = np.where(np.isfinite(table), table, 0.0).reshape(-1, len(nodes))
    return table.astype(dtype)


def posterior(
    hot: Block, table: Block, prior: Floats, structure: Structure, dtype: type[np.floating[Any]]
) -> Posterior:
    """Return the posteriors of the people whose answers are the rows of *hot*."""
    width = table.shape[0] // structure.parts[-1].stop
    weights = prior.astype(dtype)
    answers = hot.astype(dtype, copy=False)
    likelihoods, tops = [], np.zeros(len(hot))
    for part in structure.parts:
        columns = slice(part.start * width, part.stop * width)
        value = answers[:, columns] @ table[columns]
        top = value.max(axis=1, keepdims=True)
        value -= top
        likelihoods.append(np.exp(value, out=value))
        tops += top[:, 0]
    if structure.n_factors == 1:
        margins = [likelihoods[0] * weights]
        scale = margins[0] @ np.ones(len(weights), dtype)
    else:
        margins = [likelihoods[1] @ weights.T, likelihoods[0] @ weights]
        margins = [margin * own for margin, own in zip(margins, likelihoods, strict=True)]
        scale = margins[0] @ np.ones(len(weights), dtype)
    return Posterior(
        margins=tuple(np.divide(margin, scale[:, None], out=margin) for margin in margins),
        loglik=tops + np.log(scale.astype(np.float64)),
        likelihoods=tuple(likelihoods),
        scale=scale,
    )


def expect(
    design: Design,
    items: Items,
    corr: float | None,
    structure: Structure,
    *,
    double: bool = False,
) -> Expected:
    """Return the sufficient statistics of all people under these parameters."""
    dtype = np.float64 if double else np.float32
    table = log_table(items, structure.grid.nodes, dtype)
    prior = node_prior(structure.grid, corr)
    total: Expected | None = None
    for part, hot in design:
        weights = None if design.table.weights is None else design.table.weights[part]
        found = posterior(hot, table, prior, structure, dtype)
        chunk = chunk_expected(hot, found, prior, structure, weights)
        total = chunk if total is None else total + chunk
    assert total is not None
    return total


def chunk_expected(
    hot: Block, found: Posterior, prior: Floats, structure: Structure, weights: Floats | None
) -> Expected:
    """Return the sufficient statistics of one chunk of people."""
    n_nodes = len(structure.grid.nodes)
    width = hot.shape[1] // structure.parts[-1].stop
    hot = hot.astype(found.scale.dtype, copy=False)
    column = None if weights is None else weights.astype(hot.dtype)[:, None]
    counts = np.empty((hot.shape[1], n_nodes))
    for part, margin in zip(structure.parts, found.margins, strict=True):
        columns = slice(part.start * width, part.stop * width)
        weighted = margin if column is None else margin * column
        counts[columns] = hot[:, columns].T @ weighted
    if structure.n_factors == 1:
        cells = (found.margins[0] if column is None else found.margins[0] * column).sum(axis=0)
    else:
        first = found.likelihoods[0] / found.scale[:, None]
        cells = prior * ((first if column is None else first * column).T @ found.likelihoods[1])
    loglik = found.loglik.sum() if weights is None else found.loglik @ weights
    return Expected(
        counts=counts.reshape(-1, width, n_nodes),
        cells=cells.astype(np.float64),
        loglik=float(loglik),
    )
