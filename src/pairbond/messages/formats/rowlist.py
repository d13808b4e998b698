"""Rows gathered one by one, for formats whose records are read as objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from pairbond.messages.account import Account
from pairbond.messages.chat import KINDS, Clock
from pairbond.messages.formats.marks import counted, plain_name
from pairbond.messages.formats.records import Records

_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(slots=True, kw_only=True)
class RowList:
    """Messages of one chat as numbers, and counts of what was not kept."""

    source: str
    clock: Clock
    resolution: int = 1
    rows: list[tuple[int, int, int, int, int]] = field(default_factory=list, repr=False)
    names: dict[str, int] = field(default_factory=dict, repr=False)
    shown: list[str] = field(default_factory=list, repr=False)
    lines: int = 0
    notices: int = 0
    not_understood: int = 0
    duplicates: int = 0
    reactions: int = 0
    left_out: int = 0
    look_alikes: int = 0
    parts_beside: int = 0
    newest_missing: bool = False
    date_order: str | None = None
    order_from: str | None = None
    me: str | None = None

    def taken(self, value: object) -> list[dict[str, object]]:
        """Return the objects of a list of records; anything else in it is counted as not understood."""
        rows = value if isinstance(value, list) else []
        found = [row for row in rows if isinstance(row, dict)]
        self.lines += len(rows)
        self.not_understood += len(rows) - len(found)
        return found

    def person(self, key: str, name: str | None = None) -> int:
        """Return the number of a person known by *key*, shown as *name*."""
        number = self.names.setdefault(key, len(self.names))
        if number == len(self.shown):
            self.shown.append(plain_name(name or key) or "unnamed")
        return number

    def told_apart(self) -> tuple[str, ...]:
        """Return the names; where two people have the same one, the keys they are known by."""
        return tuple(self.shown if len(set(self.shown)) == len(self.shown) else self.names)

    def add(self, time: int, person: int, kind: str, text: str = "") -> None:
        """Add a message; *time* in microseconds, *text* only to be measured."""
        self.add_measured(time, person, kind, counted(text) if kind == "text" else (0, 0))

    def add_measured(self, time: int, person: int, kind: str, size: tuple[int, int]) -> None:
        """Add a message whose characters and words are counted already."""
        self.rows.append((time, person, _NUMBER[kind], *size))

    def records(self, *, newest_first: bool = False) -> Records:
        """Return the rows as arrays; the lists are emptied."""
        table = np.array(self.rows, dtype=np.int64).reshape(-1, 5)
        self.rows.clear()
        if newest_first:
            table = table[::-1]
        return Records(
            time=table[:, 0].copy(),
            sender=table[:, 1].copy(),
            kind=table[:, 2].astype(np.int8),
            n_chars=table[:, 3].copy(),
            n_words=table[:, 4].copy(),
            names=self.told_apart(),
            account=Account(
                lines=self.lines,
                messages=len(table),
                notices=self.notices,
                look_alikes=self.look_alikes,
                not_understood=self.not_understood,
                duplicates=self.duplicates,
                reactions=self.reactions,
                left_out=self.left_out,
                date_order=self.date_order,
                order_from=self.order_from,
                parts_beside=self.parts_beside,
                newest_missing=self.newest_missing,
            ),
            source=self.source,
            clock=self.clock,
            resolution=self.resolution,
            me=self.names.get(self.me) if self.me else None,
        )


def headed_blocks(
    out: RowList, text: str, head: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Yield each line that *head* matches whole, with the lines below it that it does not match.

    Lines are counted in *out*; what stands above the first head is not understood.
    """
    found: re.Match[str] | None = None
    body: list[str] = []
    for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n"):
        out.lines += 1
        begun = head.fullmatch(line)
        if begun:
            if found:
                yield found, body
            found, body = begun, []
        elif found:
            body.append(line)
        else:
            out.not_understood += bool(line.strip())
    if found:
        yield found, body
