"""Telegram's result.json: one chat or an account, old and new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pairbond.errors import EvidenceError

from .reading import NOON, read, rows, stamps, written, zipped


def message(n: int, who: str = "Ada", **more: object) -> dict[str, Any]:
    return {
        "id": n,
        "type": "message",
        "date": f"2024-03-05T12:{n:02}:00",
        "date_unixtime": str(NOON + 60 * n),
        "from": who,
        "from_id": f"user{sum(map(ord, who))}",
        "text": "two words",
    } | more


def chat_of(
    *messages: object, kind: str = "personal_chat", name: str = "Bo", number: int = 9
) -> dict[str, Any]:
    return {"name": name, "type": kind, "id": number, "messages": list(messages)}


def test_the_unix_time_is_preferred_and_makes_the_clock_utc(tmp_path: Path) -> None:
    chat = read(written(tmp_path / "result.json", chat_of(message(1), message(2, "Bo"))))
    assert (chat.clock, stamps(chat)) == ("utc", ["2024-03-05 11:01:00", "2024-03-05 11:02:00"])
    assert chat.people == {"A": "Ada", "B": "Bo"}


def test_an_old_export_without_it_is_on_the_clock_of_the_phone(tmp_path: Path) -> None:
    old = [{key: value for key, value in message(n).items() if key != "date_unixtime"} for n in (1, 2)]
    chat = read(written(tmp_path / "result.json", chat_of(*old)))
    assert (chat.clock, stamps(chat)[0]) == ("local", "2024-03-05 12:01:00")
    mixed = read(written(tmp_path / "result.json", chat_of(old[0], message(2))))
    assert (mixed.clock, stamps(mixed)[1]) == ("local", "2024-03-05 12:02:00")


@pytest.mark.parametrize(
    ("fields", "kind", "chars"),
    [
        ({"text": ["see ", {"type": "link", "text": "x.org"}, 3, None]}, "text", 9),
        ({"text": "", "photo": "p.jpg"}, "media", 0),
        ({"text": "", "media_type": "sticker"}, "media", 0),
        ({"text": "look", "photo": "p.jpg"}, "text", 4),
        ({"text": "", "photo": "p.jpg", "self_destruct_period_seconds": 5}, "view-once", 0),
        ({"text": "", "poll": {"question": "when?"}}, "poll", 0),
        ({"text": "", "location_information": {"latitude": 1}}, "location", 0),
        ({"text": "", "contact_information": {}}, "contact", 0),
        ({"text": 17}, "text", 0),
    ],
)
def test_kinds_and_texts_in_parts(tmp_path: Path, fields: dict[str, object], kind: str, chars: int) -> None:
    chat = read(written(tmp_path / "result.json", chat_of(message(1, **fields))))
    assert rows(chat)[0][:3] == ("A", kind, chars)


def test_notices_calls_reactions_and_what_is_not_understood_are_counted(tmp_path: Path) -> None:
    others = [
        {"type": "service", "action": "phone_call", "date_unixtime": str(NOON), "actor": "Ada"},
        {"type": "service", "action": "pin_message"},
        message(3, date_unixtime="9" * 40),
        {"type": "message", "date_unixtime": str(NOON), "text": "from nobody"},
        "not a message",
        message(4, reactions=[{"type": "emoji", "count": 1}]),
    ]
    account = read(written(tmp_path / "result.json", chat_of(message(1), *others))).account
    counts = (account.lines, account.messages, account.left_out, account.notices, account.not_understood)
    assert counts == (7, 2, 1, 1, 3)
    assert account.reactions == 1


def test_a_deleted_account_is_known_by_its_number(tmp_path: Path) -> None:
    gone = message(2, "Bo") | {"from": None}
    chat = read(written(tmp_path / "result.json", chat_of(message(1), gone, message(3, "Bo"))))
    assert [side for side, *_ in rows(chat)] == ["A", "B", "B"]


@pytest.mark.parametrize("kind", ["private_group", "bot_chat", "saved_messages", "secret words"])
def test_any_other_kind_of_chat_is_refused(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path / "result.json", chat_of(message(1), kind=kind))
    with pytest.raises(EvidenceError, match="only a personal chat") as refusal:
        read(path)
    assert "secret" not in str(refusal.value)


def account(*chats: dict[str, Any]) -> dict[str, Any]:
    return {"personal_information": {"user_id": sum(map(ord, "Ada"))}, "chats": {"list": list(chats)}}


def test_of_an_account_the_chat_is_asked_for_without_naming_the_others(tmp_path: Path) -> None:
    whole = account(
        chat_of(message(1, "Bo"), message(2)),
        chat_of(message(1), name="Cy", number=10),
        chat_of(message(1), kind="private_group", name="Work", number=11),
    )
    path = written(tmp_path / "result.json", whole)
    with pytest.raises(EvidenceError, match=r"2 chats.*--chat-name") as refusal:
        read(path)
    assert "Cy" not in str(refusal.value)
    chat = read(path, chat_name="bo", me="me")
    assert chat.people == {"A": "Ada", "B": "Bo"}
    assert len(read(path, chat_name="10")) == 1
    with pytest.raises(EvidenceError, match="none of the 3 chats"):
        read(path, chat_name="Di")
    with pytest.raises(EvidenceError, match="private group"):
        read(path, chat_name="work")


def test_an_account_with_one_personal_chat_needs_no_name_also_in_a_zip_or_folder(tmp_path: Path) -> None:
    whole = account(chat_of(message(1)), chat_of(message(1), kind="public_channel"))
    assert len(read(zipped(tmp_path / "t.zip", {"DataExport/result.json": whole}))) == 1
    written(tmp_path / "a" / "result.json", whole)
    assert len(read(tmp_path / "a")) == 1
    written(tmp_path / "a" / "more" / "result.json", whole)
    with pytest.raises(EvidenceError, match="2 Telegram exports"):
        read(tmp_path / "a")


def test_json_that_somebody_quotes_in_a_chat_is_not_taken_for_an_export(tmp_path: Path) -> None:
    quoted = '25/01/2024, 10:00 - Ada: {"from_id": "user1", "date_unixtime": "1"}\n'
    chat = read(written(tmp_path / "chat.txt", quoted + "25/01/2024, 10:01 - Bo: what is that\n"))
    assert (chat.source, len(chat)) == ("whatsapp", 2)
