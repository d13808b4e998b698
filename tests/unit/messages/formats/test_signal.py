"""Signal as signal-export writes it, old and new."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from pairbond.errors import EvidenceError

from .reading import read, rows, stamps, written, zipped


def line(n: int, sender: str = "Me", **more: object) -> str:
    fields = {"date": f"2024-03-05T12:00:{n:02}", "sender": sender, "body": "two words"} | more
    return json.dumps(fields, ensure_ascii=False)


def test_lines_of_json_are_local_and_old_ones_lack_fields(tmp_path: Path) -> None:
    path = written(tmp_path / "data.json", "\n".join([line(1), line(2, "Bo", body="a\u2028b"), ""]))
    chat = read(path, me="Me")
    assert (chat.clock, stamps(chat)[0], rows(chat)) == (
        "local",
        "2024-03-05 12:00:01",
        [("A", "text", 9, 2), ("B", "text", 3, 1)],
    )


def test_dates_with_a_zone_make_the_clock_utc(tmp_path: Path) -> None:
    zoned = [line(n, date=f"2024-03-05T12:00:{n:02}+02:00") for n in (1, 2)]
    chat = read(written(tmp_path / "data.json", "\n".join(zoned)))
    assert (chat.clock, stamps(chat)[0]) == ("utc", "2024-03-05 10:00:01")
    mixed = read(written(tmp_path / "data.json", "\n".join([*zoned, line(3)])))
    assert (mixed.clock, len(mixed), mixed.account.not_understood) == ("local", 1, 2)


def test_kinds_and_counts_of_json(tmp_path: Path) -> None:
    lines = [
        line(1, attachments=[{"path": "x"}], body=""),
        line(2, sticker="x", body=None),
        line(3, deleted=True, body=""),
        line(4, attachments=[{"path": "x"}], reactions=[{"name": "Bo", "emoji": "x"}]),
        line(5, call={"missed": True}),
        line(6, sender="No-Sender"),
        line(7, date="yesterday"),
        "not json",
        "[1]",
    ]
    chat = read(written(tmp_path / "data.json", "\n".join(lines)))
    assert [kind for _, kind, *_ in rows(chat)] == ["media", "media", "deleted", "text"]
    account = chat.account
    assert (account.lines, account.reactions, account.left_out, account.notices, account.not_understood) == (
        9,
        1,
        1,
        1,
        3,
    )


PAGE = """[2024-03-05 12:00:00] Me: first line
second line
[2024-03-05 12:00:30] Bo:
> first line

an answer: of four words
(- Me: 👍, Bo: 🙂 -)
[2024-03-05 12:01:00] Bo: ![pic](media/a.jpg)
[2024-03-05 12:02:00] Me: (This message was deleted)
[2024-03-05 12:03:00] No-Sender: changed the timer
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_page_with_quotes_reactions_pictures_and_notices(tmp_path: Path, end: str) -> None:
    chat = read(written(tmp_path / "chat.md", PAGE.replace("\n", end)))
    assert rows(chat) == [
        ("A", "text", 22, 4),
        ("B", "text", 24, 5),
        ("B", "media", 0, 0),
        ("A", "deleted", 0, 0),
    ]
    assert (chat.account.lines, chat.account.reactions, chat.account.notices) == (10, 1, 1)
    assert chat.resolution == 1


def test_an_old_page_has_minutes_and_a_comma(tmp_path: Path) -> None:
    chat = read(
        written(tmp_path / "chat.md", "[2019-11-02, 08:15] Me: hi\nthere\n[2019-11-02, 08:16] Bo: yes\n")
    )
    assert (chat.resolution, rows(chat)) == (60, [("A", "text", 8, 2), ("B", "text", 3, 1)])


def test_a_folder_of_chats_asks_which(tmp_path: Path) -> None:
    one = {"Bo/data.json": line(1), "Bo/chat.md": PAGE, "Cy/chat.md": PAGE}
    path = zipped(tmp_path / "signal.zip", one)
    with pytest.raises(EvidenceError, match="2 chats"):
        read(path)
    assert len(read(path, chat_name="Bo")) == 1
    assert len(read(path, chat_name="cy")) == 4


def test_a_group_and_other_letters_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="3 people"):
        read(
            written(
                tmp_path / "data.json", "\n".join(line(n, who) for n, who in enumerate(("Me", "Bo", "Cy")))
            )
        )
    with pytest.raises(EvidenceError, match="not written in UTF-8"):
        read(written(tmp_path / "chat.md", PAGE.encode("utf-8") + b"\xff\xfe"))


@pytest.mark.parametrize(
    "body",
    ["![](" * 10_000, "![[" * 10_000 + " " * 10_000 + "x", "(- " * 10_000, "\n" * 50_000, "\n> " * 10_000],
)
def test_bodies_made_to_be_slow_are_not(tmp_path: Path, body: str) -> None:
    path = written(tmp_path / "chat.md", f"[2024-03-05 12:00:00] Me: {body}\n")
    began = time.process_time()
    assert len(read(path)) == 1
    assert time.process_time() - began < 2
