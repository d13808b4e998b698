"""Who raises and who pulls away, by both; repair, flooding and the questions left open."""

from __future__ import annotations

import pytest
from tests.unit.dyad.people import answering, instrument

from pairbond.dyad.conflict import ConflictPattern, conflict_pattern, mean_difference
from pairbond.profile import Profile, build_profile
from pairbond.scoring.difference import Difference
from pairbond.types import Who

RAISES, PULLS = (43, 45, 47), (44, 46, 48)


def person(who: Who, raises: int | None, pulls: int | None, other: int = 3) -> Profile:
    """Someone who says how often they raise things, and how often they pull away."""
    given = {f"conflict.{n:02d}": other for n in range(1, 43)}
    for numbers, value in ((RAISES, raises), (PULLS, pulls)):
        given |= {f"conflict.{n:02d}": value for n in numbers if value is not None}
    return answering(who, "conflict", given)


def nobody(who: Who) -> Profile:
    return build_profile([], who=who, name=who)


def pattern(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> ConflictPattern:
    return conflict_pattern(person("a", *a), person("b", *b))


@pytest.mark.parametrize(
    ("a", "b", "direction"),
    [
        ((5, 1), (1, 5), "a-raises"),
        ((1, 5), (5, 1), "b-raises"),
        ((5, 1), (5, 1), "accounts-differ"),
        ((4, 4), (4, 4), "both-ways"),
        ((3, 3), (3, 3), "both-ways"),
        ((1, 1), (2, 2), "seldom"),
        ((3, 2), (2, 3), "a-raises"),
        ((3, 2), (3, 3), "cannot-tell"),
        ((5, 1), (3, 3), "cannot-tell"),
        ((5, 1), (None, None), "a-raises"),
        ((None, None), (5, 1), "b-raises"),
        ((5, None), (None, 5), "cannot-tell"),
    ],
)
def test_a_direction_needs_a_difference_that_no_report_denies(
    a: tuple[int | None, int | None], b: tuple[int | None, int | None], direction: str
) -> None:
    assert pattern(a, b).demand_withdraw.direction == direction


def test_swapping_turns_the_direction() -> None:
    straight = pattern((5, 2), (1, 4)).demand_withdraw
    turned = pattern((1, 4), (5, 2)).demand_withdraw
    assert straight.pooled is not None and turned.pooled is not None
    assert straight.pooled.mean == -turned.pooled.mean
    assert (straight.direction, turned.direction) == ("a-raises", "b-raises")


def test_both_accounts_of_each_direction_are_kept() -> None:
    found = pattern((5, 2), (1, 4)).demand_withdraw
    assert found.a_raises is not None and found.b_raises is not None
    assert [score.value for score in found.a_raises.scores] == [5, 4]
    assert [score.value for score in found.b_raises.scores] == [1, 2]


def test_how_high_a_reporter_rates_does_not_make_a_direction() -> None:
    """A rates both directions a step higher than B does; the difference within each is the same."""
    low, high = pattern((3, 2), (2, 3)), pattern((4, 3), (2, 3))
    assert low.demand_withdraw.by_a == high.demand_withdraw.by_a


def test_two_reports_are_surer_than_one() -> None:
    one = Difference(mean=1.0, sd=0.6, plain=1.8)
    both = mean_difference(one, one)
    assert both is not None
    assert (both.mean, both.sd, both.plain) == pytest.approx((1.0, 0.6 / 2**0.5, 1.8 * 2**0.5))
    assert mean_difference(one, None) == mean_difference(None, one) == one
    assert mean_difference(None, None) is None


def test_styles_of_both_with_repair_and_flooding_by_name() -> None:
    found = pattern((3, 3), (3, 3))
    assert [(s.doer, s.behaviour) for s in found.styles[:2]] == [("a", "attack"), ("a", "withdraw")]
    assert len(found.styles) == 12
    repair, flooding = found.repair("b"), found.flooding("a")
    assert repair is not None and (repair.doer, repair.behaviour) == ("b", "repair")
    assert flooding is not None and flooding.behaviour == "flooding"


def test_nothing_answered_tells_nothing() -> None:
    found = conflict_pattern(nobody("a"), nobody("b"))
    assert found.styles == found.topics == ()
    assert found.demand_withdraw.direction == "cannot-tell"
    assert found.demand_withdraw.a_raises is None
    assert found.repair("a") is None


def test_questions_that_ask_for_a_talk_or_a_decision_are_listed() -> None:
    def stands(who: Who, places: dict[str, int]) -> Profile:
        known = [item.id for item in instrument("dealbreakers").items]
        given: dict[str, int] = {}
        for scale in instrument("dealbreakers").scales:
            _, topic, aspect = scale.construct.split(".")
            given |= {
                i: {"place": places.get(topic, 3), "move": 1, "matters": 5}[aspect] for i in scale.items
            }
        return answering(who, "dealbreakers", {i: given[i] for i in known})

    found = conflict_pattern(stands("a", {"children": 1}), stands("b", {"children": 5}))
    assert [(topic.name, topic.kind) for topic in found.topics] == [("children", "decide")]
