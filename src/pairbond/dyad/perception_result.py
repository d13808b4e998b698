"""What one person's picture of the other says beside the other's own report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairbond.scoring.difference import Difference
from pairbond.types import Estimate, JsonDict, Who

Area = Literal["moves", "conflict", "needs", "given"]
"""What is compared: ``moves`` seen against done; ``conflict`` styles observed against own; ``needs``
guessed against wanted; ``given`` what one gets against what the other gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemGap:
    """One thing by both reports: the picture less the own report, in SDs; None where not known."""

    item: str
    picture: float
    report: float
    difference: Difference | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The judge's picture of the target in one area, beside the target's own report (a viewpoint).

    ``bias`` is the mean of picture less report, in units of the answers (above 0: the judge sees
    more of it than the target reports); ``bias_difference`` is the same in SDs, shrunk. Both carry the
    doubt about how high each person rates anything at all. ``accuracy`` is how far the picture
    follows the report from item to item (0 not at all, 1 step for step), ``assumed_similarity`` how
    far it follows the judge's own side instead; both shrunk, None with too few items or where
    a report hardly varies. ``accuracy_tells`` is whether accuracy is told from none by these items
    alone; only then may it be spoken of. Part of the accuracy is only that most people do some things more.
    """

    area: Area
    judge: Who
    target: Who
    n: int
    bias: Estimate | None
    bias_difference: Difference | None
    accuracy: Estimate | None
    accuracy_tells: bool
    assumed_similarity: Estimate | None
    items: tuple[ItemGap, ...]

    def to_dict(self) -> JsonDict:
        return {
            "area": self.area,
            "judge": self.judge,
            "n": self.n,
            "bias": self.bias and self.bias.to_dict(),
            "accuracy": self.accuracy and self.accuracy.to_dict(),
            "assumed_similarity": self.assumed_similarity and self.assumed_similarity.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Perception:
    """Both people's pictures of each other, by area; areas without answers of both are left out."""

    pictures: tuple[Picture, ...]

    def of(self, judge: Who, area: Area) -> Picture | None:
        return next((p for p in self.pictures if p.judge == judge and p.area == area), None)

    def to_dict(self) -> list[JsonDict]:
        return [picture.to_dict() for picture in self.pictures]
