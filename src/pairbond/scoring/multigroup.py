"""Several groups at once: shared item parameters, each group with its own mean and SD.

The first group's trait is N(0, 1) and sets the metric; expected counts of the groups add. EM with
parameter expansion, sped up by squared extrapolation (SQUAREM, Varadhan and Roland 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pairbond.errors import DidNotConverge, NotIdentified, ResponseError
from pairbond.scoring.expectation import Expected, Structure, expect
from pairbond.scoring.graded import Floats, Grid, Items, normal_grid
from pairbond.scoring.irt_data import Design, ResponseTable
from pairbond.scoring.maximisation import factor_moments, newton_step, start_items

MAX_STEPS = 400
MIN_GROUP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFit:
    """Items shared by all groups, and each group's mean and SD; ``loglik`` of all people."""

    items: Items
    means: Floats
    sds: Floats
    loglik: float
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """One design a group, with the same items; ``fixed`` items keep their parameters."""

    designs: tuple[Design, ...]
    fixed: npt.NDArray[np.bool_]
    quadrature: int = 61

    @property
    def free_metric(self) -> bool:
        """True where fixed items set the metric, so that every group's mean and SD are free."""
        return bool(self.fixed.any())


def split_groups(
    table: ResponseTable, groups: npt.ArrayLike
) -> tuple[tuple[object, ...], tuple[ResponseTable, ...]]:
    """Return the groups' labels, largest group first, and their tables."""
    labels = np.asarray(groups)
    if labels.shape != (table.n,):
        raise ResponseError(f"groups names {labels.shape} people, the answers have {table.n}.")
    names, sizes = np.unique(labels, return_counts=True)
    if len(names) < 2:
        raise NotIdentified("All people are in one group; a comparison needs two.")
    if sizes.min() < MIN_GROUP:
        small = names[sizes.argmin()]
        raise NotIdentified(f"The group {small} has {sizes.min()} people; {MIN_GROUP} are the least.")
    order = names[np.argsort(-sizes, kind="stable")]
    return tuple(order.tolist()), tuple(table.rows(np.flatnonzero(labels == name)) for name in order)


def prior_grid(mean: float, sd: float, quadrature: int) -> Grid:
    """Return the nodes with the normalised weights of N(mean, sd)."""
    nodes = normal_grid(quadrature).nodes
    weights = np.exp(-0.5 * ((nodes - mean) / sd) ** 2)
    return Grid(nodes=nodes, weights=weights / weights.sum())


def expect_groups(groups: Groups, fit: GroupFit, *, double: bool = False) -> list[Expected]:
    n_items = len(fit.items.a)
    found = []
    for design, mean, sd in zip(groups.designs, fit.means, fit.sds, strict=True):
        grid = prior_grid(float(mean), float(sd), groups.quadrature)
        structure = Structure(grid=grid, parts=(slice(0, n_items),))
        found.append(expect(design, fit.items, None, structure, double=double))
    return found


def em_step(groups: Groups, fit: GroupFit) -> GroupFit:
    """Return the fit after one EM step, the first group brought back to mean 0 and SD 1."""
    expected = expect_groups(groups, fit)
    grid = normal_grid(groups.quadrature)
    counts = np.sum([part.counts for part in expected], axis=0)
    moved = newton_step(fit.items, counts, grid.nodes)
    fixed = groups.fixed
    items = Items(a=np.where(fixed, fit.items.a, moved.a), d=np.where(fixed[:, None], fit.items.d, moved.d))
    structure = Structure(grid=grid, parts=(slice(0, len(fixed)),))
    moments = [factor_moments(part, structure) for part in expected]
    means: Floats = np.array([float(mean[0]) for mean, _ in moments])
    sds: Floats = np.sqrt(np.array([float(covariance[0, 0]) for _, covariance in moments]))
    if not groups.free_metric:
        mean, sd = float(means[0]), float(sds[0])
        items = Items(a=items.a * sd, d=items.d + items.a[:, None] * mean)
        means, sds = (means - mean) / sd, sds / sd
    loglik = float(sum(part.loglik for part in expected))
    return GroupFit(items=items, means=means, sds=sds, loglik=loglik, steps=fit.steps + 1)


def fit_groups(groups: Groups, start: Items, *, tol: float = 1e-4) -> GroupFit:
    """Return the fit; *tol* bounds the change that is left in any parameter."""
    n_groups = len(groups.designs)
    fit = GroupFit(items=start, means=np.zeros(n_groups), sds=np.ones(n_groups), loglik=-np.inf, steps=0)
    while fit.steps < MAX_STEPS:
        one = em_step(groups, fit)
        two = em_step(groups, one)
        first = vector(one) - vector(fit)
        second = vector(two) - vector(one)
        size, left = float(np.abs(first).max()), float(np.abs(second).max())
        rate = min(left / size, 0.99) if size > 0 else 0.0
        if left * rate / (1.0 - rate) < tol:
            loglik = sum(part.loglik for part in expect_groups(groups, two, double=True))
            return replace(two, loglik=float(loglik), steps=two.steps + len(groups.designs))
        fit = extrapolated(fit, two, first, second)
    raise DidNotConverge(f"The groups' model did not settle in {MAX_STEPS} steps.")


def extrapolated(fit: GroupFit, two: GroupFit, first: Floats, second: Floats) -> GroupFit:
    """Return the SQUAREM point, or the plain EM point where that one is out of bounds."""
    bend = second - first
    length = -max(1.0, float(np.linalg.norm(first)) / max(float(np.linalg.norm(bend)), 1e-300))
    point = vector(fit) - 2.0 * length * first + length**2 * bend
    found = unpacked(point, two)
    gap = found.items.d[:, :-1] - found.items.d[:, 1:]
    ordered = bool((np.where(two.items.used[:, 1:], gap, 1.0) > 1e-3).all())
    near = float(np.abs(point - vector(two)).max()) < 1.0
    return found if ordered and near and bool((found.sds > 0.05).all()) else two


def vector(fit: GroupFit) -> Floats:
    return np.concatenate([fit.items.a, fit.items.d[fit.items.used], fit.means, fit.sds])


def unpacked(point: Floats, like: GroupFit) -> GroupFit:
    used = like.items.used
    n_items, n_free, n_groups = len(like.items.a), int(used.sum()), len(like.means)
    d = like.items.d.copy()
    d[used] = point[n_items : n_items + n_free]
    rest = point[n_items + n_free :]
    return replace(like, items=Items(a=point[:n_items], d=d), means=rest[:n_groups], sds=rest[n_groups:])


def group_designs(tables: Sequence[ResponseTable]) -> tuple[Design, ...]:
    width = int(tables[0].n_observed.max())
    return tuple(Design(table, width) for table in tables)


def shared_start(table: ResponseTable) -> Items:
    return start_items(table, Design(table))
