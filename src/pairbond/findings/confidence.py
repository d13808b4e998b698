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
from math import erf, isfinite, sqrt

RELEVANT = 0.3
LIKELY = 0.80
CLEAR = 0.95
Z_NULL = 1.959963984540054


class Confidence(StrEnum):
    """The word a reader sees. DESCRIBED is for plain counts and answers, nothing inferred."""

    CLEAR = "clear"
    LIKELY = "likely"
    CANNOT_TELL = "cannot tell"
    DESCRIBED = "described"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """A normal posterior in SD units of the comparison group."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A confidence word, the probability behind it and the direction (+1, -1; 0 unknown)."""

    confidence: Confidence
    probability: float | None
    direction: int

    @property
    def speaks(self) -> bool:
        return self.confidence in {Confidence.CLEAR, Confidence.LIKELY}


def posterior(z: float, se: float) -> Posterior:
    """Return the shrunken posterior of a standardised score with standard error *se* (SD units).

    The prior is the comparison group: observed variance 1 = true variance + error, so the true
    scores have variance 1 - se**2 (at least .2, so that a coarse scale is not shrunk to nothing).
    """
    prior = max(1.0 - se**2, 0.2)
    weight = prior / (prior + se**2)
    return Posterior(mean=weight * z, variance=prior * (1.0 - weight))


def judge_difference(z_first: float, se_first: float, z_second: float, se_second: float) -> Judgement:
    """Judge whether the first of two people stands higher (+1) or lower (-1) than the second."""
    if not all(map(isfinite, (z_first, se_first, z_second, se_second))):
        return unknown()
    first, second = posterior(z_first, se_first), posterior(z_second, se_second)
    return judge(
        mean=first.mean - second.mean,
        sd=sqrt(first.variance + second.variance),
        plain=(z_first - z_second) / sqrt(se_first**2 + se_second**2),
    )


def judge_level(z: float, se: float) -> Judgement:
    """Judge whether one person stands higher (+1) or lower (-1) than the group's mean."""
    if not (isfinite(z) and isfinite(se)):
        return unknown()
    own = posterior(z, se)
    return judge(mean=own.mean, sd=sqrt(own.variance), plain=z / se)


def judge(*, mean: float, sd: float, plain: float) -> Judgement:
    """Return the word for a posterior N(mean, sd) whose plain z statistic is *plain*."""
    direction = 1 if mean > 0 else -1 if mean < 0 else 0
    probability = upper_tail((RELEVANT - abs(mean)) / sd)
    if abs(plain) < Z_NULL or probability < LIKELY:
        word = Confidence.CANNOT_TELL
    else:
        word = Confidence.CLEAR if probability >= CLEAR else Confidence.LIKELY
    return Judgement(confidence=word, probability=probability, direction=direction)


def unknown() -> Judgement:
    return Judgement(confidence=Confidence.CANNOT_TELL, probability=None, direction=0)


def upper_tail(z: float) -> float:
    """Return P(Z > z) of a standard normal."""
    return 0.5 * (1.0 - erf(z / sqrt(2.0)))
