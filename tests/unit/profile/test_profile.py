"""A person's scores by construct, whichever questionnaire measured them."""

from __future__ import annotations

from math import inf, isnan

import pytest

from pairbond.library.instruments import load_instrument
from pairbond.library.norms import choose_norms
from pairbond.profile import Profile, build_profile, standardised
from pairbond.profile.profile import relative_error
from pairbond.scoring import Scores, read_responses, score


def scores(name: str, value: int, *, keep: int | None = None, norms: bool = True) -> Scores:
    instrument = load_instrument(name)
    answers = dict.fromkeys(instrument.item_ids[:keep], value)
    bounds = None if instrument.worded else (1, 5)
    responses = read_responses(answers, instrument, response_range=bounds)
    return score(responses, norms=choose_norms(instrument) if norms else None)


def profile(*found: Scores) -> Profile:
    return build_profile(found, who="a", name="Ada", age=31)


def test_the_more_precise_of_two_measures_is_used_whichever_comes_first() -> None:
    own, ecr = scores("closeness", 2), scores("ecr", 4)
    for found in (profile(own, ecr), profile(ecr, own)):
        assert found.constructs["attachment.anxiety"].scale.id == "ecr.anxiety"


def test_a_measure_with_too_few_answers_gives_way() -> None:
    found = profile(scores("ecr", 4, keep=10), scores("closeness", 2))
    assert found.constructs["attachment.anxiety"].scale.id == "closeness.anxiety"


def test_unscored_constructs_are_not_there() -> None:
    found = profile(scores("closeness", 3, keep=5))
    assert found.get("attachment.anxiety") is None
    assert found.value("attachment.anxiety") is None
    assert found.value("nothing.such") is None
    assert not found.has_part("attachment.")


def test_parts_are_found_by_prefix() -> None:
    found = profile(scores("bond", 3), scores("values", 3))
    assert found.has_part("bond.") and found.has_part("value.") and not found.has_part("conflict.")


def test_a_narrowed_profile_holds_nothing_of_other_parts() -> None:
    found = profile(scores("bond", 3), scores("values", 3), scores("closeness", 3)).only(["bond."])
    assert {"bond.satisfaction", "bond.responsiveness"} <= set(found.constructs)
    assert all(name.startswith("bond.") for name in found.constructs)
    assert [s.instrument.id for s in found.scores] == ["bond"]
    assert (found.who, found.name, found.age) == ("a", "Ada", 31)
    assert profile(scores("bond", 3)).only([]).constructs == {}
    assert profile(scores("bond", 3)).only([]).scores == ()


def test_standardising_needs_norms() -> None:
    with_norms = profile(scores("ecr", 4)).get("attachment.anxiety")
    assert with_norms is not None and with_norms.estimate is not None
    z, se = standardised(with_norms)
    assert z == pytest.approx((with_norms.estimate.value - with_norms.mean) / with_norms.sd)
    assert se == pytest.approx(with_norms.estimate.se / with_norms.sd)
    bare, _ = standardised(profile(scores("ecr", 4, norms=False)).get("attachment.anxiety"))
    assert isnan(bare)
    assert all(map(isnan, standardised(None)))


def test_the_error_of_what_is_not_scored_is_infinite() -> None:
    (anxiety, *_) = scores("closeness", 3, keep=5).scales
    assert relative_error(anxiety) == inf
    assert relative_error(scores("closeness", 3).scales[0]) < inf
