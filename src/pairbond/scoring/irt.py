"""The fitted graded response model: parameters, standard errors, scores and information."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np
import numpy.typing as npt

from pairbond.errors import ResponseError
from pairbond.scoring import estimate as scores
from pairbond.scoring import graded
from pairbond.scoring.estimate import Traits
from pairbond.scoring.expectation import Structure
from pairbond.scoring.graded import Floats, Items
from pairbond.scoring.irt_data import MISSING, Codes, read_codes
from pairbond.types import Caution, JsonDict, Table, finite_or_none, json_value


def unknown() -> Floats:
    return np.empty(0)


def check_parameters(a: Floats, b: Floats) -> None:
    """Refuse parameters that are no graded response model."""
    if b.ndim != 2 or a.shape != b.shape[:1]:
        raise ResponseError(f"Slopes {a.shape} and thresholds {b.shape} do not fit together.")
    for place, (slope, row) in enumerate(zip(a, b, strict=True)):
        kept = row[np.isfinite(row)]
        if not len(kept) or not slope or not np.isfinite(slope):
            raise ResponseError(f"item {place}: a slope other than 0 and at least one threshold are needed.")
        if (np.sign(slope) * np.diff(kept) <= 0).any():
            raise ResponseError(f"item {place}: the thresholds {kept.tolist()} do not rise.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradedModel:
    """A graded response model (Samejima 1969): P(Y >= k) = logistic(a (theta - b_k)).

    Attributes
    ----------
    a, se_a
        Slopes, shape (items,), per unit of the latent SD (logistic metric, no 1.702).
    b, se_b
        Thresholds, shape (items, answers - 1), column k - 1 for "answer k or higher". NaN where
        an item has fewer answers or nobody gave answer k; such an answer counts as the next lower.
    corr, se_corr
        Correlations of the factors, (factors, factors); [[1]] for one.
    loglik
        Marginal log-likelihood (NaN for three factors or more, which are fitted in pairs).
    error
        Bound on the distance of any parameter from the optimum: the last Newton step.
    covariance
        Of a_1, d_1.., a_2, ... in order of the items by factor, with d = -a b; None if unknown.
    """

    a: Floats
    b: Floats
    se_a: Floats = field(default_factory=unknown)
    se_b: Floats = field(default_factory=unknown)
    corr: Floats = field(default_factory=lambda: np.ones((1, 1)))
    se_corr: Floats = field(default_factory=lambda: np.zeros((1, 1)))
    factors: tuple[int, ...] = ()
    loglik: float = nan
    n_iter: int = 0
    converged: bool = True
    error: float = nan
    n: int = 0
    quadrature: int = 61
    item_ids: tuple[str, ...] = ()
    covariance: Floats | None = None
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        a, b = np.asarray(self.a, dtype=np.float64), np.asarray(self.b, dtype=np.float64)
        check_parameters(a, b)
        given: dict[str, object] = {"a": a, "b": b, "factors": self.factors or (0,) * len(a)}
        for name, own in (("se_a", a), ("se_b", b)):
            value = np.asarray(getattr(self, name), dtype=np.float64)
            given[name] = value if value.shape == own.shape else np.full(own.shape, nan)
        for name, found in given.items():
            object.__setattr__(self, name, found)

    @property
    def items(self) -> Items:
        """The parameters as slopes and intercepts, existing boundaries first."""
        return packed(self.a, self.b)

    @property
    def n_factors(self) -> int:
        return len(self.corr)

    @property
    def names(self) -> tuple[str, ...]:
        return self.item_ids or tuple(str(place) for place in range(len(self.a)))

    def codes(self, X: object) -> Codes:
        """Return answers as places among each item's boundaries; refuse what does not fit."""
        answers = read_codes(X)
        if answers.shape[1] != len(self.a):
            raise ResponseError(f"The model has {len(self.a)} items, the answers {answers.shape[1]}.")
        top = self.b.shape[1]
        if answers.size and int(answers.max()) > top:
            row, column = (int(place) for place in np.argwhere(answers > top)[0])
            raise ResponseError(
                f"row {row}, item {self.names[column]}: the answer {answers[row, column]} is above {top}, "
                "the highest the model knows."
            )
        steps = np.isfinite(self.b)
        place = np.concatenate([np.zeros((len(self.a), 1), int), np.cumsum(steps, axis=1)], axis=1)
        place = np.column_stack([place, np.full(len(self.a), MISSING)]).astype(np.int8)
        found: Codes = place[np.arange(len(self.a)), answers]
        return found

    def scores(self, X: object, *, method: str = "EAP") -> Traits:
        """Return trait estimates by ``EAP``, ``MAP`` or ``WLE`` (the last two for one factor)."""
        codes = self.codes(X)
        if method == "EAP":
            order, structure = self.structure()
            if self.n_factors > 2:
                return pairless_eap(self, codes)
            return scores.eap(codes[:, order], self.items.take(order), structure, self.single_corr())
        if self.n_factors > 1 or method not in {"MAP", "WLE"}:
            raise ResponseError(f"There is no score {method!r} here; use EAP, or MAP or WLE for one factor.")
        return scores.map_estimate(codes, self.items) if method == "MAP" else scores.wle(codes, self.items)

    def eap(self, X: object) -> tuple[Floats, Floats]:
        """Return posterior means and SDs, shape (people,), or (people, factors) for several."""
        found = self.scores(X)
        return found.theta, found.se

    def structure(self) -> tuple[npt.NDArray[np.int64], Structure]:
        """Return the order of the items by factor, and the slices of that order."""
        return structure_of(self.factors, self.quadrature)

    def single_corr(self) -> float | None:
        return None if self.n_factors == 1 else float(self.corr[0, 1])

    def probabilities(self, theta: npt.ArrayLike) -> Floats:
        """Return P(answer place | theta), shape (items, answers, theta)."""
        return graded.probabilities(self.items, np.atleast_1d(np.asarray(theta, dtype=np.float64)))

    def information(self, theta: npt.ArrayLike) -> Floats:
        """Return the Fisher information of each item, shape (items, theta)."""
        return graded.information(self.items, np.atleast_1d(np.asarray(theta, dtype=np.float64)))

    def expected_score(self, theta: npt.ArrayLike) -> Floats:
        """Return the expected mean answer (from 0) over all items at each theta: one factor."""
        prob = self.probabilities(theta)
        steps = np.isfinite(self.b)
        found = np.zeros(prob.shape[2])
        for own, used in zip(prob, steps, strict=True):
            answers = np.concatenate([[0], 1 + np.flatnonzero(used)])
            found += answers @ own[: len(answers)]
        return found / len(self.a)

    def take(self, places: Sequence[int]) -> GradedModel:
        """Return the one-factor model of some of the items; their standard errors stay."""
        chosen = np.asarray(places, dtype=np.int64)
        return GradedModel(
            a=self.a[chosen],
            b=self.b[chosen],
            item_ids=tuple(self.names[place] for place in chosen.tolist()),
            se_a=self.se_a[chosen],
            se_b=self.se_b[chosen],
            n=self.n,
            quadrature=self.quadrature,
        )

    def to_dict(self) -> JsonDict:
        rows = zip(self.names, self.a, self.b, self.se_a, self.se_b, self.factors, strict=True)
        return {
            "schema": "pairbond.graded-model/1",
            "items": [
                {
                    "id": name,
                    "a": float(a),
                    "b": [finite_or_none(float(v)) for v in b],
                    "se_a": finite_or_none(float(se_a)),
                    "se_b": [finite_or_none(float(v)) for v in se_b],
                    "factor": factor,
                }
                for name, a, b, se_a, se_b, factor in rows
            ],
            "corr": self.corr.tolist(),
            "se_corr": json_value(self.se_corr.tolist()),
            "loglik": finite_or_none(self.loglik),
            "n": self.n,
            "iterations": self.n_iter,
            "converged": self.converged,
            "error": finite_or_none(self.error),
            "quadrature": self.quadrature,
            "cautions": [caution.to_dict() for caution in self.cautions],
        }

    def summary(self) -> Table:
        """Return one row an item: slope and thresholds with their standard errors."""
        head = tuple(f"b{k + 1}" for k in range(self.b.shape[1]))
        rows = tuple(
            (name, with_se(a, se_a), *(with_se(v, s) for v, s in zip(b, se_b, strict=True)))
            for name, a, b, se_a, se_b in zip(self.names, self.a, self.b, self.se_a, self.se_b, strict=True)
        )
        notes = (f"{self.n:,} people; logLik {self.loglik:.3f}; {self.n_iter} iterations.",)
        return Table(
            title="Graded response model",
            columns=("item", "a", *head),
            rows=rows,
            notes=(*notes, *(caution.text for caution in self.cautions)),
            numeric=frozenset(range(1, len(head) + 2)),
        )


def with_se(value: float, se: float) -> str:
    if not np.isfinite(value):
        return "–"
    return f"{value:.2f} ({se:.2f})" if np.isfinite(se) else f"{value:.2f}"


def packed(a: Floats, b: Floats) -> Items:
    """Return slopes and intercepts with existing boundaries moved to the front."""
    d = np.full(b.shape, -np.inf)
    for place, row in enumerate(b):
        kept = row[np.isfinite(row)]
        d[place, : len(kept)] = -a[place] * kept
    return Items(a=np.asarray(a, dtype=np.float64), d=d)


def structure_of(factors: Sequence[int], quadrature: int) -> tuple[npt.NDArray[np.int64], Structure]:
    """Return the order of the items by factor, and the slices of that order."""
    given = np.asarray(factors)
    order = np.argsort(given, kind="stable")
    ends = np.cumsum(np.bincount(given))
    parts = tuple(
        slice(int(end - size), int(end)) for end, size in zip(ends, np.bincount(given), strict=True)
    )
    return order, Structure(grid=graded.normal_grid(quadrature), parts=parts)


def pairless_eap(model: GradedModel, codes: Codes) -> Traits:
    """Return EAP scores of three factors or more.

    Each factor's likelihood is replaced by the normal with the same posterior mean and variance,
    and these are combined with the correlated normal prior, which is then exact algebra.
    """
    order, structure = model.structure()
    items = model.items
    means, precisions = [], []
    for part in structure.parts:
        chosen = order[part]
        alone = Structure(grid=structure.grid, parts=(slice(0, len(chosen)),))
        found = scores.eap(codes[:, chosen], items.take(chosen), alone)
        precision = np.maximum(1.0 / np.maximum(found.se**2, 1e-9) - 1.0, 1e-9)
        means.append(found.theta * (precision + 1.0) / precision)
        precisions.append(precision)
    weight = np.column_stack(precisions)
    total = np.linalg.inv(model.corr)[None] + weight[:, :, None] * np.eye(weight.shape[1])
    covariance = np.linalg.inv(total)
    theta = np.einsum("nij,nj->ni", covariance, weight * np.column_stack(means))
    return Traits(theta=theta, se=np.sqrt(np.einsum("nii->ni", covariance)), method="EAP")
