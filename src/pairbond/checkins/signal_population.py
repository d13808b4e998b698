"""How well partners track each other on average: the truth slope of many couples' diaries.

One judgement a day, regressed on the partner's own report of that day (less that person's mean) and
on covariates, with a level of its own for each person and a truth slope of its own for each couple.
Its result is what one couple's slope is shrunk to.

*Source* West & Kenny (2011); restricted maximum likelihood for the variances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import ndtri

from pairbond.checkins.signal_model import Floats
from pairbond.errors import DidNotConverge, NotIdentified
from pairbond.types import Estimate

Ints = npt.NDArray[np.int64]

FEWEST_COUPLES = 10
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthSlope:
    """The mean truth slope, its SD over couples, the SD of people's levels and of single days."""

    slope: Estimate
    couple_sd: float
    person_sd: float
    day_sd: float
    couples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """One couple's rows: design, answers, truth, and which of the two judged."""

    x: Floats
    y: Floats
    truth: Floats
    people: Floats


def population_truth_slope(
    judgement: Floats, truth: Floats, covariates: Floats, couple: Ints, person: Ints
) -> TruthSlope:
    """Return the truth slope of many couples.

    Parameters
    ----------
    judgement
        (n,) one person's view of the partner or of the day.
    truth
        (n,) the partner's own report, less that partner's mean.
    covariates
        (n, k) further columns with a slope for all; k may be 0.
    couple, person
        (n,) whole numbers: the couple, and who of the two judged.

    Raises
    ------
    NotIdentified
        With fewer than ten couples.
    DidNotConverge
        When the variances are not found.
    """
    kept = np.isfinite(judgement) & np.isfinite(truth) & np.isfinite(covariates).all(axis=1)
    columns = np.column_stack([np.ones(len(truth)), truth, covariates])
    groups = [
        Couple(
            x=columns[rows],
            y=judgement[rows],
            truth=truth[rows],
            people=(person[rows][:, None] == np.unique(person[rows])[None, :]).astype(np.float64),
        )
        for rows in (np.flatnonzero(kept & (couple == c)) for c in np.unique(couple[kept]))
    ]
    if len(groups) < FEWEST_COUPLES:
        raise NotIdentified(
            f"The mean of couples' truth slopes needs {FEWEST_COUPLES} couples, not {len(groups)}."
        )
    found = minimize(
        lambda ratios: criterion(ratios, groups)[0],
        np.array([0.4, 0.2]),
        method="Nelder-Mead",
        options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 2000},
    )
    if not found.success:
        raise DidNotConverge("The variances of couples' truth slopes were not found.")
    return summed_up(found.x, groups)


def summed_up(ratios: Floats, groups: Sequence[Couple]) -> TruthSlope:
    _, coefficients, covariance, sigma = criterion(ratios, groups)
    value, se = float(coefficients[1]), float(np.sqrt(covariance[1, 1]))
    half = float(ndtri((1 + LEVEL) / 2)) * se
    slope = Estimate(
        value=value,
        lower=value - half,
        upper=value + half,
        level=LEVEL,
        se=se,
        n=sum(len(group.y) for group in groups),
        method="mixed model, restricted maximum likelihood",
    )
    people, couples = np.abs(ratios) * sigma
    return TruthSlope(
        slope=slope,
        couple_sd=float(couples),
        person_sd=float(people),
        day_sd=float(sigma),
        couples=len(groups),
    )


def criterion(ratios: Floats, groups: Sequence[Couple]) -> tuple[float, Floats, Floats, float]:
    """Return minus twice the restricted log likelihood, coefficients, their covariance, and the day SD.

    *ratios* are the SDs of people's levels and of couples' slopes over the SD of days.
    """
    k = groups[0].x.shape[1]
    gram, cross, square, log_det, n = np.zeros((k, k)), np.zeros(k), 0.0, 0.0, 0
    for group in groups:
        random = np.column_stack([abs(ratios[0]) * group.people, abs(ratios[1]) * group.truth])
        inner = np.eye(random.shape[1]) + random.T @ random
        kept = np.linalg.solve(inner, random.T @ np.column_stack([group.x, group.y]))
        white = np.column_stack([group.x, group.y]) - random @ kept
        gram += group.x.T @ white[:, :-1]
        cross += group.x.T @ white[:, -1]
        square += float(group.y @ white[:, -1])
        log_det += float(np.linalg.slogdet(inner)[1])
        n += len(group.y)
    coefficients = np.asarray(np.linalg.solve(gram, cross), dtype=np.float64)
    variance = (square - float(coefficients @ cross)) / (n - k)
    value = float((n - k) * np.log(variance)) + log_det + float(np.linalg.slogdet(gram)[1])
    covariance: Floats = variance * np.linalg.inv(gram)
    return value, coefficients, covariance, float(np.sqrt(variance))
