"""Dates in prose, as an export writes them for a reader of one language; always in UTC."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from pairbond.messages.formats.objects import iso_time, moment, text_of
from pairbond.messages.formats.records import SECOND

LONGEST = 120
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
}
_MONTH = {name: number for names in _MONTHS.values() for number, name in enumerate(names.split(), start=1)}
_CLOCK = (
    r"(?P<before>[ap]\.? ?m\.?|上午|下午|午前|午後|오전|오후)? ?"
    r"(?P<hour>\d{1,2})(?:[:.]|時|시 ?)(?P<minute>\d{2}|\d(?=분))(?:[:.]|分|분 ?)(?P<second>\d{2}|\d(?=초))(?:秒|초)?"
    r" ?(?P<after>[ap]\.? ?m\.?)?"
)
_JOIN = r"(?:,|,? (?:at|um|à|a las|às|alle(?: ore)?|ore|om|kl\.?|o|в|pukul|saat))? ?"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"\w+, (?P<month>\w+) (?P<day>\d{{1,2}}), (?P<year>\d{{4}}){_JOIN}{_CLOCK} UTC",
        rf"[\w-]+,? (?:den )?(?P<day>\d{{1,2}})\.?(?: de)? (?P<month>\w+)(?: de)? (?P<year>\d{{4}})(?: г\.)?{_JOIN}{_CLOCK} UTC",
        rf"(?P<day>\d{{1,2}}) (?P<month>\w+) (?P<year>\d{{4}}) \w+{_JOIN}{_CLOCK} UTC",
        rf"(?P<year>\d{{4}})[年년] ?(?P<month>\d{{1,2}})[月월] ?(?P<day>\d{{1,2}})[日일] ?(?:星期\w|\w曜日|\w요일)? ?(?:UTC )?{_CLOCK}(?: UTC)?",
    )
)
_SPACES = re.compile("[\u00a0\u2009\u202f]")
_MARKS = re.compile("[\u200e\u200f]")


def prose_time(value: object) -> int | None:
    """Return microseconds UTC of a date in prose, or in ISO; None where it is not understood.

    Nothing between date and clock is skipped unread: a word for the afternoon that is not known
    must not become a time twelve hours too early.
    """
    iso = iso_time(value)
    if iso:
        return iso[0]
    text = _SPACES.sub(" ", _MARKS.sub("", unicodedata.normalize("NFC", text_of(value)[:LONGEST]))).strip()
    found = next(filter(None, (shape.fullmatch(text) for shape in _SHAPES)), None)
    if found is None:
        return None
    name = found["month"].lower()
    month = int(name) if name.isdecimal() else _MONTH.get(name, 0)
    hour = hour_of(int(found["hour"]), found["before"] or found["after"])
    clock = (hour, int(found["minute"]), int(found["second"]))
    try:
        read = datetime(int(found["year"]), month, int(found["day"]), *clock, tzinfo=UTC)
    except ValueError:
        return None
    return moment(int(read.timestamp()), SECOND)


def hour_of(hour: int, half: str | None) -> int:
    """Return the hour of the day; *half* says which half of it, in any of the known ways."""
    if half is None or hour > 12:
        return hour
    return hour % 12 + (12 if half[0] in "pP" or half in ("下午", "午後", "오후") else 0)


def layout(value: object) -> str:
    """Return the shape of a date without its words: letters as ``x``, digits as ``9``."""
    shown = text_of(value)[:60].replace("UTC", "\0")
    letters = "".join("9" if one.isdecimal() else "x" if one.isalpha() else one for one in shown)
    return re.sub(r"[^\x009x ,.:/()-]", "?", letters).replace("\0", "UTC")
