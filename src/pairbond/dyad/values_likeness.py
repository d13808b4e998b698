"""What two people's values share and where they differ, beside what two strangers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairbond.dyad.values import (
    STEPS,
    TEN_VALUES,
    ValueReference,
    ValueSimilarity,
    centred_values,
    flat_people,
    shared_top,
    value_similarity,
)
from pairbond.profile import Profile
from pairbond.scoring.difference import Difference, difference_between

MORE_ALIKE, LESS_ALIKE = 97.5, 2.5
"""Percentiles among strangers beyond which likeness is spoken of: two strangers are in 5 %."""

LikenessVerdict = Literal["more-alike", "less-alike", "like-strangers", "flat", "not-known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTension:
    """A value on which two people differ: A less B, in SDs, and how much it weighs for the two.

    ``a`` and ``b`` are centred (steps above or below the own average, scale 1-5). ``weight`` is the
    difference times the higher of the two importances, so that what neither cares for comes last.
    """

    value: str
    a: float
    b: float
    difference: Difference
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesLikeness:
    """``flat`` names who puts no value above another: then nothing is said of likeness.

    ``shared`` are values among the top three of both; ``tensions`` those where the two differ
    reliably, the weightiest first.
    """

    similarity: ValueSimilarity | None
    verdict: LikenessVerdict
    flat: tuple[str, ...]
    shared: tuple[str, ...]
    tensions: tuple[ValueTension, ...]


def values_likeness(a: Profile, b: Profile, reference: ValueReference | None) -> ValuesLikeness:
    """Return likeness, shared values and tensions; empty unless both answered all ten values."""
    first, second = centred_values(a), centred_values(b)
    if not first or not second:
        return ValuesLikeness(similarity=None, verdict="not-known", flat=(), shared=(), tensions=())
    found = value_similarity(first, second, reference) if reference else None
    flat = flat_people(first, second)
    return ValuesLikeness(
        similarity=found,
        verdict="flat" if flat else verdict_of(found),
        flat=flat,
        shared=() if flat else tuple(shared_top(first, second)),
        tensions=tensions(a, b, first, second),
    )


def verdict_of(found: ValueSimilarity | None) -> LikenessVerdict:
    if found is None or found.percentile is None:
        return "not-known"
    if found.percentile >= MORE_ALIKE:
        return "more-alike"
    return "less-alike" if found.percentile <= LESS_ALIKE else "like-strangers"


def tensions(
    a: Profile, b: Profile, first: dict[str, float], second: dict[str, float]
) -> tuple[ValueTension, ...]:
    """Return the values on which two centred profiles differ reliably, the weightiest first."""
    found = [tension(a, b, name, first[name], second[name]) for name in TEN_VALUES]
    kept = [one for one in found if one is not None and one.difference.speaks]
    return tuple(sorted(kept, key=lambda one: (-one.weight, TEN_VALUES.index(one.value))))


def tension(a: Profile, b: Profile, name: str, first: float, second: float) -> ValueTension | None:
    (sd_a, se_a), (sd_b, se_b) = spread_in_steps(a, name), spread_in_steps(b, name)
    sd, middle = (sd_a + sd_b) / 2, (first + second) / 2
    difference = difference_between((first - middle) / sd, se_a / sd, (second - middle) / sd, se_b / sd)
    if difference is None:
        return None
    weight = abs(first - second) * max(importance(a, name), importance(b, name))
    return ValueTension(value=name, a=first, b=second, difference=difference, weight=weight)


def spread_in_steps(profile: Profile, name: str) -> tuple[float, float]:
    """Return SD and standard error of a value, in steps of a scale from 1 to 5."""
    score = profile.get(f"value.{name}")
    assert score is not None and score.estimate is not None
    low, high = score.bounds
    return STEPS * score.sd / (high - low), STEPS * score.estimate.se / (high - low)


def importance(profile: Profile, name: str) -> float:
    """Return how important a value is to a person, 0 to 1."""
    score = profile.get(f"value.{name}")
    assert score is not None and score.estimate is not None
    low, high = score.bounds
    return (score.estimate.value - low) / (high - low)
