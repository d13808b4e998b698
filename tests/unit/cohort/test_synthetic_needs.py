"""Made-up couples with planted needs, and synthetic couples that answer about each other."""

from __future__ import annotations

import numpy as np
import pytest

import pairbond as pb
from pairbond.cohort.synthetic import SyntheticOptions, synthetic_couple
from pairbond.cohort.synthetic_moves import MovesOptions
from pairbond.cohort.synthetic_needs import FAVOURITES, CountingStyle, NeedsOptions, counted, synthetic_needs
from pairbond.dyad.needs_result import NEEDS
from pairbond.library.instruments import load_instrument
from pairbond.scoring import read_responses

NEEDS_ASKED = load_instrument("needs")


@pytest.mark.parametrize("seed", range(4))
def test_the_answers_are_those_of_the_questionnaire(seed: int) -> None:
    made = synthetic_needs(np.random.default_rng(seed))
    for answers in (made.a, made.b):
        assert set(answers) == set(NEEDS_ASKED.item_ids)
        assert read_responses(answers, NEEDS_ASKED).n_answered == len(answers)


def test_what_is_planted_is_true() -> None:
    planted = {("a", "talk"): "short", ("b", "talk"): "met", ("a", "help"): "accounts-differ"}
    made = synthetic_needs(np.random.default_rng(0), NeedsOptions(planted=planted))  # type: ignore[arg-type]
    short, met, differ = (made.truth[key] for key in planted)  # type: ignore[index]
    assert short.wanted - short.given > 3 and short.believed == short.given
    assert met.wanted == met.given == met.believed
    assert differ.believed - differ.given == pytest.approx(5)


def test_counts_stay_in_range_and_lean_to_favourites() -> None:
    rng = np.random.default_rng(1)
    style = CountingStyle(giving=1.0, getting=1.0, error=0.8, favourites=1.0)
    found = {counted(value, style, rng) for value in np.linspace(0, 9, 300)}
    assert found == set(FAVOURITES)
    plain = CountingStyle(giving=1.0, getting=1.0, error=0.8, favourites=0.0)
    assert {counted(value, plain, rng) for value in np.linspace(0, 9, 300)} == set(range(8))


def test_larger_counts_err_more() -> None:
    rng = np.random.default_rng(2)
    style = CountingStyle(giving=1.0, getting=1.0, error=1.0, favourites=0.0)
    low, high = ([counted(value, style, rng) for _ in range(400)] for value in (1.5, 4.0))
    assert np.std(high) > np.std(low)


def test_some_answers_can_be_missing() -> None:
    made = synthetic_needs(np.random.default_rng(0), NeedsOptions(missing=0.3))
    assert 0.5 * len(NEEDS_ASKED.items) < len(made.a) < 0.85 * len(NEEDS_ASKED.items)


def test_a_couple_answers_both_questionnaires_about_each_other() -> None:
    instruments = [load_instrument(name) for name in ("bond", "moves", "needs")]
    options = SyntheticOptions(moves=MovesOptions(planted=("protest", "silence")))
    a, b = synthetic_couple(instruments, np.random.default_rng(0), options)
    for person in (a, b):
        assert set(person.answers) == {"bond", "moves", "needs"}
        assert any(name.startswith("bond.") for name in person.truth)
    assert {f"needs.{need}.wanted" for need in NEEDS} <= set(a.answers["needs"])


def test_the_other_questionnaires_are_as_they_were_without_them() -> None:
    bond = [load_instrument("bond")]
    alone = synthetic_couple(bond, np.random.default_rng(3))
    together = synthetic_couple([*bond, load_instrument("moves")], np.random.default_rng(3))
    assert alone[0].answers["bond"] == together[0].answers["bond"]


def test_items_with_their_own_range_are_answered_on_it() -> None:
    instrument = load_instrument("csi-4")
    (person, _) = synthetic_couple([instrument], np.random.default_rng(0))
    responses = read_responses(person.answers["csi-4"], instrument)
    assert responses.n_answered == len(instrument.items)


def test_a_cycle_can_be_planted_from_the_outside() -> None:
    a, b = pb.synthetic_couple(0, ("moves",), cycle=("criticism", "quiet"))
    leading = pb.pair(a, b).loop().leading
    assert leading is not None
    assert (leading.a_move, leading.b_move) == ("criticism", "quiet")
    (again, _), (same, _) = (pb.synthetic_couple(0, ("moves",)) for _ in range(2))
    assert again.responses["moves"].picks == same.responses["moves"].picks
