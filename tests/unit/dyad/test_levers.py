"""Where a cycle can be interrupted; never by being less stirred by a coercive move."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from tests.unit.dyad.movers import distancer, mover, pursuer

from pairbond.dyad.loop import find_loop
from pairbond.dyad.loop_result import LEVER_TYPES, Loop
from pairbond.dyad.moves import MoveAnswers


def coercive_pair() -> tuple[MoveAnswers, MoveAnswers]:
    """A checks B's phone when B goes quiet; B goes quiet when checked."""
    a = mover(
        "a",
        {"monitoring.do": 4, "quiet.sees": 5, "quiet.stirs": 5},
        after={"quiet": ("monitoring",)},
        then={"monitoring": ("quiet",)},
    )
    b = mover(
        "b",
        {"quiet.do": 5, "monitoring.sees": 5, "monitoring.stirs": 5},
        after={"monitoring": ("quiet",)},
        then={"quiet": ("monitoring",)},
    )
    return a, b


def offered(found: Loop) -> set[tuple[str, str, str]]:
    return {(lever.type, lever.who, lever.what) for lever in found.levers}


def test_each_person_has_one_lever_of_each_type() -> None:
    found = find_loop(pursuer(), distancer())
    assert offered(found) == {
        ("stop", "a", "criticism"),
        ("stop", "b", "quiet"),
        ("answer-differently", "a", "criticism"),
        ("answer-differently", "b", "quiet"),
        ("soothe", "a", "quiet"),
        ("soothe", "b", "criticism"),
        ("say-sooner", "a", "criticism"),
        ("say-sooner", "b", "quiet"),
    }
    triggers = {lever.who: lever.trigger for lever in found.of_type("answer-differently")}
    assert triggers == {"a": "quiet", "b": "criticism"}


def test_chances_add_to_one_within_a_type_and_types_stay_in_order() -> None:
    found = find_loop(pursuer(criticism_do=3), distancer(criticism_sees=3, criticism_stirs=4))
    types = [lever.type for lever in found.levers]
    assert [kind for kind, _ in groupby(types)] == list(LEVER_TYPES)
    for kind in LEVER_TYPES:
        chances = [lever.probability for lever in found.of_type(kind)]
        assert sum(chances) == pytest.approx(1)
        assert chances == sorted(chances, reverse=True)


def test_what_happens_more_and_stirs_more_is_first_to_stop() -> None:
    found = find_loop(
        pursuer(criticism_do=3, protest_do=4), distancer(criticism_sees=3, criticism_stirs=3, vague_stirs=4)
    )
    first = found.of_type("stop")[0]
    assert (first.who, first.what) == ("b", "quiet")
    assert first.probability > 0.8


def test_a_coercive_move_can_only_be_stopped_by_the_one_who_does_it() -> None:
    found = find_loop(*coercive_pair())
    assert found.leading is not None and found.leading.coercive == ("a",)
    assert offered(found) == {("stop", "a", "monitoring")}
    assert found.levers[0].probability == 1


def test_where_both_moves_are_coercive_each_has_the_own_to_stop() -> None:
    a = mover(
        "a",
        {"protest.do": 4, "silence.sees": 5, "silence.stirs": 5},
        after={"silence": ("protest",)},
        then={"protest": ("silence",)},
    )
    b = mover(
        "b",
        {"silence.do": 5, "protest.sees": 5, "protest.stirs": 5},
        after={"protest": ("silence",)},
        then={"silence": ("protest",)},
    )
    assert offered(find_loop(a, b)) == {("stop", "a", "protest"), ("stop", "b", "silence")}


def test_criticism_known_to_hurt_on_purpose_leaves_the_other_no_lever() -> None:
    found = find_loop(pursuer(), distancer(), also_coercive={"a": frozenset({"criticism"})})
    assert offered(found) == {("stop", "a", "criticism")}


def test_without_a_printed_cycle_there_is_no_lever() -> None:
    found = find_loop(pursuer(), replace(distancer(), next={"vague": ("quiet",)}))
    assert found.leading is None and found.levers == ()
