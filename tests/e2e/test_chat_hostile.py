"""Files made to harm end in one sentence, in bounded time and memory."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.unit.messages.exports import ANN, WRITERS, couple, whatsapp

from pairbond.errors import PairbondError
from pairbond.messages.read import read_chat

CODE = """
import resource, sys
import polars, numpy
from pairbond.errors import PairbondError
from pairbond.messages.read import read_chat
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    said = len(read_chat(sys.argv[1]))
except PairbondError as error:
    said = f"refused: {error}"
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, most // 1024, said)
"""


def apart(path: Path, seconds: float = 60) -> tuple[int, int, str]:
    """Read in a fresh process; return its growth and its helper's size in MB, and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(path)],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env={"PYTHONPATH": "src"},
    )
    growth, helper, said = done.stdout.split(" ", 2)
    return int(growth), int(helper), said.strip()


@pytest.mark.slow
def test_a_line_of_a_gigabyte_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    text = whatsapp(couple(60)).encode()
    with path.open("wb") as stream:
        stream.write(text.rstrip(b"\n"))
        for _ in range(1024):
            stream.write(b"kestrel " * (1 << 17))
        stream.write(b"\n" + b"25/12/2023, 10:00 - Ben: x: y\n".replace(b"Ben", ANN.encode()))
    growth, _, said = apart(path, 300)
    assert said == "61"
    assert growth < 150


@pytest.mark.slow
def test_a_gigabyte_of_nothing_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    with path.open("wb") as stream:
        stream.truncate(1 << 30)
    began = time.monotonic()
    with pytest.raises(PairbondError, match="not an export"):
        read_chat(path)
    assert time.monotonic() - began < 2


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", whatsapp(couple(20)) + "x" * (20 << 20))
    with pytest.raises(PairbondError, match="unpacks to 20 MB"):
        read_chat(path)


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chat.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_chat.txt", whatsapp(couple(20)))
    data = path.read_bytes()
    size = len(whatsapp(couple(20)).encode()).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (int.from_bytes(size, "little") // 2).to_bytes(4, "little")))
    with pytest.raises(PairbondError):
        read_chat(path)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><smses><sms body="&b;"/></smses>',
        '<!DOCTYPE s SYSTEM "file:///etc/passwd"><smses><sms body="x"/></smses>',
        '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><smses>&a;</smses>',
    ],
)
def test_xml_that_declares_anything_is_refused(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "sms.xml"
    path.write_text(declared, encoding="utf-8")
    with pytest.raises(PairbondError, match="declares a document type or an entity"):
        read_chat(path)


@pytest.mark.parametrize("name", ["telegram", "messenger", "discord", "google-chat"])
def test_json_that_is_nested_too_deep_is_refused(tmp_path: Path, name: str) -> None:
    deep = "[" * 200_000
    path = WRITERS[name](couple(2), tmp_path / "x")
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:-3] + ', "x": ' + deep, encoding="utf-8")
    with pytest.raises(PairbondError, match=r"nested too deeply|not valid JSON|damaged|no message"):
        read_chat(path, format=name)


def test_numbers_without_end_and_wrong_types_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    rows = [
        {"type": "message", "date_unixtime": value, "from": "Ann", "from_id": "u", "text": text}
        for value, text in (
            ("9" * 400, "x"),
            (None, 3),
            ([], {}),
            ({}, None),
            (True, "x"),
            ("1700000000", ["a", 3, None]),
        )
    ]
    path.write_text(json.dumps({"type": "personal_chat", "messages": [*rows, 3, None, []]}), encoding="utf-8")
    with pytest.raises(PairbondError):
        read_chat(path)


def test_a_database_whose_message_is_a_view_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            "CREATE VIEW message AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS date,"
            " 1 AS is_from_me FROM c; CREATE TABLE chat (ROWID INTEGER);"
            "CREATE TABLE chat_message_join (chat_id, message_id);"
        )
    with pytest.raises(PairbondError, match="its table message is missing"):
        read_chat(path)


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["heads", "names", "layouts", "colons", "marks", "edits"])
def test_lines_made_to_be_slow_are_not(tmp_path: Path, shape: str) -> None:
    def line(k: int) -> str:
        return {
            "heads": f"{k % 28 + 1:02}/13/2023, 10:{k % 60:02} - x{k}: {k}",
            "names": f"13/02/2023, 10:{k % 60:02} - name {k * 7919}: hi",
            "layouts": f"13/02/2023{' ' * (k % 30)},{' ' * (k % 31)}10:{k % 60:02}\u200e\u202f - A: x",
            "colons": "13/02/2023, 10:00 - " + "a: " * 20,
            "marks": "13/02/2023, 10:00 - A: " + "\ufeff" * 20,
            "edits": "13/02/2023, 10:00 - A: " + "<" * 40 + ">",
        }[shape]

    path = tmp_path / "chat.txt"
    path.write_text(whatsapp(couple(60)) + "\n".join(line(k) for k in range(200_000)), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    try:
        read_chat(path)
    except PairbondError as error:
        assert "\n" not in str(error)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 15
