"""What changed between two occasions: reliable, beyond chance over all scales, and comparable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.dyad.people import answering, instrument, together

from pairbond.instruments import Instrument
from pairbond.library.norms import choose_norms
from pairbond.profile import Profile, build_profile, change_over_time
from pairbond.profile.change_over_time import TRANSIENT, ScaleChange, error_share, surviving
from pairbond.scoring import read_responses, score


def keyed(name: str, value: int) -> dict[str, int]:
    """Answers that give every scale this score."""
    known = instrument(name)
    reverse = {item for scale in known.scales for item in scale.reverse}
    return {item: 6 - value if item in reverse else value for item in known.item_ids}


def bond(value: int) -> Profile:
    return answering("a", "bond", keyed("bond", value))


def closeness(value: int) -> Profile:
    known = instrument("closeness")
    responses = read_responses(keyed("closeness", value), known)
    return build_profile([score(responses, norms=choose_norms(known))], who="a", name="a")


def told(before: Profile, after: Profile) -> dict[str, int]:
    return {found.construct: found.direction for found in change_over_time(before, after).changes}


@pytest.mark.parametrize(("first", "second", "direction"), [(2, 4, 1), (5, 2, -1)])
def test_a_large_change_is_told_with_its_direction(first: int, second: int, direction: int) -> None:
    found = told(bond(first), bond(second))
    assert found["bond.satisfaction"] == direction


def test_no_change_tells_nothing_but_what_was_looked_at() -> None:
    found = change_over_time(bond(3), bond(3))
    assert found.changes == ()
    assert "bond.satisfaction" in found.looked


def test_a_told_change_carries_its_error() -> None:
    (first, *_) = change_over_time(bond(2), bond(5)).changes
    assert first.change.verdict == "rose"
    assert first.change.change.value == pytest.approx(3)
    assert first.change.change.lower > 0
    assert first.before.value == 2 and first.after.value == 5


def test_day_to_day_swings_are_in_the_error() -> None:
    (first, *_) = change_over_time(bond(2), bond(5)).changes
    assert first.before.estimate is not None
    shares = error_share(first.before, first.before.sd) + TRANSIENT
    assert first.change.change.se == pytest.approx(first.before.sd * (2 * shares) ** 0.5)


def test_doubt_about_borrowed_norms_cancels() -> None:
    found = closeness(3).get("attachment.anxiety")
    assert found is not None and found.estimate is not None and found.tau > 0
    assert error_share(found, found.sd) == pytest.approx((found.estimate.se / found.sd) ** 2 - found.tau**2)
    assert told(closeness(2), closeness(4)) == {"attachment.anxiety": 1, "attachment.avoidance": 1}


def test_scores_too_coarse_are_named_and_not_compared() -> None:
    first = together(bond(3), answering("a", "needs", {"needs.talk.give": 0}))
    second = together(bond(3), answering("a", "needs", {"needs.talk.give": 7}))
    found = change_over_time(first, second)
    assert "need.talk.give" in found.too_coarse
    assert "need.talk.give" not in found.looked


def test_missing_answers_widen_the_error() -> None:
    scale = instrument("bond").scales[0]
    some = {item: value for item, value in keyed("bond", 4).items() if item not in scale.items[:2]}
    whole, part = bond(4).get(scale.construct), answering("a", "bond", some).get(scale.construct)
    assert whole is not None and part is not None
    assert error_share(part, part.sd) > error_share(whole, whole.sd)


def revised(known: Instrument) -> Instrument:
    return replace(known, version="9.0.0")


def test_another_version_or_another_questionnaire_is_not_compared() -> None:
    responses = read_responses(keyed("bond", 5), revised(instrument("bond")))
    later = build_profile([score(responses)], who="a", name="a")
    found = change_over_time(bond(2), later)
    assert found.changes == found.looked == ()
    assert "bond.satisfaction" in found.not_comparable


def test_another_range_is_not_compared() -> None:
    known = instrument("ecr")
    answers = dict.fromkeys(known.item_ids, 2)
    profiles = [
        build_profile([score(read_responses(answers, known, response_range=bounds))], who="a", name="a")
        for bounds in (None, (1, 5))
    ]
    assert set(change_over_time(*profiles).not_comparable) == {"attachment.anxiety", "attachment.avoidance"}


def test_what_was_answered_once_only_is_left_out() -> None:
    found = change_over_time(bond(3), closeness(3))
    assert found.looked == found.not_comparable == found.too_coarse == ()


def changed(index: float) -> ScaleChange:
    base = change_over_time(bond(2), bond(5)).changes[0]
    return replace(base, change=replace(base.change, index=index))


@pytest.mark.parametrize(
    ("indices", "kept"),
    [
        ([2.1], 1),
        ([1.9], 0),
        ([2.1, 0.1, 0.2, 0.3], 0),
        ([3.0, 0.1, 0.2, 0.3], 1),
        ([2.1, -2.2, 2.3, -2.4], 4),
        ([], 0),
    ],
)
def test_the_more_is_looked_at_the_more_a_change_must_stand_out(indices: list[float], kept: int) -> None:
    assert len(surviving([changed(index) for index in indices])) == kept


def test_the_surest_change_comes_first() -> None:
    found = change_over_time(bond(1), bond(5)).changes
    assert [abs(one.change.index) for one in found] == sorted(
        (abs(o.change.index) for o in found), reverse=True
    )
