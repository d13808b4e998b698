"""DiscordChatExporter's JSON: people by number, parts, what is no message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pairbond.errors import EvidenceError

from .reading import read, rows, stamps, written, zipped


def message(n: int, who: str = "1", **more: object) -> dict[str, Any]:
    author = {"id": who, "name": "Deleted User", "nickname": "", "isBot": False}
    fields = {
        "id": str(n),
        "type": "Default",
        "timestamp": f"2024-03-05T12:00:{n:02}.5+01:00",
        "content": "two words",
    }
    return fields | {"author": author, "attachments": [], "reactions": []} | more


def channel(*messages: object, kind: str = "DirectTextChat", **more: object) -> dict[str, Any]:
    return {"guild": {"id": "0"}, "channel": {"id": "5", "type": kind}, "messages": list(messages)} | more


def test_people_are_known_by_number_and_times_become_utc(tmp_path: Path) -> None:
    chat = read(written(tmp_path / "d.json", channel(message(1), message(2, "2"), message(3))))
    assert [side for side, *_ in rows(chat)] == ["A", "B", "A"]
    assert (chat.clock, stamps(chat)[0]) == ("utc", "2024-03-05 11:00:01.500000")


def test_two_people_of_one_name_are_told_apart_by_number(tmp_path: Path) -> None:
    path = written(tmp_path / "d.json", channel(message(1), message(2, "2")))
    assert read(path, me="2").people == {"A": "2", "B": "1"}
    with pytest.raises(EvidenceError, match="nobody in this chat"):
        read(path, me="Deleted User")


def test_kinds_and_counts(tmp_path: Path) -> None:
    every = [
        message(1, type="Reply"),
        message(2, content="", attachments=[{"id": "9"}]),
        message(3, content="", stickers=[{"id": "9"}]),
        message(4, content="see", attachments=[{"id": "9"}], reactions=[{"count": 1}, {"count": 1}]),
        message(5, type="Call"),
        message(6, type="ChannelPinnedMessage"),
        message(7, author={"id": "7", "name": "robot", "isBot": True}),
        message(8, timestamp="2024-03-05T12:00:00"),
        message(9, author=None),
        4,
    ]
    chat = read(written(tmp_path / "d.json", channel(*every, messageCount=12)))
    assert [kind for _, kind, *_ in rows(chat)] == ["text", "media", "media", "text"]
    account = chat.account
    assert (account.lines, account.reactions, account.left_out, account.notices) == (10, 2, 1, 2)
    assert account.not_understood == 3 + 2


@pytest.mark.parametrize("count", [-3, 2, "many", None, 10**30])
def test_a_count_that_cannot_be_is_not_believed(tmp_path: Path, count: object) -> None:
    chat = read(written(tmp_path / "d.json", channel(message(1), message(2), messageCount=count)))
    assert chat.account.not_understood == 0


def test_parts_are_joined_and_what_stands_in_two_is_taken_once(tmp_path: Path) -> None:
    name = "Direct Messages - Bo [123456789012345678]"
    parts = {
        f"{name}.json": channel(message(1), message(2)),
        f"{name} [part 2].json": channel(message(2), message(3, "2")),
        f"{name} [part 10].json": channel(message(4)),
    }
    chat = read(zipped(tmp_path / "d.zip", parts))
    assert (len(chat), chat.account.duplicates) == (4, 1)
    for part, content in parts.items():
        written(tmp_path / "folder" / part, content)
    assert len(read(tmp_path / "folder")) == 4
    alone = read(tmp_path / "folder" / f"{name} [part 2].json")
    assert (len(alone), alone.account.parts_beside) == (2, 2)
    with pytest.raises(EvidenceError, match="2 chats"):
        read(
            zipped(tmp_path / "e.zip", parts | {"Direct Messages - Cy [999456789012345678].json": channel()})
        )


def test_groups_are_refused_by_type_and_by_count(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="is a group"):
        read(written(tmp_path / "d.json", channel(message(1), kind="DirectGroupTextChat")))
    with pytest.raises(EvidenceError, match="3 people"):
        read(written(tmp_path / "d.json", channel(*[message(n, str(n)) for n in (1, 2, 3)])))
    with pytest.raises(EvidenceError, match="no messages"):
        read(written(tmp_path / "d.json", {"guild": {}, "channel": {}}))
