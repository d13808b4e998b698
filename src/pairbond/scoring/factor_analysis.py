"""Minres factors, oblimin rotation and the Schmid-Leiman solution of a correlation matrix.

*Source* Harman and Jones (1966); Jennrich (2002), gradient projection; Schmid and Leiman (1957).
*Checked* against psych 2.2.9 through omega, in ``tests/reference/irt``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairbond.errors import DidNotConverge
from pairbond.scoring.graded import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SchmidLeiman:
    """Loadings on one general factor (items,), on group factors (items, groups), and uniqueness."""

    general: Floats
    groups: Floats
    uniqueness: Floats


def minres(corr: Floats, n_factors: int) -> Floats:
    """Return unrotated loadings that leave the smallest squared off-diagonal residuals."""
    from scipy.optimize import minimize

    start = np.clip(1.0 / np.diag(np.linalg.pinv(corr)), 0.05, 0.95)

    def misfit(unique: Floats) -> tuple[float, Floats]:
        values, vectors = np.linalg.eigh(corr - np.diag(unique))
        rest = values[: len(values) - n_factors]
        slope = -(vectors[:, : len(rest)] ** 2) @ rest
        return 0.5 * float(rest @ rest), slope

    found = minimize(
        misfit,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.005, 1.0)] * len(corr),
        options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 1000},
    )
    values, vectors = np.linalg.eigh(corr - np.diag(found.x))
    loadings: Floats = vectors[:, ::-1][:, :n_factors] * np.sqrt(np.maximum(values[::-1][:n_factors], 0.0))
    return loadings * np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)


def oblimin(loadings: Floats) -> tuple[Floats, Floats]:
    """Return quartimin-rotated loadings and the factors' correlations (gamma 0, no normalising)."""
    size = loadings.shape[1]
    turn = np.eye(size)
    mask = 1.0 - np.eye(size)
    length = 1.0

    def criterion(rotation: Floats) -> tuple[float, Floats, Floats]:
        pattern = loadings @ np.linalg.inv(rotation).T
        cross = pattern**2 @ mask
        return float((pattern**2 * cross).sum()) / 4.0, pattern * cross, pattern

    value, slope, pattern = criterion(turn)
    for _ in range(2000):
        gradient = -(pattern.T @ slope @ np.linalg.inv(turn)).T
        projected = gradient - turn * (turn * gradient).sum(axis=0)
        size_now = float(np.linalg.norm(projected))
        if size_now < 1e-6:
            return pattern, turn.T @ turn
        length *= 2.0
        for _ in range(12):
            moved = turn - length * projected
            moved /= np.sqrt((moved**2).sum(axis=0))
            trial = criterion(moved)
            if trial[0] < value - 0.5 * size_now**2 * length:
                break
            length /= 2.0
        turn = moved
        value, slope, pattern = trial
    raise DidNotConverge("The rotation of the factors did not settle; try fewer group factors.")


def schmid_leiman(corr: Floats, n_groups: int = 3) -> SchmidLeiman:
    """Return the general and group factors behind a correlation matrix."""
    pattern, between = oblimin(minres(corr, n_groups))
    flip = np.where(pattern.sum(axis=0) < 0, -1.0, 1.0)
    pattern, between = pattern * flip, between * np.outer(flip, flip)
    top = minres(between, 1)[:, 0]
    communality = ((pattern @ between) * pattern).sum(axis=1)
    return SchmidLeiman(
        general=pattern @ top,
        groups=pattern * np.sqrt(np.maximum(1.0 - top**2, 0.0)),
        uniqueness=1.0 - communality,
    )
