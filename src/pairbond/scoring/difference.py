"""A difference in SDs and whether it may be spoken of: the arithmetic behind every finding.

Two things must hold: under the shrunken posterior, P(difference > .3 SD in its direction) is at
least .80, and the plain 95 % interval of the observed difference excludes zero. The first keeps
small differences quiet. The second bounds the error: when the true difference is zero, a 95 %
interval excludes it in 5 % of people, so at most 5 % of true nulls are called likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, isfinite, sqrt

RELEVANT = 0.3
LIKELY = 0.80
CLEAR = 0.95
Z_NULL = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """A normal posterior in SD units of the comparison group."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A difference in SD units: its shrunken posterior (``mean``, ``sd``) and its *plain* z statistic."""

    mean: float
    sd: float
    plain: float

    @property
    def direction(self) -> int:
        return 1 if self.mean > 0 else -1 if self.mean < 0 else 0

    @property
    def probability(self) -> float:
        """P(difference > .3 SD) in the direction of the posterior mean."""
        return upper_tail((RELEVANT - abs(self.mean)) / self.sd)

    @property
    def excludes_zero(self) -> bool:
        return abs(self.plain) >= Z_NULL

    @property
    def speaks(self) -> bool:
        """Whether the difference may be spoken of at all (*likely* or *clear*)."""
        return self.excludes_zero and self.probability >= LIKELY


def posterior(z: float, se: float) -> Posterior:
    """Return the shrunken posterior of a standardised score with standard error *se* (SD units).

    The prior is the comparison group: observed variance 1 = true variance + error, so the true
    scores have variance 1 - se**2 (at least .2, so that a coarse scale is not shrunk to nothing).
    """
    prior = max(1.0 - se**2, 0.2)
    weight = prior / (prior + se**2)
    return Posterior(mean=weight * z, variance=prior * (1.0 - weight))


def difference_between(
    z_first: float, se_first: float, z_second: float, se_second: float
) -> Difference | None:
    """Return how much higher the first stands than the second; None where either is not known."""
    if not all(map(isfinite, (z_first, se_first, z_second, se_second))):
        return None
    first, second = posterior(z_first, se_first), posterior(z_second, se_second)
    return Difference(
        mean=first.mean - second.mean,
        sd=sqrt(first.variance + second.variance),
        plain=(z_first - z_second) / sqrt(se_first**2 + se_second**2),
    )


def difference_from_mean(z: float, se: float) -> Difference | None:
    """Return how much higher one person stands than the group's mean; None where it is not known."""
    if not (isfinite(z) and isfinite(se)):
        return None
    own = posterior(z, se)
    return Difference(mean=own.mean, sd=sqrt(own.variance), plain=z / se)


def near_mean(z: float, se: float, *, within: float = 1.0) -> float:
    """Return the posterior probability of a level within so many SDs of the group's mean."""
    own = posterior(z, se)
    sd = sqrt(own.variance)
    return upper_tail((-within - own.mean) / sd) - upper_tail((within - own.mean) / sd)


def upper_tail(z: float) -> float:
    """Return P(Z > z) of a standard normal."""
    return 0.5 * (1.0 - erf(z / sqrt(2.0)))
