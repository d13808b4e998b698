"""iMessage's chat.db: old and new columns, tapbacks, packed texts, several numbers of one person."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from pairbond.errors import EvidenceError
from pairbond.messages.formats.imessage import APPLE, apple_time, typedstream_text

from .reading import NOON, read, rows, stamps

SINCE = NOON - APPLE
FULL = "text, attributedBody, date, is_from_me, item_type, associated_message_type, date_retracted"
OLD = "text, date, is_from_me"


def archived(text: str) -> bytes:
    raw = text.encode()
    n = len(raw)
    size = (
        bytes([n])
        if n < 0x80
        else b"\x81" + n.to_bytes(2, "little")
        if n < 2**15
        else b"\x82" + n.to_bytes(4, "little")
    )
    before = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    return before + b"\x84\x84\x84\x08NSString\x01\x94\x84\x01+" + size + raw + b"\x86\x84\x02iI\x01"


def database(
    path: Path,
    chats: Sequence[tuple[str, Sequence[str], Sequence[tuple[object, ...]]]],
    columns: str = FULL,
) -> Path:
    """Write chats as (identifier, handles, messages); a message has the values of *columns*."""
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            f"CREATE TABLE message (ROWID INTEGER PRIMARY KEY, {columns}); CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id);"
            "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier, style);"
            "CREATE TABLE chat_message_join (chat_id, message_id); CREATE TABLE chat_handle_join (chat_id, handle_id);"
        )
        for number, (name, handles, messages) in enumerate(chats, start=1):
            base.execute("INSERT INTO chat VALUES (?, ?, 45)", (number, name))
            for one in handles:
                at = base.execute("INSERT INTO handle (id) VALUES (?)", (one,)).lastrowid
                base.execute("INSERT INTO chat_handle_join VALUES (?, ?)", (number, at))
            marks = ", ".join("?" * (columns.count(",") + 1))
            for message in messages:
                at = base.execute(f"INSERT INTO message ({columns}) VALUES ({marks})", message).lastrowid
                base.execute("INSERT INTO chat_message_join VALUES (?, ?)", (number, at))
        base.commit()
    return path


def text(n: int, words: str | None = "two words", mine: int = 1, **more: object) -> tuple[object, ...]:
    fields = {"packed": None, "item": 0, "tapback": 0, "retracted": 0} | more
    date = (SINCE + n) * 10**9
    return (words, fields["packed"], date, mine, fields["item"], fields["tapback"], fields["retracted"])


def test_nanoseconds_seconds_and_what_is_no_time() -> None:
    assert apple_time(SINCE * 10**9) == apple_time(SINCE) == NOON * 10**6
    assert [apple_time(value) for value in (None, 0, "x", True, 10**30, -5 * 10**18)] == [None] * 6


@pytest.mark.parametrize("words", ["short", "é" * 90, "x" * 200, "long " * 9000])
def test_the_text_inside_an_archive(words: str) -> None:
    assert typedstream_text(archived(words)) == words


@pytest.mark.parametrize(
    "packed", [b"", b"NSString", b"\x84\x01+\x05hello", b"NSString\x01\x94\x84\x01+", bytes(99)]
)
def test_an_archive_that_is_none_has_no_text(packed: bytes) -> None:
    assert typedstream_text(packed) == ""


def test_kinds_reactions_notices_and_packed_texts(tmp_path: Path) -> None:
    path = database(
        tmp_path / "chat.db",
        [
            (
                "+4915112345",
                ["+4915112345"],
                [
                    text(1),
                    text(2, None, 0, packed=archived("a longer 🙂 one")),
                    text(3, "\ufffc"),
                    text(4, "\ufffclook"),
                    text(5, None, 0, retracted=9),
                    text(6, "Loved", tapback=2000),
                    text(7, "Removed", tapback=3006),
                    text(8, None, item=1),
                    ("x", None, "yesterday", 1, 0, 0, 0),
                    text(9, "x", 7),
                ],
            )
        ],
    )
    chat = read(path, me="me")
    assert rows(chat) == [
        ("A", "text", 9, 2),
        ("B", "text", 14, 4),
        ("A", "media", 0, 0),
        ("A", "text", 4, 1),
        ("B", "deleted", 0, 0),
    ]
    account = chat.account
    assert (chat.clock, stamps(chat)[0]) == ("utc", "2024-03-05 11:00:01")
    assert (account.lines, account.reactions, account.notices, account.not_understood) == (10, 2, 1, 2)
    assert chat.people == {"A": "Me", "B": "+4915112345"}


def test_an_old_database_has_fewer_columns(tmp_path: Path) -> None:
    path = database(
        tmp_path / "chat.db", [("b@x.org", ["b@x.org"], [("hi", SINCE, 0), (None, SINCE + 5, 1)])], OLD
    )
    assert rows(read(path)) == [("A", "text", 2, 1), ("B", "media", 0, 0)]


def test_chats_of_one_number_are_one_and_several_numbers_are_named_together(tmp_path: Path) -> None:
    path = database(
        tmp_path / "chat.db",
        [
            ("+4915112345", ["+4915112345"], [text(1), text(5)]),
            ("+4915112345", ["+4915112345"], [text(3, mine=0)]),
            ("bo@x.org", ["bo@x.org"], [text(4, mine=0)]),
            ("chat77", ["+4915112345", "+4917"], [text(2, mine=0)]),
        ],
    )
    with pytest.raises(EvidenceError, match="2 chats") as refusal:
        read(path)
    assert "bo@" not in str(refusal.value)
    assert [side for side, *_ in rows(read(path, chat_name="+4915112345"))] == ["A", "B", "A"]
    assert [side for side, *_ in rows(read(path, chat_name="+4915112345, bo@x.org"))] == ["A", "B", "B", "A"]
    with pytest.raises(EvidenceError, match="3 people"):
        read(path, chat_name="chat77")
    with pytest.raises(EvidenceError, match="none of the 3 chats"):
        read(path, chat_name="cy@x.org")


def test_the_database_is_not_changed_and_newer_messages_beside_it_are_told(tmp_path: Path) -> None:
    path = database(tmp_path / "chat.db", [("b", ["b"], [text(1)])])
    before = hashlib.sha256(path.read_bytes()).digest()
    path.chmod(0o444)
    assert not read(path).account.newest_missing
    path.with_name("chat.db-wal").write_bytes(b"frames")
    chat = read(path)
    assert chat.account.newest_missing
    assert [one.code for one in chat.account.cautions] == ["newest-missing"]
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["chat.db", "chat.db-wal"]


def test_another_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript("CREATE TABLE message (words); CREATE TABLE secret (words)")
    with pytest.raises(EvidenceError, match="not of Messages") as refusal:
        read(path)
    assert "secret" not in str(refusal.value)
