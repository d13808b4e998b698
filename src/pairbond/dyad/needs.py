"""Needs and supply, need by need, in counts a week that two people can check.

A need is judged by differences between answers, each under the rule for every difference (shrunken
posterior, plain interval). What is *ordinary* needs norms; without them only this couple's own
counts are described. That something happens, or does not, is said of both reports only when both
say so; where they differ, the accounts differ, and nobody's is the truth.
"""

from __future__ import annotations

from math import isfinite

from pairbond.dyad.agreements import proposals
from pairbond.dyad.contrast import centred_contrast
from pairbond.dyad.needs_result import (
    NEEDS,
    EnvironmentCount,
    EnvironmentKind,
    Need,
    NeedClass,
    NeedPattern,
    Needs,
)
from pairbond.profile import Profile, standardised
from pairbond.scoring.classical import ScaleScore
from pairbond.scoring.difference import (
    LIKELY,
    Difference,
    difference_from_mean,
    near_mean,
)
from pairbond.types import Estimate

STEP = 1.0
ENVIRONMENT: tuple[tuple[EnvironmentKind, str], ...] = (
    ("agreements-kept", "predictability"),
    ("space-at-ease", "space"),
    ("told-first", "told"),
    ("heard", "talk"),
    ("made-up", "repair"),
)


def find_needs(a: Profile, b: Profile) -> Needs:
    """Return what each wants and gets, by both reports.

    *Assumes* that counts from memory have the stated precision of their scales and independent errors.
    """
    found = tuple((need_of(name, a, b), need_of(name, b, a)) for name in NEEDS)
    everyone = [need for pair in found for need in pair]
    return Needs(
        needs=found,
        environment=tuple(count for who in (a, b) for count in environment(who, b if who is a else a)),
        proposals=proposals(found),
        reporters=tuple(person.who for person in (a, b) if person.has_part("need.")),
        with_norms=any(need.with_norms for need in everyone),
    )


def need_of(name: str, own: Profile, other: Profile) -> Need:
    """Return one need of one person (*own*), with what the other says about giving and guessing."""
    wanted, happens = own.get(f"need.{name}.wanted"), own.get(f"need.{name}.happens")
    given, guess = other.get(f"need.{name}.give"), other.get(f"need.{name}.guess")
    gap_own, gap_partner = less(wanted, happens), less(wanted, given)
    accounts = less(given, happens)
    pattern = pattern_of(gap_own, gap_partner, accounts, (wanted, happens, given))
    return Need(
        who=own.who,
        need=name,
        wanted=estimate_of(wanted),
        happens=estimate_of(happens),
        by_partner=estimate_of(given),
        ease=whole(other, f"need.{name}.ease"),
        matters=whole(own, f"need.{name}.matters"),
        guess=estimate_of(guess),
        gap_own=gap_own,
        gap_partner=gap_partner,
        accounts=accounts,
        guess_gap=less(guess, wanted),
        pattern=pattern,
        need_class=class_of(pattern, wanted, happens, given),
        with_norms=normed(wanted, happens, given),
    )


def less(first: ScaleScore | None, second: ScaleScore | None) -> Difference | None:
    """Return the first count less the second, in SDs between people, around the mean of the two.

    Not on norms: a count that is low for its question is not low beside another question's count.
    """
    if first is None or second is None:
        return None
    return centred_contrast("need", first, second).difference


def estimate_of(score: ScaleScore | None) -> Estimate | None:
    return score.estimate if score is not None else None


def whole(profile: Profile, construct: str) -> int | None:
    value = profile.value(construct)
    return None if value is None else round(value)


def pattern_of(
    own: Difference | None,
    partner: Difference | None,
    accounts: Difference | None,
    scores: tuple[ScaleScore | None, ScaleScore | None, ScaleScore | None],
) -> NeedPattern:
    """Return wanted against happening; *short* and *more* need both reports, *differ* needs both too."""
    if accounts is not None and accounts.speaks:
        return "accounts-differ"
    if own is not None and partner is not None and own.speaks and partner.speaks:
        if own.direction == partner.direction:
            return "short" if own.direction > 0 else "more-than-wanted"
        return "cannot-tell"
    return "met" if is_met(*scores) else "cannot-tell"


def is_met(wanted: ScaleScore | None, happens: ScaleScore | None, given: ScaleScore | None) -> bool:
    """Return whether no report there is puts it a whole count below what is wanted."""
    reports = [score.value for score in (happens, given) if score is not None and score.value is not None]
    if wanted is None or wanted.value is None or not reports:
        return False
    return all(value > wanted.value - STEP for value in reports)


def class_of(
    pattern: NeedPattern,
    wanted: ScaleScore | None,
    happens: ScaleScore | None,
    given: ScaleScore | None,
) -> NeedClass:
    """Return what may be said about a need; the first two classes compare with norms."""
    if pattern == "accounts-differ":
        return "accounts-differ"
    if wanted is None or happens is None:
        return "cannot-tell"
    if not normed(wanted, happens, given):
        return "own-pattern"
    assert given is not None
    if ordinary(wanted) and rare(happens) and rare(given):
        return "ordinary-and-rare"
    if high(wanted) and ordinary(happens) and ordinary(given):
        return "high-and-ordinary"
    return "cannot-tell"


def normed(*scores: ScaleScore | None) -> bool:
    """Return whether every count can be compared with norms."""
    return all(score is not None and isfinite(standardised(score)[0]) for score in scores)


def ordinary(score: ScaleScore) -> bool:
    """Return whether a count likely lies within one SD of the group's mean."""
    return near_mean(*standardised(score)) >= LIKELY


def rare(score: ScaleScore) -> bool:
    found = difference_from_mean(*standardised(score))
    return found is not None and found.speaks and found.direction < 0


def high(score: ScaleScore) -> bool:
    found = difference_from_mean(*standardised(score))
    return found is not None and found.speaks and found.direction > 0


def environment(receiver: Profile, giver: Profile) -> list[EnvironmentCount]:
    """Return how often the partner's side does what makes a home reliable, by both reports."""
    found = []
    for kind, name in ENVIRONMENT:
        received, given = receiver.get(f"need.{name}.happens"), giver.get(f"need.{name}.give")
        if received is not None or given is not None:
            found.append(
                EnvironmentCount(
                    who=receiver.who,
                    kind=kind,
                    received=estimate_of(received),
                    given=estimate_of(given),
                    accounts=less(given, received),
                )
            )
    return found
