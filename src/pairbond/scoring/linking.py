"""Brings item parameters of one sample onto the metric of another.

theta_target = A theta_new + B, so a' = a / A and b' = A b + B. Stocking and Lord (1983) choose A
and B so that the common items expect the same sum of answers; with fixed parameters the common
items keep their values and the new sample's mean and SD are estimated instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pairbond.errors import DidNotConverge, ResponseError
from pairbond.scoring.graded import Floats, Items, normal_grid, probabilities, thresholds
from pairbond.scoring.irt import GradedModel, packed
from pairbond.scoring.irt_data import Design, read_table
from pairbond.scoring.maximisation import start_items
from pairbond.scoring.multigroup import Groups, fit_groups
from pairbond.types import Caution, JsonDict

MIN_ANCHORS = 3
DRIFT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: ``slope`` A and ``shift`` B, the linked model, and how far each anchor is off.

    ``drift`` maps an anchor to the mean absolute difference of its expected answers, in steps.
    """

    slope: float
    shift: float
    model: GradedModel
    drift: Mapping[str, float]
    cautions: tuple[Caution, ...]

    def to_dict(self) -> JsonDict:
        return {
            "schema": "pairbond.link/1",
            "slope": self.slope,
            "shift": self.shift,
            "drift": dict(self.drift),
            "cautions": [caution.to_dict() for caution in self.cautions],
        }


def transformed(model: GradedModel, slope: float, shift: float) -> GradedModel:
    """Return a one-factor model on the metric theta' = slope theta + shift."""
    return replace(
        model,
        a=model.a / slope,
        b=slope * model.b + shift,
        se_a=model.se_a / slope,
        se_b=slope * model.se_b,
        covariance=None,
    )


def stocking_lord(
    new: GradedModel, target: GradedModel, anchors: Sequence[tuple[int, int]] | None = None
) -> Link:
    """Return the link of *new* onto *target*'s metric.

    Parameters
    ----------
    anchors
        Pairs (place in new, place in target) of items taken as the same; None pairs equal
        ``item_ids``, or all items in order where neither model names its items.

    Notes
    -----
    *Assumes* that anchors work alike in both samples; those off by more than .25 steps are named
    in a caution. Standard errors do not include the error of the link itself.
    """
    if new.n_factors > 1 or target.n_factors > 1:
        raise ResponseError("Links are made one factor at a time; take its items with model.take(places).")
    from scipy.optimize import minimize

    pairs = list(anchors) if anchors is not None else paired(new, target)
    if len(pairs) < MIN_ANCHORS:
        raise ResponseError(f"{len(pairs)} common items are too few for a link; {MIN_ANCHORS} are the least.")
    own = new.take([one for one, _ in pairs])
    other = target.take([two for _, two in pairs]).items
    grid = normal_grid(new.quadrature)
    wanted = expected_answers(other, grid.nodes)

    def misfit(point: Floats) -> float:
        moved = transformed(own, float(np.exp(point[0])), float(point[1])).items
        gap = expected_answers(moved, grid.nodes).sum(axis=0) - wanted.sum(axis=0)
        return float(grid.weights @ gap**2)

    found = minimize(
        misfit, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-14, "maxiter": 4000}
    )
    if not found.success:
        raise DidNotConverge("The link did not settle; are the common items the same?")
    slope, shift = float(np.exp(found.x[0])), float(found.x[1])
    gap = np.abs(expected_answers(transformed(own, slope, shift).items, grid.nodes) - wanted)
    drift = dict(zip(own.names, (gap @ grid.weights).tolist(), strict=True))
    return Link(
        slope=slope,
        shift=shift,
        model=transformed(new, slope, shift),
        drift=drift,
        cautions=drift_cautions(drift),
    )


def paired(new: GradedModel, target: GradedModel) -> list[tuple[int, int]]:
    if not new.item_ids and not target.item_ids:
        if len(new.a) != len(target.a):
            raise ResponseError("The models have no item ids and differ in length; say which anchors to use.")
        return [(place, place) for place in range(len(new.a))]
    places = {name: place for place, name in enumerate(target.names)}
    return [(place, places[name]) for place, name in enumerate(new.names) if name in places]


def expected_answers(items: Items, theta: Floats) -> Floats:
    """Return each item's expected answer in steps, shape (items, theta)."""
    prob = probabilities(items, theta)
    found: Floats = np.einsum("k,jkq->jq", np.arange(prob.shape[1]), prob)
    return found


def drift_cautions(drift: Mapping[str, float]) -> tuple[Caution, ...]:
    off = [name for name, size in drift.items() if size > DRIFT]
    if not off:
        return ()
    text = f"Anchors that work differently in the two samples: {', '.join(off[:6])}; link without them."
    return (Caution(code="anchors-differ", text=text),)


def fixed_parameter_link(
    X: object,
    target: GradedModel,
    anchors: Sequence[tuple[int, int]],
    *,
    item_ids: Sequence[str] = (),
    tol: float = 1e-4,
) -> tuple[GradedModel, float, float]:
    """Return a model on *target*'s metric with the anchors held fixed, and the sample's mean and SD.

    Anchors are pairs (place in X, place in target); their answers must have the same categories.
    Standard errors are not computed; use :func:`stocking_lord` where they matter.
    """
    table = read_table(X)
    if len(anchors) < MIN_ANCHORS:
        raise ResponseError(
            f"{len(anchors)} fixed items are too few for a link; {MIN_ANCHORS} are the least."
        )
    design = Design(table)
    start = start_items(table, design)
    a, d = start.a.copy(), start.d.copy()
    fixed = np.zeros(len(a), dtype=bool)
    for own, other in anchors:
        known = packed(target.a[[other]], target.b[[other]])
        kept = known.d[0][np.isfinite(known.d[0])]
        if len(kept) != int(start.used[own].sum()):
            raise ResponseError(f"item {own}: its answers are not those of the item it is fixed to.")
        a[own], d[own, : len(kept)], fixed[own] = known.a[0], kept, True
    fit = fit_groups(Groups(designs=(design,), fixed=fixed), Items(a=a, d=d), tol=tol)
    b = np.full((len(a), table.width - 1), np.nan)
    for place, seen in enumerate(table.categories):
        b[place, [answer - 1 for answer in seen[1:]]] = thresholds(fit.items)[place, : len(seen) - 1]
    model = GradedModel(
        a=fit.items.a, b=b, loglik=fit.loglik, n=table.n, n_iter=fit.steps, item_ids=tuple(item_ids)
    )
    return model, float(fit.means[0]), float(fit.sds[0])
