"""SMS Backup & Restore: XML that is streamed, every message measured as it passes.

The standard library's expat is used as it is: a document type or an entity stops the reading, so
that nothing can be expanded; what pictures hold is taken out before expat sees it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from pairbond.errors import EvidenceError
from pairbond.messages.formats.marks import counted
from pairbond.messages.formats.objects import Tree, choose, moment, whole
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList
from pairbond.messages.formats.xml_stream import CHUNK, mended, without_pictures

NAME = "sms"
ME = "Me"
MOST_ELEMENT = 16 << 20
"""Bytes between two tags; an element is never that long once pictures are taken out."""
MOST_DEPTH = 20
_SIGN = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|smses|calls|allsms)", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:smses|calls|sms|mms|allsms)\b")
_MEMBER = re.compile(r"(?:sms|calls|allsms)[^/]*\.xml", re.IGNORECASE)
_SEVERAL = re.compile(r"[~,;]")


def sniff(sample: Sample) -> bool:
    if sample.members:
        return bool(texts(list(sample.members)))
    return _SIGN.match(sample.head) is not None and _ROOT.search(sample.head) is not None


def texts(members: list[str]) -> list[str]:
    """Return the backups in a folder or an archive; those of calls alone hold no message."""
    found = [name for name in members if _MEMBER.fullmatch(Path(name).name)]
    return [name for name in found if not Path(name).name.lower().startswith("calls")] or found


def read(path: Path, options: Options) -> Records:
    """Return the messages with one person."""
    backup = Backup()
    with opened(path) as stream:
        parse(stream, backup, path.name)
    if not backup.chats:
        raise EvidenceError(f"{path.name} holds no message that was sent or received", why="empty")
    out = RowList(source=NAME, clock="utc", me=ME, lines=backup.records)
    out.left_out, out.not_understood = backup.left_out, backup.not_understood
    met: Counter[Row] = Counter()
    chats = picked(backup.chats, options.chat_name)
    other = next((name for chat in chats for name in (*sorted(chat.named), *sorted(chat.addresses))), "other")
    for row in sorted((row for chat in chats for row in chat.rows), key=lambda one: one[0]):
        met[row] += 1
        if met[row] > 1:
            out.duplicates += 1
            continue
        time, mine, kind, chars, words, _ = row
        out.add_measured(time, out.person(ME) if mine else out.person("other", other), kind, (chars, words))
    return out.records()


def opened(path: Path) -> AbstractContextManager[IO[bytes]]:
    """Open the backup, or the one in a folder or an archive."""
    if not path.is_dir() and path.suffix.lower() != ".zip":
        return path.open("rb")
    tree = Tree(path)
    backups = texts(tree.names)
    if len(backups) > 1:
        raise EvidenceError(f"{path.name} holds {len(backups)} backups; name the file of one of them")
    return tree.opened(backups[0])


Row = tuple[int, bool, str, int, int, int]
"""Time, whether it is the phone's owner's, kind, characters, words, and a fingerprint for doubles."""


@dataclass(slots=True, kw_only=True)
class Conversation:
    """Messages with one address, as numbers."""

    addresses: set[str] = field(default_factory=set, repr=False)
    named: set[str] = field(default_factory=set, repr=False)
    rows: list[Row] = field(default_factory=list, repr=False)
    group: bool = False


def picked(chats: dict[str, Conversation], wanted: str | None) -> list[Conversation]:
    """Return the conversation that is meant; a contact may have several numbers."""
    folded = (wanted or "").strip().casefold()
    same = [chat for chat in chats.values() if folded in {name.casefold() for name in chat.named}]
    if wanted and len(same) > 1 and not any(chat.group for chat in same):
        return same
    names = {key: [key, *chat.addresses, *chat.named] for key, chat in chats.items()}
    chat = chats[choose(names, wanted, "SMS")]
    if chat.group:
        raise EvidenceError("this conversation is a group; only a chat of two people is read", why="group")
    return [chat]


class Backup:
    """What the elements of the file say, conversation by conversation."""

    def __init__(self) -> None:
        self.chats: dict[str, Conversation] = {}
        self.records = self.left_out = self.not_understood = 0
        self.fed = self._depth = 0
        self._mms: dict[str, str] | None = None
        self._text: list[str] = []
        self._people: list[tuple[str, str]] = []

    def start(self, tag: str, fields: dict[str, str]) -> None:
        self.fed = 0
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise EvidenceError("this file is nested too deeply to be a backup of messages")
        if tag in ("sms", "call", "mms"):
            self.records += 1
        if tag == "sms":
            self._add(fields, fields.get("type"), fields.get("address", ""), shown(fields.get("body")))
        elif tag == "call":
            self.left_out += 1
        elif tag == "mms":
            self._mms, self._text, self._people = fields, [], []
        elif tag == "part" and self._mms is not None and fields.get("ct", "").startswith("text/plain"):
            self._text.append(shown(fields.get("text")))
        elif tag == "addr" and self._mms is not None:
            self._people.append((fields.get("type", ""), fields.get("address", "")))

    def end(self, tag: str) -> None:
        self.fed = 0
        self._depth -= 1
        if tag != "mms" or self._mms is None:
            return
        fields, text = self._mms, "\n".join(filter(None, self._text))
        address = fields.get("address") or self._others(fields.get("msg_box"))
        self._add(fields, fields.get("msg_box"), address, text, "text" if text else "media")
        self._mms, self._text = None, []

    def _others(self, box: str | None) -> str:
        """Return who else is in a picture message that names no address: all but the owner of the phone."""
        written_by = [address for kind, address in self._people if kind == "137"]
        sent_to = [address for kind, address in self._people if kind in ("151", "130", "129")]
        if box == "2":
            return "~".join(sent_to)
        return "~".join(written_by + sent_to) if len(sent_to) > 1 else "~".join(written_by)

    def _add(
        self, fields: dict[str, str], box: str | None, address: str, text: str, kind: str = "text"
    ) -> None:
        if box not in ("1", "2"):
            self.left_out += 1
            return
        time = epoch(fields.get("date"))
        parts = [part for part in _SEVERAL.split(address) if part.strip()]
        if time is None or not parts:
            self.not_understood += 1
            return
        key = "~".join(sorted({number_key(part) for part in parts}))
        chat = self.chats.setdefault(key, Conversation())
        chat.group |= "~" in key
        chat.addresses.add(address.strip())
        name = fields.get("contact_name", "").strip()
        if name and name not in ("(Unknown)", "null"):
            chat.named.add(name)
        print_of = hash((text, fields.get("m_id", "")))
        chat.rows.append((time, box == "2", kind, *counted(text), print_of))


def epoch(date: str | None) -> int | None:
    """Return microseconds of a date in milliseconds, or in seconds as old picture messages have it."""
    number = whole(date)
    return moment(number, SECOND if number is not None and number < 100_000_000_000 else 1000)


def shown(text: str | None) -> str:
    """Return a field's text; the app writes ``null`` where there is none."""
    return "" if text is None or text == "null" else text


def number_key(address: str) -> str:
    """Return one form for the ways in which a telephone number is written."""
    digits = re.sub(r"\D", "", address)
    return digits[-9:] if len(digits) >= 9 and "@" not in address else address.strip().casefold()


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
        for chunk in mended(without_pictures(chunks(stream))):
            backup.fed += len(chunk)
            if backup.fed > MOST_ELEMENT:
                raise EvidenceError(
                    f"{name} holds an element of more than {MOST_ELEMENT >> 20} MB; it is not read"
                )
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise EvidenceError(f"{name} is not valid XML: line {error.lineno}, column {error.offset}") from None


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


FORMAT = Format(name=NAME, title="SMS Backup & Restore XML", sniff=sniff, read=read)
