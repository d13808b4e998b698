"""The head of a WhatsApp message: its grammar over all layouts, read from bytes.

``[date, time] `` (iOS), ``date, time - `` (Android) or ``date time: `` (until about 2014), with any
invisible marks between any two characters, four scripts of digits, twelve or twenty-four hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from pairbond.messages.formats.blocks import Ints
from pairbond.messages.formats.marks import DIGIT, MARK, SPACE

WIDTH = 96
"""Bytes from the start of a line in which a head must end."""
SLOTS = 16
"""Digits of a head: 4 + 2 + 4 of the date, 2 + 2 + 2 of the time."""
_FIELDS = (("first", 4), ("second", 2), ("third", 4), ("hour", 2), ("minute", 2), ("tick", 2))

AM, PM, MIDDAY, NIGHT = 1, 2, 3, 4
_BEFORE_NOON = (
    "上午", "凌晨", "清晨", "早上", "午前", "오전", "ص", "π.μ.", "πμ", "öö", "ÖÖ", "ق.ظ.", "ق.ظ",
    "पूर्वाह्न", "vorm.", "fm", "f.m.", "ap.", "de.", "dop.", "пр.об.", "sa", "pg", "pd",
)  # fmt: skip
_AFTER_NOON = (
    "下午", "中午", "傍晚", "晚上", "午後", "오후", "م", "μ.μ.", "μμ", "ös", "ÖS", "ب.ظ.", "ب.ظ",
    "अपराह्न", "nachm.", "em", "e.m.", "ip.", "du.", "odp.", "сл.об.", "ch", "ptg", "md",
)  # fmt: skip
_WORDS = (
    "klo", "kl.", "kl", "kello", "klockan", "à", "às", "a las", "a la", "as", "las", "um", "ob", "o",
    "u", "alle ore", "alle", "ore", "om", "at", "в", "о", "об", "у", "la", "saat", "pukul", "jam", "lúc", "en",
    "ora", "godz.", "v",
)  # fmt: skip


def _any_of(words: tuple[str, ...]) -> bytes:
    parts = [re.escape(word.encode()).replace(b"\\ ", SPACE) for word in sorted(words, key=len, reverse=True)]
    return b"|".join(parts)


def _grammar() -> re.Pattern[bytes]:
    mark = MARK + b"*+"
    digit, space = b"(?:" + DIGIT + mark + b")", b"(?:" + SPACE + mark + b")"
    dotted = mark + b"\\.?" + mark + space + b"?m" + mark + b"\\.?"
    am = b"a" + dotted + b"|" + _any_of(_BEFORE_NOON)
    pm = b"p" + dotted + b"|" + _any_of(_AFTER_NOON)

    def noon(name: bytes) -> bytes:
        return b"(?:(?P<am" + name + b">" + am + b")|(?P<pm" + name + b">" + pm + b"))" + mark

    date = (
        b"(?P<first>" + digit + b"{1,4})" + space + b"?(?P<part>[/.\\-])" + mark + space + b"?"
        b"(?P<second>" + digit + b"{1,2})" + space + b"?(?P=part)" + mark + space + b"?"
        b"(?P<third>" + digit + b"{1,4})(?P<dot>\\.)?" + mark + b"(?:" + space + b"?\xd0\xb3\\.)?"
    )  # fmt: skip
    between = (
        b"(?P<comma>" + space + b"?(?:,|\xd8\x8c)" + mark + b")?(?P<gap>" + space + b"*)"
        b"(?P<word>(?:" + _any_of(_WORDS) + b")" + mark + space + b"+)?"
    )  # fmt: skip
    time = (
        b"(?:" + noon(b"1") + space + b"*)?(?P<hour>" + digit + b"{1,2})(?P<clock>[:.h])" + mark +
        b"(?P<minute>" + digit + b"{2})(?:[:.]" + mark + b"(?P<tick>" + digit + b"{2}))?"
        b"(?:" + space + b"*" + noon(b"2") + b")?(?:" + space + b"?\xd1\x87\\.)?" + space + b"*"
    )  # fmt: skip
    return re.compile(
        mark + b"(?P<open>\\[)?" + mark + space + b"?" + date + between + time +
        b"(?P<close>\\]|-|\xe2\x80\x93|:)\\x00*\\Z", re.IGNORECASE,
    )  # fmt: skip


HEAD = _grammar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the numbers of one head stand, and how it is written.

    ``slots`` are the columns of its sixteen digits, -1 where there is none; ``low`` is what to take
    from a digit's low half byte. ``end`` is the column after the head. ``kind`` holds what tells one
    app's layout from another's; ``widths`` the digits of day, month and hour, which may only differ
    by padding.
    """

    slots: tuple[int, ...]
    low: int
    end: int
    noon: int
    kind: tuple[str | int | bool, ...]
    widths: tuple[int, int, int]
    year_first: bool
    dots: bool
    seconds: bool
    marked: bool


def read_head(row: memoryview) -> Layout | None:
    """Return the layout of a head that fills *row* up to zeros; None where it is none."""
    found = HEAD.match(row)
    if found is None:
        return None
    columns = {name: _digits(row, found.span(name)) for name, _ in _FIELDS}
    first, second, third = (len(columns[name]) for name in ("first", "second", "third"))
    if first == 3 or third == 3 or (first == 4 and third > 2) or not (found["comma"] or found["gap"]):
        return None
    opened, closed = found["open"] is not None, found["close"] == b"]"
    if opened != closed:
        return None
    year_first = first == 4
    slots: list[int] = []
    for name, size in _FIELDS:
        slots += [-1] * (size - len(columns[name])) + columns[name]
    noon = _half(found["am1"] or found["am2"], found["pm1"] or found["pm2"])
    style = "B" if opened else "C" if found["close"] == b":" else "D"
    part, clock = found["part"].decode(), found["clock"].decode()
    return Layout(
        slots=tuple(slots),
        low=_low(row, columns["hour"][0]),
        end=found.end("close"),
        noon=noon,
        kind=(style, part, clock, year_first, max(first, third), bool(columns["tick"]), bool(noon)),
        widths=(first if not year_first else third, second, len(columns["hour"])),
        year_first=year_first,
        dots=part == "." and not year_first,
        seconds=bool(columns["tick"]),
        marked=row[0] == 0xE2,
    )


def _half(before: bytes | None, after: bytes | None) -> int:
    """Return which half of the day is meant; two Chinese words straddle noon and midnight."""
    if after is None:
        return AM if before else 0
    return {"中午": MIDDAY, "晚上": NIGHT}.get(bytes(after).decode("utf-8", "replace"), PM)


def hour_of_day(hour: Ints, noon: Ints) -> Ints:
    """Return hours from 0 to 23; a marker beside an hour above 12 says nothing new."""
    afternoon = (noon == PM) | (noon == NIGHT) | ((noon == MIDDAY) & (hour < 6))
    hour = np.where(afternoon & (hour < 12), hour + 12, hour)
    return np.where(((noon == AM) | (noon == NIGHT)) & (hour == 12), 0, hour)


def _low(row: memoryview, column: int) -> int:
    """Return what zero's low half byte is: 6 in the Indic scripts, 0 in the others."""
    return 6 if row[column] >= 0x80 and row[column - 2] == 0xE0 else 0


def _digits(row: memoryview, span: tuple[int, int]) -> list[int]:
    """Return the columns that hold the value of each digit between two columns."""
    at, stop = span
    columns = []
    while at < stop:
        lead = row[at]
        if lead < 0x80:
            size = 1
            if 0x30 <= lead <= 0x39:
                columns.append(at)
        else:
            size = 2 if lead < 0xE0 else 3
            if (lead in (0xD9, 0xDB) and row[at + 1] != 0x9C) or (lead == 0xE0):
                columns.append(at + size - 1)
        at += size
    return columns
