"""Two made-up people who answer ``moves``, with a cycle planted between them, or none.

Answers are made on purpose with other errors than the loop engine assumes. Raters differ in how high
and how widely they rate; single answers err with heavy tails and by .5 to 1.1 steps; what one does
oneself is under-reported, the more so where it hurts; a good or bad week colours everything seen;
and what comes next is named only mostly right, with habits and guesses in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from pairbond.dyad.moves import COERCIVE, MOVES

Floats = npt.NDArray[np.float64]
Answer = int | tuple[str, ...]
Answers = dict[str, Answer]

ASKED = 3
MIDDLE = 2.6
LOWEST, HIGHEST = 1, 5
HARMFUL = np.array([move in COERCIVE for move in MOVES])


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesOptions:
    """What is planted, and how answers err.

    ``planted`` is (A's move, B's move); None plants nothing; ``"any"`` draws a pair that holds no
    coercive move. With ``only_planted`` no other cycle is true of the two. ``naming`` says how next
    steps are picked: as they are (each named with ``p_doer`` or ``p_observer``), or at random. They
    are ``asked`` for three moves, for three with the planted one among them, or for all. ``missing`` is the share of ratings left out.
    """

    planted: tuple[str, str] | Literal["any"] | None = "any"
    only_planted: bool = True
    naming: Literal["true", "random"] = "true"
    asked: Literal["three", "planted", "all"] = "three"
    p_doer: float = 0.85
    p_observer: float = 0.80
    missing: float = 0.0
    truth_a: Mapping[str, float] = field(default_factory=dict)
    truth_b: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """What is true of one person: how often each move (SDs), what stirs them, what they do next.

    ``answers`` maps a move of the partner to what this person does next, usual first.
    """

    frequency: Floats
    stirs: Floats
    answers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesCouple:
    """Both people's answers, what is true of each, and the cycle planted (A's move, B's move)."""

    a: Answers
    b: Answers
    truth_a: Mover
    truth_b: Mover
    planted: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rater:
    """How one person uses the scale: shift and stretch, error of an answer, colour of the week."""

    shift: float
    stretch: float
    error: float
    mood: float
    modesty: float


def synthetic_moves(rng: np.random.Generator, options: MovesOptions | None = None) -> MovesCouple:
    """Return two people's answers to the moves questionnaire."""
    chosen = options or MovesOptions()
    planted = drawn_pair(rng) if chosen.planted == "any" else chosen.planted
    a, b = levels(rng, chosen.truth_a), levels(rng, chosen.truth_b)
    if planted:
        plant(planted, a, b, rng)
    moves_a, moves_b = planted or (None, None)
    first = mover(a, trigger=moves_b, answer=moves_a, rng=rng)
    second = mover(b, trigger=moves_a, answer=moves_b, rng=rng)
    if planted and chosen.only_planted:
        first = without_other_cycles(first, second, planted)
    return MovesCouple(
        a=answers_of(first, second, (moves_a, moves_b), rng, chosen),
        b=answers_of(second, first, (moves_b, moves_a), rng, chosen),
        truth_a=first,
        truth_b=second,
        planted=planted,
    )


def drawn_pair(rng: np.random.Generator) -> tuple[str, str]:
    plain = [move for move in MOVES if move not in COERCIVE]
    first, second = rng.choice(len(plain), size=2, replace=False)
    return plain[first], plain[second]


def levels(rng: np.random.Generator, fixed: Mapping[str, float]) -> dict[str, Floats]:
    """Return true levels: coercive moves are rarer and sting more."""
    frequency = rng.standard_normal(len(MOVES)) - 1.2 * HARMFUL
    stirs = rng.standard_normal(len(MOVES)) + 0.8 * HARMFUL
    for column, move in enumerate(MOVES):
        frequency[column] = fixed.get(f"move.{move}.do", frequency[column])
        stirs[column] = fixed.get(f"move.{move}.stirs", stirs[column])
    return {"frequency": frequency, "stirs": stirs}


def plant(
    planted: tuple[str, str], a: dict[str, Floats], b: dict[str, Floats], rng: np.random.Generator
) -> None:
    """Raise what makes a cycle: both moves happen often, and each stirs the other."""
    x, y = (MOVES.index(move) for move in planted)
    for levels_of, own, partner in ((a, x, y), (b, y, x)):
        levels_of["frequency"][own] = 1.5 + 0.3 * rng.standard_normal()
        levels_of["stirs"][partner] = 1.6 + 0.3 * rng.standard_normal()


def mover(
    level: dict[str, Floats], *, trigger: str | None, answer: str | None, rng: np.random.Generator
) -> Mover:
    """Return a person who answers each trigger with one or two habits, and the planted one as planted."""
    answers = {}
    for move in MOVES:
        habits = tuple(habit(level["frequency"], rng, count=int(rng.integers(1, 3))))
        if move == trigger and answer is not None:
            habits = (answer, *(h for h in habits if h != answer))[:2]
        answers[move] = habits
    return Mover(frequency=level["frequency"], stirs=level["stirs"], answers=answers)


def without_other_cycles(a: Mover, b: Mover, planted: tuple[str, str]) -> Mover:
    """Return A without the habits that would close another cycle with B's."""
    answers = {
        trigger: tuple(m for m in moves if (m, trigger) == planted or trigger not in b.answers[m])
        for trigger, moves in a.answers.items()
    }
    return replace(a, answers=answers)


def true_cycles(couple: MovesCouple) -> set[tuple[str, str]]:
    """Return every cycle that is true of the two (A's move, B's move), planted or by habit."""
    return {
        (answer, trigger)
        for trigger, answers in couple.truth_a.answers.items()
        for answer in answers
        if trigger in couple.truth_b.answers[answer]
    }


def habit(frequency: Floats, rng: np.random.Generator, count: int) -> list[str]:
    """Draw moves, those done more often more easily."""
    weights = np.exp(frequency)
    chosen = rng.choice(len(MOVES), size=count, replace=False, p=weights / weights.sum())
    return [MOVES[index] for index in chosen]


def rater(rng: np.random.Generator) -> Rater:
    return Rater(
        shift=0.5 * float(rng.standard_normal()),
        stretch=float(rng.uniform(0.75, 1.3)),
        error=float(rng.uniform(0.5, 1.1)),
        mood=0.35 * float(rng.standard_normal()),
        modesty=float(rng.uniform(0.0, 0.6)),
    )


def answers_of(
    own: Mover,
    other: Mover,
    planted: tuple[str | None, str | None],
    rng: np.random.Generator,
    options: MovesOptions,
) -> Answers:
    """Return one person's answers: ratings, next steps where asked, and how long they stay stirred.

    ``planted`` holds the own and the other's move of the planted cycle.
    """
    style = rater(rng)
    ratings = {
        "do": rated(own.frequency - style.modesty * (0.5 + HARMFUL), style, rng),
        "sees": rated(other.frequency + style.mood, style, rng),
        "stirs": rated(own.stirs + style.mood, style, rng),
    }
    answers: Answers = {
        f"moves.{move}.{aspect}": int(values[column])
        for aspect, values in ratings.items()
        for column, move in enumerate(MOVES)
        if rng.random() >= options.missing
    }
    mine, theirs = planted
    for kind, doer, ranks, trigger_planted, chance in (
        ("next", own, ratings["stirs"] + ratings["sees"], theirs, options.p_doer),
        ("then", other, ratings["do"], mine, options.p_observer),
    ):
        for trigger in asked_about(ranks, trigger_planted, options.asked):
            picks = random_picks(rng) if options.naming == "random" else picked(doer, trigger, chance, rng)
            answers[f"moves.{trigger}.{kind}"] = picks
    stay = rated(np.full(4, float(rng.standard_normal())), style, rng)
    return answers | {f"moves.stay{k}": int(value) for k, value in enumerate(stay, start=1)}


def rated(level: Floats, style: Rater, rng: np.random.Generator) -> Floats:
    """Return answers 1-5 for true levels, by one rater."""
    heavy = rng.standard_t(5, size=level.shape) / np.sqrt(5 / 3)
    latent = MIDDLE + style.shift + style.stretch * (0.9 * level + style.error * heavy)
    answers: Floats = np.clip(np.rint(latent), LOWEST, HIGHEST)
    return answers


def asked_about(ranks: Floats, planted: str | None, asked: Literal["three", "planted", "all"]) -> list[str]:
    """Return the moves whose next step is asked for: the three rated highest; of equals, the first."""
    if asked == "all":
        return list(MOVES)
    three = [MOVES[index] for index in np.argsort(-ranks, kind="stable")[:ASKED]]
    if asked == "planted" and planted is not None and planted not in three:
        three[-1] = planted
    return three


def picked(doer: Mover, trigger: str, chance: float, rng: np.random.Generator) -> tuple[str, ...]:
    """Return what is picked as the next step of *doer*: each true one by chance, and now and then a guess."""
    picks = [move for move in doer.answers[trigger] if rng.random() < chance]
    if len(picks) < 2 and rng.random() < 0.5:
        picks += [move for move in habit(doer.frequency, rng, count=1) if move not in picks]
    return tuple(picks)


def random_picks(rng: np.random.Generator) -> tuple[str, ...]:
    return tuple(MOVES[index] for index in rng.choice(len(MOVES), size=2, replace=False))
