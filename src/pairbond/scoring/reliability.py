"""Reliability of a sum score: coefficient alpha, omega total and omega hierarchical.

Intervals need no normal answers: alpha's standard error comes from each person's influence on it,
omega's from leaving out each of twenty parts of the sample in turn (jackknife).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from pairbond.errors import DidNotConverge, NotIdentified, ResponseError
from pairbond.scoring.factor_analysis import minres, schmid_leiman
from pairbond.scoring.graded import Floats
from pairbond.types import Caution, Estimate, JsonDict, Severity

PARTS = 20
MIN_PEOPLE = 30
ITEMS_PER_GROUP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Alpha, omega total and omega hierarchical of a set of keyed items.

    ``omega_hierarchical`` is the share of the sum's variance that one general factor carries; it
    is None with too few items for group factors.
    """

    alpha: Estimate
    omega_total: Estimate
    omega_hierarchical: Estimate | None
    n: int
    n_items: int
    cautions: tuple[Caution, ...]

    def to_dict(self) -> JsonDict:
        hierarchical = self.omega_hierarchical
        return {
            "schema": "pairbond.reliability/1",
            "alpha": self.alpha.to_dict(),
            "omega_total": self.omega_total.to_dict(),
            "omega_hierarchical": None if hierarchical is None else hierarchical.to_dict(),
            "n": self.n,
            "n_items": self.n_items,
            "cautions": [caution.to_dict() for caution in self.cautions],
        }


def reliability(X: npt.ArrayLike, *, group_factors: int = 3, level: float = 0.95) -> Reliability:
    """Return alpha and omega of keyed answers.

    Parameters
    ----------
    X
        (people, items) numbers; NaN where missing (-1 too, where answers are integers). People
        with a missing answer are left out.
    group_factors
        Group factors below the general one, three items or more each; fewer items give one factor.

    Notes
    -----
    *Assumes* for alpha that items are equally loaded, for omega that the factors hold. Says
    nothing about day-to-day change. *Source* Cronbach (1951); Zinbarg et al. (2005). *Checked*
    against psych 2.2.9.
    """
    answers, cautions = complete_rows(X)
    n, k = answers.shape
    alpha, se_alpha = alpha_with_se(answers)
    groups = group_factors if k >= ITEMS_PER_GROUP * group_factors and group_factors >= 3 else 1
    if groups == 1:
        text = f"{k} items are too few for {group_factors} group factors; omega is of one factor."
        cautions.append(Caution(code="one-factor-omega", text=text, severity=Severity.NOTE))
    try:
        (total, hierarchical), (se_total, se_hier) = omegas_with_se(answers, groups)
    except (DidNotConverge, np.linalg.LinAlgError):
        groups = 1
        text = f"No {group_factors} group factors can be told apart; omega is of one factor."
        cautions.append(Caution(code="one-factor-omega", text=text))
        (total, hierarchical), (se_total, se_hier) = omegas_with_se(answers, groups)
    grouped = groups > 1
    return Reliability(
        alpha=ranged(alpha, se_alpha, n, level, "coefficient alpha"),
        omega_total=ranged(total, se_total, n, level, "omega total"),
        omega_hierarchical=ranged(hierarchical, se_hier, n, level, "omega hierarchical") if grouped else None,
        n=n,
        n_items=k,
        cautions=tuple(cautions),
    )


def complete_rows(X: npt.ArrayLike) -> tuple[Floats, list[Caution]]:
    """Return the rows without missing answers; refuse what has no reliability."""
    given = np.asarray(X)
    if given.ndim != 2 or given.shape[1] < 2:
        raise ResponseError(f"Reliability needs a table of people by two items or more; found {given.shape}.")
    if given.dtype.kind not in "iufO":
        raise ResponseError(f"Answers of type {given.dtype} are not numbers.")
    try:
        values = given.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ResponseError("Answers hold something that is not a number.") from error
    if given.dtype.kind in "iu":
        values[values == -1] = nan
    kept = values[np.isfinite(values).all(axis=1)]
    if len(kept) < MIN_PEOPLE:
        raise NotIdentified(f"{len(kept)} people with all answers are too few; {MIN_PEOPLE} are the least.")
    flat = np.flatnonzero(kept.std(axis=0) == 0)
    if len(flat):
        raise NotIdentified(f"item {flat[0]}: every answer is the same; leave it out.")
    dropped = len(values) - len(kept)
    cautions = []
    if dropped:
        text = f"{dropped} of {len(values)} people with missing answers are left out."
        cautions.append(Caution(code="incomplete-rows", text=text, severity=Severity.NOTE))
    negative = np.flatnonzero(rest_correlations(kept) < 0)
    if len(negative):
        text = f"Item {negative[0]} runs against the others; check the keying."
        cautions.append(Caution(code="negative-item", text=text, severity=Severity.SERIOUS))
    return kept, cautions


def rest_correlations(answers: Floats) -> Floats:
    """Return each item's correlation with the sum of the others."""
    covariance = np.cov(answers, rowvar=False)
    variance = np.diag(covariance)
    with_rest = covariance.sum(axis=0) - variance
    rest = covariance.sum() - 2 * covariance.sum(axis=0) + variance
    found: Floats = with_rest / np.sqrt(variance * np.maximum(rest, 1e-300))
    return found


def alpha_with_se(answers: Floats) -> tuple[float, float]:
    """Return alpha and its standard error, free of distribution (Maydeu-Olivares et al. 2007)."""
    k = answers.shape[1]
    centred = answers - answers.mean(axis=0)
    own: Floats = (centred**2).sum(axis=1)
    total: Floats = np.square(centred.sum(axis=1))
    if total.mean() <= 0:
        raise NotIdentified("The sum of the items does not vary; there is nothing to be reliable.")
    size = float(total.mean())
    ratio = float(own.mean()) / size
    influence = k / (k - 1) * (ratio * total - own) / size
    return k / (k - 1) * (1.0 - ratio), float(influence.std(ddof=1) / np.sqrt(len(answers)))


def correlations(answers: Floats) -> Floats:
    found: Floats = np.asarray(np.corrcoef(answers, rowvar=False), dtype=np.float64)
    return found


def omegas(corr: Floats, n_groups: int) -> tuple[float, float]:
    """Return omega total and omega hierarchical of a correlation matrix."""
    whole = float(corr.sum())
    if n_groups == 1:
        loading = minres(corr, 1)[:, 0]
        general = float(loading.sum() ** 2)
        return general / (general + float((1.0 - loading**2).sum())), nan
    solution = schmid_leiman(corr, n_groups)
    return 1.0 - float(solution.uniqueness.sum()) / whole, float(solution.general.sum() ** 2) / whole


def omegas_with_se(answers: Floats, n_groups: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return omega total and hierarchical, and their jackknife standard errors."""
    part = np.arange(len(answers)) % PARTS
    leave_out = np.array(
        [omegas(correlations(answers[part != left]), n_groups) for left in range(PARTS)], dtype=np.float64
    )
    total, hierarchical = (float(se) for se in jackknife_se(leave_out))
    return omegas(correlations(answers), n_groups), (total, hierarchical)


def jackknife_se(leave_out: Floats) -> Floats:
    spread = ((leave_out - leave_out.mean(axis=0)) ** 2).sum(axis=0)
    found: Floats = np.sqrt((PARTS - 1) / PARTS * spread)
    return found


def ranged(value: float, se: float, n: int, level: float, method: str) -> Estimate:
    """Return the coefficient with an interval made on the scale of log(1 - value)."""
    z = float(ndtri(0.5 + level / 2))
    distance = max(1.0 - value, 1e-12)
    factor = float(np.exp(z * se / distance))
    return Estimate(
        value=value,
        lower=1.0 - distance * factor,
        upper=1.0 - distance / factor,
        level=level,
        se=se,
        n=n,
        method=method,
    )
