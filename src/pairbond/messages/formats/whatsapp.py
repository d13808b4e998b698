"""WhatsApp's text export: from header-like lines to the messages of two people.

The text is never turned into strings: one pass gathers numbers (:mod:`.scan`), then the file's own
layout, the order of its dates and its senders decide which lines really begin a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache

import numpy as np

from pairbond.errors import EvidenceError
from pairbond.messages.account import Account
from pairbond.messages.formats import bodies as kinds
from pairbond.messages.formats.blocks import Readable, hash_of
from pairbond.messages.formats.heads import WIDTH, hour_of_day, read_head
from pairbond.messages.formats.lookalikes import (
    foreign_layouts,
    lone_senders,
    out_of_time,
    repeated_parts,
    unlikely_people,
)
from pairbond.messages.formats.marks import plain_name
from pairbond.messages.formats.names import LONGEST_NAME
from pairbond.messages.formats.ordering import (
    MOST_IMPOSSIBLE,
    Flags,
    Ints,
    Written,
    checked_order,
    decide,
    seconds,
    steps_back,
)
from pairbond.messages.formats.phrases import PSEUDO_SENDERS
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.scan import Heads, scan

NAME = "whatsapp"
FIRST_LINES = 2
ENOUGH_TO_BE_ORDERED, MOST_BACK = 100, 0.2
"""Share of steps back in time above which the order of the lines means nothing any more."""
LEAST_FOR_COLON = 3
MOST_LONG_NAMES = 10
_IS_OF_APP = np.zeros(kinds.MARKED_SHORT + 1, dtype=bool)
_IS_OF_APP[[kinds.NOTICE, kinds.MARKED, *range(kinds.PRIVACY_ON, kinds.MARKED_SHORT + 1)]] = True
_CLOSE = re.compile(rb"\]|[-:][\x20\n\r]|\xe2\x80\x93\x20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the text comes from: how to open it, and how to fill a buffer with the part from a place on."""

    opened: Callable[[], AbstractContextManager[Readable]]
    fetch: Callable[[int, bytearray], int]


def looks_like(head: memoryview) -> bool:
    """Return whether the beginning of a file holds the head of a message on one of its lines."""
    at = 0
    for _ in range(200):
        row = bytearray(WIDTH + 8)
        size = min(WIDTH, len(head) - at)
        row[:size] = head[at : at + size]
        stop = row.find(b"\n")
        stop = size if stop < 0 else stop
        row[stop:] = b"\n".ljust(len(row) - stop, b"\0")
        closed = _CLOSE.search(row)
        if closed:
            end = closed.end() - (0 if row[closed.end() - 1 : closed.end()] == b"]" else 1)
            row[end:] = bytes(len(row) - end)
            if read_head(memoryview(row)) is not None:
                row[:] = bytes(len(row))
                return True
        row[:] = bytes(len(row))
        while at < len(head) and head[at] != 0x0A:
            at += 1
        at += 1
        if at >= len(head):
            break
    return False


def read_text(source: Source, date_order: str | None, me: str | None = None) -> Records:
    """Return the messages of a WhatsApp text."""
    order = checked_order(date_order)
    with source.opened() as stream:
        heads = scan(stream, colon_hash(me))
    longer = colon_names(heads) - heads.long_names
    if longer:
        with source.opened() as stream:
            heads = scan(stream, heads.long_names | longer)
    return Reading(heads, source).records(order)


def colon_hash(me: str | None) -> frozenset[int]:
    """Return the hash of the first part of a name that is known to hold a colon."""
    first, colon, _ = (me or "").partition(": ")
    return frozenset({hash_of(first.encode())}) if colon else frozenset()


def colon_names(heads: Heads) -> frozenset[int]:
    """Return the hashes of names of which every line goes on, in the same way, to a second colon."""
    named = heads.sender >= 0
    counts = np.bincount(heads.sender[named], minlength=1)
    always = set()
    for number in np.argsort(-counts, kind="stable")[:MOST_LONG_NAMES].tolist():
        longer = heads.longer[heads.sender == number]
        if len(longer) >= LEAST_FOR_COLON and longer[0] and np.all(longer == longer[0]):
            always.add(number)
    return frozenset(hashed for hashed, number in heads.names.items() if number in always)


class Reading:
    """The evidence on each header-like line of one file, gathered step by step."""

    def __init__(self, heads: Heads, source: Source) -> None:
        if not len(heads.line):
            raise EvidenceError("no line of this text begins a message of WhatsApp")
        self.heads, self.source = heads, source
        self.sender = heads.sender.astype(np.int64)
        self.kind = heads.kind.astype(np.int64)
        self.n = len(self.sender)
        self.text = foreign_layouts(heads.layouts, heads.layout.astype(np.int64))
        self.text |= (heads.hour > 23) | (heads.minute > 59) | (heads.tick > 60)
        self.time = np.zeros(self.n, dtype=np.int64)
        self.seams: tuple[int, ...] = ()
        self.order, self.order_from = "", ""

    def records(self, order: str | None) -> Records:
        self._date(order)
        self._drop_lookalikes()
        self._name_without_space()
        self._tell_notices_with_a_colon()
        self._set_notices_apart()
        self._refuse_private()
        return self._people()

    def _date(self, order: str | None) -> None:
        heads = self.heads
        noon = np.array([one.noon for one in heads.layouts])[heads.layout]
        hour = hour_of_day(heads.hour.astype(np.int64), noon)
        year_first = np.array([one.year_first for one in heads.layouts])[heads.layout]
        dates = Written(
            first=heads.first.astype(np.int64),
            second=heads.second.astype(np.int64),
            third=heads.third.astype(np.int64),
            clock=hour * 3600 + heads.minute.astype(np.int64) * 60 + heads.tick.astype(np.int64),
            year_first=year_first,
            dots=np.array([one.dots for one in heads.layouts])[heads.layout],
        )
        kept = ~self.text
        real = np.ones(self.n, dtype=bool)
        ways = [(one.kind[1], one.kind[4], one.year_first) for one in heads.layouts]
        numbers = {way: number for number, way in enumerate(dict.fromkeys(ways))}
        way = np.array([numbers[one] for one in ways])[heads.layout]
        for number in np.argsort(np.bincount(way[kept], minlength=len(numbers)))[::-1].tolist():
            rows = way == number
            if not np.any(rows & kept):
                self.text |= rows
                continue
            alike = dates.take(rows)
            found = self._order_of(dates.take(rows & kept), order)
            self.time[rows], real[rows] = seconds(alike, found[0])
            if not self.order:
                self.order, self.order_from = found
        wrong = int(np.sum(kept & ~real))
        if wrong > MOST_IMPOSSIBLE * kept.sum():
            raise EvidenceError(
                f"{wrong} of {int(kept.sum())} dates do not exist in the order {self.order} between 2009 and 2059; "
                "say the right one with --date-order, or export the chat again"
            )
        self.text |= ~real

    def _order_of(self, dates: Written, given: str | None) -> tuple[str, str]:
        """Return the order of dates written in one way; glued exports may write them in several."""
        if dates.year_first.any():
            return "ymd", "the year stands first"
        return (given, "given") if given else decide(dates)

    def _drop_lookalikes(self) -> None:
        self.text |= lone_senders(self.sender, ~self.text)
        rows = np.flatnonzero(~self.text)
        back = int(np.sum(np.diff(self.time[rows]) < -60))
        if len(rows) >= ENOUGH_TO_BE_ORDERED and back > MOST_BACK * len(rows):
            raise EvidenceError(
                f"{back} of {len(rows)} messages in this text stand before the one above them; "
                "it was not written by WhatsApp in this order, so export the chat again"
            )
        out, seams = out_of_time(self.time[rows], self.sender[rows])
        self.text[rows[out]] = True
        self.text |= unlikely_people(self.sender, self.text)
        self.text |= lone_senders(self.sender, ~self.text)
        self.seams = tuple(int(rows[at]) for at in seams)

    def _name_without_space(self) -> None:
        """Give lines such as ``Name:text`` their sender, now that the names are known."""
        heads = self.heads
        rows = np.flatnonzero((self.sender < 0) & heads.colon & ~self.text)[:5000]
        if not len(rows):
            return
        counts = np.bincount(self.sender[(self.sender >= 0) & ~self.text], minlength=1)
        known = {
            number: self._name_bytes(number) for number in np.argsort(-counts)[:20].tolist() if counts[number]
        }
        line = bytearray(LONGEST_NAME)
        for row in rows.tolist():
            self.source.fetch(int(heads.at[row]), line)
            for number, name in known.items():
                if line.startswith(name + b":"):
                    self.sender[row], self.kind[row] = number, kinds.TEXT
                    heads.chars[row] -= len(name.decode(errors="replace")) + 1
                    heads.words[row] -= len(name.split()) - 1
                    break
            line[:] = bytes(len(line))

    def _tell_notices_with_a_colon(self) -> None:
        """Set apart lines such as ``Ann changed the subject to "a: b"``, which are from nobody."""
        counts = np.bincount(self.sender[(self.sender >= 0) & ~self.text], minlength=1)
        order = np.argsort(-counts, kind="stable")
        if len(counts) < 3 or not counts[order[2]]:
            return
        main = [self._name_bytes(number) + b" " for number in order[:2].tolist()]
        for number in order[2:][counts[order[2:]] == 1][:50].tolist():
            name = self._name_bytes(number)
            if name.startswith((*main, b"You ")) and len(name.split()) > 3:
                self.kind[self.sender == number] = kinds.NOTICE
                self.sender[self.sender == number] = -1

    def _name_bytes(self, number: int) -> bytes:
        row = int(np.flatnonzero(self.heads.sender == number)[0])
        name = bytearray(int(self.heads.length[row]))
        self.source.fetch(int(self.heads.at[row]), name)
        return bytes(name)

    def _set_notices_apart(self) -> None:
        heads, kind = self.heads, self.kind
        opening = np.zeros(self.n, dtype=bool)
        opening[np.flatnonzero(~self.text)[:FIRST_LINES]] = True
        kind[kind == kinds.FIRST_NOTICE] = np.where(opening, kinds.NOTICE, kinds.TEXT)[
            kind == kinds.FIRST_NOTICE
        ]
        app = _IS_OF_APP[kind]
        named = (self.sender >= 0) & ~self.text
        size = int(self.sender.max(initial=0)) + 1
        every = np.bincount(self.sender[named], minlength=size)
        of_app = np.bincount(self.sender[named & app & heads.marked], minlength=size)
        nobody = (every == of_app) | np.isin(np.arange(size), pseudo_senders(heads.names))
        from_nobody = named & nobody[np.maximum(self.sender, 0)]
        kind[from_nobody & (~app | (kind == kinds.MARKED_SHORT))] = kinds.NOTICE
        unknown, short = kind == kinds.MARKED, kind == kinds.MARKED_SHORT
        kind[unknown] = np.where(heads.led | opening | from_nobody, kinds.NOTICE, kinds.TEXT)[unknown]
        kind[short] = np.where(heads.led, kinds.MEDIA, kinds.TEXT)[short]
        kind[(self.sender < 0) & (kind < kinds.NOTICE)] = kinds.NOTICE

    def _refuse_private(self) -> None:
        told = self.kind[~self.text & ((self.kind == kinds.PRIVACY_ON) | (self.kind == kinds.PRIVACY_OFF))]
        if len(told) and told[-1] == kinds.PRIVACY_ON:
            raise EvidenceError(
                "advanced chat privacy is on in this chat: one of you asked that it is not taken out of the app, "
                "so it is not read; talk about it first",
                why="privacy",
            )

    def _people(self) -> Records:
        notice = ~self.text & (self.kind >= kinds.NOTICE)
        message = ~self.text & ~notice
        chars, words = self._lengths(message)
        rows = np.flatnonzero(message)
        again = self._repeated(rows, chars, words)
        rows = rows[~again]
        met, sender = np.unique(self.sender[rows], return_inverse=True)
        if not len(met):
            raise EvidenceError(
                "this text holds no message of a person, only the app's own lines", why="empty"
            )
        heads = self.heads
        seen = np.array([one.seconds for one in heads.layouts])[heads.layout]
        return Records(
            time=self.time[rows] * SECOND,
            sender=sender.astype(np.int64),
            kind=self.kind[rows].astype(np.int8),
            n_chars=chars[rows],
            n_words=words[rows],
            names=tuple(self._name(number) for number in met.tolist()) if len(met) <= 2 else ("",) * len(met),
            account=Account(
                lines=heads.lines,
                messages=len(rows),
                notices=int(notice.sum()),
                look_alikes=int(self.text.sum()),
                not_understood=heads.lead_lines,
                duplicates=int(again.sum()),
                date_order=self.order,
                order_from=self.order_from,
                backward=steps_back(self.time[rows]),
                disappearing=bool(np.any(self.kind[notice] == kinds.DISAPPEARING)),
            ),
            source=NAME,
            clock="local",
            resolution=1 if seen[rows].mean() > 0.5 else 60,
        )

    def _repeated(self, rows: Ints, chars: Ints, words: Ints) -> Flags:
        """Return which messages of glued exports stood in an earlier one."""
        if not self.seams:
            return np.zeros(len(rows), dtype=bool)
        keys = np.column_stack([self.time, self.sender, self.kind, chars, words])[rows]
        seams = tuple(int(np.searchsorted(rows, at, side="right")) - 1 for at in self.seams)
        return repeated_parts(keys, tuple(at for at in seams if 0 <= at < len(rows) - 1))

    def _lengths(self, message: Flags) -> tuple[Ints, Ints]:
        """Return characters and words of each message, with the text of look-alikes below it."""
        heads = self.heads
        chars = (heads.chars + heads.more_chars).astype(np.int64)
        words = (heads.words + heads.more_words).astype(np.int64)
        owner = np.maximum(np.cumsum(~self.text) - 1, 0)
        host = np.flatnonzero(~self.text)[owner] if not self.text.all() else owner
        rows = np.flatnonzero(self.text)
        np.add.at(chars, host[rows], 1 + heads.head_chars[rows] + chars[rows])
        np.add.at(words, host[rows], heads.head_words[rows] + words[rows])
        return np.where(message, chars, 0), np.where(message, words, 0)

    def _name(self, number: int) -> str:
        return plain_name(self._name_bytes(number).decode("utf-8", "replace")) or "unnamed"


@cache
def _pseudo_hashes() -> tuple[int, ...]:
    return tuple(hash_of(name.encode()) for name in PSEUDO_SENDERS)


def pseudo_senders(names: dict[int, int]) -> list[int]:
    """Return the numbers of names under which the app itself speaks."""
    return [names[hashed] for hashed in _pseudo_hashes() if hashed in names]
