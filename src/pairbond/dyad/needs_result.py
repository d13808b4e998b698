"""What the needs say: counts a week by both reports, what class may be spoken of, what could be agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairbond.scoring.difference import Difference
from pairbond.types import Estimate, JsonDict, Who

NEEDS = (
    "closeness", "affection", "talk", "told", "help", "predictability",
    "space", "autonomy", "reassurance", "commitment", "repair", "sex",
)  # fmt: skip

NeedClass = Literal["ordinary-and-rare", "high-and-ordinary", "accounts-differ", "own-pattern", "cannot-tell"]
"""What may be said about one need of one person.

``ordinary-and-rare`` wanted as often as people usually want it, and it seldom happens by both
reports; ``high-and-ordinary`` wanted more often than people usually do, and it happens as it usually does
by both reports; ``accounts-differ`` it happens by one report and not by the other; ``own-pattern``
no norms, so only this couple's own counts can be described (see ``pattern``); ``cannot-tell`` else.
The first two need norms.
"""

NeedPattern = Literal["met", "short", "more-than-wanted", "accounts-differ", "cannot-tell"]
"""Wanted against happening, within this couple.

``short`` wanted more often than it happens, by both reports; ``met`` no report puts it a step or more
below what is wanted, and at least one is in; ``more-than-wanted`` it happens more often than
wanted, by both; ``accounts-differ`` as above; ``cannot-tell`` the rest.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One need of one person (``who``), in counts a week (0-7, 7 is seven or more).

    ``wanted``, ``happens`` and ``matters`` (1-5) are that person's own answers; ``by_partner`` is
    how often the partner says they give it, ``ease`` (1-5) how easily, and ``guess`` how often the
    partner thinks it is wanted. ``gap_own`` is wanted less happening by own report, ``gap_partner``
    wanted less given by the partner's, ``accounts`` given less happening, ``guess_gap`` guessed less
    wanted (above 0: the partner thinks it is wanted more often than it is); each in SDs with its
    shrunken posterior, None where a part is missing.
    """

    who: Who
    need: str
    wanted: Estimate | None
    happens: Estimate | None
    by_partner: Estimate | None
    ease: int | None
    matters: int | None
    guess: Estimate | None
    gap_own: Difference | None
    gap_partner: Difference | None
    accounts: Difference | None
    guess_gap: Difference | None
    pattern: NeedPattern
    need_class: NeedClass
    with_norms: bool

    @property
    def answered(self) -> bool:
        return self.wanted is not None or self.happens is not None

    def to_dict(self) -> JsonDict:
        return {
            "wanted": value_of(self.wanted),
            "happens": value_of(self.happens),
            "by_partner": value_of(self.by_partner),
            "ease": self.ease,
            "matters": self.matters,
            "guess": value_of(self.guess),
            "class": self.need_class,
            "pattern": self.pattern,
        }


def value_of(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.value


EnvironmentKind = Literal["agreements-kept", "space-at-ease", "told-first", "heard", "made-up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentCount:
    """How often a week the partner's side does something, for the person it is done for (``who``).

    ``agreements-kept`` a time named and kept; ``space-at-ease`` an hour to oneself, with the other
    fine about it; ``told-first`` news and plans before one asks; ``heard`` somebody listened;
    ``made-up`` came and made up after a bad moment. ``received`` by the one it is done for,
    ``given`` by the one who does it.
    """

    who: Who
    kind: EnvironmentKind
    received: Estimate | None
    given: Estimate | None
    accounts: Difference | None


Proposal = Literal[
    "name-the-return", "space-with-return", "one-sentence", "time-for-two", "first-step", "tell-first"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementProposal:
    """Something two people could agree on, from a gap that both see or that matters a lot.

    ``asker`` would like more of ``need``; ``giver`` finds it at least in-between easy to give.
    ``space-with-return`` serves both: one wants room, the other to know when it ends.
    """

    kind: Proposal
    need: str
    asker: Who
    giver: Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The needs of both, need by need, in the order they are asked.

    ``reporters`` says who answered; a person who did not has no entry as ``who``, and nothing
    of theirs stands anywhere. ``proposals`` never concern sex: it is never owed and never advised.
    """

    needs: tuple[tuple[Need, Need], ...]
    environment: tuple[EnvironmentCount, ...]
    proposals: tuple[AgreementProposal, ...]
    reporters: tuple[Who, ...]
    with_norms: bool

    def of(self, who: Who) -> tuple[Need, ...]:
        """Return one person's needs; those with nothing answered by them are left out."""
        found = [pair[0] if who == "a" else pair[1] for pair in self.needs]
        return tuple(need for need in found if need.answered)

    def need(self, who: Who, name: str) -> Need | None:
        return next((need for need in self.of(who) if need.need == name), None)

    def to_dict(self) -> list[JsonDict]:
        return [{"need": a.need, "a": a.to_dict(), "b": b.to_dict()} for a, b in self.needs]
