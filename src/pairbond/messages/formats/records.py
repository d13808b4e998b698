"""What every importer hands over, and how it becomes a chat of two people called A and B."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pairbond.errors import ConfigError, EvidenceError
from pairbond.messages.account import Account, cap_hit, long_gaps
from pairbond.messages.chat import KINDS, Chat, Clock
from pairbond.messages.formats.marks import plain_name

SECOND = 1_000_000
HOUR = 3600 * SECOND
FOLD_HOURS = 4
"""A clock is set back in the first hours of a day."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """One row per message a person sent, in the order of the file.

    ``time : (n,) int`` microseconds since 1970-01-01 in ``clock``; ``sender : (n,) int`` index into
    ``names``; ``kind : (n,) int`` index into :data:`KINDS`; lengths are 0 where ``kind`` is no text.
    ``account`` counts what the reader saw; gaps, caps and order are filled in later. ``known_me`` is
    the number of the exporting person where the format says who that is.
    """

    time: NDArray[np.int64]
    sender: NDArray[np.int64]
    kind: NDArray[np.int8]
    n_chars: NDArray[np.int64]
    n_words: NDArray[np.int64]
    names: tuple[str, ...] = field(repr=False)
    account: Account
    source: str
    clock: Clock
    resolution: int = 1
    me: int | None = None


def assemble(records: Records, me: str | None) -> Chat:
    """Return the chat: at most two people, oldest first; A is *me*, else who wrote first."""
    try:
        import polars as pl
    except ModuleNotFoundError:
        raise ConfigError("reading a chat needs Polars: pip install 'pairbond[tables]'") from None

    records = in_order(only_people(records))
    first = number_of_me(records, me)
    text = records.kind == KINDS.index("text")
    sides = pl.Series("sender", ["A", "B"])
    is_b = pl.Series(records.sender != first).cast(pl.UInt32)
    frame = pl.DataFrame(
        {
            "time": pl.Series(records.time).cast(pl.Datetime("us")),
            "sender": sides.gather(is_b),
            "kind": pl.Series("kind", KINDS).gather(pl.Series(records.kind).cast(pl.UInt32)),
            "n_chars": pl.Series(np.where(text, np.maximum(records.n_chars, 0), 0)).cast(pl.Int32),
            "n_words": pl.Series(np.where(text, np.maximum(records.n_words, 0), 0)).cast(pl.Int32),
        }
    )
    return Chat(
        messages=frame,
        people={
            "A" if number == first else "B": name
            for number, name in sorted(enumerate(records.names), key=lambda pair: pair[0] != first)
        },
        account=finished(records),
        source=records.source,
        clock=records.clock,
        resolution=records.resolution,
    )


def only_people(records: Records) -> Records:
    """Return the records with the names of those who wrote; refuse more than two, and nobody."""
    wrote = np.unique(records.sender)
    if not len(wrote):
        raise EvidenceError(f"this {records.source} export holds no message of a person", why="empty")
    if len(wrote) > 2:
        raise EvidenceError(
            f"this chat has {len(records.time)} messages of {len(wrote)} people; only a chat of two people is read",
            why="group",
        )
    if len(wrote) == len(records.names):
        return records
    kept = wrote.tolist()
    return replace(
        records,
        sender=np.searchsorted(wrote, records.sender),
        names=tuple(records.names[number] for number in kept),
        me=kept.index(records.me) if records.me in kept else None,
    )


def number_of_me(records: Records, me: str | None) -> int:
    if me is None:
        return int(records.sender[0])
    wanted = plain_name(me)
    for fold in (str, str.casefold):
        for number, name in enumerate(records.names):
            if fold(plain_name(name)) == fold(wanted):
                return number
    if wanted.casefold() in ("me", "you", "i") and records.me is not None:
        return records.me
    raise EvidenceError("nobody in this chat has the name given for me; write it as it stands in the export")


def in_order(records: Records) -> Records:
    """Return the records oldest first; rows of one moment, and of an hour lived twice, keep their order."""
    key = unfolded(records.time) if records.clock == "local" else records.time
    if np.all(key[1:] >= key[:-1]):
        return records
    return reordered(records, np.argsort(key, kind="stable"))


def reordered(records: Records, rows: NDArray[np.int64]) -> Records:
    """Return the chosen rows in that order."""
    return replace(
        records,
        time=records.time[rows],
        sender=records.sender[rows],
        kind=records.kind[rows],
        n_chars=records.n_chars[rows],
        n_words=records.n_words[rows],
    )


def unfolded(time: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return times in which a clock set back by an hour stands still, so that sorting keeps the order.

    A step back of up to an hour in the first hours of a spring or autumn night is taken for the
    clock's; the rows of the hour's second life come after all of its first, in the order of the file.
    """
    drops = np.flatnonzero(np.diff(time) < 0)
    if not len(drops) or len(drops) > 1000:
        return time
    key = time.copy()
    for at in drops.tolist():
        low, high = int(time[at + 1]), int(time[at])
        night = (low // HOUR) % 24 < FOLD_HOURS or (low // HOUR) % 24 == 23
        month = int(np.datetime64(low, "us").astype("datetime64[M]").astype(int)) % 12 + 1
        if not night or month not in (2, 3, 4, 9, 10, 11) or high - low > HOUR:
            continue
        edge = (high // HOUR + 1) * HOUR
        stop = at + 1
        while stop < len(time) and time[stop] < edge and time[stop] >= low - HOUR:
            stop += 1
        key[at + 1 : stop] = edge - 1
    return key


def finished(records: Records) -> Account:
    """Return the account with what the rows themselves tell."""
    return replace(
        records.account,
        messages=len(records.time),
        gaps=long_gaps(records.time // SECOND),
        capped_at=cap_hit(len(records.time)) if records.source == "whatsapp" else None,
    )
