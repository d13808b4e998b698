"""What kind of message a WhatsApp line holds: first by marks that need no language, then by phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pairbond.messages.chat import KINDS
from pairbond.messages.formats import phrases
from pairbond.messages.formats.blocks import Block, Hashes, Ints, Measures, span_hash
from pairbond.messages.formats.marks import MARK

TEXT, MEDIA, VIEW_ONCE, DELETED, CALL, POLL, LOCATION, CONTACT = range(len(KINDS))
NOTICE, MARKED = len(KINDS), len(KINDS) + 1
"""The app's own line under somebody's name; a line led by the app's mark that no phrase knows."""
FIRST_NOTICE = MARKED + 1
"""A sentence that opens every chat; a notice where it opens this one, else somebody's words."""
PRIVACY_ON, PRIVACY_OFF, DISAPPEARING = range(FIRST_NOTICE + 1, FIRST_NOTICE + 4)
"""Notices that matter: the chat is not to be exported, may be again, or loses its messages."""
MARKED_SHORT = DISAPPEARING + 1
"""A few marked words that no phrase knows: "picture left out" in a language that is not listed."""
FEW_WORDS = 4
KNOWN = 20_000
LONGEST = 400

_LEADING = re.compile(MARK + rb"+")
_BRACKETED = re.compile(rb"<[^<>\n]{4,200}>\Z")
_FILE_MARK = re.compile(rb"<[^<>\n]*\.[A-Za-z0-9]{2,5}>\Z")
_MARKED_END = re.compile(rb"[\x20\n]?(?:" + MARK + rb")+(<[^<>\n]{4,120}>)\Z")
_LOW = np.array([(1 << (8 * k)) - 1 for k in range(8)] + [(1 << 64) - 1], dtype=np.uint64)
_SPACE = re.compile(rb"\s")
_DETAIL = rb"(?:[.,\xe3\xd8]\S{0,2}\s?[^\n]{0,60})?\.?\Z"


def _one_of(*groups: tuple[str, ...]) -> bytes:
    words = sorted({word for group in groups for word in group}, key=len, reverse=True)
    return b"(?:" + b"|".join(re.escape(word.encode()) for word in words) + b")"


_DELETED = re.compile(_one_of(phrases.DELETED) + "[.。]?\\Z".encode(), re.IGNORECASE)
_CALL = re.compile(_one_of(phrases.CALLS) + _DETAIL, re.IGNORECASE)
_CALL_ALONE = re.compile(_one_of(phrases.CALLS_ALONE) + _DETAIL)
_POLL = re.compile(_one_of(phrases.POLLS) + rb"\s*\Z", re.IGNORECASE)
_VIEW_ONCE = re.compile(_one_of(phrases.VIEW_ONCE, phrases.SILENT_CALL))
_FIRST = re.compile(_one_of(phrases.FIRST_NOTICES))
_LIVE = re.compile(_one_of(phrases.LIVE_LOCATION) + rb"\Z")
_EDITED = re.compile(_one_of(phrases.EDITED) + rb"\Z")


@cache
def beginnings() -> Hashes:
    """Return the first eight bytes of every phrase that may stand without a mark, sorted."""
    groups = (
        phrases.DELETED, phrases.CALLS_ALONE, phrases.SILENT_CALL, phrases.POLLS, phrases.VIEW_ONCE,
        phrases.FIRST_NOTICES, phrases.LIVE_LOCATION, phrases.LOCATION_STARTS,
    )  # fmt: skip
    heads = {word.encode()[:8].ljust(8, b"\0") for group in groups for word in group}
    return np.array(sorted(int.from_bytes(head, "little") for head in heads), dtype=np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Where the bodies of a block's messages stand; arrays of equal length.

    ``start``/``stop`` span the body's first line, ``last_start``/``last_stop`` the message's last
    line (from the body's start where that is the same line); ``single`` says that it is.
    """

    start: Ints
    stop: Ints
    last_start: Ints
    last_stop: Ints
    single: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bodies:
    """Kinds of a block's messages, and what an edit mark adds to their length."""

    kind: NDArray[np.int8]
    marked: NDArray[np.bool_]
    cut_chars: Ints
    cut_words: Ints


def classify(block: Block, rows: Rows, measures: Measures, known: dict[int, int]) -> Bodies:
    """Return the kind of each message; *known* remembers by hash the phrases met before."""
    data, words = block.data, block.words
    n = len(rows.start)
    kind = np.zeros(n, dtype=np.int8)
    length = rows.stop - rows.start
    first, last = data[rows.start], data[np.maximum(rows.stop - 1, 0)]
    kind[(length == 0) & rows.single] = VIEW_ONCE
    marked = _led_by_mark(block, rows)
    bracket = (first == 0x3C) & (last == 0x3E) & rows.single & (length >= 6)
    kind[bracket] = MEDIA
    doubtful = marked | (bracket & (length > 80)) | _begins_like_phrase(words, rows, length)
    doubtful |= (last == 0x29) & (length > 8) & ~marked
    _look_up(block, rows, np.flatnonzero(doubtful), marked=marked, kind=kind, known=known)
    cut_chars, cut_words = np.zeros(n, np.int64), np.zeros(n, np.int64)
    closing = data[np.maximum(rows.last_stop - 1, 0)] == 0x3E
    for row in np.flatnonzero(closing & (kind == TEXT)):
        _cut_edit_mark(block, rows, int(row), kind, cut_chars)
    cut = np.flatnonzero(cut_chars)
    stop, size = rows.last_stop[cut], cut_chars[cut]
    cut_words[cut] = measures.words(stop - size, stop)
    cut_chars[cut] = measures.chars(stop - size, stop)
    return Bodies(kind=kind, marked=marked, cut_chars=cut_chars, cut_words=cut_words)


def _led_by_mark(block: Block, rows: Rows) -> NDArray[np.bool_]:
    """Return which bodies begin with U+200E, the mark of the app's own words."""
    data = block.data
    return np.asarray(
        (data[rows.start] == 0xE2) & (data[rows.start + 1] == 0x80) & (data[rows.start + 2] == 0x8E)
        & (rows.stop > rows.start + 2)
    )  # fmt: skip


def _begins_like_phrase(words: Hashes, rows: Rows, length: Ints) -> NDArray[np.bool_]:
    table = beginnings()
    word = words[rows.start]
    word &= _LOW[np.minimum(length, 8)]
    at = np.searchsorted(table, word)
    found = table[np.minimum(at, len(table) - 1)] == word
    word.fill(0)
    return np.asarray(found & (length > 0))


def _look_up(
    block: Block,
    rows: Rows,
    at: Ints,
    *,
    marked: NDArray[np.bool_],
    kind: NDArray[np.int8],
    known: dict[int, int],
) -> None:
    if not len(at):
        return
    hashes = span_hash(block.words, rows.start[at], np.minimum(rows.stop - rows.start, LONGEST)[at])
    single = rows.single[at]
    hashes ^= single.astype(np.uint64)
    unique, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    codes = np.zeros(len(unique), dtype=np.int8)
    with memoryview(block.buffer) as view:
        for k, (number, row) in enumerate(zip(unique.tolist(), at[first].tolist(), strict=True)):
            code = known.get(number)
            if code is None:
                with view[int(rows.start[row]) : int(rows.stop[row])] as body:
                    code = kind_of(body, bool(marked[row]), bool(rows.single[row]))
                if len(known) < KNOWN:
                    known[number] = code
            codes[k] = code
    kind[at] = codes[inverse]


def kind_of(body: memoryview, marked: bool, single: bool) -> int:
    """Return the kind of a body from its first line."""
    if not marked:
        return _kind_of_plain(body, single)
    lead = _LEADING.match(body)
    with body[lead.end() if lead else 0 :] as rest:
        if _FIRST.match(rest):
            return NOTICE
        for pattern, code in (
            (phrases.LOCATION, LOCATION),
            (_DELETED, DELETED),
            (_CALL, CALL),
            (_VIEW_ONCE, VIEW_ONCE),
        ):
            if pattern.match(rest):
                return code
        if _POLL.match(rest) or (not single and rest[-1] == 0x3A):
            return POLL
        told = notice_kind(rest)
        return told if told != NOTICE else _kind_of_marked(rest)


def notice_kinds(block: Block, start: Ints, stop: Ints) -> NDArray[np.int8]:
    """Return what each of the app's own lines says."""
    codes = np.full(len(start), NOTICE, dtype=np.int8)
    with memoryview(block.buffer) as view:
        for row, (low, high) in enumerate(zip(start.tolist(), stop.tolist(), strict=True)):
            with view[low : min(high, low + LONGEST)] as line:
                codes[row] = notice_kind(line)
    return codes


def notice_kind(line: memoryview) -> int:
    """Return PRIVACY_ON, PRIVACY_OFF, DISAPPEARING, or NOTICE for anything else."""
    if phrases.ADVANCED_PRIVACY.search(line):
        return PRIVACY_OFF if phrases.TURNED_OFF.search(line) else PRIVACY_ON
    return DISAPPEARING if phrases.DISAPPEARING.search(line) else NOTICE


def _kind_of_marked(rest: memoryview) -> int:
    if phrases.CONTACT.search(rest):
        return CONTACT
    few = len(rest) < 240
    if _BRACKETED.match(rest) or (few and phrases.OMITTED.search(rest)):
        return MEDIA
    if phrases.NOTICE_WORDS.search(rest):
        return NOTICE
    short = len(_SPACE.findall(rest)) < FEW_WORDS and rest[-1] != 0x2E
    return MARKED_SHORT if short else MARKED


def _kind_of_plain(body: memoryview, single: bool) -> int:
    if not single:
        return POLL if _POLL.match(body) else MEDIA if phrases.ATTACHED.match(body) else TEXT
    if _BRACKETED.match(body):
        return CONTACT if body[-5:].tobytes() == b".vcf>" else MEDIA
    if phrases.ATTACHED.match(body):
        return CONTACT if phrases.CONTACT.match(body) else MEDIA
    for pattern, code in (
        (_DELETED, DELETED), (_CALL_ALONE, CALL), (phrases.LOCATION, LOCATION), (_LIVE, LOCATION),
        (_FIRST, FIRST_NOTICE),
    ):  # fmt: skip
        if pattern.match(body):
            return code
    return VIEW_ONCE if _VIEW_ONCE.match(body) and len(body) < 120 else TEXT


def _cut_edit_mark(block: Block, rows: Rows, row: int, kind: NDArray[np.int8], cut: Ints) -> None:
    """Note the bytes of an edit mark at the end of a message, or see that it is a captioned file."""
    start, stop = int(rows.last_start[row]), int(rows.last_stop[row])
    open_at = block.buffer.rfind(b"<", max(start, stop - LONGEST), stop)
    if open_at < 0:
        return
    head = max(start, open_at - 16)
    with memoryview(block.buffer)[head:stop] as view:
        lead = _MARKED_END.search(view)
        if lead:
            if _FILE_MARK.match(view, lead.start(1)):
                kind[row] = MEDIA
            else:
                cut[row] = len(view) - lead.start()
        elif _EDITED.match(view, open_at - head):
            space = open_at > start and block.buffer[open_at - 1] == 0x20
            cut[row] = stop - open_at + int(space)
