"""One construct, two people: both scores in SDs of the people they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from pairbond.profile import standardised
from pairbond.scoring.classical import ScaleScore
from pairbond.scoring.difference import Difference, difference_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Both people's scores on one construct, in SDs of the comparison group.

    Without norms the mean of the two stands in for the group's: the difference is unchanged, and
    only the difference is used.
    """

    construct: str
    a: ScaleScore
    b: ScaleScore
    z_a: float
    z_b: float
    se_a: float
    se_b: float

    @property
    def difference(self) -> Difference | None:
        """How much higher A (or the first account) stands than B, and whether it may be said."""
        return difference_between(self.z_a, self.se_a, self.z_b, self.se_b)


def contrast_of(construct: str, first: ScaleScore, second: ScaleScore) -> Contrast:
    """Return two scores in SD units; scores on different response ranges meet on one of 0..1."""
    (z_a, se_a), (z_b, se_b) = standardised(first), standardised(second)
    if not (isfinite(z_a) and isfinite(z_b)):
        return centred_contrast(construct, first, second)
    return Contrast(construct=construct, a=first, b=second, z_a=z_a, z_b=z_b, se_a=se_a, se_b=se_b)


def centred_contrast(construct: str, first: ScaleScore, second: ScaleScore) -> Contrast:
    """Return two scores in SDs around the mean of the two, whatever norms there are.

    For answers to different questions: each may be low for its own question and yet the same count.
    """
    (z_a, se_a), (z_b, se_b) = centred(first, second)
    return Contrast(construct=construct, a=first, b=second, z_a=z_a, z_b=z_b, se_a=se_a, se_b=se_b)


def centred(first: ScaleScore, second: ScaleScore) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return both scores in SDs around the mean of the two, on a common range of 0..1."""
    place_a, sd_a, se_a = on_unit_range(first)
    place_b, sd_b, se_b = on_unit_range(second)
    sd, middle = (sd_a + sd_b) / 2, (place_a + place_b) / 2
    return ((place_a - middle) / sd, se_a / sd), ((place_b - middle) / sd, se_b / sd)


def on_unit_range(score: ScaleScore) -> tuple[float, float, float]:
    low, high = score.bounds
    estimate = score.estimate
    assert estimate is not None
    width = high - low
    return (estimate.value - low) / width, score.sd / width, estimate.se / width
