"""The loop: which cycles are told, which one is printed, and why none is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.dyad.movers import distancer, mover, pursuer

from pairbond.dyad.loop import LEADS, find_loop
from pairbond.dyad.loop_result import Loop
from pairbond.dyad.moves import MOVES, UNRATED, MoveAnswers


def unrated(answers: MoveAnswers, row: int, move: str | None = None) -> MoveAnswers:
    ratings = answers.ratings.copy()
    ratings[row, slice(None) if move is None else MOVES.index(move)] = UNRATED
    return replace(answers, ratings=ratings)


def none_because(found: Loop) -> str | None:
    assert (found.leading is None) == (found.reason is not None)
    assert found.levers == () or found.leading is not None
    return found.reason


def test_a_cycle_that_both_name_and_rate_high_is_printed() -> None:
    found = find_loop(pursuer(), distancer())
    leading = found.leading
    assert leading is not None and found.reason is None
    assert (leading.a_move, leading.b_move, leading.account) == ("criticism", "quiet", "both")
    assert leading.probability is not None and leading.probability >= LEADS
    assert found.reporters == ("a", "b")


def test_each_link_says_who_named_it_and_quotes_the_ratings() -> None:
    leading = find_loop(pursuer(), distancer(criticism_sees=4)).leading
    assert leading is not None
    of_a, of_b = leading.links
    assert (of_a.trigger, of_a.trigger_by, of_a.answer, of_a.answer_by) == ("quiet", "b", "criticism", "a")
    assert (of_b.trigger, of_b.trigger_by, of_b.answer, of_b.answer_by) == ("criticism", "a", "quiet", "b")
    assert of_a.named_by == of_b.named_by == ("a", "b")
    rated = of_b.trigger_ratings
    assert (rated.doer, rated.does, rated.sees, rated.stirs) == ("a", 5, 4, 5)


def test_strength_is_the_sum_of_four_centred_ratings() -> None:
    leading = find_loop(pursuer(), distancer()).leading
    assert leading is not None and leading.strength is not None
    # Each row holds one 5 and fifteen 2: a 5 lies 3 - 3/16 above its mean.
    assert leading.strength.value == pytest.approx(4 * (3 - 3 / 16))
    # One rating for each sting, the mean of two for each frequency.
    assert leading.strength.se == pytest.approx(0.75 * np.sqrt(1 + 1 + 0.5 + 0.5))
    assert leading.strength.n == 6


def test_a_frequency_is_the_mean_of_both_reports_but_the_higher_one_of_a_coercive_move() -> None:
    def strength(move: str) -> float:
        a = mover("a", {f"{move}.do": 2, "quiet.stirs": 5, "quiet.sees": 5}, after={"quiet": (move,)})
        b = mover("b", {f"{move}.sees": 5, f"{move}.stirs": 5, "quiet.do": 5}, after={move: ("quiet",)})
        (found,) = find_loop(a, replace(b, then={"quiet": (move,)})).cycles[:1]
        assert found.strength is not None
        return found.strength.value

    mean, higher = strength("criticism"), strength("protest")
    assert higher - mean == pytest.approx((3 - 3 / 16) / 2)


def test_one_who_names_no_link_leaves_the_cycle_told_by_the_other() -> None:
    silent = replace(distancer(), next={"vague": ("quiet",)}, then={"vague": ("quiet",)})
    found = find_loop(pursuer(), silent)
    assert none_because(found) == "not-named-by-both"
    (told,) = found.told_by("a")
    assert (told.a_move, told.b_move, told.probability) == ("criticism", "quiet", None)
    assert [link.named_by for link in told.links] == [("a",), ("a",)]
    assert found.told_by("both") == found.told_by("b") == ()


def test_where_each_names_a_part_the_account_is_mixed() -> None:
    a = replace(pursuer(), then={"vague": ("quiet",)})
    b = replace(distancer(), then={"vague": ("criticism",)})
    (told,) = find_loop(a, b).cycles
    assert told.account == "mixed"
    assert [link.named_by for link in told.links] == [("a",), ("b",)]


def test_an_answer_nobody_names_makes_no_cycle() -> None:
    a = replace(pursuer(), next={"quiet": ()}, then={"criticism": ("quiet",)})
    b = replace(distancer(), then={"quiet": ()})
    assert find_loop(a, b).cycles == ()


@pytest.mark.parametrize(
    ("a", "b", "reason", "about"),
    [
        (mover("a", other=UNRATED), mover("b", other=UNRATED), "not-answered", ("a", "b")),
        (mover("a", other=UNRATED), distancer(), "one-answered", ("a",)),
        (pursuer(), unrated(distancer(), 2), "one-answered", ("b",)),
        (pursuer(quiet_stirs=2), distancer(), "nothing-stirs", ("a",)),
        (mover("a", other=1), mover("b", other=1), "nothing-stirs", ("a", "b")),
        (mover("a", other=3), mover("b", other=3), "all-alike", ("a", "b")),
        (mover("a", other=5), distancer(), "all-alike", ("a",)),
        (replace(pursuer(), next={}), distancer(), "no-next-steps", ("a",)),
        (pursuer(), replace(distancer(), then={"quiet": ()}), "no-next-steps", ("b",)),
        (pursuer(), replace(distancer(), then={"quiet": ("vague",)}), "not-named-by-both", ()),
        (unrated(pursuer(), 2, "quiet"), distancer(vague_stirs=4), "nothing-stirs", ("a",)),
        (pursuer(criticism_do=2), distancer(criticism_sees=2), "too-seldom", ()),
        (pursuer(quiet_stirs=2, vague_stirs=5), distancer(), "too-seldom", ()),
    ],
)
def test_why_no_cycle_is_printed(a: MoveAnswers, b: MoveAnswers, reason: str, about: tuple[str, ...]) -> None:
    found = find_loop(a, b)
    assert none_because(found) == reason
    assert found.reason_who == about


def test_a_sting_nobody_rated_is_not_taken_for_none() -> None:
    a = unrated(pursuer(vague_stirs=4), 2, "quiet")
    assert none_because(find_loop(a, distancer())) == "not-rated"


def test_a_frequency_that_one_reports_is_enough() -> None:
    seen_only = unrated(pursuer(), 0, "criticism")
    leading = find_loop(seen_only, distancer()).leading
    assert leading is not None and leading.strength is not None
    assert leading.strength.n == 5
    done_only = find_loop(pursuer(criticism_do=5), distancer(criticism_sees=1)).leading
    assert done_only is not None


def test_two_cycles_as_strong_as_each_other_have_no_clear_lead() -> None:
    extra = {"vague_do": 5, "vague_sees": 5, "vague_stirs": 5, "clinging_do": 5, "clinging_sees": 5}
    a = replace(
        pursuer(**extra, clinging_stirs=5),
        next={"quiet": ("criticism",), "vague": ("clinging",)},
        then={"criticism": ("quiet",), "clinging": ("vague",)},
    )
    b = replace(
        distancer(**extra, clinging_stirs=5),
        next={"criticism": ("quiet",), "clinging": ("vague",)},
        then={"quiet": ("criticism",), "vague": ("clinging",)},
    )
    found = find_loop(a, b)
    assert none_because(found) == "no-clear-lead"
    chances = [cycle.probability or 0 for cycle in found.told_by("both")]
    assert len(chances) == 2
    assert sum(chances) == pytest.approx(1, abs=0.01)
    assert chances == sorted(chances, reverse=True)


def test_a_cycle_no_stronger_than_the_raters_averages_does_not_lead() -> None:
    """Named by both and rated 3, but so is nearly everything else."""
    flat = {f"{move}.{aspect}": 3 for move in MOVES for aspect in ("do", "sees", "stirs")} | {"vague.do": 4}
    a = mover("a", flat, after={"quiet": ("criticism",)}, then={"criticism": ("quiet",)})
    b = mover("b", flat, after={"criticism": ("quiet",)}, then={"quiet": ("criticism",)})
    found = find_loop(a, b)
    assert none_because(found) == "no-clear-lead"
    (told,) = found.cycles
    assert told.probability is not None and told.probability < LEADS


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("who", ["a", "b"])
def test_a_step_more_or_less_on_all_of_one_persons_ratings_changes_nothing(who: str, step: int) -> None:
    a = pursuer(criticism_do=4, quiet_sees=4, quiet_stirs=4, vague_do=3)
    b = distancer(quiet_do=4, criticism_sees=4, criticism_stirs=4)
    moved = {
        person.who: replace(person, ratings=person.ratings + step * (person.who == who)) for person in (a, b)
    }
    assert find_loop(moved["a"], moved["b"]).leading is not None
    first, second = find_loop(a, b).leading, find_loop(moved["a"], moved["b"]).leading
    assert first is not None and second is not None
    assert (first.a_move, first.b_move, first.probability, first.strength) == (
        second.a_move, second.b_move, second.probability, second.strength,
    )  # fmt: skip


def test_the_same_answers_give_the_same_loop_and_other_draws_nearly_so() -> None:
    a, b = pursuer(vague_do=4, vague_stirs=4), distancer(clinging_do=4)
    assert find_loop(a, b) == find_loop(a, b)
    rngs = np.random.default_rng(1), np.random.default_rng(2)
    first, other = find_loop(a, b).leading, find_loop(a, b, rngs=rngs).leading
    assert first is not None and other is not None
    assert other.probability == pytest.approx(first.probability, abs=0.05)


def test_coercive_moves_are_listed_by_the_higher_report() -> None:
    found = find_loop(pursuer(protest_do=1), distancer(protest_sees=4))
    listed = {(r.doer, r.move): r.higher for r in found.coercive}
    assert listed["a", "protest"] == 4
    assert {move for _, move in listed} == {"protest", "monitoring", "silence"}  # the others at 2
    quiet = find_loop(mover("a", other=1), mover("b", other=1))
    assert quiet.coercive == ()


def test_a_move_can_count_as_coercive_for_one_person() -> None:
    found = find_loop(pursuer(), distancer(), also_coercive={"a": frozenset({"criticism"})})
    leading = found.leading
    assert leading is not None
    assert leading.coercive == ("a",)
    assert [r.move for r in found.coercive if r.doer == "a"].count("criticism") == 1
    assert not any(r.move == "criticism" and r.doer == "b" for r in found.coercive)


def test_the_machine_form_names_moves_and_keeps_none_for_what_is_not_known() -> None:
    found = find_loop(pursuer(), distancer()).to_dict()
    (cycle,) = found["cycles"]  # type: ignore[misc]
    assert cycle["a_move"] == "criticism" and cycle["b_move"] == "quiet" and cycle["printed"] is True
    assert cycle["links"][0]["named_by"] == ["a", "b"]
    levers = found["levers"]
    assert isinstance(levers, list) and set(levers[0]) == {"type", "who", "what", "probability"}
    one_sided = find_loop(pursuer(), mover("b", other=UNRATED)).to_dict()
    assert one_sided["reporters"] == ["a"] and one_sided["reason"] == "one-answered"


def test_of_one_persons_answers_only_that_account_is_told() -> None:
    found = find_loop(pursuer(), mover("b", other=UNRATED))
    (told,) = found.cycles
    assert told.account == "a" and told.strength is None and told.probability is None
    assert all(link.named_by == ("a",) for link in told.links)
