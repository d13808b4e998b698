"""A person's trait from answers: EAP, MAP, Warm's WLE, and EAP for sum scores.

All take item parameters as given. Units are those of the calibration: the latent mean is 0 and
the SD 1 in the people the items were calibrated with. A missing answer adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.errors import DidNotConverge
from pairbond.scoring.expectation import Posterior, Structure, log_table, node_prior, posterior
from pairbond.scoring.graded import Floats, Grid, Items, cumulative, information, probabilities
from pairbond.scoring.irt_data import CHUNK, Codes, one_hot

BOUND = 8.0
EAP_CHUNK = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Trait estimates: ``theta`` and ``se`` of shape (people,) or (people, factors)."""

    theta: Floats
    se: Floats
    method: str


def posteriors(
    codes: Codes, items: Items, structure: Structure, corr: float | None
) -> Iterator[tuple[slice, Posterior]]:
    """Yield the posteriors over the nodes, chunk by chunk."""
    table = log_table(items, structure.grid.nodes, np.float32)
    prior = node_prior(structure.grid, corr)
    for start in range(0, len(codes), CHUNK):
        part = slice(start, min(start + CHUNK, len(codes)))
        hot = one_hot(codes[part], items.n_categories)
        yield part, posterior(hot, table, prior, structure, np.float32)


def eap(codes: Codes, items: Items, structure: Structure, corr: float | None = None) -> Traits:
    """Return posterior means and SDs (Bock and Mislevy 1982).

    *Assumes* the calibration's normal prior; estimates are drawn to 0, most with few answers.
    *Checked* against mirt 1.47 ``fscores(method="EAP")``.
    """
    if structure.n_factors == 1:
        return eap_one(codes, items, structure.grid)
    theta = np.zeros((len(codes), structure.n_factors))
    se = np.ones_like(theta)
    nodes = structure.grid.nodes.astype(np.float32)
    powers = np.column_stack([nodes, nodes**2])
    for part, found in posteriors(codes, items, structure, corr):
        for place, margin in enumerate(found.margins):
            moments = (margin @ powers).astype(np.float64)
            theta[part, place] = moments[:, 0]
            se[part, place] = np.sqrt(np.maximum(moments[:, 1] - moments[:, 0] ** 2, 0.0))
    return Traits(theta=theta, se=se, method="EAP")


def eap_one(codes: Codes, items: Items, grid: Grid) -> Traits:
    """Return EAP scores of one factor: the prior enters with the three moments only."""
    table = log_table(items, grid.nodes, np.float32)
    powers = (grid.weights * np.vander(grid.nodes, 3, increasing=True).T).T.astype(np.float32)
    moments = np.empty((len(codes), 3))
    for start in range(0, len(codes), EAP_CHUNK):
        part = slice(start, start + EAP_CHUNK)
        value = one_hot(codes[part], items.n_categories) @ table
        value -= value.max(axis=1, keepdims=True)
        moments[part] = np.exp(value, out=value) @ powers
    theta = moments[:, 1] / moments[:, 0]
    spread = np.maximum(moments[:, 2] / moments[:, 0] - theta**2, 0.0)
    return Traits(theta=theta, se=np.sqrt(spread), method="EAP")


def plausible_values(
    codes: Codes, items: Items, grid: Grid, *, draws: int, rng: np.random.Generator
) -> Floats:
    """Return draws from each person's posterior, shape (people, draws).

    Within a node's cell the draw is uniform, so values are continuous. For analyses of groups,
    never as one person's score (Mislevy 1991).
    """
    structure = Structure(grid=grid, parts=(slice(0, len(items.a)),))
    found = np.empty((len(codes), draws))
    step = grid.nodes[1] - grid.nodes[0]
    for part, given in posteriors(codes, items, structure, None):
        edges = np.cumsum(given.margins[0].astype(np.float64), axis=1)
        edges /= edges[:, -1:]
        chosen = rng.random((len(edges), draws))
        place = (edges[:, None, :] < chosen[:, :, None]).sum(axis=2)
        found[part] = grid.nodes[place] + step * (rng.random(place.shape) - 0.5)
    return found


def slopes(codes: Codes, items: Items, theta: Floats) -> tuple[Floats, Floats]:
    """Return each person's first derivative of the log-likelihood and minus the second."""
    a, d = items.a, items.d
    padded = np.column_stack([np.full(len(a), np.inf), d, np.full(len(a), -np.inf)])
    place = np.arange(len(a))
    answered = codes >= 0
    at = np.where(answered, codes, 0).astype(np.intp)
    z = theta[:, None] * a
    p, q = (1.0 / (1.0 + np.exp(-np.clip(z + padded[place, k], -500, 500))) for k in (at, at + 1))
    first = np.where(answered, a * (1.0 - p - q), 0.0).sum(axis=1)
    second = np.where(answered, a**2 * (p * (1.0 - p) + q * (1.0 - q)), 0.0).sum(axis=1)
    return first, second


def map_estimate(codes: Codes, items: Items, *, tol: float = 1e-8) -> Traits:
    """Return posterior modes under the N(0, 1) prior; SE from the curvature there.

    The log posterior of a graded response model is concave, so Newton steps of at most 1 cannot
    end anywhere else.
    """
    theta = np.zeros(len(codes))
    for _ in range(100):
        first, second = slopes(codes, items, theta)
        step = np.clip((first - theta) / (second + 1.0), -1.0, 1.0)
        theta = theta + step
        if not len(step) or float(np.abs(step).max()) < tol:
            break
    else:
        raise DidNotConverge("MAP estimates did not settle in 100 steps; check the item parameters.")
    second = slopes(codes, items, theta)[1]
    return Traits(theta=theta, se=1.0 / np.sqrt(second + 1.0), method="MAP")


def answered_information(codes: Codes, items: Items, theta: Floats) -> tuple[Floats, Floats]:
    """Return test information, and Warm's J = sum of P' P'' / P, of the answered items at *theta*."""
    p = cumulative(items, theta)
    a = items.a[:, None, None]
    flat = p * (1.0 - p)
    first, second = a * flat, a**2 * flat * (1.0 - 2.0 * p)
    d1, d2 = first[:, :-1] - first[:, 1:], second[:, :-1] - second[:, 1:]
    prob = np.maximum(p[:, :-1] - p[:, 1:], 1e-300)
    answered = (codes >= 0).T
    info = np.where(answered, (d1**2 / prob).sum(axis=1), 0.0).sum(axis=0)
    bias = np.where(answered, (d1 * d2 / prob).sum(axis=1), 0.0).sum(axis=0)
    return info, bias


def wle(codes: Codes, items: Items) -> Traits:
    """Return Warm's (1989) weighted likelihood estimates: nearly unbiased, without a prior.

    The root of score + J / (2 I) is found between -8 and 8 by bisection; people without answers
    have NaN. *Fails* to be finite-SE useful at the ends of the scale, where information vanishes.
    """
    theta = np.empty(len(codes))
    se = np.empty(len(codes))
    for start in range(0, len(codes), CHUNK):
        part = slice(start, start + CHUNK)
        theta[part], se[part] = wle_chunk(codes[part], items)
    return Traits(theta=theta, se=se, method="WLE")


def wle_chunk(codes: Codes, items: Items) -> tuple[Floats, Floats]:
    low, high = np.full(len(codes), -BOUND), np.full(len(codes), BOUND)
    for _ in range(40):
        middle = 0.5 * (low + high)
        info, bias = answered_information(codes, items, middle)
        score = slopes(codes, items, middle)[0] + bias / (2.0 * np.maximum(info, 1e-300))
        low, high = np.where(score > 0, middle, low), np.where(score > 0, high, middle)
    theta = 0.5 * (low + high)
    info, _ = answered_information(codes, items, theta)
    nobody = (codes < 0).all(axis=1)
    with np.errstate(divide="ignore"):
        se = 1.0 / np.sqrt(info)
    return np.where(nobody, np.nan, theta), np.where(nobody, np.nan, se)


def sum_score_likelihoods(items: Items, theta: Floats) -> Floats:
    """Return P(sum score | theta), shape (scores, theta), by Lord and Wingersky's (1984) recursion."""
    prob = probabilities(items, theta)
    n_observed = items.used.sum(axis=1) + 1
    found = np.ones((1, len(theta)))
    for own, width in zip(prob, n_observed.tolist(), strict=True):
        longer = np.zeros((len(found) + width - 1, len(theta)))
        for answer in range(width):
            longer[answer : answer + len(found)] += own[answer] * found
        found = longer
    return found


def sum_score_eap(items: Items, grid: Grid) -> Traits:
    """Return the EAP for each possible sum of answers (Thissen et al. 1995): a conversion table."""
    joint = sum_score_likelihoods(items, grid.nodes) * grid.weights
    total = joint.sum(axis=1)
    theta = joint @ grid.nodes / total
    se = np.sqrt(np.maximum(joint @ grid.nodes**2 / total - theta**2, 0.0))
    return Traits(theta=theta, se=se, method="sum-score EAP")


def test_information(items: Items, theta: npt.ArrayLike) -> Floats:
    """Return the test's Fisher information at each theta."""
    found: Floats = information(items, np.atleast_1d(np.asarray(theta, dtype=np.float64))).sum(axis=0)
    return found


def marginal_reliability(items: Items, grid: Grid) -> float:
    """Return the reliability of EAP scores expected in the calibration population.

    One minus the mean of 1 / (I + 1) over the N(0, 1) prior (Green et al. 1984).
    """
    return float(1.0 - grid.weights @ (1.0 / (test_information(items, grid.nodes) + 1.0)))


def empirical_reliability(traits: Traits) -> Floats:
    """Return, per factor, var(theta) / (var(theta) + mean(SE^2)) of EAP scores (du Toit 2003)."""
    theta, se = np.atleast_2d(traits.theta.T), np.atleast_2d(traits.se.T)
    signal = theta.var(axis=1, ddof=1)
    found: Floats = signal / (signal + (se**2).mean(axis=1))
    return found
