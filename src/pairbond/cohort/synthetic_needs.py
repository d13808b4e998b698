"""Two made-up people who answer ``needs`` in counts, with gaps planted, or none.

What is true: how often a week each wants something, and how often it is given. What is answered errs
otherwise than the engine assumes: counts are rounded to favourite numbers, what one gives oneself is
over-counted by some and what one gets under-counted, the error grows with the count, and guesses of
what the other wants lean on what one wants oneself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from pairbond.cohort.synthetic_moves import Answer, Answers
from pairbond.dyad.needs_result import NEEDS
from pairbond.types import Who

MOST = 7
CORE = ("closeness", "talk", "predictability", "space", "reassurance", "repair")
FAVOURITES = (0, 1, 2, 3, 5, 7)

Planted = Literal["short", "met", "accounts-differ"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsOptions:
    """``planted`` says what is true of a person's need; the rest is drawn. ``missing`` is a share."""

    planted: Mapping[tuple[Who, str], Planted] = field(default_factory=dict)
    missing: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueNeed:
    """Counts a week: wanted, given to this person, and what the giver believes to give."""

    wanted: float
    given: float
    believed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsCouple:
    """Both people's answers, and what is true by person and need."""

    a: Answers
    b: Answers
    truth: Mapping[tuple[Who, str], TrueNeed]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingStyle:
    """How one person counts: over- or under-counting what is given and got, error, favourites."""

    giving: float
    getting: float
    error: float
    favourites: float


def synthetic_needs(rng: np.random.Generator, options: NeedsOptions | None = None) -> NeedsCouple:
    """Return two people's answers to the needs questionnaire."""
    chosen = options or NeedsOptions()
    people: tuple[Who, Who] = ("a", "b")
    truth = {(who, need): true_need(chosen.planted.get((who, need)), rng) for who in people for need in NEEDS}
    return NeedsCouple(
        a=answers_of("a", "b", truth, rng, chosen),
        b=answers_of("b", "a", truth, rng, chosen),
        truth=truth,
    )


def true_need(planted: Planted | None, rng: np.random.Generator) -> TrueNeed:
    wanted = float(rng.gamma(4.0, 0.9))
    if planted == "short":
        wanted = float(rng.uniform(4.5, 6.5))
        given = float(rng.uniform(0.2, 1.2))
        return TrueNeed(wanted=wanted, given=given, believed=given)
    if planted == "met":
        return TrueNeed(wanted=wanted, given=wanted, believed=wanted)
    given = wanted * float(rng.uniform(0.2, 1.3))
    if planted == "accounts-differ":
        given = float(rng.uniform(0.2, 1.0))
        return TrueNeed(wanted=wanted, given=given, believed=given + 5.0)
    return TrueNeed(wanted=wanted, given=given, believed=given)


def answers_of(
    own: Who,
    other: Who,
    truth: Mapping[tuple[Who, str], TrueNeed],
    rng: np.random.Generator,
    options: NeedsOptions,
) -> Answers:
    """Return one person's answers; every count in two wordings for the core six."""
    style = CountingStyle(
        giving=float(rng.normal(1.1, 0.15)),
        getting=float(rng.normal(0.95, 0.15)),
        error=float(rng.uniform(0.5, 1.0)),
        favourites=float(rng.uniform(0.0, 0.6)),
    )
    found: Answers = {}
    for need in NEEDS:
        mine, theirs = truth[own, need], truth[other, need]
        counts = {
            "wanted": mine.wanted,
            "happens": mine.given * style.getting,
            "give": theirs.believed * style.giving,
            "guess": 0.6 * theirs.wanted + 0.4 * mine.wanted,
        }
        if need in CORE:
            counts |= {"wanted2": counts["wanted"], "happens2": counts["happens"]}
        found |= {f"needs.{need}.{name}": counted(value, style, rng) for name, value in counts.items()}
        found[f"needs.{need}.ease"] = int(rng.integers(1, 6))
        found[f"needs.{need}.matters"] = int(np.clip(rng.integers(1, 6) + (mine.wanted > 4), 1, 5))
    return thinned(found, rng, options.missing)


def counted(value: float, style: CountingStyle, rng: np.random.Generator) -> int:
    """Return a count from memory: the error grows with the count, and some numbers are favourites."""
    remembered = value + style.error * np.sqrt(0.5 + value / 4) * float(rng.standard_normal())
    if rng.random() < style.favourites:
        return min(FAVOURITES, key=lambda number: abs(number - remembered))
    return int(np.clip(np.rint(remembered), 0, MOST))


def thinned(answers: Answers, rng: np.random.Generator, missing: float) -> dict[str, Answer]:
    return {item: value for item, value in answers.items() if rng.random() >= missing}
