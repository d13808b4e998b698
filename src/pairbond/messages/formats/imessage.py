"""iMessage's ``chat.db``: opened read-only and unchanging, its columns asked for first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import choose, moment
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "imessage"
ME = "Me"
APPLE = 978_307_200
"""Seconds from 1970 to 2001, where Apple's clock begins."""
NANOSECONDS = 1_000_000_000_000
_NEEDED = {
    "message": ("date", "is_from_me"),
    "chat": (),
    "chat_message_join": ("chat_id", "message_id"),
}
_WANTED = (
    "text", "attributedBody", "date", "is_from_me", "item_type", "associated_message_type", "date_retracted",
)  # fmt: skip
_OBJECTS = "\ufffc\ufffd"
"""Stand in a text where a picture or a small app was."""
_TEXT_FOLLOWS = b"\x84\x01+"


def sniff(sample: Sample) -> bool:
    return bytes(sample.head[:16]) == b"SQLite format 3\0"


def read(path: Path, options: Options) -> Records:
    """Return the messages of one chat, or of several chats of one person named with commas between."""
    with closing(
        sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
    ) as base:
        base.text_factory = lambda raw: raw.decode("utf-8", "replace")
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        tables = columns(base)
        for table, needed in _NEEDED.items():
            if table not in tables or not set(needed) <= tables[table]:
                raise EvidenceError(
                    f"{path.name} is a database, but not of Messages: its table {table} is missing or another"
                )
        ids, other = chosen(base, tables, options.chat_name)
        return messages(base, tables["message"], ids, other, unread=newer_beside(path))


def newer_beside(path: Path) -> bool:
    """Say whether messages lie in a file beside the database that an unchanging look does not see."""
    beside = path.with_name(f"{path.name}-wal")
    return beside.is_file() and beside.stat().st_size > 0


def columns(base: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the columns of each table; views are none, they could run anything."""
    names = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    wanted = ("message", "handle", "chat", "chat_message_join", "chat_handle_join")
    return {
        name: {row[1] for row in base.execute(f"PRAGMA table_info({name})")}
        for name in names
        if name in wanted
    }


@dataclass(slots=True, kw_only=True)
class Talk:
    """The chats with the same people: an SMS chat and an iMessage chat of one number are one talk."""

    ids: list[object] = field(default_factory=list)
    names: list[str] = field(default_factory=list, repr=False)
    people: tuple[str, ...] = field(default=(), repr=False)


def talks(base: sqlite3.Connection, tables: dict[str, set[str]]) -> dict[str, Talk]:
    """Return the talks of the database by a key of their own."""
    have = tables.get("chat", set())
    fields = [name for name in ("chat_identifier", "display_name", "guid") if name in have]
    found: dict[str, Talk] = {}
    rows = base.execute(f"SELECT {', '.join(['ROWID', *fields])} FROM chat")  # noqa: S608  (names of our own)
    for row in rows.fetchall():
        names = [str(name) for name in row[1:] if name]
        people = tuple(sorted({str(one[0]) for one in members(base, tables, row[0])}))
        key = people[0] if len(people) == 1 else f"chat {row[0]}"
        talk = found.setdefault(key, Talk(people=people))
        talk.ids.append(row[0])
        talk.names += [*people, *names]
    return found


def chosen(
    base: sqlite3.Connection, tables: dict[str, set[str]], wanted: str | None
) -> tuple[list[object], str]:
    """Return the ids of the chats to read and the other's name; a group is refused.

    *wanted* may name several numbers and addresses of one person with commas between.
    """
    every = talks(base, tables)
    picked = [pick(every, name.strip() or None) for name in (wanted or "").split(",")]
    ids = [number for talk in picked for number in talk.ids]
    return ids, next(iter(picked[0].names), "The other")


def pick(every: dict[str, Talk], name: str | None) -> Talk:
    """Return the talk that is meant; say so where only a group has that name."""
    known = {key: talk.names for key, talk in every.items()}
    direct = {key: names for key, names in known.items() if len(every[key].people) <= 1}
    try:
        return every[choose(direct, name, "iMessage")]
    except EvidenceError:
        if name is None and direct:
            raise
        talk = every[choose(known, name, "iMessage")]
        if len(talk.people) <= 1:
            raise
    raise EvidenceError(
        f"this chat has {1 + len(talk.people)} people in it; only a chat of two people is read",
        why="group",
    )


def members(
    base: sqlite3.Connection, tables: dict[str, set[str]], chat: object
) -> Iterator[tuple[object, ...]]:
    if "chat_handle_join" in tables and "handle" in tables:
        yield from base.execute(
            "SELECT handle.id FROM chat_handle_join JOIN handle ON handle.ROWID = chat_handle_join.handle_id"
            " WHERE chat_handle_join.chat_id = ?",
            (chat,),
        )


def messages(
    base: sqlite3.Connection, have: set[str], ids: list[object], other: str, *, unread: bool
) -> Records:
    out = RowList(source=NAME, clock="utc", me=ME, newest_missing=unread)
    fields = ", ".join(f"message.{name}" if name in have else f"NULL AS {name}" for name in _WANTED)
    marks = ", ".join("?" * len(ids))
    query = (
        f"SELECT DISTINCT message.ROWID, {fields} FROM message JOIN chat_message_join"  # noqa: S608  (likewise)
        f" ON chat_message_join.message_id = message.ROWID WHERE chat_message_join.chat_id IN ({marks})"
        " ORDER BY message.ROWID"
    )
    for row in base.execute(query, ids):
        out.lines += 1
        add(out, row[1:], other)
    return out.records()


def add(out: RowList, row: tuple[object, ...], other: str) -> None:
    text, packed, date, from_me, item, tapback, retracted = row
    if isinstance(tapback, int) and 2000 <= tapback < 4000:
        out.reactions += 1
        return
    if isinstance(item, int) and item != 0:
        out.notices += 1
        return
    time = apple_time(date)
    if time is None or from_me not in (0, 1):
        out.not_understood += 1
        return
    person = out.person(ME) if from_me else out.person("other", other)
    words = text if isinstance(text, str) else typedstream_text(packed) if isinstance(packed, bytes) else ""
    bare = words.translate(dict.fromkeys(map(ord, _OBJECTS))).strip()
    if retracted:
        out.add(time, person, "deleted")
    else:
        out.add(time, person, "text" if bare else "media", bare)


def apple_time(date: object) -> int | None:
    """Return microseconds since 1970 of a time of Apple's: nanoseconds since 2013, seconds before."""
    if isinstance(date, bool) or not isinstance(date, int | float) or not date:
        return None
    number = int(date)
    since = number // 1000 if abs(number) > NANOSECONDS else number * 1_000_000
    return moment(since + APPLE * 1_000_000, 1)


def typedstream_text(packed: bytes) -> str:
    """Return the text inside an archived string; empty where the archive is not understood."""
    at = packed.find(_TEXT_FOLLOWS, packed.find(b"NSString"))
    if at < 0 or b"NSString" not in packed or at + 4 > len(packed):
        return ""
    size, start = packed[at + 3], at + 4
    if size == 0x81:
        size, start = int.from_bytes(packed[start : start + 2], "little"), start + 2
    elif size == 0x82:
        size, start = int.from_bytes(packed[start : start + 4], "little"), start + 4
    return packed[start : start + size].decode("utf-8", "replace")


FORMAT = Format(name=NAME, title="iMessage chat.db", sniff=sniff, read=read)
