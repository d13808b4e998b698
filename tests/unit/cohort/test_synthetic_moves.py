"""Made-up couples with a planted loop."""

from __future__ import annotations

import numpy as np
import pytest

from pairbond.cohort.synthetic_moves import (
    MovesCouple,
    MovesOptions,
    asked_about,
    random_picks,
    synthetic_moves,
    true_cycles,
)
from pairbond.dyad.moves import COERCIVE, MOVES
from pairbond.library.instruments import load_instrument
from pairbond.scoring import read_responses

CYCLE = ("criticism", "quiet")
SURE = MovesOptions(planted=CYCLE, asked="planted", p_doer=1.0, p_observer=1.0)


def couple(seed: int, options: MovesOptions | None = None) -> MovesCouple:
    return synthetic_moves(np.random.default_rng(seed), options)


@pytest.mark.parametrize("seed", range(5))
def test_the_answers_are_those_of_the_questionnaire(seed: int) -> None:
    made, moves = couple(seed), load_instrument("moves")
    for answers in (made.a, made.b):
        assert read_responses(answers, moves).n_answered == len(answers) == 16 * 3 + 6 + 4


def test_the_same_seed_gives_the_same_couple() -> None:
    assert couple(1).a == couple(1).a != couple(2).a


@pytest.mark.parametrize("seed", range(10))
def test_the_planted_cycle_is_true_and_named_by_both(seed: int) -> None:
    made = couple(seed, SURE)
    assert made.planted == CYCLE and true_cycles(made) == {CYCLE}
    assert "criticism" in made.a["moves.quiet.next"]  # type: ignore[operator]
    assert "quiet" in made.a["moves.criticism.then"]  # type: ignore[operator]
    assert "quiet" in made.b["moves.criticism.next"]  # type: ignore[operator]
    assert "criticism" in made.b["moves.quiet.then"]  # type: ignore[operator]


def test_what_is_planted_happens_often_and_stirs() -> None:
    made = [couple(seed, SURE) for seed in range(60)]
    y, x = MOVES.index("quiet"), MOVES.index("criticism")
    assert np.mean([m.truth_b.frequency[y] for m in made]) == pytest.approx(1.5, abs=0.15)
    assert np.mean([m.truth_a.stirs[y] for m in made]) == pytest.approx(1.6, abs=0.15)
    assert np.mean([m.truth_a.frequency[x] for m in made]) == pytest.approx(1.5, abs=0.15)
    given = [m.a["moves.quiet.stirs"] for m in made]
    assert np.mean([value for value in given if isinstance(value, int)]) > 3.5


def test_without_a_plant_habits_may_still_close_a_cycle() -> None:
    made = [couple(seed, MovesOptions(planted=None)) for seed in range(40)]
    assert all(m.planted is None for m in made)
    assert any(true_cycles(m) for m in made)


def test_any_cycle_is_drawn_without_coercive_moves() -> None:
    drawn = [couple(seed).planted for seed in range(40)]
    assert len(set(drawn)) > 20
    assert not any(move in COERCIVE for pair in drawn if pair for move in pair)


def test_true_levels_can_be_fixed() -> None:
    fixed = MovesOptions(planted=None, truth_a={"move.vague.do": 3.0}, truth_b={"move.vague.stirs": -2.0})
    made = couple(4, fixed)
    assert made.truth_a.frequency[MOVES.index("vague")] == 3.0
    assert made.truth_b.stirs[MOVES.index("vague")] == -2.0


def test_next_steps_are_asked_for_three_moves_or_all() -> None:
    ranks = np.arange(16.0)
    assert asked_about(ranks, None, "three") == ["silence", "monitoring", "leaving"]
    assert asked_about(ranks, "quiet", "planted") == ["silence", "monitoring", "quiet"]
    assert asked_about(ranks, "silence", "planted") == ["silence", "monitoring", "leaving"]
    assert asked_about(np.zeros(16), None, "three") == list(MOVES[:3])
    assert len(asked_about(ranks, None, "all")) == 16


def test_random_picks_are_two_different_moves() -> None:
    rng = np.random.default_rng(0)
    picks = [random_picks(rng) for _ in range(200)]
    assert all(len(set(pick)) == 2 for pick in picks)
    assert {move for pick in picks for move in pick} == set(MOVES)


def test_raters_differ_in_how_high_and_how_widely_they_rate() -> None:
    rows = []
    for seed in range(60):
        made = couple(seed)
        rows.append([value for item, value in made.a.items() if item.endswith(".sees")])
    means = np.array([np.mean(row) for row in rows])  # type: ignore[arg-type]
    assert means.std() > 0.35  # .25 would be error of sixteen answers alone


def test_some_answers_can_be_missing() -> None:
    made = couple(0, MovesOptions(missing=0.5))
    assert len(made.a) < 16 * 3
