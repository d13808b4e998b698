"""What the loop says: links with who named them, cycles, places to interrupt them, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pairbond.types import Estimate, JsonDict, Who

Account = Literal["both", "a", "b", "mixed"]
"""Who tells a cycle: both name every link; one tells all of it; or each names a part."""

LeverType = Literal["stop", "answer-differently", "soothe", "say-sooner"]
LEVER_TYPES: tuple[LeverType, ...] = ("stop", "answer-differently", "soothe", "say-sooner")

Reason = Literal[
    "not-answered",
    "one-answered",
    "nothing-stirs",
    "all-alike",
    "no-next-steps",
    "not-named-by-both",
    "not-rated",
    "too-seldom",
    "no-clear-lead",
]
"""Why no cycle is printed, the first that holds:

``not-answered`` neither rated how much the moves stir (eight at least); ``one-answered`` one did not;
``nothing-stirs`` someone is stirred by nothing (no rating of 3 or more); ``all-alike`` someone gave
every move the same rating; ``no-next-steps`` someone picked no next step of their own or of the partner;
``not-named-by-both`` no cycle has all its links named by both; ``not-rated`` those that do
lack a rating; ``too-seldom`` the likeliest is rated below 3 somewhere; ``no-clear-lead`` no cycle leads
with enough probability.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """A move of one person in raw answers (1-5, None unanswered): by the doer, as seen, how it stirs.

    ``higher`` is the higher of the two reports: for coercive moves that one counts, never the mean.
    """

    doer: Who
    move: str
    does: int | None
    sees: int | None
    stirs: int | None
    coercive: bool

    @property
    def higher(self) -> int | None:
        given = [value for value in (self.does, self.sees) if value is not None]
        return max(given) if given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One step of a cycle: *trigger* by one person, *answer* by the other, and who named it.

    ``named_by_doer``: the one who answers says "I usually do this next". ``named_by_observer``: the
    one who set the trigger says "my partner usually does this next". ``trigger_ratings`` holds how
    often the trigger happens by both reports, and how much it stirs the one who answers.
    """

    trigger: str
    trigger_by: Who
    answer: str
    answer_by: Who
    named_by_doer: bool
    named_by_observer: bool
    trigger_ratings: Ratings

    @property
    def named_by_both(self) -> bool:
        return self.named_by_doer and self.named_by_observer

    @property
    def named_by(self) -> tuple[Who, ...]:
        """Who named it, A first."""
        named = {self.answer_by: self.named_by_doer, self.trigger_by: self.named_by_observer}
        return tuple(who for who in WHO if named[who])


WHO: tuple[Who, Who] = ("a", "b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A's move calls forth B's, and B's calls forth A's.

    ``answer_of_a``: B's move is the trigger, A's the answer; ``answer_of_b`` the other way round.
    ``strength`` is the sum of four ratings, each centred within its rater, in steps of the scale
    (it ranks cycles; it is never printed as a gain); None where a rating is missing.
    ``probability`` is that this cycle leads, given the error of single ratings; None unless both
    name all its links. ``coercive`` names those whose move in it only they can change.
    """

    a_move: str
    b_move: str
    answer_of_a: Link
    answer_of_b: Link
    account: Account
    strength: Estimate | None
    probability: float | None
    printed: bool
    coercive: tuple[Who, ...]

    @property
    def links(self) -> tuple[Link, Link]:
        return (self.answer_of_a, self.answer_of_b)

    def move(self, who: Who) -> str:
        return self.a_move if who == "a" else self.b_move

    def to_dict(self) -> JsonDict:
        return {
            "a_move": self.a_move,
            "b_move": self.b_move,
            "strength": None if self.strength is None else self.strength.value,
            "probability": self.probability,
            "printed": self.printed,
            "account": self.account,
            "links": [
                {
                    "trigger": link.trigger,
                    "trigger_by": link.trigger_by,
                    "answer": link.answer,
                    "answer_by": link.answer_by,
                    "named_by": list(link.named_by),
                }
                for link in self.links
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One place to interrupt the printed cycle, by one person.

    ``what`` is the move concerned: for ``stop`` and ``say-sooner`` the person's own; for
    ``answer-differently`` their own answer; for ``soothe`` the partner's move that stirs them.
    ``trigger`` is the partner's move before it (``answer-differently`` only). ``probability`` is
    that this lever is the first *of its type*; levers of different types are never compared.
    """

    type: LeverType
    who: Who
    what: str
    trigger: str | None
    probability: float

    def to_dict(self) -> JsonDict:
        return {"type": self.type, "who": self.who, "what": self.what, "probability": self.probability}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """What two people do to each other when it gets tense.

    ``cycles`` holds, best told first, those that both tell (by probability), then those that one
    tells in full, then those of which each names a part. ``leading`` is the printed one, None with
    a ``reason`` otherwise; ``reason_who`` names whom the reason is about (empty: no one alone).
    ``coercive`` lists every coercive move that either reports at 2 or more, by the higher report.
    ``stays`` says how long each stays stirred, 0 (minutes) to 1 (longer than a day).
    """

    cycles: tuple[Cycle, ...]
    levers: tuple[Lever, ...]
    reporters: tuple[Who, ...]
    reason: Reason | None
    reason_who: tuple[Who, ...]
    coercive: tuple[Ratings, ...]
    ratings: tuple[Ratings, ...]
    stays: Mapping[Who, Estimate]

    @property
    def leading(self) -> Cycle | None:
        return next((cycle for cycle in self.cycles if cycle.printed), None)

    def told_by(self, account: Account) -> tuple[Cycle, ...]:
        """Return the cycles of one kind of account, strongest first."""
        return tuple(cycle for cycle in self.cycles if cycle.account == account)

    def of_type(self, kind: LeverType) -> tuple[Lever, ...]:
        """Return the levers of a type, the likeliest first of its type first."""
        return tuple(lever for lever in self.levers if lever.type == kind)

    def to_dict(self) -> JsonDict:
        return {
            "cycles": [cycle.to_dict() for cycle in self.cycles],
            "levers": [lever.to_dict() for lever in self.levers],
            "reporters": list(self.reporters),
            "reason": self.reason,
        }
