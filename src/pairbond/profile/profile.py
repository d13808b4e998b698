"""A person's scores, by the construct each scale measures.

Any instrument that declares a construct can feed a report. Where two instruments measure the same
construct, the more precise score (smaller standard error in SD units) is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

from pairbond.scoring import Scores
from pairbond.scoring.classical import ScaleScore
from pairbond.types import ItemId, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one person's answers say. ``constructs`` maps a construct to its best score."""

    who: Who
    name: str
    age: int | None
    scores: tuple[Scores, ...]
    constructs: Mapping[str, ScaleScore]

    def get(self, construct: str) -> ScaleScore | None:
        """Return the score of a construct where it could be scored."""
        found = self.constructs.get(construct)
        return found if found is not None and found.scored else None

    def value(self, construct: str) -> float | None:
        found = self.get(construct)
        return found.value if found else None

    def picked(self, item: str) -> tuple[str, ...] | None:
        """Return what was chosen from an item's list; None where the item was not answered.

        Choices go with the scales of their questionnaire: :meth:`only` drops both or neither.
        """
        return next((scores.picks[ItemId(item)] for scores in self.scores if item in scores.picks), None)

    def has_part(self, prefix: str) -> bool:
        """Return whether any construct of a part (``attachment.``) could be scored."""
        return any(name.startswith(prefix) and score.scored for name, score in self.constructs.items())

    def only(self, prefixes: Sequence[str]) -> Profile:
        """Return the profile with the constructs of these parts alone (``attachment.``)."""
        wanted = tuple(prefixes)
        constructs = {name: score for name, score in self.constructs.items() if name.startswith(wanted)}
        narrowed = [
            replace(scores, scales=tuple(s for s in scores.scales if s.scale.construct.startswith(wanted)))
            for scores in self.scores
        ]
        return replace(
            self, constructs=constructs, scores=tuple(scores for scores in narrowed if scores.scales)
        )


def build_profile(scores: Sequence[Scores], *, who: Who, name: str, age: int | None = None) -> Profile:
    """Return the profile of one person from the scores of each instrument they answered."""
    best: dict[str, ScaleScore] = {}
    for instrument in scores:
        for score in instrument.scales:
            construct = score.scale.construct
            known = best.get(construct)
            if known is None or relative_error(score) < relative_error(known):
                best[construct] = score
    return Profile(who=who, name=name, age=age, scores=tuple(scores), constructs=best)


def relative_error(score: ScaleScore) -> float:
    """Return the standard error in SD units; infinite where there is no score."""
    if score.estimate is None or not isfinite(score.estimate.se) or not score.sd > 0:
        return inf
    return score.estimate.se / score.sd


def standardised(score: ScaleScore | None) -> tuple[float, float]:
    """Return a score and its error in SDs of the norm group; NaN where there are no norms."""
    if score is None or score.estimate is None:
        return float("nan"), float("nan")
    return (score.estimate.value - score.mean) / score.sd, score.estimate.se / score.sd
