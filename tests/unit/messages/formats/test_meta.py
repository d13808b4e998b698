"""Messenger and Instagram: parts, folders, broken letters, reactions that look like messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pairbond.errors import EvidenceError
from pairbond.messages.formats.meta import mended, threads

from .reading import NOON, read, rows, stamps, written, zipped


def row(n: int, who: str = "Ada", **more: object) -> dict[str, Any]:
    return {"sender_name": who, "timestamp_ms": (NOON + n) * 1000, "content": "two words"} | more


def part(*messages: object, people: tuple[str, ...] = ("Ada", "Bo"), title: str = "Bo") -> dict[str, Any]:
    named = [{"name": name} for name in people]
    return {"participants": named, "messages": list(messages), "title": title, "thread_path": "inbox/bo_1"}


def broken(text: str) -> str:
    return text.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (broken("Żółw 🦊"), "Żółw 🦊"),
        ("Żółw 🦊", "Żółw 🦊"),
        ("café", "café"),
        (broken("café"), "café"),
        ("plain", "plain"),
        ("naïve Â", "naïve Â"),
    ],
)
def test_broken_letters_are_mended_only_where_they_are_broken(text: str, right: str) -> None:
    assert mended(text) == right


def test_lengths_and_names_are_those_of_the_mended_text(tmp_path: Path) -> None:
    path = written(tmp_path / "message_1.json", part(row(1, broken("Zoë"), content=broken("für 🦊"))))
    chat = read(path)
    assert (rows(chat), chat.people) == ([("A", "text", 5, 2)], {"A": "Zoë"})


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "message_1.json", part(row(1)))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read(path)) == 1


def test_parts_are_joined_in_the_order_of_their_numbers_and_newest_comes_first(tmp_path: Path) -> None:
    thread = tmp_path / "inbox" / "bo_1"
    written(thread / "message_1.json", part(row(30), row(20, "Bo")))
    written(thread / "message_2.json", part(row(20, "Bo"), row(15), row(12, content="a")))
    written(thread / "message_10.json", part(row(12, content="a"), row(12, content="b c"), row(1, "Bo")))
    assert threads(["x/message_10.json", "x/message_2.json"]) == {
        "x": ["x/message_2.json", "x/message_10.json"]
    }
    chat = read(tmp_path)
    assert stamps(chat) == sorted(stamps(chat))
    assert [words for *_, words in rows(chat)] == [2, 2, 1, 2, 2, 2]
    assert (len(chat), chat.account.lines, chat.account.duplicates) == (6, 8, 2)
    alone = read(thread / "message_1.json")
    assert (len(alone), alone.account.parts_beside) == (2, 2)
    assert alone.account.cautions[0].code == "parts-beside"


def test_a_message_that_was_sent_twice_in_one_second_is_two_messages(tmp_path: Path) -> None:
    assert len(read(written(tmp_path / "message_1.json", part(row(1), row(1))))) == 2


@pytest.mark.parametrize(
    ("fields", "kind", "chars"),
    [
        ({"content": None, "photos": [{"uri": "x"}]}, "media", 0),
        ({"content": "see", "photos": [{"uri": "x"}]}, "text", 3),
        ({"content": "Ada sent an attachment.", "share": {"link": "x"}}, "media", 0),
        ({"content": "Ada sent an attachment."}, "text", 23),
        ({"content": None, "is_unsent": True}, "deleted", 0),
        ({"content": None, "sticker": {"uri": "x"}}, "media", 0),
        ({"content": ["x"]}, "media", 0),
    ],
)
def test_kinds(tmp_path: Path, fields: dict[str, object], kind: str, chars: int) -> None:
    chat = read(written(tmp_path / "message_1.json", part(row(1, **fields))))
    assert rows(chat)[0][:3] == ("A", kind, chars)


def test_likes_reactions_calls_and_notices_are_no_messages(tmp_path: Path) -> None:
    others = [
        row(2, content="Liked a message"),
        row(3, content=broken("Reacted ❤️ to your message ")),
        row(4, content="a", reactions=[{"reaction": "x", "actor": "Bo"}]),
        row(5, type="Call", call_duration=3),
        row(6, type="Unsubscribe"),
        row(7, timestamp_ms="soon"),
        row(8, sender_name=None),
        None,
    ]
    chat = read(written(tmp_path / "instagram" / "message_1.json", part(row(1), *others)))
    account = chat.account
    assert chat.source == "instagram"
    assert (account.lines, account.messages, account.reactions) == (9, 2, 3)
    assert (account.left_out, account.notices, account.not_understood) == (1, 1, 3)


def test_more_than_two_people_are_refused_even_if_two_wrote(tmp_path: Path) -> None:
    path = written(tmp_path / "message_1.json", part(row(1), row(2, "Bo"), people=("Ada", "Bo", "Cy")))
    with pytest.raises(EvidenceError, match="3 people"):
        read(path)


def sealed(*messages: object) -> dict[str, Any]:
    return {"participants": ["Zoë", "Bo"], "threadName": "Zoë_7", "messages": list(messages)}


def sealed_row(n: int, **more: object) -> dict[str, Any]:
    return {"senderName": "Bo", "timestamp": (NOON + n) * 1000, "text": "two words", "isUnsent": False} | more


def test_the_end_to_end_encrypted_layout(tmp_path: Path) -> None:
    content = sealed(
        sealed_row(1), sealed_row(2, text="", media=[{"uri": "x"}]), sealed_row(3, text="", isUnsent=True)
    )
    chat = read(written(tmp_path / "Zoe_7.json", content))
    assert rows(chat) == [("A", "text", 9, 2), ("A", "media", 0, 0), ("A", "deleted", 0, 0)]
    download = zipped(tmp_path / "m.zip", {"Zoe_7.json": content, "Cy_8.json": content, "media/x.jpg": "x"})
    assert len(read(download, chat_name="zoe")) == 3
    packed_on_a_mac = zipped(tmp_path / "n.zip", {"Zoe_7.json": content, "__MACOSX/._Zoe_7.json": "x"})
    assert len(read(packed_on_a_mac)) == 3
    with pytest.raises(EvidenceError, match="2 chats"):
        read(download)


def test_a_thread_goes_on_encrypted_in_another_folder(tmp_path: Path) -> None:
    root = tmp_path / "your_activity_across_facebook" / "messages"
    written(
        root / "inbox" / "zoe_1" / "message_1.json", part(row(1, broken("Zoë")), people=(broken("Zoë"), "Bo"))
    )
    written(root / "e2ee_cutover" / "zoe_22" / "message_1.json", sealed(sealed_row(9)))
    assert len(read(tmp_path)) == 2
    written(root / "inbox" / "cy_3" / "message_1.json", part(row(5)))
    assert len(read(tmp_path, chat_name="zoe")) == 2
    with pytest.raises(EvidenceError, match="3 chats"):
        read(tmp_path)


def test_two_people_of_one_name_are_not_joined(tmp_path: Path) -> None:
    for thread in ("inbox/sam_1", "archived_threads/sam_2"):
        written(tmp_path / thread / "message_1.json", part(row(1)))
    with pytest.raises(EvidenceError, match="2 chats"):
        read(tmp_path, chat_name="sam")
    assert len(read(tmp_path, chat_name="sam_2")) == 1


def test_a_thread_is_found_by_its_title_and_a_broken_one_beside_it_is_counted(tmp_path: Path) -> None:
    written(tmp_path / "inbox" / "x_1" / "message_1.json", part(row(1), title=broken("Zoë")))
    written(tmp_path / "inbox" / "y_2" / "message_1.json", "{ no json")
    chat = read(tmp_path, chat_name="zoë")
    assert (len(chat), chat.account.not_understood) == (1, 1)
    with pytest.raises(EvidenceError, match="not valid JSON: line 1"):
        read(tmp_path, chat_name="y_2")


def test_a_file_without_messages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no messages of a thread"):
        read(written(tmp_path / "message_1.json", {"participants": []}))
    with pytest.raises(EvidenceError, match="no message of a person"):
        read(written(tmp_path / "message_1.json", part()))
