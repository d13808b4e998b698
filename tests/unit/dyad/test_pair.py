"""Two people on one construct, in SDs of the people they are compared with."""

from __future__ import annotations

import pytest

from pairbond.dyad import Pair
from pairbond.library.instruments import load_instrument
from pairbond.library.norms import choose_norms
from pairbond.profile import Profile, build_profile
from pairbond.scoring import read_responses, score
from pairbond.types import Who


def person(
    who: Who, name: str, value: int, bounds: tuple[int, int] | None = None, norms: bool = True
) -> Profile:
    instrument = load_instrument(name)
    answers = {item.id: value for item in instrument.items if not item.pick}
    responses = read_responses(answers, instrument, response_range=bounds)
    chosen = choose_norms(instrument) if norms else None
    return build_profile([score(responses, norms=chosen)], who=who, name=who)


def test_with_norms_both_stand_in_the_norm_groups_sds() -> None:
    a, b = person("a", "closeness", 2), person("b", "closeness", 4)
    found = Pair(a=a, b=b).contrast("attachment.anxiety")
    assert found is not None
    first = a.constructs["attachment.anxiety"]
    assert first.estimate is not None
    assert found.z_a == pytest.approx((first.estimate.value - first.mean) / first.sd)
    assert found.se_a == pytest.approx(first.estimate.se / first.sd)
    assert found.z_a < 0 < found.z_b


def test_without_norms_only_the_difference_is_told() -> None:
    found = Pair(a=person("a", "bond", 2), b=person("b", "bond", 4)).contrast("bond.satisfaction")
    assert found is not None
    assert found.z_a == -found.z_b
    a = found.a.estimate
    b = found.b.estimate
    assert a is not None and b is not None
    assert found.z_b - found.z_a == pytest.approx((b.value - a.value) / 0.8)


def test_answers_on_different_ranges_meet_on_one() -> None:
    wide = person("a", "ecr", 7, norms=False)
    narrow = person("b", "ecr", 5, (1, 5), norms=False)
    found = Pair(a=wide, b=narrow).contrast("attachment.avoidance")
    assert found is not None
    assert (found.z_a, found.se_a) == pytest.approx((found.z_b, found.se_b), abs=1e-6)


def test_a_contrast_needs_both_scores() -> None:
    pair = Pair(a=person("a", "closeness", 3), b=person("b", "bond", 3))
    assert pair.contrast("attachment.anxiety") is None
    assert list(pair.contrasts("attachment.")) == []
    both = Pair(a=person("a", "closeness", 3), b=person("b", "closeness", 4))
    assert [c.construct for c in both.contrasts("attachment.")] == [
        "attachment.anxiety",
        "attachment.avoidance",
    ]


def test_contrasts_turn_round_with_the_people() -> None:
    for name, construct in (("closeness", "attachment.anxiety"), ("bond", "bond.responsiveness")):
        a, b = person("a", name, 2), person("b", name, 5)
        found, turned = Pair(a=a, b=b).contrast(construct), Pair(a=b, b=a).contrast(construct)
        assert found is not None and turned is not None
        assert (found.z_a, found.z_b, found.se_a) == (turned.z_b, turned.z_a, turned.se_b)


def test_two_profiles_made_alone_are_named_by_their_places() -> None:
    one = person("a", "moves", 3)
    found = Pair(a=one, b=one)
    assert (found.a.who, found.b.who) == ("a", "b")
    assert found.loop().reporters == ("a", "b")
