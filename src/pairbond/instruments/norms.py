"""Norm groups: who was asked, and how many of them had each score at each age.

A norm group holds sufficient statistics only (counts and item moments), so that groups add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pairbond.types import InstrumentId, JsonDict, ScaleId

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NormRef:
    """What a reader must know of a norm group to weigh a percentile."""

    id: str
    title: str
    who: str
    year: int
    n: int
    borrowed: bool

    def to_dict(self) -> JsonDict:
        return {
            "id": self.id,
            "title": self.title,
            "who": self.who,
            "year": self.year,
            "n": self.n,
            "borrowed": self.borrowed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """People of neighbouring ages: ``counts[s]`` of them have the s-th possible score.

    Scores are sums of keyed answers from ``k * minimum`` (index 0) to ``k * maximum``.
    """

    first: int
    last: int
    mean_age: float
    counts: Counts

    @property
    def n(self) -> int:
        return int(self.counts.sum())


@dataclass(frozen=True, kw_only=True)
class ScaleNorm:
    """The distribution of one scale in a norm group, by age.

    ``item_sums`` has shape (k,) and ``item_products`` (k, k): sums and sums of products of keyed
    answers of the people with every item answered, enough for mean, SD and alpha.
    """

    scale: ScaleId
    minimum: int
    n_items: int
    bands: tuple[AgeBand, ...]
    item_sums: Floats
    item_products: Floats

    @cached_property
    def counts(self) -> Counts:
        total: Counts = np.sum([band.counts for band in self.bands], axis=0)
        return total

    @property
    def n(self) -> int:
        return int(self.counts.sum())

    @cached_property
    def support(self) -> Floats:
        """The possible scores as item means, in response units."""
        return self.minimum + np.arange(len(self.counts)) / self.n_items

    @cached_property
    def mean(self) -> float:
        return float(self.counts @ self.support / self.n)

    @cached_property
    def sd(self) -> float:
        deviations = (self.support - self.mean) ** 2
        return float(np.sqrt(self.counts @ deviations / (self.n - 1)))

    @cached_property
    def alpha(self) -> float:
        """Coefficient alpha from the item moments (Cronbach 1951)."""
        return alpha_from_moments(self.n, self.item_sums, self.item_products)

    def precision_at(self, k: int) -> tuple[float, float]:
        """Return SD and alpha of a mean of *k* such items (Spearman-Brown).

        Where a shorter scale borrows the norms, its mean is noisier: the variance of true scores
        stays, the error grows.
        """
        if k == self.n_items:
            return self.sd, self.alpha
        between = self.alpha / (self.n_items - (self.n_items - 1) * self.alpha)
        alpha = k * between / (1 + (k - 1) * between)
        return self.sd * float(np.sqrt(self.alpha / alpha)), alpha


def alpha_from_moments(n: int, sums: Floats, products: Floats) -> float:
    """Return coefficient alpha from item sums (k,) and sums of products (k, k) of n people."""
    k = len(sums)
    if n < 3 or k < 2:
        return float("nan")
    covariance = (products - np.outer(sums, sums) / n) / (n - 1)
    total = float(covariance.sum())
    return float("nan") if total <= 0 else k / (k - 1) * (1 - float(np.trace(covariance)) / total)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointDensity:
    """How many people fall into each cell of two scales: ``counts[y, x]``, edges in item means."""

    x: ScaleId
    y: ScaleId
    x_edges: Floats
    y_edges: Floats
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class NormGroup:
    """A sample that scores are compared with."""

    id: str
    instrument: InstrumentId
    group: str
    title: str
    who: str
    year: int
    source: str
    response_range: tuple[int, int]
    scales: Mapping[ScaleId, ScaleNorm]
    joint: tuple[JointDensity, ...] = ()

    @property
    def n(self) -> int:
        return max(scale.n for scale in self.scales.values())

    def ref(self, *, borrowed: bool = False) -> NormRef:
        return NormRef(
            id=self.id, title=self.title, who=self.who, year=self.year, n=self.n, borrowed=borrowed
        )
