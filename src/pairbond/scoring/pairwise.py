"""Three factors or more: each fitted alone, their correlations pair by pair.

In simple structure each factor's items follow a one-factor model whatever the other factors do,
so fitting them one by one is consistent; each correlation is then the maximum of the likelihood
of its two factors with the items held fixed. No grid over all factors is needed, and the cost
grows with the number of pairs. A joint log-likelihood is not computed.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from pairbond.errors import DidNotConverge
from pairbond.scoring.calibrate import fit_table
from pairbond.scoring.expectation import Expected, Structure, expect
from pairbond.scoring.graded import Floats, Items
from pairbond.scoring.irt import GradedModel, structure_of
from pairbond.scoring.irt_data import Design, ResponseTable
from pairbond.scoring.observed_information import MissingInformation, corr_score
from pairbond.types import Caution, Severity, merge_cautions


def fit_pairwise(table: ResponseTable, factors: tuple[int, ...], quadrature: int, tol: float) -> GradedModel:
    """Return the model of three factors or more."""
    given = np.asarray(factors)
    n_factors = int(given.max()) + 1
    models = []
    for factor in range(n_factors):
        own = table.columns(np.flatnonzero(given == factor))
        models.append(fit_table(own, (0,) * own.codes.shape[1], quadrature, tol))
    corr, se_corr = np.eye(n_factors), np.zeros((n_factors, n_factors))
    for one, two in combinations(range(n_factors), 2):
        columns = np.concatenate([np.flatnonzero(given == factor) for factor in (one, two)])
        pair = (0,) * int((given == one).sum()) + (1,) * int((given == two).sum())
        items = stacked(models[one].items, models[two].items)
        value, error = fit_correlation(table.columns(columns), items, pair, quadrature, tol)
        corr[one, two] = corr[two, one] = value
        se_corr[one, two] = se_corr[two, one] = error
    return assembled(table, factors, models, positive(corr), se_corr)


def stacked(one: Items, two: Items) -> Items:
    width = max(one.d.shape[1], two.d.shape[1])
    d = [np.pad(own.d, ((0, 0), (0, width - own.d.shape[1])), constant_values=-np.inf) for own in (one, two)]
    return Items(a=np.concatenate([one.a, two.a]), d=np.concatenate(d))


def fit_correlation(
    table: ResponseTable, items: Items, pair: tuple[int, ...], quadrature: int, tol: float
) -> tuple[float, float]:
    """Return the correlation of two factors with the items held fixed, and its standard error."""
    _, structure = structure_of(pair, quadrature)
    design = Design(table, items.n_categories)
    corr = 0.0
    for _ in range(100):
        expected = expect(design, items, corr, structure)
        gradient, information = corr_slope(design, items, corr, structure, expected)
        step = gradient / information if information > 0 else np.sign(gradient) * 0.1
        step = float(np.clip(step, -0.3, 0.3))
        corr = float(np.clip(corr + step, -0.99, 0.99))
        if abs(step) < tol:
            return corr, float(1.0 / np.sqrt(information)) if information > 0 else float("nan")
    raise DidNotConverge("A correlation of two factors did not settle in 100 steps.")


def corr_slope(
    design: Design, items: Items, corr: float, structure: Structure, expected: Expected
) -> tuple[float, float]:
    score, second = corr_score(structure, corr)
    _, variance = MissingInformation(design, items, corr, structure).of_correlation(score)
    gradient = float((expected.cells * score).sum())
    return gradient, -float((expected.cells * second).sum()) - variance


def positive(corr: Floats) -> Floats:
    """Return the nearest correlation matrix in the sense of cut-off eigenvalues."""
    values, vectors = np.linalg.eigh(corr)
    if values[0] > 1e-6:
        return corr
    fixed = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    spread = np.sqrt(np.diag(fixed))
    found: Floats = fixed / np.outer(spread, spread)
    return found


def assembled(
    table: ResponseTable,
    factors: tuple[int, ...],
    models: list[GradedModel],
    corr: Floats,
    se_corr: Floats,
) -> GradedModel:
    given = np.asarray(factors)
    n_items = len(factors)
    a, se_a = np.empty(n_items), np.empty(n_items)
    b = np.full((n_items, table.width - 1), np.nan)
    se_b = b.copy()
    for factor, model in enumerate(models):
        rows = given == factor
        a[rows], se_a[rows], b[rows], se_b[rows] = model.a, model.se_a, model.b, model.se_b
    note = Caution(
        code="pairwise-fit",
        text="Factors were fitted one by one and their correlations in pairs; there is no joint logLik.",
        severity=Severity.NOTE,
    )
    return GradedModel(
        a=a,
        b=b,
        se_a=se_a,
        se_b=se_b,
        corr=corr,
        se_corr=se_corr,
        factors=factors,
        n_iter=sum(model.n_iter for model in models),
        error=max(model.error for model in models),
        n=table.n,
        quadrature=models[0].quadrature,
        cautions=merge_cautions(table.cautions, *(m.cautions for m in models), (note,)),
    )
