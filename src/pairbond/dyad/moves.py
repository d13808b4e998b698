"""Sixteen things people do when it gets tense: one person's ratings and what they say comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from pairbond.profile import Profile
from pairbond.types import Estimate, Who

MOVES = (
    "reassurance", "quiet", "checking-phone", "slow-replies", "raising-us", "vague", "clinging", "space-open",
    "criticism", "minimising", "pulling-away", "changing-plans", "protest", "leaving", "monitoring", "silence",
)  # fmt: skip
COERCIVE = frozenset({"monitoring", "protest", "silence"})
"""Moves that only the one who does them can be asked to change."""

Aspect = Literal["do", "sees", "stirs"]
ASPECTS: tuple[Aspect, ...] = ("do", "sees", "stirs")
UNRATED = -1

Ints = npt.NDArray[np.int64]
Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAnswers:
    """One person's answers about the sixteen moves.

    ``ratings`` has shape (3, 16), rows *do*, *sees*, *stirs*, answers 1-5, -1 unanswered.
    ``next`` maps a move of the partner to what this person does next; ``then`` a move of this
    person to what the partner does next (up to two each; answered with nothing is an empty tuple).
    ``stay`` is how long this person stays stirred, 0 (minutes) to 1 (longer than a day).
    """

    who: Who
    ratings: Ints
    next: Choices
    then: Choices
    stay: Estimate | None = None

    def rating(self, aspect: Aspect, move: str) -> int | None:
        found = int(self.ratings[ASPECTS.index(aspect), MOVES.index(move)])
        return None if found == UNRATED else found

    @property
    def rated(self) -> bool:
        return bool((self.ratings != UNRATED).any())

    @property
    def all_alike(self) -> bool:
        """Whether every move got one and the same rating in every respect."""
        given = self.ratings[self.ratings != UNRATED]
        return bool(len(given) > 1 and given.min() == given.max())

    @property
    def names_steps(self) -> bool:
        """Whether this person says at least one thing they do next and one their partner does."""
        return any(self.next.values()) and any(self.then.values())

    @property
    def content(self) -> tuple[object, ...]:
        """The answers in a form that sorts: to order two people by what they said."""
        return (self.ratings.tolist(), sorted(self.next.items()), sorted(self.then.items()))

    def count(self, aspect: Aspect) -> int:
        """Return how many of the moves are rated in one respect."""
        return int((self.ratings[ASPECTS.index(aspect)] != UNRATED).sum())

    def highest(self, aspect: Aspect) -> int:
        """Return the highest rating in one respect; -1 where there is none."""
        return int(self.ratings[ASPECTS.index(aspect)].max())


def move_answers(profile: Profile) -> MoveAnswers:
    """Return what a person answered about the moves; nothing, where the part is withheld."""
    ratings = np.full((len(ASPECTS), len(MOVES)), UNRATED, dtype=np.int64)
    for row, aspect in enumerate(ASPECTS):
        for column, move in enumerate(MOVES):
            value = profile.value(f"move.{move}.{aspect}")
            if value is not None:
                ratings[row, column] = round(value)
    return MoveAnswers(
        who=profile.who,
        ratings=ratings,
        next=choices(profile, "next"),
        then=choices(profile, "then"),
        stay=stay_of(profile),
    )


def stay_of(profile: Profile) -> Estimate | None:
    """Return how long a person stays stirred, on a range of 0 to 1."""
    score = profile.get("move.stay")
    if score is None or score.estimate is None:
        return None
    (low, high), found = score.bounds, score.estimate
    width = high - low
    return Estimate(
        value=(found.value - low) / width,
        lower=(found.lower - low) / width,
        upper=(found.upper - low) / width,
        level=found.level,
        se=found.se / width,
        n=found.n,
        method=found.method,
    )


def choices(profile: Profile, kind: Literal["next", "then"]) -> Choices:
    found = {move: profile.picked(f"moves.{move}.{kind}") for move in MOVES}
    return {move: picks for move, picks in found.items() if picks is not None}
