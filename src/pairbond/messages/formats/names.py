"""Who a WhatsApp line is from: the span of the name, found and compared without reading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pairbond.messages.formats.blocks import Block, Bytes, Hashes, Ints, Numbering, span_hash

LONGEST_NAME = 320
"""Bytes; a name has at most 80 characters."""
MOST_NAMES = 20_000


class Met(Protocol):
    """What is remembered of names from block to block."""

    names: dict[int, int]
    numbering: Numbering
    long_names: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Names:
    """Names of a block's lines; arrays of equal length.

    ``sender`` numbers names over the whole file, -1 for a line without one; ``longer`` is the hash of
    the name up to a second colon, 0 where there is none; ``colon`` says that a line without a name
    holds a colon; ``body`` is where the text begins.
    """

    sender: Ints
    start: Ints
    length: Ints
    longer: Hashes
    colon: NDArray[np.bool_]
    body: Ints


def find_names(met: Met, block: Block, start: Ints, stop: Ints) -> Names:
    """Return the names between *start*, the end of the head, and *stop*, the end of the line."""
    data, words = block.data, block.words
    colons = name_ends(data, block.size)
    at = np.searchsorted(colons, start)
    first = _span_to(colons, at, start, stop)
    second = np.where(first >= 0, _span_to(colons, at + 1, start, stop), -1)
    bare, length = _trimmed(data, start, first)
    short = span_hash(words, bare, length)
    extended = np.zeros(len(start), dtype=bool)
    if met.long_names:
        extended = np.isin(short, np.array(sorted(met.long_names), dtype=np.uint64)) & (second >= 0)
        bare, length = _trimmed(data, start, np.where(extended, second, first))
        short = span_hash(words, bare, length)
    further = span_hash(words, bare, np.where(second >= 0, second - bare, 0))
    end = np.where(extended, second, first)
    named = (end >= 0) & (length > 0)
    body = np.where(named, np.minimum(end + 1, stop), start)
    body = np.where(named & (body < stop) & (data[body] == 0x20), body + 1, body)
    return Names(
        sender=_numbered(met, block, short, start=bare, length=length, named=named),
        start=bare,
        length=length,
        longer=np.where(extended, np.uint64(0), further),
        colon=_holds_colon(block, start, stop, np.flatnonzero(~named)),
        body=body,
    )


def name_ends(data: Bytes, size: int) -> Ints:
    """Return the colons that may end a name: before a space, a mark or the end of the line."""
    at = np.flatnonzero(data[:size] == 0x3A)
    after = data[at + 1]
    ends = (after == 0x20) | (after == 10) | (after == 13)
    high = np.flatnonzero(after >= 0xE2)
    ends[high] = is_mark(data, at[high] + 1)
    return np.asarray(at[ends])


def is_mark(data: Bytes, at: Ints) -> NDArray[np.bool_]:
    """Return where one of the invisible marks of three bytes begins."""
    one, two, three = data[at], data[at + 1], data[at + 2]
    general = (one == 0xE2) & (two == 0x80) & (
        ((three >= 0x8B) & (three <= 0x8F) & (three != 0x8D)) | ((three >= 0xAA) & (three <= 0xAE))
    )  # fmt: skip
    isolate = (one == 0xE2) & (two == 0x81) & ((three == 0xA0) | ((three >= 0xA6) & (three <= 0xA9)))
    return np.asarray(general | isolate | ((one == 0xEF) & (two == 0xBB) & (three == 0xBF)))


def skip_marks(data: Bytes, start: Ints, stop: Ints) -> Ints:
    """Return *start* moved past invisible marks."""
    start = start.copy()
    rows = np.flatnonzero((start < stop) & (data[start] >= 0xE2))
    while len(rows):
        rows = rows[is_mark(data, start[rows])]
        start[rows] += 3
        rows = rows[start[rows] < stop[rows]]
    return start


def _span_to(colons: Ints, at: Ints, start: Ints, stop: Ints) -> Ints:
    """Return the position of the colon of that number, -1 where it cannot end the name."""
    if not len(colons):
        return np.full(len(start), -1)
    end = np.where(at < len(colons), colons[np.minimum(at, len(colons) - 1)], -1)
    return np.where((end >= start) & (end < stop) & (end - start <= LONGEST_NAME), end, -1)


def _trimmed(data: Bytes, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return start and length of names without marks, spaces and the sign of an unsaved contact."""
    stop = np.where(end >= 0, end, start)
    start = start.copy()
    rows = np.flatnonzero((start < stop) & ((data[start] == 0x7E) | (data[start] <= 0x20)))
    start[rows] += 1
    while len(rows):
        space = data[start[rows]] == 0x20
        wide = (data[start[rows]] == 0xE2) & (data[start[rows] + 1] == 0x80) & (data[start[rows] + 2] == 0xAF)
        hard = (data[start[rows]] == 0xC2) & (data[start[rows] + 1] == 0xA0)
        step = space + 3 * wide + 2 * hard
        start[rows] += step
        rows = rows[(step > 0) & (start[rows] < stop[rows])]
    start = np.minimum(skip_marks(data, start, stop), stop)
    rows = np.flatnonzero(stop - start > 3)
    while len(rows):
        rows = rows[is_mark(data, stop[rows] - 3)]
        stop[rows] -= 3
        rows = rows[stop[rows] - start[rows] > 3]
    return start, stop - start


def _numbered(
    met: Met, block: Block, hashes: Hashes, *, start: Ints, length: Ints, named: NDArray[np.bool_]
) -> Ints:
    """Return the number of each name, -1 where there is none; marks inside a name make no other name."""
    rows = np.flatnonzero(named)

    def number_of(hashed: int, row: int) -> int | None:
        if len(met.names) >= MOST_NAMES:
            return None
        bare = _without_marks(block, int(start[rows[row]]), int(length[rows[row]])) or hashed
        return met.names.setdefault(bare, len(met.names))

    sender = np.full(len(hashes), -1, dtype=np.int64)
    found = met.numbering.look_up(hashes[rows], number_of)
    sender[rows] = np.where(found < 0, MOST_NAMES, found)
    return sender


def _without_marks(block: Block, start: int, length: int) -> int:
    """Return the hash of a name as if the marks inside it were not there; 0 where there are none."""
    data = block.data
    at = np.arange(start, start + length)
    inner = is_mark(data, at)
    if not inner.any():
        return 0
    keep = ~(inner | np.append(False, inner[:-1]) | np.append([False, False], inner[:-2]))
    size = int(keep.sum())
    bare = np.zeros(size + 16, dtype=np.uint8)
    bare[:size] = data[at[keep]]
    view: Hashes = np.ndarray(size + 8, dtype="<u8", buffer=bare.data, strides=(1,))
    hashed = int(span_hash(view, np.array([0]), np.array([size]))[0])
    bare.fill(0)
    return hashed


def _holds_colon(block: Block, start: Ints, stop: Ints, rows: Ints) -> NDArray[np.bool_]:
    """Return which of those lines hold a colon anywhere."""
    held = np.zeros(len(start), dtype=bool)
    for row in rows.tolist():
        held[row] = block.buffer.find(b":", int(start[row]), int(stop[row])) >= 0
    return held
