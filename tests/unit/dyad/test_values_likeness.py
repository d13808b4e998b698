"""What values share and where they differ, beside strangers."""

from __future__ import annotations

import pytest
from tests.unit.dyad.people import answering, instrument

from pairbond.dyad import Pair
from pairbond.dyad.values import TEN_VALUES
from pairbond.dyad.values_likeness import LESS_ALIKE, MORE_ALIKE, ValuesLikeness
from pairbond.library.value_reference import load_value_reference
from pairbond.profile import Profile
from pairbond.types import Who

FIRST = dict(zip(TEN_VALUES, (5, 1, 4, 2, 1, 3, 2, 5, 4, 3), strict=True))
CLOSE = FIRST | {"hedonism": 5}
TURNED = {name: 6 - value for name, value in FIRST.items()}
EVEN = dict.fromkeys(TEN_VALUES, 4)


def valuing(who: Who, levels: dict[str, int]) -> Profile:
    answers = {
        item: levels[scale.construct.removeprefix("value.")]
        for scale in instrument("values").scales
        for item in scale.items
    }
    return answering(who, "values", answers)


def likeness(a: dict[str, int], b: dict[str, int], judged: bool = True) -> ValuesLikeness:
    reference = load_value_reference() if judged else None
    return Pair(a=valuing("a", a), b=valuing("b", b), reference=reference).values()


@pytest.mark.parametrize(("b", "verdict"), [(CLOSE, "more-alike"), (TURNED, "less-alike"), (EVEN, "flat")])
def test_likeness_is_spoken_of_beside_strangers_only(b: dict[str, int], verdict: str) -> None:
    assert likeness(FIRST, b).verdict == verdict


def test_most_pairs_are_like_strangers() -> None:
    shuffled = dict(zip(TEN_VALUES, (4, 2, 1, 3, 5, 2, 1, 3, 5, 4), strict=True))
    found = likeness(FIRST, shuffled)
    assert found.verdict == "like-strangers"
    assert found.similarity is not None and found.similarity.percentile is not None
    assert LESS_ALIKE < found.similarity.percentile < MORE_ALIKE


def test_two_strangers_are_called_alike_or_unlike_in_a_twentieth_of_pairs() -> None:
    assert (100 - MORE_ALIKE) + LESS_ALIKE == 5


def test_a_flat_profile_is_named_and_nothing_is_shared() -> None:
    found = likeness(EVEN, EVEN)
    assert (found.verdict, found.flat, found.shared, found.tensions) == ("flat", ("a", "b"), (), ())
    assert found.similarity is not None and found.similarity.distinctive is None
    assert likeness(FIRST, EVEN).flat == ("b",)


def test_without_a_reference_nothing_is_said_of_likeness() -> None:
    found = likeness(FIRST, CLOSE, judged=False)
    assert (found.verdict, found.similarity) == ("not-known", None)
    assert found.shared


def test_shared_values_are_high_for_both() -> None:
    assert set(likeness(FIRST, CLOSE).shared) <= {"self-direction", "tradition", "hedonism", "benevolence"}
    assert likeness(FIRST, FIRST).shared[:2] == ("self-direction", "tradition")


def test_tensions_are_reliable_differences_the_weightiest_first() -> None:
    found = likeness(FIRST, TURNED).tensions
    assert found and all(one.difference.speaks for one in found)
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    by_name = {one.value: one for one in found}
    assert by_name["self-direction"].difference.direction == 1
    assert by_name["power"].difference.direction == -1
    assert "security" not in by_name  # in the middle for both


def test_rating_everything_a_step_higher_makes_no_tension() -> None:
    higher = {name: min(value + 1, 5) for name, value in EVEN.items()}
    assert likeness(EVEN, higher).tensions == ()


def test_values_not_answered_by_both_are_not_compared() -> None:
    some = answering("b", "values", {})
    found = Pair(a=valuing("a", FIRST), b=some, reference=load_value_reference()).values()
    assert (found.verdict, found.shared, found.tensions) == ("not-known", (), ())


def test_swapping_mirrors() -> None:
    straight, turned = likeness(FIRST, TURNED), likeness(TURNED, FIRST)
    assert straight.similarity == turned.similarity
    assert [(t.value, t.weight, t.difference.mean) for t in straight.tensions] == [
        (t.value, t.weight, -t.difference.mean) for t in turned.tensions
    ]
