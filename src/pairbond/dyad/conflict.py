"""Two people in conflict: each style by both accounts, and who raises while the other pulls away.

Who raises and who pulls away follows whose matter it is as much as who the people are (Papp,
Kouros and Cummings, 2009): a direction is described, never given to a person as a trait.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, Protocol

from pairbond.dyad.contrast import Contrast, contrast_of
from pairbond.dyad.dealbreakers import Topic, topics
from pairbond.profile import Profile
from pairbond.scoring.classical import ScaleScore
from pairbond.scoring.difference import Difference
from pairbond.types import Who

STYLES = ("attack", "withdraw", "give-in", "solve", "repair", "flooding")
OFTEN, SELDOM = 3.0, 2.0

Direction = Literal["a-raises", "b-raises", "both-ways", "seldom", "accounts-differ", "cannot-tell"]
"""Which way raising and pulling away goes.

``a-raises`` A raises and B pulls away more than the other way round; ``both-ways`` each way at
least *sometimes* by every report; ``seldom`` each way at most *rarely* by every report;
``accounts-differ`` one says mainly the one, the other mainly the other.
"""


class TwoProfiles(Protocol):
    """What the accounts are read from: two people's profiles."""

    @property
    def a(self) -> Profile: ...
    @property
    def b(self) -> Profile: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoAccounts:
    """What one person does, by their own account and as the other sees it (either may be None)."""

    doer: Who
    behaviour: str
    own: ScaleScore | None
    other: ScaleScore | None

    @property
    def contrast(self) -> Contrast | None:
        """Own account first; None unless both reported."""
        if self.own is None or self.other is None:
            return None
        return contrast_of(self.behaviour, self.own, self.other)

    @property
    def scores(self) -> tuple[ScaleScore, ...]:
        return tuple(score for score in (self.own, self.other) if score is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWithdraw:
    """Raising and pulling away in both directions, by both reporters.

    ``a_raises`` and ``b_raises`` hold the two accounts of a direction. ``by_a`` is how much more A
    says that A raises than that B does (``by_b`` the same by B), ``pooled`` the mean of the reports
    there are, in SDs.
    """

    a_raises: TwoAccounts | None
    b_raises: TwoAccounts | None
    by_a: Difference | None
    by_b: Difference | None
    pooled: Difference | None
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPattern:
    """How two people are in conflict; parts that nobody answered are empty or None.

    ``styles`` holds A's, then B's; ``repair`` and ``flooding`` are among them. ``topics`` are the
    questions of a life together that ask for a talk or a decision.
    """

    styles: tuple[TwoAccounts, ...]
    demand_withdraw: DemandWithdraw
    topics: tuple[Topic, ...]

    def style(self, doer: Who, behaviour: str) -> TwoAccounts | None:
        return next((s for s in self.styles if (s.doer, s.behaviour) == (doer, behaviour)), None)

    def repair(self, doer: Who) -> TwoAccounts | None:
        return self.style(doer, "repair")

    def flooding(self, doer: Who) -> TwoAccounts | None:
        return self.style(doer, "flooding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    a: Profile
    b: Profile


def conflict_pattern(a: Profile, b: Profile) -> ConflictPattern:
    """Return what both say about how they are in conflict."""
    both = Both(a=a, b=b)
    return ConflictPattern(
        styles=(*style_accounts(both, "a"), *style_accounts(both, "b")),
        demand_withdraw=demand_withdraw_pattern(both),
        topics=tuple(topic for topic in topics(a, b) if topic.kind in {"decide", "talk-about"}),
    )


def doer_and_other(pair: TwoProfiles, doer: Who) -> tuple[Profile, Profile]:
    return (pair.a, pair.b) if doer == "a" else (pair.b, pair.a)


def style_accounts(pair: TwoProfiles, doer: Who) -> Iterator[TwoAccounts]:
    """Yield the six styles of one person by both accounts, where anyone reported them."""
    own, other = doer_and_other(pair, doer)
    for style in STYLES:
        found = TwoAccounts(
            doer=doer,
            behaviour=style,
            own=own.get(f"conflict.{style}.self"),
            other=other.get(f"conflict.{style}.observed"),
        )
        if found.scores:
            yield found


def demand_withdraw(pair: TwoProfiles, demander: Who) -> TwoAccounts | None:
    """Return how often this person raises things while the other pulls away, by both accounts."""
    own, other = doer_and_other(pair, demander)
    found = TwoAccounts(
        doer=demander,
        behaviour="demand-withdraw",
        own=own.get("conflict.demand-withdraw.self-demands"),
        other=other.get("conflict.demand-withdraw.partner-demands"),
    )
    return found if found.scores else None


def demand_withdraw_pattern(pair: TwoProfiles) -> DemandWithdraw:
    """Return both directions by both reporters, and which stands out.

    Each reporter answers both directions in the same way, so the difference between the two is free
    of how high that reporter rates things. A direction is named when the mean of the reports says so
    under the rule for every difference and no report points the other way.
    """
    first, second = demand_withdraw(pair, "a"), demand_withdraw(pair, "b")
    by_a = more_often(first.own if first else None, second.other if second else None)
    by_b = more_often(first.other if first else None, second.own if second else None)
    pooled = mean_difference(by_a, by_b)
    scores = [score for found in (first, second) if found for score in found.scores]
    return DemandWithdraw(
        a_raises=first,
        b_raises=second,
        by_a=by_a,
        by_b=by_b,
        pooled=pooled,
        direction=direction_of(by_a, by_b, pooled, [s.value for s in scores if s.value is not None]),
    )


def more_often(first: ScaleScore | None, second: ScaleScore | None) -> Difference | None:
    if first is None or second is None:
        return None
    return contrast_of("demand-withdraw", first, second).difference


def mean_difference(first: Difference | None, second: Difference | None) -> Difference | None:
    """Return the mean of two reports of the same thing, their errors independent; or the only one."""
    if first is None or second is None:
        return first or second
    return Difference(
        mean=(first.mean + second.mean) / 2,
        sd=sqrt(first.sd**2 + second.sd**2) / 2,
        plain=(first.plain + second.plain) / sqrt(2),
    )


def direction_of(
    by_a: Difference | None, by_b: Difference | None, pooled: Difference | None, values: Sequence[float]
) -> Direction:
    reports = [found for found in (by_a, by_b) if found is not None]
    if pooled is None:
        return "cannot-tell"
    if len({found.direction for found in reports if found.speaks}) > 1:
        return "accounts-differ"
    if pooled.speaks and all(found.direction == pooled.direction for found in reports):
        return "a-raises" if pooled.direction > 0 else "b-raises"
    if min(values) >= OFTEN:
        return "both-ways"
    return "seldom" if max(values) <= SELDOM else "cannot-tell"
