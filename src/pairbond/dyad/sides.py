"""One person's side of the loop: how often they do each move by both reports, and what stirs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.dyad.loop_result import WHO, Ratings
from pairbond.dyad.moves import COERCIVE, MOVES, MoveAnswers
from pairbond.dyad.rating_error import Floats, centred_rows, drawn_rows
from pairbond.types import Who

Rngs = tuple[np.random.Generator, np.random.Generator]
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One person in the loop; everything is centred within its rater.

    ``centred`` has shape (3, 16), this person's own ratings. ``use_own`` and ``use_other`` say which
    reports count for how often this person does each move, ``frequency`` (16,) is their mean, and
    ``stirs`` (16,) how much each of the partner's moves stirs this person.
    """

    answers: MoveAnswers
    coercive: frozenset[str]
    centred: Floats
    use_own: Bools
    use_other: Bools
    frequency: Floats
    stirs: Floats

    @property
    def who(self) -> Who:
        return self.answers.who

    @property
    def reports(self) -> Counts:
        """How many reports stand behind each frequency."""
        return counted(self.use_own, self.use_other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A side under the error of its ratings: shapes (draws, 16)."""

    side: Side
    frequency: Floats
    stirs: Floats


def two_sides(
    a: MoveAnswers, b: MoveAnswers, also_coercive: Mapping[Who, frozenset[str]]
) -> tuple[Side, Side]:
    """Return both sides, each with the frequencies that the other's *sees* adds to."""
    first, second = centred_rows(a), centred_rows(b)
    coercive = {who: COERCIVE | also_coercive.get(who, frozenset()) for who in WHO}
    return side_of(a, first, second, coercive["a"]), side_of(b, second, first, coercive["b"])


def side_of(answers: MoveAnswers, own: Floats, other: Floats, coercive: frozenset[str]) -> Side:
    """Return a person's side: their moves by their own *do* and the other's *sees*."""
    use_own, use_other = which_reports(own[0], other[1], coercive)
    return Side(
        answers=answers,
        coercive=coercive,
        centred=own,
        use_own=use_own,
        use_other=use_other,
        frequency=mean_report(own[0], other[1], use_own, use_other),
        stirs=own[2],
    )


def which_reports(does: Floats, seen: Floats, coercive: frozenset[str]) -> tuple[Bools, Bools]:
    """Return which of the two reports count for each move: both; of a coercive one only the higher."""
    use_own, use_other = np.isfinite(does), np.isfinite(seen)
    for column, move in enumerate(MOVES):
        if move in coercive and use_own[column] and use_other[column]:
            use_own[column] = does[column] >= seen[column]
            use_other[column] = not use_own[column]
    return use_own, use_other


def counted(use_own: Bools, use_other: Bools) -> Counts:
    return use_own.astype(np.int64) + use_other.astype(np.int64)


def mean_report(does: Floats, seen: Floats, use_own: Bools, use_other: Bools) -> Floats:
    """Return the mean of the reports that count; NaN where there is none."""
    total = np.where(use_own, does, 0.0) + np.where(use_other, seen, 0.0)
    count = counted(use_own, use_other)
    found: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return found


def draw_both(a: Side, b: Side, rngs: Rngs) -> tuple[Drawn, Drawn]:
    """Return both sides drawn again under the error of single ratings."""
    first, second = drawn_rows(a.centred, rngs[0]), drawn_rows(b.centred, rngs[1])
    return drawn_side(a, first, second), drawn_side(b, second, first)


def drawn_side(side: Side, own: Floats, other: Floats) -> Drawn:
    return Drawn(
        side=side,
        frequency=mean_report(own[:, 0], other[:, 1], side.use_own, side.use_other),
        stirs=own[:, 2],
    )


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
