"""One person at two occasions: which scales changed by more than two measurements differ anyway.

Three things must hold before a change is told. The change exceeds the error of a difference
(Jacobson and Truax, 1991), where the error holds what varies from day to day too. Looked at with all
the other scales, it stays in when at most one told change in twenty may be chance (Benjamini and
Hochberg, 1995). And it is likely larger than .3 SD under the shrunken posterior, as every finding.
What does not pass is not told at all: a change that could be chance is no news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, isfinite, sqrt
from typing import TYPE_CHECKING

from pairbond.instruments import InstrumentRef
from pairbond.profile.profile import Profile
from pairbond.scoring.classical import ScaleScore
from pairbond.scoring.difference import Difference, difference_between

if TYPE_CHECKING:
    from pairbond.scoring.change import ReliableChange

TRANSIENT = 0.10
"""Share of a score's variance that comes and goes from day to day, beyond the error of answers.

Internal consistency leaves it out: published scales have alphas of .79 to .98 beside retest correlations of
.69 to .90 over some weeks, mostly .03 to .13 lower. A planning value until retests exist.
"""
LEAST_RELIABLE = 0.70
FALSE_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleChange:
    """A told change of one construct: after less before, in units of the score and in SDs."""

    construct: str
    before: ScaleScore
    after: ScaleScore
    change: ReliableChange
    difference: Difference

    @property
    def direction(self) -> int:
        return self.difference.direction


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """What changed reliably between two occasions (``changes``, surest first).

    ``looked`` are the constructs that were compared; ``not_comparable`` those answered both times
    with another questionnaire, another version of it or on another range; ``too_coarse`` those whose
    scores are too unreliable to tell a change of one person.
    """

    changes: tuple[ScaleChange, ...]
    looked: tuple[str, ...]
    not_comparable: tuple[str, ...]
    too_coarse: tuple[str, ...]


def change_over_time(before: Profile, after: Profile) -> OverTime:
    """Return the reliable changes of one person from one occasion to the next.

    *Assumes* that the questions meant the same both times. *Checked* by simulation, ``tests/recovery/change``.
    """
    refs = versions(before), versions(after)
    compared: list[ScaleChange] = []
    not_comparable, too_coarse = [], []
    for construct in before.constructs:
        first, second = before.get(construct), after.get(construct)
        if first is None or second is None:
            continue
        if not comparable(first, second, refs):
            not_comparable.append(construct)
        elif (found := compare(construct, first, second)) is None:
            too_coarse.append(construct)
        else:
            compared.append(found)
    told = [found for found in surviving(compared) if found.difference.speaks]
    return OverTime(
        changes=tuple(sorted(told, key=lambda found: (-abs(found.change.index), found.construct))),
        looked=tuple(found.construct for found in compared),
        not_comparable=tuple(not_comparable),
        too_coarse=tuple(too_coarse),
    )


def versions(profile: Profile) -> Mapping[str, InstrumentRef]:
    """Return with which instrument each scale was scored."""
    return {score.scale.id: scores.instrument for scores in profile.scores for score in scores.scales}


def comparable(
    first: ScaleScore,
    second: ScaleScore,
    refs: tuple[Mapping[str, InstrumentRef], Mapping[str, InstrumentRef]],
) -> bool:
    ids = first.scale.id, second.scale.id
    if ids[0] != ids[1] or first.bounds != second.bounds:
        return False
    found = [ref[scale] for ref, scale in zip(refs, ids, strict=True)]
    return (found[0].id, found[0].version) == (found[1].id, found[1].version)


def compare(construct: str, first: ScaleScore, second: ScaleScore) -> ScaleChange | None:
    """Return the change of one construct; None where the scores are too coarse to tell one."""
    from pairbond.scoring.change import reliable_change  # loads SciPy, which a profile does without

    assert first.estimate is not None and second.estimate is not None
    sd = (first.sd + second.sd) / 2
    share = (error_share(first, sd) + error_share(second, sd)) / 2 + TRANSIENT
    if not isfinite(share) or 1 - share < LEAST_RELIABLE:
        return None
    half = (second.estimate.value - first.estimate.value) / (2 * sd)
    difference = difference_between(half, sqrt(share), -half, sqrt(share))
    assert difference is not None
    return ScaleChange(
        construct=construct,
        before=first,
        after=second,
        change=reliable_change(first.estimate.value, second.estimate.value, sd, 1 - share),
        difference=difference,
    )


def error_share(score: ScaleScore, sd: float) -> float:
    """Return the error variance of a score's answers; doubt about borrowed norms cancels in a change."""
    assert score.estimate is not None
    return max((score.estimate.se / sd) ** 2 - score.tau**2, 0.0)


def surviving(compared: Sequence[ScaleChange]) -> list[ScaleChange]:
    """Return the changes that stay when the number of scales looked at is taken into account."""
    ranked = sorted(compared, key=lambda found: -abs(found.change.index))
    kept = 0
    for rank, found in enumerate(ranked, start=1):
        if two_sided(found.change.index) <= FALSE_SHARE * rank / len(ranked):
            kept = rank
    return ranked[:kept]


def two_sided(z: float) -> float:
    """Return P(|Z| >= |z|) of a standard normal."""
    return erfc(abs(z) / sqrt(2))
