"""After a chat was read, no sentence of it is in the memory of the process, in a file or in its output.

A process reads an export whose every message holds one of a few sentences, keeps the chat and waits;
all its writable memory is read from outside. Processes that keep the text on purpose, in the forms
in which Python and libraries keep text, show that the search finds it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.messages.exports import WRITERS, couple, whatsapp

SENTENCES = ("Kestrel drew quarry maps", "Żółw 🙂 misses the bus", "13.02.23 quiet heron")
READ = """
import os, sys
from pairbond.messages.read import read_chat
from pairbond.errors import PairbondError
try:
    kept = read_chat(sys.argv[1])
    frame, figures = kept.messages, kept.timing()
except PairbondError as error:
    kept = str(error)
print(repr(kept), flush=True)
"""
WAIT = "os.write(int(sys.argv[2]), b'.'); os.read(int(sys.argv[3]), 1)"
KEEPERS = {
    "bytes": "kept = open(sys.argv[1], 'rb').read()",
    "text": "kept = open(sys.argv[1], encoding='utf-8').read()",
    "freed lines": "kept = [line.split('x') for line in open(sys.argv[1], encoding='utf-8')]; del kept",
}

needs_memory = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")


@contextmanager
def waiting(code: str, export: Path, folder: Path) -> Iterator[tuple[int, Path]]:
    """Run *code*; it has done its work and waits while the body runs."""
    tell, told = os.pipe()
    hold, go = os.pipe()
    os.set_inheritable(told, True)
    os.set_inheritable(hold, True)
    output = folder / "output"
    environment = {**os.environ, "PYTHONPATH": "src", "TMPDIR": str(folder / "tmp"), "HOME": str(folder)}
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", f"import os, sys\n{code}\n{WAIT}", str(export), str(told), str(hold)],
            stdout=stream,
            stderr=subprocess.STDOUT,
            pass_fds=(told, hold),
            env=environment,
            cwd=Path(__file__).resolve().parents[2],
        )
    os.close(told)
    try:
        assert os.read(tell, 1) == b".", output.read_text(encoding="utf-8")
        yield process.pid, output
    finally:
        os.write(go, b"!")
        process.wait(30)
        for handle in (tell, hold, go):
            os.close(handle)


def memory(pid: int) -> Iterator[bytes]:
    """Every writable region of a process."""
    try:
        handle = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    except PermissionError:
        pytest.skip("this machine does not let a process read its child's memory")
    try:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace").splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found:
                start, end = (int(edge, 16) for edge in found.groups())
                yield touched(handle, start, end)
    finally:
        os.close(handle)


def touched(handle: int, start: int, end: int, step: int = 1 << 16) -> bytes:
    """A region without the parts that hold nothing but zeros, most of a thread's reserve."""
    parts = (os.pread(handle, min(step, end - at), at) for at in range(start, end, step))
    return b"".join(part for part in parts if part.count(0) < len(part))


def forms() -> dict[bytes, str]:
    """The sentences as bytes, escaped, and as Python keeps text; half a sentence is enough."""
    found: dict[bytes, str] = {}
    for sentence in SENTENCES:
        for piece in (sentence[-14:], sentence[:14]):
            for code in ("utf-8", "latin-1", "utf-16-le", "utf-32-le"):
                try:
                    found[piece.encode(code)] = f"{sentence!r} as {code}"
                except UnicodeEncodeError:
                    continue
    return found


def traces(pid: int) -> set[str]:
    return {name for region in memory(pid) for form, name in forms().items() if form in region}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    return tmp_path


def whispered(n: int = 3000) -> list[str]:
    """Bodies that put the sentences wherever a line can hold them."""
    one, two, three = SENTENCES
    shapes = (
        one, two, f"a\n{three}: x", f"12/05/2020 {one}: {two}", f"05/06/2022, 10:15 - {one}: {two}",
        f"[05.06.22, 10:15:00] {three}: x", f"\u200e{two}", f"<{one}>", f"{one} (see a.doc (x))", f"{two} <3 >",
        f"This message {one}", f"{three}\n\n{one} <This message was edited>", f"x: {one}: {three}",
    )  # fmt: skip
    return [f"{shapes[k % len(shapes)]} {k}" for k in range(n)]


@needs_memory
@pytest.mark.parametrize("layout", ["en-GB Android", pytest.param("de iOS", marks=pytest.mark.slow)])
def test_no_sentence_of_a_whatsapp_chat_is_left(folder: Path, layout: str) -> None:
    bodies = whispered()
    sent = [
        replace(one, kind="text", text=body) for one, body in zip(couple(len(bodies)), bodies, strict=True)
    ]
    export = folder / "chat.txt"
    notice = whatsapp(sent[-1:], layout).split(": ")[0] + f" wrote:{SENTENCES[0]} and {SENTENCES[1]}\n"
    export.write_text(whatsapp(sent, layout) + notice, encoding="utf-8")
    with waiting(READ, export, folder) as (pid, output):
        assert traces(pid) == set()
        assert output.read_text(encoding="utf-8").startswith("Chat(account=")
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["chat.txt", "output"]


@needs_memory
@pytest.mark.slow
@pytest.mark.parametrize("name", ["telegram", "imessage", "sms", "csv"])
def test_no_sentence_of_any_format_is_left(folder: Path, name: str) -> None:
    sent = [
        replace(one, kind="text", text=SENTENCES[k % 3].replace(".", ""))
        for k, one in enumerate(couple(2000))
    ]
    export = WRITERS[name](sent, folder / "chat")
    with waiting(READ, export, folder) as (pid, output):
        assert traces(pid) == set()
        assert output.read_text(encoding="utf-8").startswith("Chat(account=")
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == sorted(
        [export.name, "output"]
    )


@needs_memory
@pytest.mark.slow
@pytest.mark.parametrize("name", ["whatsapp", "sms"])
def test_no_sentence_of_a_refused_file_is_left(folder: Path, name: str) -> None:
    sent = [replace(one, kind="text", text=SENTENCES[k % 3]) for k, one in enumerate(couple(2000))]
    crowd = [replace(one, sender="P" * (1 + k % 4)) for k, one in enumerate(sent)]
    export = WRITERS[name](crowd if name != "sms" else sent, folder / "chat")
    export.write_bytes(export.read_bytes()[: -40 if name == "sms" else None])
    with waiting(READ, export, folder) as (pid, output):
        assert traces(pid) == set()
        assert "Chat(" not in output.read_text(encoding="utf-8")


@needs_memory
@pytest.mark.slow
@pytest.mark.parametrize("keeper", KEEPERS)
def test_the_search_finds_text_that_is_kept(folder: Path, keeper: str) -> None:
    sent = [replace(one, kind="text", text=SENTENCES[k % 3]) for k, one in enumerate(couple(2000))]
    export = folder / "chat.txt"
    export.write_text(whatsapp(sent), encoding="utf-8")
    with waiting(KEEPERS[keeper], export, folder) as (pid, _):
        assert traces(pid)
