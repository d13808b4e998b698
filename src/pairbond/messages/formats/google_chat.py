"""Google Chat from Takeout: ``messages.json`` of a direct message, with dates in prose."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import (
    Json,
    Tree,
    choose,
    iso_time,
    items,
    load,
    mapping,
    moment,
    text_of,
)
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "google-chat"
_SIGN = re.compile(rb'"(?:created_date|topic_id|message_state|user_type)"')
_MONTHS = (
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
    [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
)
_MONTH = {name: number for names in _MONTHS for number, name in enumerate(names, start=1)}
_MONTH_FIRST = re.compile(
    r"\w+, (?P<month>\w+) (?P<day>\d{1,2}), (?P<year>\d{4})\D+(?P<time>[\d:]+ ?\w*) UTC", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    r"[\w-]+,? (?:den )?(?P<day>\d{1,2})\.?(?: de)? (?P<month>\w+)(?: de)? (?P<year>\d{4})\D+(?P<time>[\d:]+) UTC",
    re.IGNORECASE,
)
_EAST = re.compile(
    r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日\D*(?:UTC)?\s*(?P<time>[\d:]+)(?:\s*UTC)?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2}) ?([AP]M)?", re.IGNORECASE)


def sniff(sample: Sample) -> bool:
    if sample.members:
        return bool(chats(list(sample.members)))
    return _SIGN.search(sample.head) is not None


def chats(names: list[str]) -> list[str]:
    """Return the ``messages.json`` of every conversation."""
    return [name for name in names if Path(name).name == "messages.json"]


def read(path: Path, options: Options) -> Records:
    """Return the messages of one direct message."""
    if not path.is_dir() and path.suffix.lower() != ".zip":
        return messages(mapping(load(path)))
    tree = Tree(path)
    found = {}
    for name in chats(tree.names):
        folder = Path(name).parent
        if folder.name.startswith("Space") and not options.chat_name:
            continue
        info = (folder / "group_info.json").as_posix()
        members = items(mapping(tree.load(info)).get("members")) if info in tree.names else []
        known = [text_of(one.get(field)) for one in members for field in ("name", "email")]
        found[name] = [folder.name, *filter(None, known)]
    return messages(mapping(tree.load(choose(found, options.chat_name, "Google Chat"))))


def messages(export: Json) -> Records:
    rows = items(export.get("messages"))
    if not rows:
        raise EvidenceError("this Google Chat file holds no messages")
    out = RowList(source=NAME, clock="utc", lines=len(rows))
    unread = [row for row in rows if "created_date" in row and prose_time(row["created_date"]) is None]
    if len(unread) * 200 > len(rows):
        raise EvidenceError(
            f"the dates of this Google Chat export are in a language that is not read ({len(unread)} of {len(rows)}); "
            "set the account to English and export again"
        )
    for row in rows:
        add(out, row)
    return out.records()


def add(out: RowList, row: Json) -> None:
    creator = mapping(row.get("creator"))
    time = prose_time(row.get("created_date"))
    key = text_of(creator.get("email")) or text_of(creator.get("name"))
    if text_of(creator.get("user_type")).lower() == "bot":
        out.notices += 1
    elif time is None or not key:
        if "DELET" in text_of(row.get("message_state")).upper():
            out.left_out += 1
        else:
            out.not_understood += 1
    else:
        out.reactions += len(items(row.get("reactions")))
        person = out.person(key, text_of(creator.get("name")) or key)
        text = text_of(row.get("text"))
        if "DELET" in text_of(row.get("message_state")).upper():
            out.add(time, person, "deleted")
        else:
            out.add(time, person, "text" if text or not row.get("attached_files") else "media", text)


def prose_time(value: object) -> int | None:
    """Return microseconds UTC of a date in prose, or in ISO; None where it is not understood."""
    iso = iso_time(value)
    if iso:
        return iso[0]
    text = re.sub(r"[\u00a0\u2009\u202f]", " ", text_of(value))[:120]
    found = _MONTH_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _EAST.fullmatch(text)
    clock = _CLOCK.fullmatch(found["time"].strip()) if found else None
    if found is None or clock is None:
        return None
    month = int(found["month"]) if found["month"].isdecimal() else _MONTH.get(found["month"].lower(), 0)
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].upper() == "PM" else 0)
    try:
        read = datetime(
            int(found["year"]), month, int(found["day"]), hour, int(clock[2]), int(clock[3]), tzinfo=UTC
        )
    except ValueError:
        return None
    return moment(int(read.timestamp()), SECOND)


FORMAT = Format(name=NAME, title="Google Chat JSON", sniff=sniff, read=read)
