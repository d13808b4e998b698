"""What every importer keeps to, whatever the app: the same couple comes out of each format."""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.messages.exports import ANN, BEN, WRITERS, couple

from pairbond.errors import PairbondError
from pairbond.messages.chat import KINDS, Chat
from pairbond.messages.formats.records import assemble
from pairbond.messages.formats.registry import Options, formats, guess
from pairbond.messages.merge import merge_chats
from pairbond.messages.read import read_chat, read_here

CANARY = "kestrel over the quarry"
EVERY = pytest.mark.parametrize("name", WRITERS)


def here(path: Path, **options: str) -> Chat:
    """Read in this process, as the process of its own does."""
    chosen = Options(**options)  # type: ignore[arg-type]
    return assemble(read_here(guess(path), path, chosen), chosen.me)


def sides(name: str) -> dict[str, str]:
    """How a format names the two of them."""
    if name in ("imessage", "sms"):
        return {ANN: "Me", BEN: "+491700000000"}
    return {ANN: ANN, BEN: BEN}


def is_format(name: str) -> str:
    return name.split(maxsplit=1)[0]


@EVERY
def test_who_wrote_when_and_how_much_comes_out_of_every_format(name: str, tmp_path: Path) -> None:
    sent = couple(80)
    chat = here(WRITERS[name](sent, tmp_path / "x"))
    shown = sides(name)
    people = {side: who.replace(" ", "") for side, who in chat.people.items()}
    cut = 60 if chat.resolution == 60 else 1
    assert chat.source == is_format(name)
    assert list(chat.messages.schema) == ["time", "sender", "kind", "n_chars", "n_words"]
    assert [people[side] for side in chat.messages["sender"]] == [
        shown[one.sender].replace(" ", "") for one in sent
    ]
    times = [int(time.timestamp()) // cut for time in chat.messages["time"]]
    assert times == [int(one.time.timestamp()) // cut for one in sent]
    kinds = ["text"] * len(sent) if name == "csv" else [one.kind for one in sent]
    assert chat.messages["kind"].to_list() == kinds
    assert chat.messages["n_chars"].to_list() == [len(one.text) for one in sent]
    assert chat.messages["n_words"].to_list() == [len(one.text.split()) for one in sent]
    assert set(chat.messages["kind"]) <= set(KINDS)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name, marks=[] if name in ("whatsapp", "telegram", "imessage", "sms") else pytest.mark.slow
        )
        for name in WRITERS
    ],
)
def test_a_process_of_its_own_gives_the_same(name: str, tmp_path: Path) -> None:
    path = WRITERS[name](couple(20), tmp_path / "x")
    apart, same = read_chat(path), here(path)
    assert apart.messages.equals(same.messages)
    assert (apart.people, apart.account, apart.clock) == (same.people, same.account, same.clock)


@EVERY
def test_the_account_adds_up(name: str, tmp_path: Path) -> None:
    chat = here(WRITERS[name](couple(50), tmp_path / "x"))
    assert chat.account.messages == len(chat) == 50
    assert chat.account.lines >= 50
    assert chat.account.not_understood == 0
    extra = {"telegram": (1, 1), "messenger": (0, 1), "imessage": (1, 0), "sms": (0, 1), "discord": (0, 1)}
    assert (chat.account.notices, chat.account.left_out) == extra.get(name, (0, 0))
    assert set(chat.account.to_dict()) >= {
        "lines",
        "messages",
        "notices",
        "look_alikes",
        "not_understood",
        "gaps",
    }


@EVERY
def test_a_is_me_and_names_stay_out_of_sight(name: str, tmp_path: Path) -> None:
    path = WRITERS[name](couple(30), tmp_path / "x")
    me = sides(name)[BEN]
    if name == "sms":
        me = "+49 170 0000000"
    chat = here(path, me=me)
    assert chat.people["A"].replace(" ", "") == me.replace(" ", "")
    for shown in (repr(chat), str(chat), str(chat.account)):
        assert BEN not in shown
        assert ANN not in shown
    with pytest.raises(PairbondError, match="nobody in this chat") as refusal:
        here(path, me="somebody else")
    assert BEN not in str(refusal.value)


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in ("imessage", "sms")])
def test_a_group_is_refused(name: str, tmp_path: Path) -> None:
    sent = [replace(one, sender="abc"[: 1 + k % 3] + "name") for k, one in enumerate(couple(60))]
    path = WRITERS[name](sent, tmp_path / "x")
    with pytest.raises(PairbondError, match="people"):
        here(path)


@EVERY
def test_nothing_touches_a_socket_or_leaves_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = WRITERS[name](couple(20), tmp_path / "x")

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    here(path)
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")} == before


@EVERY
@pytest.mark.parametrize("damage", ["cut", "torn", "doubled", "shuffled", "zeros", "empty"])
def test_a_damaged_file_gives_a_chat_or_one_sentence_without_its_words(
    name: str, damage: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sent = [
        replace(one, text=f"{CANARY} {k}" if one.kind == "text" else "") for k, one in enumerate(couple(40))
    ]
    path = WRITERS[name](sent, tmp_path / "x")
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    path.write_bytes(
        {
            "cut": data[: len(data) * 2 // 3],
            "torn": data[: len(data) // 2] + b"\xff\xfe\x00" + data[len(data) // 2 :],
            "doubled": data + data,
            "shuffled": b"".join(sorted(lines, key=lambda line: hash(line[::-1]) if len(lines) > 1 else 0)),
            "zeros": data[:100] + bytes(1000) + data[100:],
            "empty": b"",
        }[damage]
    )
    with caplog.at_level(logging.DEBUG):
        try:
            chat = here(path)
        except PairbondError as error:
            assert "\n" not in str(error)
            assert CANARY not in str(error)
            assert error.__cause__ is None
        else:
            assert 1 <= len(chat) <= 81
    assert CANARY not in caplog.text


@EVERY
def test_two_apps_of_one_couple_merge_without_doubles(name: str, tmp_path: Path) -> None:
    sent = couple(40)
    later = [replace(one, time=one.time.replace(year=one.time.year + 1)) for one in couple(20)]
    one = here(WRITERS[name](sent, tmp_path / "x"))
    other = here(WRITERS[name](sent + later, tmp_path / "y"))
    merged = merge_chats([one, other])
    assert (len(merged), merged.account.duplicates) == (
        60,
        one.account.duplicates + other.account.duplicates + 40,
    )
    assert merged.messages["time"].is_sorted()
    assert merged.people == one.people


def test_different_apps_merge_once_the_zone_is_said(tmp_path: Path) -> None:
    sent = couple(40)
    phone = here(WRITERS["whatsapp"](sent, tmp_path / "x"))
    cloud = here(WRITERS["telegram"](sent, tmp_path / "y"))
    with pytest.raises(PairbondError, match="zone"):
        merge_chats([phone, cloud])
    assert len(merge_chats([phone, cloud.in_zone("UTC")])) == 40
    berlin = cloud.in_zone("Europe/Berlin")
    moved = [
        row - before for row, before in zip(berlin.messages["time"], cloud.messages["time"], strict=True)
    ]
    assert {round(one.total_seconds()) for one in moved} == {3600}
    assert berlin.in_zone("Asia/Tokyo") is berlin
    with pytest.raises(PairbondError, match="not a time zone"):
        cloud.in_zone("Europe/Nowhere")


def test_every_format_says_its_name_once() -> None:
    names = [one.name for one in formats()]
    assert len(set(names)) == len(names)
    assert {is_format(name) for name in WRITERS} <= set(names)


def test_an_unknown_file_format_or_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(os.urandom(3000))
    for path, options in (
        (tmp_path / "x.bin", {}),
        (tmp_path / "none.txt", {}),
        (tmp_path, {}),
        (tmp_path / "x.bin", {"format": "icq"}),
        (tmp_path / "x.bin", {"format": "telegram"}),
    ):
        with pytest.raises(PairbondError):
            read_chat(path, **options)  # type: ignore[arg-type]


def test_pages_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "m.html").write_text("<!DOCTYPE html><html><body>x</body></html>", encoding="utf-8")
    with pytest.raises(PairbondError, match=r"HTML.*JSON"):
        read_chat(tmp_path / "m.html")
    with pytest.raises(PairbondError, match=r"HTML.*JSON"):
        read_chat(tmp_path)
