"""What two people could agree on, drawn from the needs of both: an offer of words, never a debt."""

from __future__ import annotations

from collections.abc import Sequence

from pairbond.dyad.needs_result import AgreementProposal, Need, Proposal
from pairbond.types import Who

IN_BETWEEN = 3
MATTERS = 4
KINDS: dict[str, Proposal] = {
    "predictability": "name-the-return",
    "reassurance": "one-sentence",
    "closeness": "time-for-two",
    "talk": "time-for-two",
    "repair": "first-step",
    "told": "tell-first",
}
"""What may be proposed for a need. Sex, affection, commitment and help are left out: the first
is never owed, and a count of the others would turn a gift into a duty."""


def proposals(needs: Sequence[tuple[Need, Need]]) -> tuple[AgreementProposal, ...]:
    """Return what could be agreed: room with a return time first, then what matters most.

    A need counts where it happens less often than wanted, by both reports or by the only one there
    is, and where the giver finds it at least in-between easy to give.
    """
    by_name = {pair[0].need: pair for pair in needs}
    found = space_with_return(by_name)
    served = {(one.asker, "predictability") for one in found}
    gaps = [
        need
        for pair in needs
        for need in pair
        if need.need in KINDS and open_gap(need) and (need.who, need.need) not in served
    ]
    gaps.sort(key=lambda need: (-(need.matters or 0), -size(need), list(KINDS).index(need.need)))
    found += [
        AgreementProposal(kind=KINDS[need.need], need=need.need, asker=need.who, giver=partner_of(need.who))
        for need in gaps
    ]
    return tuple(found)


def partner_of(who: Who) -> Who:
    return "b" if who == "a" else "a"


def size(need: Need) -> float:
    return need.gap_own.mean if need.gap_own else 0.0


def open_gap(need: Need) -> bool:
    """Return whether something is wanted more often than it happens, and is not hard to give."""
    easy = need.ease is None or need.ease >= IN_BETWEEN
    return easy and (need.pattern == "short" or short_by_the_only_report(need))


def short_by_the_only_report(need: Need) -> bool:
    own = need.gap_own
    return need.by_partner is None and own is not None and own.speaks and own.direction > 0


def space_with_return(by_name: dict[str, tuple[Need, Need]]) -> list[AgreementProposal]:
    """Return "tell me when you need space, and when you will be back", where it serves both.

    One wants some room; and the other is short of a named time, or a named time matters to the
    other a lot while the first is short of room.
    """
    found = []
    for wants_room, wants_time in ((0, 1), (1, 0)):
        space, time = by_name["space"][wants_room], by_name["predictability"][wants_time]
        some = space.wanted is not None and space.wanted.value >= 1
        if some and (open_gap(time) or (space.pattern == "short" and (time.matters or 0) >= MATTERS)):
            found.append(
                AgreementProposal(
                    kind="space-with-return", need="predictability", asker=time.who, giver=space.who
                )
            )
    return found
