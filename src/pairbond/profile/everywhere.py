"""Here or everywhere: whether a pull shows with this partner only, or with other people too.

The score with the partner is set against the mean of the scores with the other people answered
for (mother, father, friend). The standard error of the difference has both parts. *Mainly here* is
said only when the difference is likely larger than 0.3 SD and its plain 95 % interval excludes
zero, so that with equal true levels it is said in at most 2.5 % of people. *Across relationships*
needs both the partner's level and the others' level to lie above the middle answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from pairbond.profile.profile import Profile
from pairbond.scoring.classical import LEVEL, Z_LEVEL, ScaleScore
from pairbond.types import Estimate

OTHERS = ("mother", "father", "friend")
Spread = Literal["mainly-here", "mainly-elsewhere", "across", "close"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HereOrEverywhere:
    """One dimension with the partner against others, in SDs of the scale.

    ``difference`` is partner minus others; ``others`` names the people compared with.
    """

    dimension: str
    partner: ScaleScore
    others: tuple[tuple[str, ScaleScore], ...]
    difference: Estimate
    z_partner: float
    se_partner: float
    z_others: float
    se_others: float


def here_or_everywhere(profile: Profile, dimension: str) -> HereOrEverywhere | None:
    """Return the comparison for ``anxiety`` or ``avoidance``; None without partner and one other."""
    partner = profile.get(f"target.partner.{dimension}")
    others = tuple(
        (who, score) for who in OTHERS if (score := profile.get(f"target.{who}.{dimension}")) is not None
    )
    if partner is None or not others:
        return None
    z_partner, se_partner = around_middle(partner)
    placed = [around_middle(score) for _, score in others]
    z_others, se_others = mean_of(placed)
    return HereOrEverywhere(
        dimension=dimension,
        partner=partner,
        others=others,
        difference=difference_of(z_partner - z_others, sqrt(se_partner**2 + se_others**2), len(others)),
        z_partner=z_partner,
        se_partner=se_partner,
        z_others=z_others,
        se_others=se_others,
    )


def around_middle(score: ScaleScore) -> tuple[float, float]:
    """Return a score and its error in SDs from the middle answer."""
    estimate = score.estimate
    assert estimate is not None
    return (estimate.value - sum(score.bounds) / 2) / score.sd, estimate.se / score.sd


def mean_of(placed: Sequence[tuple[float, float]]) -> tuple[float, float]:
    n = len(placed)
    return sum(z for z, _ in placed) / n, sqrt(sum(se**2 for _, se in placed)) / n


def difference_of(value: float, se: float, others: int) -> Estimate:
    return Estimate(
        value=value,
        lower=value - Z_LEVEL * se,
        upper=value + Z_LEVEL * se,
        level=LEVEL,
        se=se,
        n=1 + others,
        method="partner minus mean of others, SDs of the scale",
    )
