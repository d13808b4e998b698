"""The loop, simulated: is a planted cycle printed, is what is printed true, and what does chance print?

Couples come from ``cohort.synthetic_moves``: raters differ in shift (SD .5) and stretch (.75 to 1.3),
single answers err by .5 to 1.1 steps with heavy tails, own moves are under-reported, a mood colours all
that is seen, answers are rounded and cut to 1-5. The engine assumes an error of .75 steps and none of
the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from pairbond.cohort.synthetic_moves import Answers, MovesCouple, MovesOptions, synthetic_moves, true_cycles
from pairbond.dyad.loop import find_loop
from pairbond.dyad.loop_result import Loop
from pairbond.dyad.moves import ASPECTS, MOVES, UNRATED, MoveAnswers
from pairbond.types import Who

N = 1_000
pytestmark = pytest.mark.slow

NAMED = MovesOptions(asked="planted", p_doer=1.0, p_observer=1.0)
AS_ASKED = MovesOptions()
Couple = tuple[MovesCouple, Loop]


def move_answers(who: Who, answers: Answers) -> MoveAnswers:
    ratings = np.full((len(ASPECTS), len(MOVES)), UNRATED, dtype=np.int64)
    steps: dict[str, dict[str, tuple[str, ...]]] = {"next": {}, "then": {}}
    for item, value in answers.items():
        _, move, *aspect = item.split(".")
        if not aspect:
            continue
        if isinstance(value, tuple):
            steps[aspect[0]][move] = value
        else:
            ratings[[str(a) for a in ASPECTS].index(aspect[0]), MOVES.index(move)] = value
    return MoveAnswers(who=who, ratings=ratings, next=steps["next"], then=steps["then"])


def both(made: MovesCouple) -> tuple[MoveAnswers, MoveAnswers]:
    return move_answers("a", made.a), move_answers("b", made.b)


@cache
def simulated(options_id: int, seed: int, n: int = N) -> tuple[Couple, ...]:
    rng = np.random.default_rng(seed)
    made = [synthetic_moves(rng, OPTIONS[options_id]) for _ in range(n)]
    return tuple((one, find_loop(*both(one))) for one in made)


OPTIONS = (
    NAMED,
    AS_ASKED,
    MovesOptions(planted=None),
    MovesOptions(naming="random"),
    MovesOptions(naming="random", asked="all"),
    MovesOptions(planted=None, naming="random", asked="all"),
    MovesOptions(asked="all"),
    MovesOptions(only_planted=False, asked="planted", p_doer=1.0, p_observer=1.0),
    MovesOptions(asked="planted", p_doer=1.0, p_observer=1.0, missing=0.05),
)


def printed(couples: tuple[Couple, ...]) -> list[Couple]:
    return [(made, loop) for made, loop in couples if loop.leading]


def is_planted(made: MovesCouple, loop: Loop) -> bool:
    return loop.leading is not None and (loop.leading.a_move, loop.leading.b_move) == made.planted


def named_by_both(made: MovesCouple, loop: Loop) -> bool:
    return any((c.a_move, c.b_move) == made.planted for c in loop.told_by("both"))


def share(couples: list[Couple] | tuple[Couple, ...], what: Callable[[MovesCouple, Loop], bool]) -> float:
    return sum(what(made, loop) for made, loop in couples) / len(couples)


def test_a_planted_cycle_that_both_name_is_printed() -> None:
    """Seen: .87; the rest are mostly rated below 3 somewhere."""
    found = simulated(0, 1)
    assert share(found, named_by_both) == 1
    assert share(found, is_planted) >= 0.65
    assert share(printed(found), is_planted) >= 0.95
    reasons = Counter(loop.reason for _, loop in found)
    assert reasons["not-named-by-both"] == 0
    assert reasons["too-seldom"] > reasons["no-clear-lead"]


def test_as_people_answer_most_planted_cycles_are_not_named_by_both_but_what_is_printed_is_right() -> None:
    """Each next step is asked for three moves and named in .8 to .85: seen .14 named, .92 of these printed,
    .99 of the printed ones right."""
    found = simulated(1, 1, 2 * N)
    named = [couple for couple in found if named_by_both(*couple)]
    assert 0.08 < len(named) / len(found) < 0.25
    assert share(named, is_planted) >= 0.65
    assert share(printed(found), is_planted) >= 0.95


@pytest.mark.parametrize("options", [6, 7, 8])
def test_with_more_questions_other_true_cycles_or_gaps_the_bars_hold(options: int) -> None:
    """All sixteen asked; habits that close other cycles; 5 % of ratings missing. Seen: .78 to .84 printed."""
    found = simulated(options, 2, 600)
    named = [couple for couple in found if named_by_both(*couple)]
    assert share(named, is_planted) >= 0.65
    true = share(printed(found), lambda made, loop: lead(loop) in true_cycles(made))
    assert true >= 0.95


def lead(loop: Loop) -> tuple[str, str]:
    assert loop.leading is not None
    return loop.leading.a_move, loop.leading.b_move


def test_habits_that_close_a_cycle_are_found_where_none_is_planted() -> None:
    """What is printed without a plant is nearly always true of the two."""
    found = printed(simulated(2, 3))
    assert 5 < len(found) < 100
    assert share(found, lambda made, loop: lead(loop) in true_cycles(made)) >= 0.9


@pytest.mark.parametrize("options", [3, 4, 5])
def test_random_next_steps_print_a_cycle_in_two_in_a_hundred_at_most(options: int) -> None:
    """Seen: 0 with three moves asked, .005 where all sixteen are answered at random."""
    assert len(printed(simulated(options, 4))) / N <= 0.02


@pytest.mark.parametrize("step", [-1, 1])
def test_a_step_on_all_of_one_persons_ratings_leaves_the_printed_cycle(step: int) -> None:
    """Exactly, with its probability. A step up loses nothing. A step down is never another cycle, and loses
    one only where it leaves the cycle's own ratings below 3: seen in .25 of steps down.
    """
    moved = lost = 0
    for made, loop in printed(simulated(0, 1)):
        a, b = both(made)
        for who in ("a", "b"):
            people = {p.who: replace(p, ratings=p.ratings + step * (p.who == who)) for p in (a, b)}
            again = find_loop(people["a"], people["b"])
            assert again.leading is None or again.leading == replace_ratings(loop, again)
            moved += 1
            lost += again.leading is None
            assert again.leading is not None or again.reason in {"too-seldom", "nothing-stirs"}
    assert moved > 1_000
    assert lost / moved <= (0.30 if step < 0 else 0)


def replace_ratings(loop: Loop, again: Loop) -> object:
    """Return the first leading cycle with the raw ratings of the second: all else must be equal."""
    first, second = loop.leading, again.leading
    assert first is not None and second is not None
    return replace(
        first,
        answer_of_a=replace(first.answer_of_a, trigger_ratings=second.answer_of_a.trigger_ratings),
        answer_of_b=replace(first.answer_of_b, trigger_ratings=second.answer_of_b.trigger_ratings),
    )


def test_the_likelier_lever_is_more_often_the_truly_heavier() -> None:
    """Of the two moves to stop, the one that truly happens and stings more."""
    right = heavier = 0
    for made, loop in printed(simulated(0, 1)):
        first = loop.of_type("stop")[0]
        if first.probability < 0.8 or not is_planted(made, loop):
            continue
        x, y = (MOVES.index(move) for move in lead(loop))
        weight_a = made.truth_a.frequency[x] + made.truth_b.stirs[x]
        weight_b = made.truth_b.frequency[y] + made.truth_a.stirs[y]
        heavier += 1
        right += (first.who == "a") == (weight_a > weight_b)
    assert heavier > 50
    assert right / heavier > 0.55


@pytest.mark.parametrize("level", [1, 2])
def test_all_floor_shows_no_loop_and_says_why(level: int) -> None:
    for options, seed in ((0, 1), (6, 2)):
        for made, _ in simulated(options, seed, N if options == 0 else 600)[:100]:
            people = [replace(p, ratings=np.full_like(p.ratings, level)) for p in both(made)]
            found = find_loop(*people)
            assert found.leading is None and found.reason == "nothing-stirs"


@pytest.mark.parametrize("level", [3, 4, 5])
def test_all_equal_shows_no_loop_and_says_why(level: int) -> None:
    for made, _ in simulated(0, 1)[:100]:
        a, b = both(made)
        flat = replace(a, ratings=np.full_like(a.ratings, level))
        found = find_loop(flat, b)
        assert found.leading is None and found.reason in {"all-alike", "nothing-stirs"}
        assert found.reason_who in {("a",), ("b",)}
