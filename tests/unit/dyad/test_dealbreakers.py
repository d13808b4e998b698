"""Topics a life together must settle: the class of every possible pair of stands."""

from __future__ import annotations

from itertools import product

import pytest

from pairbond.dyad.dealbreakers import TOPICS, Stand, classify, stand, topic, topics
from pairbond.library.instruments import load_instrument
from pairbond.profile import Profile, build_profile
from pairbond.scoring import read_responses, score
from pairbond.types import Who

SCALE = (1, 2, 3, 4, 5)
OR_UNKNOWN = (None, 1, 2, 3, 4, 5)
CLASSES = {"agree", "live-with", "talk-about", "decide"}


def expected(gap: int, move: tuple[int, int], matters: tuple[int, int]) -> str:
    """The rule of the module's text, written another way."""
    weighs_a_lot, weighs_little = max(matters) >= 4, max(matters) <= 2
    steps_they_could_take = sum(move) - 2
    if gap == 0:
        return "agree"
    if gap == 1:
        return "talk-about" if weighs_a_lot and steps_they_could_take == 0 else "live-with"
    if weighs_little:
        return "talk-about"
    return "decide" if weighs_a_lot and steps_they_could_take < gap else "talk-about"


@pytest.mark.parametrize("gap", range(5))
def test_every_class_over_the_whole_cube(gap: int) -> None:
    for move in product(SCALE, SCALE):
        for matters in product(SCALE, SCALE):
            first = Stand(place=1, move=move[0], matters=matters[0])
            second = Stand(place=1 + gap, move=move[1], matters=matters[1])
            found = classify(gap, first, second)
            assert found in CLASSES
            assert found == expected(gap, move, matters), (gap, move, matters)
            assert classify(gap, second, first) == found
            assert gap >= 2 or found != "decide"
            assert (gap == 0) == (found == "agree")


@pytest.mark.parametrize("gap", range(1, 5))
def test_more_room_to_move_never_makes_a_topic_harder(gap: int) -> None:
    order = ("live-with", "talk-about", "decide")
    for mine, weight in product(SCALE, SCALE):
        found = [
            order.index(
                classify(
                    gap, Stand(place=1, move=move, matters=weight), Stand(place=1 + gap, move=mine, matters=1)
                )
            )
            for move in SCALE
        ]
        assert found == sorted(found, reverse=True)


def test_more_weight_never_makes_a_decision_lighter() -> None:
    for gap, mine, theirs in product(range(2, 5), SCALE, SCALE):
        decide = [
            classify(gap, Stand(place=1, move=mine, matters=w), Stand(place=5, move=theirs, matters=1))
            == "decide"
            for w in SCALE
        ]
        assert decide == sorted(decide)


def test_what_is_unknown_counts_as_the_middle() -> None:
    for gap, move, matters in product(range(5), OR_UNKNOWN, OR_UNKNOWN):
        known = Stand(place=1, move=move or 3, matters=matters or 3)
        other = Stand(place=1 + gap, move=2, matters=4)
        assert classify(gap, Stand(place=1, move=move, matters=matters), other) == classify(gap, known, other)


def profile(who: Who, **places: tuple[int | None, int | None, int | None]) -> Profile:
    """Place, move and matters by topic."""
    instrument = load_instrument("dealbreakers")
    answers = {
        f"dealbreakers.{name}.{question}": value
        for name, values in places.items()
        for question, value in zip(("place", "move", "matters"), values, strict=True)
        if value is not None
    }
    return build_profile([score(read_responses(answers, instrument))], who=who, name=who)


def test_a_stand_needs_a_place_only() -> None:
    found = profile("a", money=(2, None, None), faith=(None, 5, 5))
    assert stand(found, "money") == Stand(place=2, move=None, matters=None)
    assert stand(found, "faith") is None


def test_only_topics_both_answered_are_compared_and_the_hardest_come_first() -> None:
    a = profile("a", children=(1, 1, 5), money=(3, 3, 3), faith=(1, 3, 3), place=(2, 3, 2), family=(1, 1, 1))
    b = profile("b", children=(5, 1, 5), money=(3, 3, 3), faith=(4, 3, 3), place=(3, 3, 2))
    found = topics(a, b)
    assert [(t.name, t.kind) for t in found] == [
        ("children", "decide"), ("faith", "talk-about"), ("place", "live-with"), ("money", "agree"),
    ]  # fmt: skip
    assert [(t.name, t.kind, t.gap) for t in topics(b, a)] == [(t.name, t.kind, t.gap) for t in found]
    assert all((t.a, t.b) == (u.b, u.a) for t, u in zip(found, topics(b, a), strict=True))


def test_what_matters_to_both_matters_to_the_one_who_cares_less() -> None:
    def both(first: int | None, second: int | None) -> bool:
        one = Stand(place=3, move=3, matters=first)
        return topic("money", one, Stand(place=3, move=3, matters=second)).matters_to_both

    assert both(4, 5) and not both(3, 5) and not both(None, 5) and not both(None, None)


def test_the_topics_are_those_of_the_questionnaire() -> None:
    ids = [item.split(".")[1] for item in load_instrument("dealbreakers").item_ids]
    assert list(dict.fromkeys(ids)) == list(TOPICS)
