"""Needs in counts: what may be said of each, and of whom."""

from __future__ import annotations

import pytest
from tests.unit.dyad.people import counting, instrument, with_norms

from pairbond.dyad.needs import ENVIRONMENT, find_needs
from pairbond.dyad.needs_result import NEEDS, Need
from pairbond.profile import Profile, build_profile


def nobody(who: str = "b") -> Profile:
    return build_profile([], who=who, name=who)  # type: ignore[arg-type]


def one(a: Profile, b: Profile, name: str) -> Need:
    found = find_needs(a, b).need("a", name)
    assert found is not None
    return found


def test_the_needs_are_those_of_the_questionnaire_in_the_order_asked() -> None:
    asked = dict.fromkeys(str(item).split(".")[1] for item in instrument("needs").item_ids)
    assert tuple(asked) == NEEDS


def test_every_number_is_taken_from_the_one_who_can_give_it() -> None:
    a = counting("a", help_wanted=5, help_happens=2, help_matters=4, help_ease=1, help_give=6, help_guess=3)
    b = counting("b", help_wanted=1, help_happens=7, help_matters=2, help_ease=5, help_give=3, help_guess=4)
    found = find_needs(a, b)
    of_a, of_b = found.need("a", "help"), found.need("b", "help")
    assert of_a is not None and of_b is not None
    assert of_a.to_dict() == {
        "wanted": 5.0, "happens": 2.0, "by_partner": 3.0, "ease": 5, "matters": 4, "guess": 4.0,
        "class": of_a.need_class, "pattern": of_a.pattern,
    }  # fmt: skip
    assert (of_b.by_partner and of_b.by_partner.value, of_b.ease, of_b.guess and of_b.guess.value) == (
        6,
        1,
        3,
    )
    assert found.reporters == ("a", "b")


@pytest.mark.parametrize(
    ("wanted", "happens", "given", "pattern"),
    [
        (7, 0, 0, "short"),
        (6, 1, 1, "short"),
        (4, 4, 4, "met"),
        (4, 5, 4, "met"),
        (0, 7, 7, "more-than-wanted"),
        (6, 0, 7, "accounts-differ"),
        (6, 7, 0, "accounts-differ"),
        (4, 2, 2, "cannot-tell"),
        (7, 0, 3, "short"),
        (7, 2, 5, "cannot-tell"),
    ],
)
def test_wanted_against_happening(wanted: int, happens: int, given: int, pattern: str) -> None:
    a, b = counting("a", space_wanted=wanted, space_happens=happens), counting("b", space_give=given)
    assert one(a, b, "space").pattern == pattern


def test_without_norms_only_the_couples_own_pattern_is_described() -> None:
    short = one(counting("a", talk_wanted=7, talk_happens=0), counting("b", talk_give=0), "talk")
    assert (short.pattern, short.need_class, short.with_norms) == ("short", "own-pattern", False)
    assert not find_needs(counting("a", talk_wanted=7), counting("b", talk_give=0)).with_norms


@pytest.mark.parametrize(
    ("wanted", "happens", "given", "mean", "said"),
    [
        (4, 0, 0, 4.0, "ordinary-and-rare"),
        (7, 3, 3, 3.0, "high-and-ordinary"),
        (7, 0, 0, 3.0, "cannot-tell"),
        (4, 1, 3, 4.0, "cannot-tell"),
        (4, 4, 4, 4.0, "cannot-tell"),
        (4, 0, 7, 4.0, "accounts-differ"),
    ],
)
def test_ordinary_is_said_with_norms_only(
    wanted: int, happens: int, given: int, mean: float, said: str
) -> None:
    a = with_norms(counting("a", space_wanted=wanted, space_happens=happens), mean)
    b = with_norms(counting("b", space_give=given), mean)
    found = one(a, b, "space")
    assert (found.need_class, found.with_norms) == (said, True)


def test_norms_do_not_move_the_gap_between_two_counts() -> None:
    """Wanted and happening have different groups; the gap between them is one of counts."""
    a, b = counting("a", space_wanted=6, space_happens=2), counting("b", space_give=2)
    plain = one(a, b, "space").gap_own
    assert plain is not None
    assert one(with_norms(a, 1.0), with_norms(b, 6.0), "space").gap_own == plain


def test_no_answers_of_the_partner_no_word_about_the_partner() -> None:
    found = find_needs(counting("a", talk_wanted=7, talk_happens=0), nobody())
    assert found.of("b") == () and found.reporters == ("a",)
    (need,) = found.of("a")
    assert need.by_partner is need.ease is need.guess is need.accounts is need.guess_gap is None
    assert need.need_class == "own-pattern"
    assert need.pattern == "cannot-tell"
    assert all(count.who == "a" and count.given is None for count in found.environment)


def test_nothing_answered_gives_nothing() -> None:
    found = find_needs(nobody("a"), nobody("b"))
    assert found.of("a") == found.of("b") == () == found.proposals == found.environment == found.reporters


@pytest.mark.parametrize(("guess", "wanted", "direction"), [(7, 0, 1), (0, 7, -1)])
def test_a_guess_is_held_against_what_is_wanted(guess: int, wanted: int, direction: int) -> None:
    gap = one(counting("a", sex_wanted=wanted), counting("b", sex_guess=guess), "sex").guess_gap
    assert gap is not None and gap.speaks and gap.direction == direction


def test_a_guess_close_by_is_not_called_wrong() -> None:
    gap = one(counting("a", sex_wanted=4), counting("b", sex_guess=6), "sex").guess_gap
    assert gap is not None and not gap.speaks


def test_the_environment_is_counted_by_both() -> None:
    a = counting("a", predictability_happens=1, repair_happens=3)
    b = counting("b", predictability_give=5)
    found = {(count.who, count.kind): count for count in find_needs(a, b).environment}
    kept = found["a", "agreements-kept"]
    assert kept.received is not None and kept.given is not None
    assert (kept.received.value, kept.given.value) == (1, 5)
    assert kept.accounts is not None and kept.accounts.direction == 1
    assert found["a", "made-up"].given is None
    assert ("a", "heard") not in found and not any(who == "b" for who, _ in found)
    assert {need for _, need in ENVIRONMENT} <= set(NEEDS)
