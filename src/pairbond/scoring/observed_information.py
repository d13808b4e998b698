"""The observed information of the item parameters, from one pass over the answers.

Louis (1982): it is the information of the complete data minus the variance that each person's
score still has given the answers. That variance is taken along the first orthonormal polynomials
of each person's posterior (the score is smooth over the little that is left open, so three are
enough: against all nodes, standard errors agree to 1e-4). Between two factors the first
polynomials and the posterior correlation are used; terms of the factor correlation are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pairbond.scoring.expectation import (
    Block,
    Expected,
    Posterior,
    Structure,
    log_table,
    node_prior,
    posterior,
)
from pairbond.scoring.graded import Floats, Items, cumulative, gradient_and_curvature
from pairbond.scoring.irt_data import Codes, Design

N_POLYNOMIALS = 3
CHUNK = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """Gradient and observed information of all free parameters, in one order.

    Items in order, each a, d_1, d_2, ... (those that exist), then the factor correlation.
    """

    gradient: Floats
    information: Floats


def gradient_vector(items: Items, expected: Expected, corr: float | None, structure: Structure) -> Floats:
    """Return the gradient of the marginal log-likelihood at the parameters *expected* came from."""
    own, _ = gradient_and_curvature(items, expected.counts, structure.grid.nodes)
    free = own[active(items)]
    if corr is None:
        return free
    score, _ = corr_score(structure, corr)
    return np.append(free, float((expected.cells * score).sum()))


def active(items: Items) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return which entries of (items, 1 + boundaries) are parameters."""
    return np.column_stack([np.ones(len(items.a), dtype=bool), items.used])


def corr_score(structure: Structure, corr: float) -> tuple[Floats, Floats]:
    """Return first and second derivative of the log prior of each pair of nodes by the correlation."""
    step = 1e-4
    log_prior = [
        np.log(np.maximum(node_prior(structure.grid, corr + shift), 1e-300)) for shift in (-step, 0.0, step)
    ]
    first = (log_prior[2] - log_prior[0]) / (2 * step)
    second = (log_prior[2] - 2 * log_prior[1] + log_prior[0]) / step**2
    return first, second


def observed_information(
    design: Design,
    items: Items,
    corr: float | None,
    structure: Structure,
    expected: Expected,
    *,
    degrees: int = N_POLYNOMIALS,
) -> Slope:
    """Return gradient and observed information at the parameters *expected* came from."""
    nodes = structure.grid.nodes
    own, curvature = gradient_and_curvature(items, expected.counts, nodes)
    n_items, size = own.shape
    complete = np.zeros((n_items, size, n_items, size))
    place = np.arange(n_items)
    complete[place, :, place, :] = curvature
    full = complete.reshape(n_items * size, -1)
    missing = MissingInformation(design, items, corr, structure)
    full = full - missing.between_items(degrees)
    chosen = active(items).ravel()
    kept = full[np.ix_(chosen, chosen)]
    if corr is None:
        return Slope(gradient=own.ravel()[chosen], information=kept)
    score, second = corr_score(structure, corr)
    with_items, of_corr = missing.of_correlation(score)
    corner = -float((expected.cells * second).sum()) - of_corr
    border = -with_items.ravel()[chosen]
    whole = np.block([[kept, border[:, None]], [border[None, :], np.array([[corner]])]])
    gradient = np.append(own.ravel()[chosen], float((expected.cells * score).sum()))
    return Slope(gradient=gradient, information=whole)


@dataclass(frozen=True, slots=True)
class MissingInformation:
    """Sums over people of the posterior covariance of their scores."""

    design: Design
    items: Items
    corr: float | None
    structure: Structure

    def between_items(self, degrees: int) -> Floats:
        """Return the part between item parameters, in the padded order of (items, 1 + boundaries)."""
        n_items, bounds = self.items.d.shape
        total = np.zeros((n_items, bounds + 3, n_items, bounds + 3))
        for part, _hot, found, weights in self.chunks():
            firsts = []
            for factor, margin in zip(self.structure.parts, found.margins, strict=True):
                codes = self.design.table.codes[part, factor]
                directions = self.directions(margin, codes, factor, degrees)
                firsts.append(directions[0])
                for direction in directions:
                    total[factor, :, factor] += cross_product(direction, direction, weights)
            if len(firsts) == 2:
                related = posterior_correlation(found, self.prior(), self.structure)
                if weights is not None:
                    related = related * weights
                block = cross_product(firsts[0], firsts[1], related)
                one, two = self.structure.parts
                total[one, :, two] += block
                total[two, :, one] += block.transpose(2, 3, 0, 1)
        keep = [0, *range(2, bounds + 2)]
        return total[:, keep][:, :, :, keep].reshape(n_items * (bounds + 1), -1)

    def of_correlation(self, score: Floats) -> tuple[Floats, float]:
        """Return covariances of the correlation's score with the items' scores, and its variance."""
        n_items, bounds = self.items.d.shape
        counts = np.zeros((n_items, bounds + 1, len(self.structure.grid.nodes)))
        prior = self.prior()
        slanted = (prior * score).astype(np.float32)
        squared = (prior * score**2).astype(np.float32)
        variance = 0.0
        for _part, hot, found, weights in self.chunks():
            one, two = found.likelihoods
            tilted = [one * (two @ slanted.T), two * (one @ slanted)]
            mean = tilted[0].sum(axis=1) / found.scale
            spread = (one * (two @ squared.T)).sum(axis=1) / found.scale - mean**2
            person = np.ones(len(mean)) if weights is None else weights
            variance += float(spread @ person)
            factor = (person / found.scale).astype(np.float32)[:, None]
            for place, slice_ in enumerate(self.structure.parts):
                columns = slice(slice_.start * (bounds + 1), slice_.stop * (bounds + 1))
                signed = tilted[place] * factor - found.margins[place] * (mean * person)[:, None]
                counts[slice_] += (hot[:, columns].T @ signed.astype(np.float32)).reshape(
                    -1, bounds + 1, counts.shape[2]
                )
        own, _ = gradient_and_curvature(self.items, counts, self.structure.grid.nodes)
        return own, variance

    def prior(self) -> Floats:
        return node_prior(self.structure.grid, self.corr)

    def chunks(self) -> Iterator[tuple[slice, Block, Posterior, Floats | None]]:
        """Yield each chunk's place, answers, posterior and weights."""
        table = log_table(self.items, self.structure.grid.nodes, np.float32)
        prior = self.prior()
        for whole, answers in self.design:
            for start in range(whole.start, whole.stop, CHUNK):
                part = slice(start, min(start + CHUNK, whole.stop))
                hot = answers[start - whole.start : part.stop - whole.start]
                weights = self.design.table.weights
                found = posterior(hot, table, prior, self.structure, np.float32)
                yield part, hot, found, None if weights is None else weights[part]

    def directions(self, margin: Block, codes: Codes, factor: slice, degrees: int) -> list[Block]:
        """Return E[score x polynomial] per person, shape (people, items, boundaries + 3) each.

        Columns are a, then d_0 to d_C, of which d_0 and d_C do not exist and stay unused.
        """
        nodes = self.structure.grid.nodes
        p = cumulative(self.items.take(np.arange(factor.start, factor.stop)), nodes)
        n_items, size, _ = p.shape
        tables = np.concatenate([p, p * nodes]).reshape(-1, len(nodes)).T.astype(np.float32)
        missing = codes < 0
        absent = bool(missing.any())
        answer = np.where(missing, 0, codes).astype(np.int64)
        rows = np.arange(len(codes))[:, None]
        source = answer + rows * (2 * n_items * size) + np.arange(n_items) * size
        target = answer + 1 + rows * (n_items * (size + 1)) + np.arange(n_items) * (size + 1)
        tilt = n_items * size
        found = []
        for weighted in polynomials(margin, nodes.astype(np.float32), degrees):
            means = (weighted @ tables).ravel()
            column = np.zeros((len(codes), n_items, size + 1), np.float32)
            flat = column.reshape(-1)
            flat[target] = -means.take(source)
            flat[target + 1] = -means.take(source + 1)
            whole = means.reshape(len(codes), -1)[:, tilt::size]
            column[:, :, 0] = whole - means.take(source + tilt) - means.take(source + tilt + 1)
            if absent:
                column[missing] = 0.0
            found.append(column)
        return found


def polynomials(margin: Block, nodes: Block, degrees: int) -> list[Block]:
    """Return posterior times orthonormal polynomial, of degree 1 and up, for each person."""
    before, current = np.zeros_like(margin), np.ones_like(margin)
    scale = np.zeros((len(margin), 1), margin.dtype)
    found = []
    for degree in range(degrees + 1):
        weighted = margin * current
        if degree:
            found.append(weighted)
        if degree == degrees:
            break
        centre = ((weighted * current) @ nodes)[:, None]
        after = (nodes - centre) * current - scale * before
        scale = np.sqrt(np.maximum((margin * after**2).sum(axis=1, keepdims=True), 1e-30))
        before, current = current, after / scale
    return found


def cross_product(one: Block, two: Block, weights: Floats | None) -> Floats:
    """Return the sum over people of one (x) two, shape (items, q, items, q)."""
    left = one.reshape(len(one), -1)
    right = two.reshape(len(two), -1)
    scaled = left if weights is None else left * weights.astype(left.dtype)[:, None]
    found: Floats = (scaled.T @ right).astype(np.float64).reshape(*one.shape[1:], *two.shape[1:])
    return found


def posterior_correlation(found: Posterior, prior: Floats, structure: Structure) -> Floats:
    """Return each person's posterior correlation of the two factors."""
    nodes = structure.grid.nodes.astype(np.float32)
    one, two = found.likelihoods
    joint = ((one * nodes) @ prior.astype(np.float32) * two) @ nodes / found.scale
    means = [margin @ nodes for margin in found.margins]
    spreads = [
        np.sqrt(np.maximum(margin @ nodes**2 - mean**2, 1e-12))
        for margin, mean in zip(found.margins, means, strict=True)
    ]
    related = (joint - means[0] * means[1]) / (spreads[0] * spreads[1])
    clipped: Floats = np.clip(related, -0.999, 0.999).astype(np.float64)
    return clipped
