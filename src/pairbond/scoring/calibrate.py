"""Fits the graded response model by marginal maximum likelihood.

A few steps of parameter-expanded EM bring the estimates near the optimum; Newton steps with the
observed information finish. The size of a Newton step is the distance that is left, so ``tol``
bounds the error of the parameters and not the length of a step of a slow algorithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from pairbond.errors import DidNotConverge, NotIdentified, ResponseError
from pairbond.scoring.expectation import Expected, Structure, expect
from pairbond.scoring.fit_result import Fit, State, finished
from pairbond.scoring.graded import Floats, Items
from pairbond.scoring.irt import GradedModel, structure_of
from pairbond.scoring.irt_data import Design, ResponseTable, listed, read_table
from pairbond.scoring.maximisation import damped, maximise, rescaled, start_items
from pairbond.scoring.observed_information import (
    N_POLYNOMIALS,
    active,
    gradient_vector,
    observed_information,
)
from pairbond.scoring.threads import one_thread

NEAR = 0.05
MAX_STEPS = 500
MAX_SLOPE = 15.0
MAX_CORR = 0.98
MIN_ITEMS = 3
DOUBLE_BELOW = 1e-5
ROUGH = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is fitted: the answers, and which items belong to which factor."""

    design: Design
    structure: Structure
    tol: float

    @property
    def double(self) -> bool:
        return self.tol < DOUBLE_BELOW

    def expect(self, state: State, *, double: bool = False) -> Expected:
        return expect(self.design, state.items, state.corr, self.structure, double=double or self.double)


def fit_grm(
    X: object,
    *,
    quadrature: int = 61,
    tol: float = 1e-4,
    factors: Sequence[int] | None = None,
    weights: object = None,
    item_ids: Sequence[str] = (),
) -> GradedModel:
    """Return a graded response model fitted to many people's answers.

    Parameters
    ----------
    X
        (people, items) whole numbers from 0, keyed so that high means more; NaN or -1 if missing.
    quadrature
        Number of nodes, equidistant on [-6, 6].
    tol
        Bound on the distance of every slope and intercept from the optimum.
    factors
        Factor of each item, from 0; None puts all on one. Two correlated factors are fitted
        exactly; three or more one by one, with their correlations pair by pair.
    weights
        Case weights (people,), counts of how often each row occurs.

    Raises
    ------
    ResponseError, NotIdentified, DidNotConverge

    Notes
    -----
    *Assumes* local independence, a normal trait, answers missing at random. *Fails* with fewer
    than three items a factor. *Source* Samejima (1969); Bock and Aitkin (1981). *Checked* against
    mirt 1.47 in ``tests/reference/irt``.
    """
    check_options(quadrature, tol)
    table = read_table(X, weights)
    given = check_factors(factors, table.codes.shape[1])
    with one_thread():
        if max(given) > 1:
            from pairbond.scoring.pairwise import fit_pairwise

            return with_names(fit_pairwise(table, given, quadrature, tol), item_ids)
        return with_names(fit_table(table, given, quadrature, tol), item_ids)


def with_names(model: GradedModel, item_ids: Sequence[str]) -> GradedModel:
    if item_ids and len(item_ids) != len(model.a):
        raise ResponseError(f"{len(item_ids)} item ids were given for {len(model.a)} items.")
    return replace(model, item_ids=tuple(item_ids))


def check_options(quadrature: int, tol: float) -> None:
    if not 11 <= quadrature <= 501:
        raise ResponseError(f"{quadrature} nodes are not allowed; use 11 to 501, 61 as a rule.")
    if not 0 < tol < 1:
        raise ResponseError(f"A tolerance of {tol} is not allowed; it is a number between 0 and 1.")


def check_factors(factors: Sequence[int] | None, n_items: int) -> tuple[int, ...]:
    given = tuple(int(factor) for factor in (factors if factors is not None else [0] * n_items))
    if len(given) != n_items:
        raise ResponseError(f"factors names {len(given)} items, the answers have {n_items}.")
    sizes = np.bincount(given) if min(given) >= 0 else np.zeros(1)
    if not sizes.all():
        raise ResponseError("factors must be the whole numbers from 0 without a gap.")
    if sizes.min() < MIN_ITEMS:
        raise NotIdentified(
            f"A factor of {int(sizes.min())} items is not identified; {MIN_ITEMS} are the least."
        )
    return given


def fit_table(table: ResponseTable, factors: tuple[int, ...], quadrature: int, tol: float) -> GradedModel:
    """Return the model of one factor, or of two that correlate."""
    order, structure = structure_of(factors, quadrature)
    sorted_table = table.columns(order)
    problem = Problem(design=Design(sorted_table), structure=structure, tol=tol)
    fit = solve(problem, start_state(problem))
    return finished(fit, table, factors, order, quadrature)


def start_state(problem: Problem) -> State:
    """Return starting values, factor by factor."""
    table, parts = problem.design.table, problem.structure.parts
    if len(parts) == 1:
        return State(items=start_items(table, problem.design))
    starts = []
    for part in parts:
        own = table.columns(np.arange(part.start, part.stop))
        items = start_items(own, Design(own))
        missing = problem.design.n_categories - items.n_categories
        starts.append((items.a, np.pad(items.d, ((0, 0), (0, missing)), constant_values=-np.inf)))
    a, d = (np.concatenate(piece) for piece in zip(*starts, strict=True))
    return State(items=Items(a=a, d=d), corr=0.0)


def solve(problem: Problem, state: State) -> Fit:
    """Return the optimum: EM until near, then Newton with the observed information."""
    steps = 0
    while steps < MAX_STEPS:
        state, steps = approach(problem, state, steps)
        fit = newton(problem, state, steps)
        if isinstance(fit, Fit):
            return fit
        state, steps = fit
    raise DidNotConverge(
        f"The model did not settle in {MAX_STEPS} steps; look for items that copy or contradict each other."
    )


def approach(problem: Problem, state: State, steps: int) -> tuple[State, int]:
    """Return the state after EM steps, until they change no parameter by more than .05."""
    for _ in range(40):
        expected = problem.expect(state)
        items = maximise(state.items, expected, problem.structure.grid.nodes)
        items, corr = rescaled(items, expected, problem.structure)
        moved = float(np.abs(items.a - state.items.a).max())
        state, steps = State(items=items, corr=corr), steps + 1
        check_state(state)
        if moved < NEAR:
            break
    return state, steps


def check_state(state: State) -> None:
    """Refuse a fit that runs off: a slope without bound, or two factors that are one."""
    if state.corr is not None and abs(state.corr) > MAX_CORR:
        raise NotIdentified(
            f"The two factors correlate beyond {MAX_CORR}: they cannot be told apart; fit one factor."
        )
    items = state.items
    steep = np.flatnonzero(np.abs(items.a) > MAX_SLOPE)
    if len(steep):
        raise NotIdentified(
            f"Items {listed(steep.tolist())} (counted factor by factor): the slope runs off to infinity; "
            "their answers decide each other, or the other items share nothing with them."
        )


def newton(problem: Problem, state: State, steps: int) -> Fit | tuple[State, int]:
    """Return the fit, or a state for EM to go on from where Newton steps do not lead upwards."""
    factor = None
    before = np.inf
    best = -np.inf
    last = state
    for _ in range(30):
        expected = problem.expect(state)
        steps += 1
        if expected.loglik < best - 0.01:
            return last, steps
        best, last = max(best, expected.loglik), state
        if factor is None:
            factor = rough_factor(problem, state, expected)
            if factor is None:
                return state, steps
        gradient = gradient_vector(state.items, expected, state.corr, problem.structure)
        step = cho_solve(factor, gradient)
        size = float(np.abs(step).max())
        state = moved_by(state, step)
        check_state(state)
        if size < problem.tol:
            return conclude(problem, state, steps)
        if size > 0.3 * before:
            factor = None
        before = size
    return state, steps


Factor = tuple[Floats, bool]


def factorised(
    problem: Problem, state: State, expected: Expected, *, degrees: int
) -> tuple[Factor | None, Floats]:
    """Return the information's Cholesky factor (None where it is not positive), and the gradient."""
    found = observed_information(
        problem.design, state.items, state.corr, problem.structure, expected, degrees=degrees
    )
    try:
        return cho_factor(found.information), found.gradient
    except LinAlgError:
        return None, found.gradient


def rough_factor(problem: Problem, state: State, expected: Expected) -> Factor | None:
    """Return the factor that steers Newton steps: from about 4,000 people, scaled to all.

    The full information is taken where the sample's is not positive, as with very rare answers.
    """
    table = problem.design.table
    if table.n > 2 * ROUGH:
        some = table.rows(np.arange(0, table.n, table.n // ROUGH))
        sample = replace(problem, design=Design(some, problem.design.n_categories))
        factor, _ = factorised(sample, state, sample.expect(state), degrees=2)
        if factor is not None and some.total_weight > 0:
            return factor[0] * np.sqrt(table.total_weight / some.total_weight), factor[1]
    return factorised(problem, state, expected, degrees=2)[0]


def moved_by(state: State, step: Floats) -> State:
    """Return the state after a step over all free parameters, as far as it is safe."""
    shape = active(state.items)
    padded = np.zeros(shape.shape)
    padded[shape] = step[: int(shape.sum())]
    corr = None if state.corr is None else float(np.clip(state.corr + step[-1], -0.99, 0.99))
    return State(items=damped(state.items, padded), corr=corr)


def conclude(problem: Problem, state: State, steps: int) -> Fit | tuple[State, int]:
    """Return the fit with its log-likelihood in double precision and what error is left."""
    expected = problem.expect(state, double=True)
    factor, gradient = factorised(problem, state, expected, degrees=N_POLYNOMIALS)
    if factor is None:
        return state, steps
    check_state(state)
    left = cho_solve(factor, gradient)
    return Fit(
        state=state,
        information=cho_solve(factor, np.eye(len(gradient))),
        loglik=expected.loglik,
        error=float(np.abs(left).max()),
        steps=steps + 1,
    )
