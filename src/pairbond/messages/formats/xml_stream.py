"""A stream of XML made fit for a parser: pictures taken out, characters in two halves made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

CHUNK = 1 << 20
KEPT = 4096
"""Bytes of a field ``data`` that are let through, so that a text about such fields stays as it is."""
_FIELD = re.compile(rb"""\sdata=["']""")
_PACKED = re.compile(rb"[A-Za-z0-9+/=\r\n&#;]*")
_HIGH = rb"&#(55(?:29[6-9]|[3-9]\d\d)|56(?:[0-2]\d\d|31\d)|[xX][dD][89abAB][0-9a-fA-F]{2});"
_LOW = rb"&#(56(?:3[2-9]\d|[4-9]\d\d)|57(?:[0-2]\d\d|3[0-3]\d|34[0-3])|[xX][dD][c-fC-F][0-9a-fA-F]{2});"
_PAIR = re.compile(_HIGH + _LOW)
_HALF = re.compile(rb"&#([xX]?[0-9a-fA-F]{4,5});")
_UNFINISHED = re.compile(rb"(?:" + _HIGH + rb")?(?:&[#0-9a-zA-Z]{0,8})?\Z")
_LONGEST_END = 24


def without_pictures(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the stream without what stands packed (base64) in long fields ``data``; memory is bounded."""
    held, inside = b"", 0
    for chunk in chunks:
        data, held = held + chunk, b""
        kept, at = [], 0
        while at < len(data):
            if inside:
                stop = run_end(data, at)
                room = max(KEPT + 1 - inside, 0)
                kept.append(data[at : min(stop, at + room)])
                inside = inside + stop - at if stop == len(data) else 0
                at = stop
                continue
            found = _FIELD.search(data, at)
            if found:
                kept.append(data[at : found.end()])
                at, inside = found.end(), 1
            else:
                cut = max(len(data) - 6, at)
                kept.append(data[at:cut])
                held, at = data[cut:], len(data)
        yield b"".join(kept)
    yield held


def run_end(data: bytes, at: int) -> int:
    found = _PACKED.match(data, at)
    return found.end() if found else at


def mended(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the stream with characters that are written as two halves made whole.

    The app writes an emoji as two references to halves of it, which XML forbids; a half alone
    becomes the replacement character.
    """
    held = b""
    for chunk in chunks:
        data = held + chunk
        tail = max(len(data) - _LONGEST_END, 0)
        found = _UNFINISHED.search(data, tail)
        cut = found.start() if found else len(data)
        held = data[cut:]
        yield whole_characters(data[:cut])
    yield whole_characters(held)


def whole_characters(data: bytes) -> bytes:
    if b"&#" not in data:
        return data
    return _HALF.sub(_lone, _PAIR.sub(_joined, data))


def number_of(reference: bytes) -> int:
    hexadecimal = reference[:1] in b"xX"
    digits = reference[1:] if hexadecimal else reference
    try:
        return int(digits, 16 if hexadecimal else 10)
    except ValueError:
        return 0


def _joined(pair: re.Match[bytes]) -> bytes:
    high, low = number_of(pair[1]), number_of(pair[2])
    return b"&#%d;" % (0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)


def _lone(half: re.Match[bytes]) -> bytes:
    return b"&#65533;" if 0xD800 <= number_of(half[1]) < 0xE000 else half[0]
