"""Two accounts of one quarrel belong to the one who acts, not to the one who answers."""

from __future__ import annotations

from pairbond.dyad import Pair
from pairbond.dyad.conflict import STYLES, demand_withdraw, style_accounts
from pairbond.library.instruments import load_instrument
from pairbond.profile import Profile, build_profile
from pairbond.scoring import read_responses, score
from pairbond.types import Who

CONFLICT = load_instrument("conflict")


def person(who: Who, **levels: int) -> Profile:
    """Keyed answers by scale ending, such as attack_self=5; nothing else is answered."""
    answers = {}
    for scale in CONFLICT.scales:
        name = scale.id.removeprefix("conflict.").replace(".", "_").replace("-", "_")
        if name in levels:
            answers |= {i: 6 - levels[name] if i in scale.reverse else levels[name] for i in scale.items}
    return build_profile([score(read_responses(answers, CONFLICT))], who=who, name=who)


def test_what_one_does_is_told_by_both() -> None:
    pair = Pair(
        a=person("a", attack_self=1, attack_observed=2), b=person("b", attack_self=4, attack_observed=5)
    )
    (found,) = style_accounts(pair, "a")
    assert (found.doer, found.behaviour) == ("a", "attack")
    assert [s.value for s in found.scores] == [1.0, 5.0]
    (other,) = style_accounts(pair, "b")
    assert [s.value for s in other.scores] == [4.0, 2.0]


def test_one_account_is_enough_to_be_listed_and_two_are_needed_for_a_contrast() -> None:
    pair = Pair(a=person("a", repair_self=4), b=person("b"))
    (found,) = style_accounts(pair, "a")
    assert found.own is not None and found.other is None and found.contrast is None
    assert list(style_accounts(pair, "b")) == []


def test_a_contrast_sets_the_own_account_first() -> None:
    pair = Pair(a=person("a", solve_self=5), b=person("b", solve_observed=1))
    (found,) = style_accounts(pair, "a")
    assert found.contrast is not None
    assert found.contrast.z_a > 0 > found.contrast.z_b


def test_raising_and_pulling_away_is_matched_across_the_two() -> None:
    a = person("a", demand_withdraw_self_demands=5, demand_withdraw_partner_demands=1)
    b = person("b", demand_withdraw_self_demands=2, demand_withdraw_partner_demands=4)
    pair = Pair(a=a, b=b)
    first, second = demand_withdraw(pair, "a"), demand_withdraw(pair, "b")
    assert first is not None and second is not None
    assert [s.value for s in first.scores] == [5.0, 4.0]
    assert [s.value for s in second.scores] == [2.0, 1.0]


def test_without_any_account_there_is_none() -> None:
    assert demand_withdraw(Pair(a=person("a"), b=person("b")), "a") is None


def test_the_six_styles_are_asked_of_both() -> None:
    constructs = {scale.construct for scale in CONFLICT.scales}
    assert {f"conflict.{style}.{side}" for style in STYLES for side in ("self", "observed")} < constructs
