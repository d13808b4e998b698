"""From the end of a fit to the public result: order, thresholds, standard errors, doubts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.scoring.graded import Floats, Items, thresholds
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.irt_data import ResponseTable, listed
from pairbond.scoring.observed_information import active
from pairbond.types import Caution, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the fit stands."""

    items: Items
    corr: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The end of a fit, items in the order of the factors."""

    state: State
    information: Floats
    loglik: float
    error: float
    steps: int


def finished(
    fit: Fit,
    table: ResponseTable,
    factors: tuple[int, ...],
    order: npt.NDArray[np.int64],
    quadrature: int,
) -> GradedModel:
    """Return the public result: items in the caller's order, thresholds at their answers."""
    shape = active(fit.state.items)
    n_own = int(shape.sum())
    se_a, se_b = standard_errors(fit.state.items, fit.information[:n_own, :n_own], shape)
    back = np.argsort(order)
    a, b = fit.state.items.a[back], thresholds(fit.state.items)[back]
    corr, se_corr = np.eye(max(factors) + 1), np.zeros((max(factors) + 1,) * 2)
    if fit.state.corr is not None:
        corr[0, 1] = corr[1, 0] = fit.state.corr
        se_corr[0, 1] = se_corr[1, 0] = np.sqrt(fit.information[-1, -1])
    return GradedModel(
        a=a,
        b=spread(b, table),
        se_a=se_a[back],
        se_b=spread(se_b[back], table),
        corr=corr,
        se_corr=se_corr,
        factors=factors,
        loglik=fit.loglik,
        n_iter=fit.steps,
        converged=True,
        error=fit.error,
        n=table.n,
        quadrature=quadrature,
        covariance=fit.information,
        cautions=(*table.cautions, *fit_cautions(a)),
    )


def standard_errors(items: Items, covariance: Floats, shape: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return standard errors of slopes and thresholds; b = -d / a by the delta method."""
    place = np.full(shape.shape, -1)
    place[shape] = np.arange(int(shape.sum()))
    own_a = place[:, 0]
    variance_a = covariance[own_a, own_a]
    own_d = np.where(items.used, place[:, 1:], 0)
    b = thresholds(items)
    variance_d = covariance[own_d, own_d]
    shared = covariance[own_a[:, None], own_d]
    variance_b = (variance_d + b**2 * variance_a[:, None] + 2 * b * shared) / items.a[:, None] ** 2
    return np.sqrt(variance_a), np.sqrt(np.where(items.used, variance_b, np.nan))


def spread(values: Floats, table: ResponseTable) -> Floats:
    """Return boundary values (items, places) at their answers (items, answers - 1), NaN elsewhere."""
    found = np.full((len(values), table.width - 1), np.nan)
    for place, seen in enumerate(table.categories):
        found[place, [answer - 1 for answer in seen[1:]]] = values[place, : len(seen) - 1]
    return found


def fit_cautions(a: Floats) -> list[Caution]:
    """Return doubts about slopes: of the wrong sign, next to nothing, or beyond belief."""
    found = []
    for chosen, code, text, severity in (
        (a < 0, "negative-slope", "run against the others; check their keying", Severity.SERIOUS),
        (np.abs(a) < 0.3, "weak-item", "say next to nothing about the trait", Severity.CAUTION),
        (np.abs(a) > 5, "steep-item", "have slopes beyond 5; are they near-copies?", Severity.CAUTION),
    ):
        places = np.flatnonzero(chosen).tolist()
        if places:
            found.append(Caution(code=code, text=f"Items {listed(places)} {text}.", severity=severity))
    return found
