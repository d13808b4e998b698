"""Streaming a text file as blocks of whole lines, in one buffer that is wiped when done.

Whatever touches the text does so in this buffer or in arrays that are zeroed after use, and never
as a Python string: freed strings stay in a process's memory until something overwrites them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 21
PAD = 512
"""Bytes past the end of a block that may be read; they hold line ends."""
NEWLINE, RETURN = 10, 13

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_ONES = np.uint64(0x0101010101010101)
_TOP = np.uint64(56)
_LOW = np.array([(1 << (8 * k)) - 1 for k in range(8)] + [(1 << 64) - 1], dtype=np.uint64)


class Readable(Protocol):
    """What can be read into a buffer that exists already."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


@dataclass(slots=True, kw_only=True, eq=False)
class Block:
    """A stretch of the file that begins and ends with a line.

    ``data`` is padded with line ends beyond ``size``; ``offset`` is where it stands in the file.
    ``torn`` says that the line before it has no end yet, so that its first line only goes on.
    ``used`` may be set lower than ``size``: the rest then comes again at the head of the next block.
    """

    buffer: bytearray
    size: int
    offset: int
    torn: bool
    final: bool
    used: int

    @property
    def data(self) -> Bytes:
        return np.frombuffer(self.buffer, dtype=np.uint8)

    @property
    def words(self) -> Hashes:
        """The eight bytes from every position on, as one number."""
        return np.ndarray(len(self.buffer) - 8, dtype="<u8", buffer=self.buffer, strides=(1,))


def blocks(stream: Readable, size: int = BLOCK) -> Iterator[Block]:
    """Yield the file in blocks; the buffer is used again and wiped at the end.

    A line longer than a block comes in pieces, so that memory is bounded whatever the file holds.
    """
    buffer = bytearray(size + PAD)
    window = memoryview(buffer)
    try:
        yield from _filled(stream, buffer, window, size)
    finally:
        window[:] = bytes(len(window))


def _filled(stream: Readable, buffer: bytearray, window: memoryview, size: int) -> Iterator[Block]:
    kept, offset, torn, returns = 0, 0, False, False
    while True:
        end = _fill(stream, window, kept, size)
        final = end < size
        returns = returns or not (offset or kept or buffer.count(b"\n", 0, end))
        if returns:
            data = np.frombuffer(buffer, dtype=np.uint8)[:end]
            data[data == RETURN] = NEWLINE
        if not end:
            return
        cut = end if final else buffer.rfind(b"\n", 0, end) + 1 or end
        tail = bytearray(window[cut : cut + PAD])
        window[cut : cut + PAD] = b"\n" * PAD
        block = Block(buffer=buffer, size=cut, offset=offset, torn=torn, final=final, used=cut)
        yield block
        window[cut : cut + PAD] = tail
        tail[:] = bytes(len(tail))
        torn = buffer[block.used - 1] != NEWLINE
        offset += block.used
        kept = end - block.used
        buffer[:kept] = window[block.used : end]
        if final and not kept:
            return


def _fill(stream: Readable, window: memoryview, kept: int, size: int) -> int:
    """Read until the window is full or the stream ends; return where the bytes end."""
    while kept < size:
        got = stream.readinto(window[kept:size])
        if not got:
            break
        kept += got
    return kept


def span_hash(words: Hashes, start: Ints, length: Ints) -> Hashes:
    """Return a hash of each span of bytes; equal spans have equal hashes, 0 means an empty span."""
    mixed = length.astype(np.uint64) * _MIX
    rows = np.flatnonzero(length > 0)
    done = 0
    while len(rows):
        rest = length[rows] - done
        word = words[start[rows] + done]
        word &= _LOW[np.minimum(rest, 8)]
        hashed = (mixed[rows] ^ word) * _MIX
        mixed[rows] = hashed ^ (hashed >> _SHIFT)
        word.fill(0)
        done += 8
        rows = rows[rest > 8]
    return mixed


def hash_of(text: bytes) -> int:
    """Return the hash that :func:`span_hash` gives these bytes."""
    padded = bytearray(text) + bytearray(PAD)
    words = np.ndarray(len(padded) - 8, dtype="<u8", buffer=padded, strides=(1,))
    return int(span_hash(words, np.array([0]), np.array([len(text)]))[0])


class Ranks:
    """How many flags are set before any position of a block."""

    __slots__ = ("_before", "_eights")

    def __init__(self, flags: NDArray[np.bool_]) -> None:
        padded = np.zeros(-(-len(flags) // 8) * 8 + 8, dtype=np.uint8)
        padded[: len(flags)] = flags
        self._eights = padded.view(np.uint64)
        counts = (self._eights * _ONES) >> _TOP
        self._before = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts.view(np.int64), out=self._before[1:])

    def __call__(self, at: Ints) -> Ints:
        part = self._eights[at >> 3] & _LOW[at & 7]
        return np.asarray(self._before[at >> 3] + ((part * _ONES) >> _TOP).astype(np.int64))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measures:
    """Counts up to any position of a block: bytes inside a character, and words that have begun."""

    inside: Ranks
    begun: Ranks

    def before(self, at: Ints) -> tuple[Ints, Ints]:
        """Return the characters and the begun words before each position."""
        return at - self.inside(at), self.begun(at)

    def chars(self, start: Ints, stop: Ints) -> Ints:
        """Return the number of characters from *start* to before *stop*."""
        return np.asarray(stop - start - (self.inside(stop) - self.inside(start)), dtype=np.int64)

    def words(self, start: Ints, stop: Ints) -> Ints:
        """Return the number of words that begin from *start* to before *stop*."""
        return self.begun(stop) - self.begun(start)


def measure(data: Bytes, size: int) -> Measures:
    """Return the counts of a block; a word is what ASCII white space parts."""
    part = data[: size + 1]
    blank = is_blank(part)
    begins = ~blank
    begins[1:] &= blank[:-1]
    return Measures(inside=Ranks((part & 0xC0) == 0x80), begun=Ranks(begins))


def is_blank(data: Bytes) -> NDArray[np.bool_]:
    """Return which bytes are ASCII white space."""
    return np.asarray((data == 32) | ((data - 9) < 5))


class Numbering:
    """Numbers that stand for hashes, the same over all blocks of a file."""

    __slots__ = ("_hashes", "_numbers")

    def __init__(self) -> None:
        self._hashes = np.zeros(0, dtype=np.uint64)
        self._numbers = np.zeros(0, dtype=np.int64)

    def look_up(self, hashes: Hashes, name: Callable[[int, int], int | None]) -> Ints:
        """Return the number of each hash; *name* gives it from a hash not met before and its row.

        Where *name* gives None, -1 is returned and nothing is remembered.
        """
        found, new = self._known(hashes)
        if not len(new):
            return found
        unique, first = np.unique(hashes[new], return_index=True)
        rows = new[first].tolist()
        numbers = [name(one, row) for one, row in zip(unique.tolist(), rows, strict=True)]
        kept = np.array([number is not None for number in numbers], dtype=bool)
        values = np.array([number for number in numbers if number is not None], dtype=np.int64)
        merged = np.concatenate([self._hashes, unique[kept]])
        order = np.argsort(merged)
        self._hashes, self._numbers = merged[order], np.concatenate([self._numbers, values])[order]
        found[new] = self._known(hashes[new])[0]
        return found

    def _known(self, hashes: Hashes) -> tuple[Ints, Ints]:
        if not len(self._hashes):
            return np.full(len(hashes), -1, dtype=np.int64), np.arange(len(hashes))
        at = np.searchsorted(self._hashes, hashes)
        at[at == len(self._hashes)] = 0
        met = self._hashes[at] == hashes
        return np.where(met, self._numbers[at], -1), np.flatnonzero(~met)


def line_spans(data: Bytes, size: int) -> tuple[Ints, Ints]:
    """Return where each line begins and ends, without the line end's own bytes."""
    ends = np.flatnonzero(data[:size] == NEWLINE)
    if not len(ends) or ends[-1] != size - 1:
        ends = np.append(ends, size)
    starts = np.empty_like(ends)
    starts[0] = 0
    starts[1:] = ends[:-1] + 1
    stops = ends - ((ends > starts) & (data[ends - 1] == RETURN))
    return starts, stops
