"""A predictability agreement: words, and a private count of how it went.

"Space until eight, then I call." There are no times and no dates in it, so nothing in it can be
checked up on; the count is one's own and is shown to nobody else; and it ends without a word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pairbond.checkins.reaches import NEEDED, beta_rate
from pairbond.errors import EvidenceError
from pairbond.types import Estimate, JsonDict

LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What two people agreed on, and how often it held by one person's own count.

    ``until`` and ``then`` are in their own words ("until eight", "then I call").
    """

    until: str
    then: str
    held: int = 0
    broken: int = 0
    ended: bool = False

    def __post_init__(self) -> None:
        for name, text in (("until", self.until), ("then", self.then)):
            if not text.strip() or len(text) > LONGEST or not text.isprintable():
                raise EvidenceError(f"agreement: {name}: write 1 to {LONGEST} characters on one line.")
        if min(self.held, self.broken) < 0:
            raise EvidenceError("agreement: counts cannot be below 0.")

    def marked(self, *, held: bool) -> Agreement:
        """Return the agreement with one more time counted; nothing once it has ended."""
        if self.ended:
            return self
        return replace(self, held=self.held + held, broken=self.broken + (not held))

    def end(self) -> Agreement:
        """Return the agreement, ended. Nobody is told."""
        return replace(self, ended=True)

    def rate(self) -> Estimate | None:
        """Return how often it held; None below eight times."""
        n = self.held + self.broken
        return beta_rate(self.held, n) if n >= NEEDED else None

    def to_dict(self) -> JsonDict:
        return {
            "until": self.until,
            "then": self.then,
            "held": self.held,
            "broken": self.broken,
            "ended": self.ended,
        }
