"""Two people in conflict: each style by both accounts, and who raises while the other pulls away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pairbond.dyad.pair import Contrast, Pair, contrast_of
from pairbond.profile import Profile
from pairbond.scoring.classical import ScaleScore
from pairbond.types import Who

STYLES = ("attack", "withdraw", "give-in", "solve", "repair", "flooding")


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


def doer_and_other(pair: Pair, doer: Who) -> tuple[Profile, Profile]:
    return (pair.a, pair.b) if doer == "a" else (pair.b, pair.a)


def style_accounts(pair: Pair, doer: Who) -> Iterator[TwoAccounts]:
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


def demand_withdraw(pair: Pair, demander: Who) -> TwoAccounts | None:
    """Return how often this person raises things while the other pulls away, by both accounts."""
    own, other = doer_and_other(pair, demander)
    found = TwoAccounts(
        doer=demander,
        behaviour="demand-withdraw",
        own=own.get("conflict.demand-withdraw.self-demands"),
        other=other.get("conflict.demand-withdraw.partner-demands"),
    )
    return found if found.scores else None
