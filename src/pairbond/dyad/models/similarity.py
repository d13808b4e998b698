"""Likeness of two profiles in many couples, always beside that of two strangers.

Most people have much the same profile, so partners look alike even when they share nothing but being
typical. The normative profile is therefore taken out of both, and every figure is set against all
pairs of people who are not a couple (pseudo-couples). By default it is regressed out (Furr, 2008).
Subtracting it, as is often done, leaves what a flat profile lacks of the norm in both of two flat
profiles: two unrelated ones then seem to agree almost perfectly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from pairbond.errors import ResponseError
from pairbond.types import JsonDict, finite_or_none

Floats = npt.NDArray[np.float64]
Norm = Literal["role", "pooled"]
Method = Literal["regress", "subtract"]
FLAT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSimilarity:
    """Likeness couple by couple, arrays of shape (n,), and of strangers.

    ``rows`` are the positions (0-based) of the couples used in what was given; ``n_missing`` were left
    out for missing answers, ``n_flat`` because one profile is flat. ``raw`` is the correlation over
    items, ``distinctive`` that of what is left without the norm, ``double_entry`` the intraclass
    correlation (level counts too), ``normative`` (n, 2) each person's correlation with the norm,
    ``distance`` the squared distance (Cronbach and Gleser). ``strangers_raw`` and
    ``strangers_distinctive`` hold every pair of a first and a second person who are no couple.
    """

    rows: npt.NDArray[np.int64]
    n_missing: int
    n_flat: int
    method: Method
    norm: Norm
    raw: Floats
    distinctive: Floats
    double_entry: Floats
    normative: Floats
    distance: Floats
    strangers_raw: Floats
    strangers_distinctive: Floats

    @property
    def excess(self) -> float:
        """Mean distinctive likeness of couples beyond that of strangers."""
        return float(self.distinctive.mean() - self.strangers_distinctive.mean())

    def beyond_strangers(self, level: float = 0.95) -> float:
        """Return the share of couples more alike than this share of strangers."""
        return float((self.distinctive > np.quantile(self.strangers_distinctive, level)).mean())

    def to_dict(self) -> JsonDict:
        return {
            "schema": "pairbond.profile-similarity/1",
            "n_couples": len(self.rows),
            "n_missing": self.n_missing,
            "n_flat": self.n_flat,
            "method": self.method,
            "norm": self.norm,
            "raw_mean": finite_or_none(float(self.raw.mean())),
            "distinctive_mean": finite_or_none(float(self.distinctive.mean())),
            "strangers_raw_mean": finite_or_none(float(self.strangers_raw.mean())),
            "strangers_distinctive_mean": finite_or_none(float(self.strangers_distinctive.mean())),
            "strangers_distinctive_95": finite_or_none(float(np.quantile(self.strangers_distinctive, 0.95))),
            "beyond_strangers": self.beyond_strangers(),
        }


def profile_similarity(
    first: npt.ArrayLike, second: npt.ArrayLike, *, method: Method = "regress", norm: Norm = "pooled"
) -> ProfileSimilarity:
    """Return how alike the two people of each couple are.

    Parameters
    ----------
    first, second
        Shape (n, items), the same items in the same order, one couple a row; NaN where missing.
    method
        ``regress`` the norm out of each profile, or ``subtract`` it (only to compare with older
        work: it makes flat profiles look alike).
    norm
        ``pooled`` over all people, or by ``role`` (first and second person apart). Where roles
        are arbitrary only the pooled norm means anything.

    Notes
    -----
    *Source* Furr (2008), Wood and Furr (2016). *Checked* against R, ``tests/reference/couples``.
    """
    a, b = (np.asarray(given, dtype=np.float64) for given in (first, second))
    check_shapes(a, b)
    complete = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    varied = complete & (a.std(axis=1) > FLAT) & (b.std(axis=1) > FLAT)
    rows = np.flatnonzero(varied)
    if len(rows) < 3:
        raise ResponseError(f"Likeness needs three complete couples with varied answers; found {len(rows)}.")
    a, b = a[rows], b[rows]
    norm_a, norm_b = norms_of(a, b, norm)
    left_a, left_b = left_over(a, norm_a, method), left_over(b, norm_b, method)
    return ProfileSimilarity(
        rows=rows,
        n_missing=int((~complete).sum()),
        n_flat=int((complete & ~varied).sum()),
        method=method,
        norm=norm,
        raw=within(a, b),
        distinctive=within(left_a, left_b),
        double_entry=double_entry(a, b),
        normative=np.column_stack([normativeness(a, norm_a), normativeness(b, norm_b)]),
        distance=((a - b) ** 2).sum(axis=1),
        strangers_raw=strangers(a, b),
        strangers_distinctive=strangers(left_a, left_b),
    )


def check_shapes(a: Floats, b: Floats) -> None:
    if a.ndim != 2 or a.shape != b.shape or a.shape[1] < 4:
        raise ResponseError(
            f"Both people's profiles must be tables of one shape with four items or more; "
            f"found {a.shape} and {b.shape}."
        )


def norms_of(a: Floats, b: Floats, norm: Norm) -> tuple[Floats, Floats]:
    mean_a, mean_b = a.mean(axis=0), b.mean(axis=0)
    pooled = (mean_a + mean_b) / 2
    return (mean_a, mean_b) if norm == "role" else (pooled, pooled)


def left_over(profiles: Floats, norm: Floats, method: Method) -> Floats:
    """Return each profile without the norm, shape (n, items)."""
    if method == "subtract":
        rest: Floats = profiles - norm
        return rest
    centred, shape = profiles - profiles.mean(axis=1, keepdims=True), norm - norm.mean()
    total = float(shape @ shape)
    slopes = centred @ shape / total if total > FLAT else np.zeros(len(centred))
    rest = centred - slopes[:, None] * shape
    return rest


def unit(profiles: Floats) -> Floats:
    """Return profiles centred and of length 1, so that products are correlations; flat ones are 0."""
    centred = profiles - profiles.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    found: Floats = np.divide(centred, length, out=np.zeros_like(centred), where=length > FLAT)
    return found


def within(a: Floats, b: Floats) -> Floats:
    found: Floats = (unit(a) * unit(b)).sum(axis=1)
    return found


def normativeness(profiles: Floats, norm: Floats) -> Floats:
    found: Floats = unit(profiles) @ unit(norm[None, :])[0]
    return found


def double_entry(a: Floats, b: Floats) -> Floats:
    """Return the intraclass correlation of the two profiles, each entered in both orders."""
    return within(np.hstack([a, b]), np.hstack([b, a]))


def strangers(a: Floats, b: Floats) -> Floats:
    """Return the correlations of all pairs of a first and a second person who are no couple."""
    products = unit(a) @ unit(b).T
    return products[~np.eye(len(a), dtype=bool)]
