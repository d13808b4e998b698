"""SMS Backup & Restore: XML that is streamed, with surrogates mended and every declaration refused.

The standard library's expat is used as it is: a document type or an entity stops the reading, so
that nothing can be expanded; pictures inside the file pass by piece by piece and are not kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import choose, moment, whole
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "sms"
ME = "Me"
CHUNK = 1 << 20
_SIGN = re.compile(rb"<(?:smses|calls|sms|allsms)\b")
_PAIR = re.compile(rb"&#(5[5-7]\d{3});&#(5[6-7]\d{3});")
_LONE = re.compile(rb"&#(5[5-7]\d{3});|&#x[dD][89a-fA-F][0-9a-fA-F]{2};")
_SEVERAL = re.compile(r"[~,;]")


def sniff(sample: Sample) -> bool:
    return not sample.members and _SIGN.search(sample.head[:8192]) is not None


def read(path: Path, options: Options) -> Records:
    """Return the messages with one person."""
    backup = Backup()
    with path.open("rb") as stream:
        parse(stream, backup, path.name)
    if not backup.chats:
        raise EvidenceError(f"{path.name} holds no message that was sent or received")
    names = {key: [key, *sorted(chat.names)] for key, chat in backup.chats.items()}
    key = choose(names, options.chat_name, "SMS")
    chat = backup.chats[key]
    if chat.group:
        raise EvidenceError("this conversation is a group; only a chat of two people is read")
    out = RowList(source=NAME, clock="utc", me=ME, lines=backup.records)
    out.left_out, out.not_understood = backup.left_out, backup.not_understood
    met: Counter[tuple[int, bool, str, str]] = Counter()
    for row in sorted(chat.rows, key=lambda one: one[0]):
        met[row] += 1
        if met[row] > 1:
            out.duplicates += 1
            continue
        time, mine, kind, text = row
        out.add(
            time, out.person(ME) if mine else out.person("other", min(chat.names, default=key)), kind, text
        )
    return out.records()


@dataclass(slots=True, kw_only=True)
class Conversation:
    """Messages with one address."""

    names: set[str] = field(default_factory=set, repr=False)
    rows: list[tuple[int, bool, str, str]] = field(default_factory=list, repr=False)
    group: bool = False


class Backup:
    """What the elements of the file say, conversation by conversation."""

    def __init__(self) -> None:
        self.chats: dict[str, Conversation] = {}
        self.records = self.left_out = self.not_understood = 0
        self._mms: dict[str, str] | None = None
        self._text: list[str] = []
        self._people: list[tuple[str, str]] = []

    def start(self, tag: str, fields: dict[str, str]) -> None:
        if tag == "sms":
            self.records += 1
            address = fields.get("address", "")
            self._add(
                fields,
                fields.get("type"),
                unit=1000,
                address=address,
                kind="text",
                text=shown(fields.get("body")),
            )
        elif tag == "call":
            self.records += 1
            self.left_out += 1
        elif tag == "mms":
            self.records += 1
            self._mms, self._text, self._people = fields, [], []
        elif tag == "part" and self._mms is not None and fields.get("ct", "").startswith("text/plain"):
            self._text.append(shown(fields.get("text")))
        elif tag == "addr" and self._mms is not None:
            self._people.append((fields.get("type", ""), fields.get("address", "")))

    def end(self, tag: str) -> None:
        if tag != "mms" or self._mms is None:
            return
        fields, text = self._mms, "\n".join(filter(None, self._text))
        date = whole(fields.get("date"))
        unit = SECOND if date is not None and date < 100_000_000_000 else 1000
        address = fields.get("address") or self._others(fields.get("msg_box"))
        kind = "text" if text else "media"
        self._add(fields, fields.get("msg_box"), unit=unit, address=address, kind=kind, text=text)
        self._mms = None

    def _others(self, box: str | None) -> str:
        """Return who else is in a picture message that names no address: all but the owner of the phone."""
        written_by = [address for kind, address in self._people if kind == "137"]
        sent_to = [address for kind, address in self._people if kind in ("151", "130", "129")]
        if box == "2":
            return "~".join(sent_to)
        return "~".join(written_by + sent_to) if len(sent_to) > 1 else "~".join(written_by)

    def _add(
        self, fields: dict[str, str], box: str | None, *, unit: int, address: str, kind: str, text: str
    ) -> None:
        if box not in ("1", "2"):
            self.left_out += 1
            return
        time = moment(whole(fields.get("date")), unit)
        if time is None or not address.strip():
            self.not_understood += 1
            return
        parts = [part for part in _SEVERAL.split(address) if part.strip()]
        key = "~".join(sorted({number_key(part) for part in parts}))
        chat = self.chats.setdefault(key, Conversation())
        chat.group |= len(parts) > 1
        chat.names.add(address.strip())
        name = fields.get("contact_name", "").strip()
        if name and name not in ("(Unknown)", "null"):
            chat.names.add(name)
        chat.rows.append((time, box == "2", kind, text))


def shown(text: str | None) -> str:
    """Return a field's text; the app writes ``null`` where there is none."""
    return "" if text is None or text == "null" else text


def number_key(address: str) -> str:
    """Return one form for the ways in which a telephone number is written."""
    digits = re.sub(r"\D", "", address)
    return digits[-9:] if len(digits) >= 9 else address.strip().casefold()


def parse(stream: IO[bytes], backup: Backup, name: str) -> None:
    """Stream the file through expat; the sentence of a refusal quotes nothing of it."""
    parser = expat.ParserCreate()
    parser.buffer_text = False
    parser.StartElementHandler = backup.start
    parser.EndElementHandler = backup.end

    def refuse(*_: object) -> int:
        raise EvidenceError(
            f"{name} declares a document type or an entity, which no backup of messages needs; it is not read"
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        for chunk in mended(stream):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise EvidenceError(f"{name} is not valid XML: line {error.lineno}, column {error.offset}") from None


def mended(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the file with characters written as two halves made whole, and without pictures' data."""
    held = b""
    while chunk := stream.read(CHUNK):
        whole_part = held + chunk
        cut = len(whole_part)
        tail = whole_part.rfind(b"&", cut - 24, cut)
        if tail >= 0:
            pair = whole_part.rfind(b"&", max(tail - 12, 0), tail)
            cut = pair if pair >= 0 else tail
        held = whole_part[cut:]
        yield _mended(whole_part[:cut])
    yield _mended(held)


def _mended(data: bytes) -> bytes:
    data = _PAIR.sub(_joined, data)
    return _LONE.sub(_dropped, data)


def _joined(pair: re.Match[bytes]) -> bytes:
    high, low = int(pair[1]), int(pair[2])
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return b"&#%d;" % (0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)
    return pair[0]


def _dropped(half: re.Match[bytes]) -> bytes:
    return half[0] if half[1] and not 0xD800 <= int(half[1]) < 0xE000 else b"&#65533;"


FORMAT = Format(name=NAME, title="SMS Backup & Restore XML", sniff=sniff, read=read)
