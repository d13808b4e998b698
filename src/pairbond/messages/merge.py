"""One chat of several: the same two people in more than one app, or an export in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pairbond.errors import EvidenceError
from pairbond.messages.account import Account, long_gaps
from pairbond.messages.chat import Chat
from pairbond.messages.timing import Ints

COARSE = 60


def merge_chats(chats: Sequence[Chat]) -> Chat:
    """Return the messages of all *chats*, oldest first, those that stand in several once.

    A must be the same person in each: read every export with ``me``. Names may differ between apps;
    those of the first chat stay. Raises :class:`EvidenceError` where one chat is on a phone's wall
    clock and another in UTC: read those with ``zone``.
    """
    import polars as pl

    if not chats:
        raise EvidenceError("there is no chat to merge")
    if len({chat.clock for chat in chats}) > 1:
        raise EvidenceError(
            "one export is on the clock of a phone and another in UTC; say the time zone with --zone",
            why="clocks",
        )
    if any(swapped(chats[0].people, chat.people) for chat in chats[1:]):
        raise EvidenceError("A is not the same person in each export; say with --me whose they are")
    coarse = max(chat.resolution for chat in chats)
    numbered = []
    for number, chat in enumerate(chats):
        same = ["moment", "sender", "kind", "n_chars"]
        frame = chat.messages.with_columns(
            moment=pl.col("time").dt.truncate("1m" if coarse >= COARSE else "1s"), part=pl.lit(number)
        )
        numbered.append(frame.with_columns(copy=pl.int_range(pl.len()).over(same)))
    every = pl.concat(numbered)
    once = every.unique(subset=[*same, "copy"], keep="first", maintain_order=True)
    merged = once.sort("time", maintain_order=True).select(chats[0].messages.columns)
    seconds = merged["time"].dt.epoch("s").to_numpy().astype(np.int64)
    people = {side: name for chat in reversed(chats) for side, name in chat.people.items()}
    return Chat(
        messages=merged,
        people={side: people[side] for side in sorted(people)},
        account=summed([chat.account for chat in chats], seconds, every.height - merged.height),
        source="+".join(dict.fromkeys(chat.source for chat in chats)),
        clock=chats[0].clock,
        resolution=coarse,
    )


def turned(chat: Chat) -> Chat:
    """Return the chat with A and B exchanged."""
    import polars as pl

    other = pl.col("sender").replace({"A": "B", "B": "A"})
    people = {"AB"["BA".index(side)]: name for side, name in chat.people.items()}
    return replace(
        chat,
        messages=chat.messages.with_columns(other),
        people={side: people[side] for side in sorted(people)},
    )


def swapped(one: dict[str, str], other: dict[str, str]) -> bool:
    """Say whether the name of A in one chat is that of B in the other, or the other way round."""
    crossed = other.get("A") == one.get("B", "") or other.get("B", "") == one.get("A")
    return crossed and one.get("A") != one.get("B") and other.get("A") != other.get("B")


def summed(accounts: Sequence[Account], seconds: Ints, duplicates: int) -> Account:
    """Return the losses of all exports together; gaps are those that no export fills."""

    def total(name: str) -> int:
        return sum(getattr(account, name) for account in accounts)

    return Account(
        lines=total("lines"),
        messages=len(seconds),
        notices=total("notices"),
        look_alikes=total("look_alikes"),
        not_understood=total("not_understood"),
        duplicates=total("duplicates") + duplicates,
        reactions=total("reactions"),
        left_out=total("left_out"),
        date_order=next((one.date_order for one in accounts if one.date_order), None),
        order_from=next((one.order_from for one in accounts if one.order_from), None),
        backward=total("backward"),
        gaps=long_gaps(seconds),
        capped_at=next((one.capped_at for one in accounts if one.capped_at), None),
        disappearing=any(one.disappearing for one in accounts),
        parts_beside=total("parts_beside"),
        newest_missing=any(one.newest_missing for one in accounts),
    )
