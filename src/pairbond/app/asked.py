"""Which lines of a questionnaire are asked: all of them, but for follow-ups and what is left out.

Of the loop's moves, what one does next is asked for the three that stir one and are seen most, and
what the partner does then for the three that one does most; never for a move that never happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairbond.instruments import Instrument
from pairbond.types import ItemId

MOST = 3
FOLLOW_UPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "moves": {"next": ("sees", "stirs"), "then": ("do",)},
}
"""By questionnaire: a follow-up, and the answers whose sum ranks its topics. The first of them says
how often a topic happens."""

BLOCKS: Mapping[str, str] = {
    "targets": "this person",
    "past-partners": "this partner",
    "needs": "this topic",
}
"""Questionnaires whose lines come in blocks that can be left out whole, and what a block is called."""

Values = Mapping[ItemId, object]


def asked_positions(instrument: Instrument, values: Values) -> tuple[int, ...]:
    """Return where the lines that are asked stand, given the answers so far."""
    follow_ups = FOLLOW_UPS.get(instrument.id)
    if follow_ups is None:
        return tuple(range(len(instrument.items)))
    wanted = {aspect: top_topics(instrument, values, aspect, ranks) for aspect, ranks in follow_ups.items()}
    return tuple(
        place
        for place, item_id in enumerate(instrument.item_ids)
        if (parts := split_id(item_id))[1] not in wanted or parts[0] in wanted[parts[1]]
    )


def top_topics(instrument: Instrument, values: Values, aspect: str, ranks: Sequence[str]) -> set[str]:
    """Return the topics with the highest sums; ties go to those asked first."""
    topics = [stem for stem, last in map(split_id, instrument.item_ids) if last == aspect]
    lowest = instrument.response.minimum
    sums: dict[str, int] = {}
    for topic in topics:
        found = [values.get(ItemId(f"{topic}.{rank}")) for rank in ranks]
        numbers = [value for value in found if isinstance(value, int)]
        if len(numbers) == len(ranks) and numbers[0] > lowest:
            sums[topic] = sum(numbers)
    return set(sorted(sums, key=lambda topic: -sums[topic])[:MOST])


def block_of(instrument: Instrument, item_id: ItemId) -> str | None:
    """Return the block a line belongs to; None where it belongs to none."""
    stem = split_id(item_id)[0]
    return stem if instrument.id in BLOCKS and stem != instrument.id else None


def split_id(item_id: str) -> tuple[str, str]:
    """Return an item id without its last part, and that part."""
    stem, _, last = item_id.rpartition(".")
    return stem, last
