"""When a difference may be spoken of, and with which word.

A finding speaks only when two things hold: under the shrunken posterior, P(difference > .3 SD in
the named direction) is at least .80 (*likely*) or .95 (*clear*); and the plain interval of the
observed difference excludes zero. The first keeps small differences quiet. The second bounds the
error: when the true difference is zero, a 95 % interval excludes it in 5 % of people, so at most
5 % of true nulls can be called likely (the posterior alone would let 10-12 % through).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pairbond.scoring.difference import (
    CLEAR,
    LIKELY,
    RELEVANT,
    Z_NULL,
    Difference,
    Posterior,
    difference_between,
    difference_from_mean,
    posterior,
    upper_tail,
)

__all__ = [
    "CLEAR",
    "LIKELY",
    "RELEVANT",
    "Z_NULL",
    "Confidence",
    "Judgement",
    "Posterior",
    "judge",
    "judge_difference",
    "judge_found",
    "judge_level",
    "posterior",
    "unknown",
    "upper_tail",
]


class Confidence(StrEnum):
    """The word a reader sees. DESCRIBED is for plain counts and answers, nothing inferred."""

    CLEAR = "clear"
    LIKELY = "likely"
    CANNOT_TELL = "cannot tell"
    DESCRIBED = "described"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A confidence word, the probability behind it and the direction (+1, -1; 0 unknown)."""

    confidence: Confidence
    probability: float | None
    direction: int

    @property
    def speaks(self) -> bool:
        return self.confidence in {Confidence.CLEAR, Confidence.LIKELY}


def judge_difference(z_first: float, se_first: float, z_second: float, se_second: float) -> Judgement:
    """Judge whether the first of two people stands higher (+1) or lower (-1) than the second."""
    return judge_found(difference_between(z_first, se_first, z_second, se_second))


def judge_level(z: float, se: float) -> Judgement:
    """Judge whether one person stands higher (+1) or lower (-1) than the group's mean."""
    return judge_found(difference_from_mean(z, se))


def judge(*, mean: float, sd: float, plain: float) -> Judgement:
    """Return the word for a posterior N(mean, sd) whose plain z statistic is *plain*."""
    return judge_found(Difference(mean=mean, sd=sd, plain=plain))


def judge_found(difference: Difference | None) -> Judgement:
    """Return the word for a difference that the layers below worked out; None cannot be told."""
    if difference is None:
        return unknown()
    probability = difference.probability
    if not difference.excludes_zero or probability < LIKELY:
        word = Confidence.CANNOT_TELL
    else:
        word = Confidence.CLEAR if probability >= CLEAR else Confidence.LIKELY
    return Judgement(confidence=word, probability=probability, direction=difference.direction)


def unknown() -> Judgement:
    return Judgement(confidence=Confidence.CANNOT_TELL, probability=None, direction=0)
