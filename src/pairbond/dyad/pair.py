"""The pair: two people side by side, and everything that can be said about the two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pairbond.dyad.conflict import ConflictPattern, conflict_pattern
from pairbond.dyad.contrast import Contrast, contrast_of
from pairbond.dyad.loop import find_loop
from pairbond.dyad.loop_result import WHO, Loop
from pairbond.dyad.moves import move_answers
from pairbond.dyad.needs import find_needs
from pairbond.dyad.needs_result import Needs
from pairbond.dyad.perception import find_perception
from pairbond.dyad.perception_result import Perception
from pairbond.dyad.values import ValueReference
from pairbond.dyad.values_likeness import ValuesLikeness, values_likeness
from pairbond.profile import Profile
from pairbond.types import Who

__all__ = ["Contrast", "Pair", "contrast_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two profiles side by side; every result mirrors when A and B are swapped.

    ``reference`` is the value profile that likeness is judged by; without it none is judged.
    """

    a: Profile
    b: Profile
    reference: ValueReference | None = None

    def __post_init__(self) -> None:
        """Name the two by their places: a profile made alone is always A's."""
        for who in WHO:
            own: Profile = getattr(self, who)
            if own.who != who:
                object.__setattr__(self, who, replace(own, who=who))

    def contrast(self, construct: str) -> Contrast | None:
        """Return both scores on a construct, None where either could not be scored."""
        first, second = self.a.get(construct), self.b.get(construct)
        if first is None or second is None:
            return None
        return contrast_of(construct, first, second)

    def contrasts(self, prefix: str) -> Iterator[Contrast]:
        """Yield the contrasts of a part, in the order of A's instrument."""
        for construct in self.a.constructs:
            if construct.startswith(prefix):
                found = self.contrast(construct)
                if found is not None:
                    yield found

    def loop(self, *, also_coercive: Mapping[Who, frozenset[str]] | None = None) -> Loop:
        """Return the cycles two people describe, and where each could interrupt the one that leads.

        ``also_coercive`` names moves of a person that count as coercive for reasons found
        elsewhere (criticism with words that hurt on purpose).
        """
        return find_loop(move_answers(self.a), move_answers(self.b), also_coercive=also_coercive or {})

    def needs(self) -> Needs:
        """Return what each wants and gets, in counts a week by both reports."""
        return find_needs(self.a, self.b)

    def values(self) -> ValuesLikeness:
        """Return how alike the values are beside those of strangers, what is shared and what differs."""
        return values_likeness(self.a, self.b, self.reference)

    def conflict(self) -> ConflictPattern:
        """Return styles, demand and withdrawal, repair and flooding, each by both accounts."""
        return conflict_pattern(self.a, self.b)

    def perception(self) -> Perception:
        """Return each person's picture of the other beside the other's own report."""
        return find_perception(self.a, self.b)
