"""What could be agreed: drawn from gaps, easy enough to give, never about sex."""

from __future__ import annotations

import pytest
from tests.unit.dyad.people import counting

from pairbond.dyad.agreements import KINDS
from pairbond.dyad.needs import find_needs
from pairbond.dyad.needs_result import NEEDS, AgreementProposal
from pairbond.profile import Profile, build_profile


def proposed(a: Profile, b: Profile) -> list[tuple[str, str, str]]:
    return [(p.kind, p.asker, p.giver) for p in find_needs(a, b).proposals]


def short(name: str, matters: int = 4) -> Profile:
    return counting("a", **{f"{name}_wanted": 7, f"{name}_happens": 0, f"{name}_matters": matters})


def giving(name: str, count: int = 0, ease: int = 3) -> Profile:
    return counting("b", **{f"{name}_give": count, f"{name}_ease": ease})


@pytest.mark.parametrize("name", [name for name in NEEDS if name in KINDS])
def test_a_gap_both_see_becomes_a_proposal(name: str) -> None:
    assert proposed(short(name), giving(name)) == [(KINDS[name], "a", "b")]


@pytest.mark.parametrize("name", ["sex", "affection", "commitment", "help", "autonomy", "space"])
def test_what_may_not_be_asked_for_by_count_is_not_proposed(name: str) -> None:
    assert proposed(short(name), giving(name)) == []


def test_nothing_is_proposed_where_giving_is_hard_or_the_accounts_differ_or_it_is_met() -> None:
    assert proposed(short("talk"), giving("talk", ease=2)) == []
    assert proposed(short("talk"), giving("talk", count=7)) == []
    met = counting("a", talk_wanted=4, talk_happens=4, talk_matters=5)
    assert proposed(met, giving("talk", count=4)) == []


def test_one_report_is_enough_where_there_is_only_one() -> None:
    alone = build_profile([], who="b", name="b")
    assert proposed(short("talk"), alone) == [("time-for-two", "a", "b")]


def test_room_and_a_named_time_become_one_agreement_for_both() -> None:
    a = short("predictability")
    b = counting("b", space_wanted=3, predictability_give=0, predictability_ease=3)
    assert proposed(a, b) == [("space-with-return", "a", "b")]


def test_one_short_of_room_may_offer_the_time_that_matters_to_the_other() -> None:
    a = counting("a", space_wanted=7, space_happens=0)
    b = counting("b", space_give=0, predictability_wanted=4, predictability_matters=5)
    assert proposed(a, b) == [("space-with-return", "b", "a")]
    calm = counting("b", space_give=0, predictability_wanted=4, predictability_matters=2)
    assert proposed(a, calm) == []


def test_what_matters_most_comes_first() -> None:
    a = counting(
        "a", talk_wanted=7, talk_happens=0, talk_matters=3, told_wanted=7, told_happens=0, told_matters=5
    )
    b = counting("b", talk_give=0, told_give=0)
    assert proposed(a, b) == [("tell-first", "a", "b"), ("time-for-two", "a", "b")]


def test_each_asks_the_other_when_they_swap() -> None:
    a, b = short("talk"), giving("talk")
    turned = counting("b", talk_wanted=7, talk_happens=0, talk_matters=4)
    assert find_needs(counting("a", talk_give=0, talk_ease=3), turned).proposals == (
        AgreementProposal(kind="time-for-two", need="talk", asker="b", giver="a"),
    )
    assert proposed(a, b) == [("time-for-two", "a", "b")]
