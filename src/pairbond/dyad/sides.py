"""One person's side of the loop: how often they do each move by both reports, and what stirs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.dyad.loop_result import WHO, Ratings
from pairbond.dyad.moves import COERCIVE, MOVES, MoveAnswers
from pairbond.dyad.rating_error import Floats, Readings, readings
from pairbond.types import Who

Rngs = tuple[np.random.Generator, np.random.Generator]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One person in the loop, with readings of how often they do each move and how it stirs them.

    ``frequency`` and ``frequency_drawn`` are of this person's moves, by both reports;
    ``reports`` counts the reports behind each. ``stirs`` and ``stirs_drawn`` are of the partner's
    moves. Shapes (16,) and (draws, 16).
    """

    answers: MoveAnswers
    coercive: frozenset[str]
    frequency: Floats
    frequency_drawn: Floats
    reports: tuple[int, ...]
    stirs: Floats
    stirs_drawn: Floats

    @property
    def who(self) -> Who:
        return self.answers.who


def two_sides(
    a: MoveAnswers, b: MoveAnswers, rngs: Rngs, also_coercive: Mapping[Who, frozenset[str]]
) -> tuple[Side, Side]:
    """Return both sides, each with the frequencies that the other's *sees* adds to."""
    read_a, read_b = readings(a, rngs[0]), readings(b, rngs[1])
    coercive = {who: COERCIVE | also_coercive.get(who, frozenset()) for who in WHO}
    return side_of(a, read_a, read_b, coercive["a"]), side_of(b, read_b, read_a, coercive["b"])


def side_of(answers: MoveAnswers, own: Readings, other: Readings, coercive: frozenset[str]) -> Side:
    """Return a person's side: their moves by their own *do* and the other's *sees*."""
    does, seen = own.centred[0], other.centred[1]
    does_drawn, seen_drawn = own.drawn[:, 0], other.drawn[:, 1]
    use_own, use_other = which_reports(does, seen, coercive)
    count = use_own.astype(int) + use_other.astype(int)
    with np.errstate(invalid="ignore"):
        frequency = (np.where(use_own, does, 0.0) + np.where(use_other, seen, 0.0)) / count
        drawn = (np.where(use_own, does_drawn, 0.0) + np.where(use_other, seen_drawn, 0.0)) / count
    return Side(
        answers=answers,
        coercive=coercive,
        frequency=frequency,
        frequency_drawn=drawn,
        reports=tuple(count.tolist()),
        stirs=own.centred[2],
        stirs_drawn=own.drawn[:, 2],
    )


def which_reports(does: Floats, seen: Floats, coercive: frozenset[str]) -> tuple[Bools, Bools]:
    """Return which of the two reports count for each move: both; of a coercive one only the higher."""
    use_own, use_other = np.isfinite(does), np.isfinite(seen)
    for column, move in enumerate(MOVES):
        if move in coercive and use_own[column] and use_other[column]:
            use_own[column] = does[column] >= seen[column]
            use_other[column] = not use_own[column]
    return use_own, use_other


def ratings_of(doer: Side, other: MoveAnswers) -> tuple[Ratings, ...]:
    """Return one person's moves in raw answers of both."""
    return tuple(
        Ratings(
            doer=doer.who,
            move=move,
            does=doer.answers.rating("do", move),
            sees=other.rating("sees", move),
            stirs=other.rating("stirs", move),
            coercive=move in doer.coercive,
        )
        for move in MOVES
    )
