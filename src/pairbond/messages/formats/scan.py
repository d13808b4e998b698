"""One pass over a WhatsApp text: every line that looks like the head of a message, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pairbond.errors import EvidenceError
from pairbond.messages.formats.blocks import (
    Block,
    Bytes,
    Hashes,
    Ints,
    Measures,
    Numbering,
    Readable,
    blocks,
    is_blank,
    line_spans,
    measure,
)
from pairbond.messages.formats.bodies import Rows, classify, notice_kinds
from pairbond.messages.formats.heads import SLOTS, WIDTH, Layout, read_head
from pairbond.messages.formats.names import find_names, skip_marks

NEAR = 40
"""Bytes in which nearly every head ends; the few others are read again, wider."""
MOST_HEADS = 5_000_000
MOST_LAYOUTS = 50_000

_ABLE = np.zeros(256, dtype=bool)
_ABLE[[*range(0x30, 0x3A), 0x5B, 0xD8, 0xD9, 0xDB, 0xE0, 0xE2, 0xEF]] = True
_COLUMNS = (
    "line", "at", "length", "first", "second", "third", "hour", "minute", "tick", "layout", "sender", "kind",
    "marked", "led", "chars", "words", "more_chars", "more_words", "head_chars", "head_words", "longer", "colon",
)  # fmt: skip
_TYPES: dict[str, type[np.generic]] = {
    "line": np.int64, "at": np.int64, "longer": np.uint64, "kind": np.int8, "marked": np.bool_,
    "led": np.bool_, "colon": np.bool_,
}  # fmt: skip
_MIX = np.uint64(0x9E3779B97F4A7C15)
_LOW = np.array([(1 << (8 * k)) - 1 for k in range(8)] + [(1 << 64) - 1], dtype=np.uint64)


@dataclass(slots=True, kw_only=True, eq=False)
class Heads:
    """Header-like lines of a whole file: one array a column, one row a line; no text.

    ``first``, ``second`` and ``third`` are the numbers of the date as written; ``sender`` numbers the
    names met (-1 where the line has none) and ``longer`` is a hash of the name up to a second colon;
    ``chars``/``words`` are of the body's first line, ``more_...`` of the lines after it, ``head_...``
    of the part before the body. ``at``/``length`` say where in the file the name stands.
    """

    columns: dict[str, NDArray[Any]]
    layouts: list[Layout]
    names: dict[int, int]
    lines: int = 0
    lead_lines: int = 0
    long_names: frozenset[int] = frozenset()

    def __getattr__(self, name: str) -> NDArray[Any]:
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(slots=True, kw_only=True, eq=False)
class Scan:
    """What a pass remembers from block to block."""

    long_names: frozenset[int]
    parts: list[dict[str, NDArray[Any]]] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    by_layout: dict[Layout, int] = field(default_factory=dict)
    names: dict[int, int] = field(default_factory=dict)
    signatures: Numbering = field(default_factory=Numbering)
    numbering: Numbering = field(default_factory=Numbering)
    refused: int = 0
    phrases: dict[int, int] = field(default_factory=dict)
    lines: int = 0
    lead_lines: int = 0
    heads: int = 0


def scan(stream: Readable, long_names: frozenset[int] = frozenset()) -> Heads:
    """Return every header-like line of *stream*; memory does not grow with the length of lines.

    ``long_names`` are hashes of short names whose real name goes on to the next colon.
    """
    state = Scan(long_names=long_names)
    for block in blocks(stream):
        _scan_block(state, block)
        if state.heads > MOST_HEADS:
            raise EvidenceError(f"this chat has more than {MOST_HEADS} messages; export a part of it")
    columns = {
        name: np.concatenate([part.pop(name) for part in state.parts])
        if state.parts
        else np.zeros(0, np.int64)
        for name in _COLUMNS
    }
    return Heads(
        columns=columns,
        layouts=state.layouts,
        names=state.names,
        lines=state.lines,
        lead_lines=state.lead_lines,
        long_names=long_names,
    )


def _scan_block(state: Scan, block: Block) -> None:
    starts, stops = line_spans(block.data, block.size)
    able = _ABLE[block.data[starts]] & (stops - starts >= 12)
    able[0] &= not block.torn
    rows = np.flatnonzero(able)
    layout, fields, ends = _read_heads(state, block, starts[rows], stops[rows])
    real = layout >= 0
    rows, layout, ends = rows[real], layout[real], ends[real]
    fields = {name: column[real] for name, column in fields.items()}
    n_lines = len(starts)
    if not block.final and len(rows) and rows[-1]:
        n_lines = int(rows[-1])
        block.used = int(starts[n_lines])
        rows, layout, ends = rows[:-1], layout[:-1], ends[:-1]
        fields = {name: column[:-1] for name, column in fields.items()}
    lines = Lines(start=starts[:n_lines], stop=stops[:n_lines], measures=measure(block.data, block.size))
    _carry_on(state, block, lines, int(rows[0]) if len(rows) else n_lines)
    if len(rows):
        part: dict[str, NDArray[Any]] = {"line": rows + state.lines, "layout": layout, **fields}
        _read_rows(state, block, lines, rows=rows, ends=ends, part=part)
        state.parts.append(
            {name: np.asarray(part[name], dtype=_TYPES.get(name, np.int32)) for name in _COLUMNS}
        )
        state.heads += len(rows)
    state.lines += n_lines - int(block.torn)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Where a block's lines begin and stop, and counts inside them."""

    start: Ints
    stop: Ints
    measures: Measures

    def returns(self) -> Ints:
        """Return how many carriage returns end the lines before each line."""
        found = np.zeros(len(self.start) + 1, dtype=np.int64)
        np.cumsum(self.start[1:] - self.stop[:-1] - 1, out=found[1:-1])
        return found


def _carry_on(state: Scan, block: Block, lines: Lines, upto: int) -> None:
    """Add lines that stand before the block's first head to the message of the block before."""
    if not upto:
        return
    if not state.parts:
        state.lead_lines += upto
        return
    first, last = lines.start[:1], lines.stop[upto - 1 : upto]
    chars, words = lines.measures.chars(first, last), lines.measures.words(first, last)
    state.parts[-1]["more_chars"][-1] += chars[0] - lines.returns()[upto - 1] + int(not block.torn)
    state.parts[-1]["more_words"][-1] += words[0]


def _read_heads(
    state: Scan, block: Block, start: Ints, stop: Ints
) -> tuple[Ints, dict[str, NDArray[np.int32]], Ints]:
    """Return the layout of each line (-1 where it is no head), its numbers, and where its head ends."""
    layout, fields, ends = _read_zone(state, block, start, stop, NEAR)
    far = np.flatnonzero((ends < 0) & (stop - start > NEAR))
    if len(far):
        more = _read_zone(state, block, start[far], stop[far], WIDTH)
        layout[far], ends[far] = more[0], more[2]
        for name, column in more[1].items():
            fields[name][far] = column
    return layout, fields, start + ends


def _read_zone(
    state: Scan, block: Block, start: Ints, stop: Ints, width: int
) -> tuple[Ints, dict[str, NDArray[np.int32]], Ints]:
    """Read heads that end within *width* bytes; where none ends there the last array holds -1."""
    zone = np.empty((len(start), width + 8), dtype=np.uint8)
    wide = zone.view(np.uint64)
    for k in range(width // 8):
        wide[:, k] = block.words[start + 8 * k]
    wide[:, width // 8] = 0
    end = _close(zone, stop - start)
    number = _signatures(zone, end)
    layout = state.signatures.look_up(number, lambda _, row: _layout_of(state, zone, row))
    layout[end == 0] = -1
    fields, ends = _numbers(state.layouts, zone, layout)
    zone.fill(0)
    return layout, fields, np.where(end == 0, -1, ends)


def _close(zone: Bytes, length: Ints) -> Ints:
    """Return the column after each head's last sign, 0 where there is none within the line."""
    flat = zone.reshape(-1)
    ends = (flat == 0x2D) | (flat == 0x3A) | (flat == 0x93)
    space, high = flat == 0x20, flat >= 0xE2
    follows = space[1:].copy()
    follows[:-3] |= high[1:-3] & space[4:]  # an invisible mark stands between
    ends[:-1] &= follows
    ends |= flat == 0x5D
    at = ends.reshape(zone.shape).argmax(axis=1)
    found = ends[np.arange(len(at)) * zone.shape[1] + at] & (at < length)
    return np.where(found, at + 1, 0)


def _signatures(zone: Bytes, end: Ints) -> Hashes:
    """Return a number for each head that is the same for heads that differ only in their digits."""
    wide = zone.view(np.uint64)
    for k in range(zone.shape[1] // 8):
        wide[:, k] &= _LOW[np.clip(end - 8 * k, 0, 8)]
    shape = zone[:, : 8 * (1 + int(end.max(initial=0)) // 8)].copy()
    flat = shape.reshape(-1)
    value = flat - 48
    flat -= value * (value < 10)
    high = flat & 0xF0
    flat -= (flat & 15) * ((high == 0xA0) | (high == 0xB0))
    value.fill(0)
    number = np.zeros(len(zone), dtype=np.uint64)
    columns = shape.view(np.uint64)
    for k in range(columns.shape[1]):
        number = (number ^ columns[:, k]) * _MIX
        number ^= number >> np.uint64(31)
    shape.fill(0)
    return number


def _layout_of(state: Scan, zone: Bytes, row: int) -> int | None:
    """Return the number of the layout of a head, -1 where it is none; equal layouts share a number.

    None asks for forgetting: a file could hold millions of heads that are none.
    """
    with memoryview(zone[row]) as view:
        layout = read_head(view)
    if layout is None:
        state.refused += 1
        return -1 if state.refused < MOST_LAYOUTS else None
    number = state.by_layout.get(layout)
    if number is None:
        if len(state.layouts) >= MOST_LAYOUTS:
            return None
        number = state.by_layout[layout] = len(state.layouts)
        state.layouts.append(layout)
    return number


def _numbers(layouts: list[Layout], zone: Bytes, layout: Ints) -> tuple[dict[str, NDArray[np.int32]], Ints]:
    n = len(layout)
    values = np.zeros((n, SLOTS), dtype=np.int32)
    ends = np.zeros(n, dtype=np.int64)
    if layouts:
        spare = zone.shape[1] - 1
        slots = np.array([one.slots for one in layouts])
        slots[slots < 0] = spare
        low = np.array([one.low for one in layouts], dtype=np.int32)
        ends = np.array([one.end for one in layouts])[layout]
        at = slots[layout] + (np.arange(n) * zone.shape[1])[:, None]
        values = (zone.reshape(-1)[at] & 15).astype(np.int32)
        if low.any():
            values -= np.where(slots[layout] == spare, 0, low[layout][:, None])
    v = values.T
    tick = v[14] * 10 + v[15]
    return {
        "first": v[0] * 1000 + v[1] * 100 + v[2] * 10 + v[3],
        "second": v[4] * 10 + v[5],
        "third": v[6] * 1000 + v[7] * 100 + v[8] * 10 + v[9],
        "hour": v[10] * 10 + v[11],
        "minute": v[12] * 10 + v[13],
        "tick": tick,
    }, ends


def _read_rows(
    state: Scan, block: Block, lines: Lines, *, rows: Ints, ends: Ints, part: dict[str, NDArray[Any]]
) -> None:
    """Fill in who wrote each message, its kind and its length."""
    data, stop = block.data, lines.stop[rows]
    start = np.minimum(ends + (data[ends] == 0x20), stop)
    start = skip_marks(data, start, stop)
    names = find_names(state, block, start, stop)
    last = np.append(rows[1:], len(lines.start)) - 1
    single = last == rows
    body = Rows(
        start=names.body,
        stop=stop,
        last_start=np.where(single, names.body, lines.start[last]),
        last_stop=lines.stop[last],
        single=single,
    )
    bodies = classify(block, body, lines.measures, state.phrases)
    notices = np.flatnonzero(names.sender < 0)
    bodies.kind[notices] = notice_kinds(block, start[notices], stop[notices])
    part["kind"], part["marked"] = bodies.kind, bodies.marked
    part["sender"], part["longer"], part["colon"] = names.sender, names.longer, names.colon
    part["at"], part["length"] = names.start + block.offset, names.length
    part["led"] = data[lines.start[rows]] == 0xE2
    points = (lines.start[rows], body.start, stop, lines.stop[last])
    (c0, w0), (c1, w1), (c2, w2), (c3, w3) = (lines.measures.before(at) for at in points)
    glued = (stop > body.start) & ~is_blank(data[np.maximum(body.start - 1, 0)]) & ~is_blank(data[body.start])
    part["chars"], part["words"] = (
        c2 - c1 - bodies.marked - bodies.cut_chars,
        w2 - w1 + glued - bodies.cut_words,
    )
    returns = lines.returns()
    part["more_chars"], part["more_words"] = c3 - c2 - (returns[last] - returns[rows]), w3 - w2
    part["head_chars"], part["head_words"] = c1 - c0, w1 - w0
