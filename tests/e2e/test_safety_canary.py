"""After the private screen its answers are in no file and not in the memory of the process.

A process goes through the screen with answers in an unusual order and with a free text that is no
answer, then waits. All its writable memory is read from outside and searched for the order of the
answers: as bytes, as typed lines, as numbers of two to eight bytes, and as references to Python's
numbers and letters, next to each other or spread as in a dictionary. Processes that keep the
answers on purpose show that the search finds them.

What this cannot show: pieces of fewer than nine answers, memory that was swapped out meanwhile,
what the kernel or a terminal keeps, and what the memory held before the screen ended.
"""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

ANSWERS = (1, 3, 2, 2, 3, 1, 3, 1, 2)
MARKER = "zq7" + "kestrel" + "0x"
LINES = [str(n) for n in ANSWERS]
TYPED = "\n".join(["1", *LINES[:4], MARKER, *LINES[4:], ""]).encode()
CONTROL = "\n".join([*LINES, MARKER, ""]).encode()

HEAD = """
import os, sys
def wait():
    singles = [(id(n), id(chr(48 + n)), id(bytes([48 + n]))) for n in (1, 2, 3)]
    os.write(int(os.environ["TELL"]), (" ".join(str(a) for three in singles for a in three) + "\\n").encode())
    os.read(int(os.environ["WAIT"]), 1)
"""
SCREEN = (
    HEAD
    + """
from pairbond.cli.main import main
code = main(["take", "safety", "--out", os.environ["OUT"], "--plain"])
wait()
sys.exit(code)
"""
)
KEEPERS = {
    "list": "kept = [int(sys.stdin.readline()) for _ in range(9)]",
    "letters": "kept = [sys.stdin.readline()[0] for _ in range(9)]",
    "dictionary": "kept = {f'safety.{n:02}': int(sys.stdin.readline()) for n in range(1, 10)}",
    "bytes": "kept = bytearray(int(sys.stdin.readline()) for _ in range(9))",
    "json": "kept = '[' + ', '.join(sys.stdin.readline()[0] for _ in range(9)) + ']'",
    "array": "import array; kept = array.array('q', [int(sys.stdin.readline()) for _ in range(9)])",
    "lines": "kept = os.read(0, 500)",
}


@contextmanager
def waiting(code: str, typed: bytes, folder: Path) -> Iterator[tuple[int, list[int]]]:
    """A process that ran *code* and waits: its number, and where it keeps 1, 2, 3 and their letters."""
    tell, told = os.pipe()
    hold, go = os.pipe()
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=(told, hold),
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": paths,
            "TELL": str(told),
            "WAIT": str(hold),
            "OUT": str(folder / "a.json"),
            "HOME": str(folder),
            "TMPDIR": str(folder / "tmp"),
            "PAIRBOND_DATA": str(folder / "data"),
        },
    )
    os.close(told)
    assert process.stdin is not None
    process.stdin.write(typed)
    process.stdin.close()
    with os.fdopen(tell, encoding="ascii") as reader:
        places = [int(word) for word in reader.readline().split()]
    try:
        yield process.pid, places
    finally:
        os.write(go, b"!")
        process.wait(30)
        os.close(go)
        os.close(hold)


def memory(pid: int) -> Iterator[bytes]:
    """Every writable region of a process."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
    try:
        handle = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    except PermissionError:
        pytest.skip("this machine does not let a process read its child's memory")
    try:
        for line in maps.splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found:
                start, end = (int(edge, 16) for edge in found.groups())
                yield os.pread(handle, end - start, start)
    finally:
        os.close(handle)


def patterns() -> dict[str, bytes]:
    """The order of the answers as runs of bytes."""
    digits = [str(n).encode() for n in ANSWERS]
    found = {f"digits {glue!r}": glue.join(digits) for glue in (b"", b"\n", b"\r\n", b",", b", ", b" ")}
    found |= {f"{size} bytes": struct.pack(f"<9{size}", *ANSWERS) for size in "bhiq"}
    wide = {f"text {code}": "".join(LINES).encode(code) for code in ("utf-16-le", "utf-32-le")}
    return found | wide | {"marker": MARKER.encode(), "wide marker": MARKER.encode("utf-32-le")}


def referred(region: bytes, places: list[int]) -> set[str]:
    """Ways in which a region refers to the answers in their order, at any stride of up to six words."""
    words = np.frombuffer(region[: len(region) // 8 * 8], dtype=np.uint64)
    found = set()
    for kind, name in enumerate(("numbers", "letters", "single bytes")):
        codes = np.zeros(len(words), dtype=np.uint8)
        for n in (1, 2, 3):
            codes[words == places[3 * (n - 1) + kind]] = n
        for stride in range(1, 7):
            length = len(codes) - 8 * stride
            if length > 0:
                hits = np.ones(length, dtype=bool)
                for place, answer in enumerate(ANSWERS):
                    hits &= codes[place * stride : place * stride + length] == answer
                if hits.any():
                    found.add(f"references to {name}")
    return found


def traces(pid: int, places: list[int]) -> set[str]:
    found = set()
    for region in memory(pid):
        found |= {name for name, pattern in patterns().items() if pattern in region}
        found |= referred(region, places)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    data = {
        "schema": "pairbond.answers/1",
        "person": {"alias": "Sam"},
        "responses": {"bond": {f"bond.{n:02}": 4 for n in range(1, 17)}},
        "consent": {"bond": "open", "actions": "open"},
    }
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_after_the_screen_its_answers_are_in_no_memory_and_no_file(folder: Path) -> None:
    with waiting(SCREEN, TYPED, folder) as (pid, places):
        assert traces(pid, places) == set()
        contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [path.name for path in contents] == ["a.json"]
    for path, content in contents.items():
        kinds = {name for name, pattern in patterns().items() if pattern in content and len(pattern) > 8}
        assert kinds == set(), path
    assert json.loads(contents[folder / "a.json"])["consent"] == {"bond": "open", "actions": "none"}


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
@pytest.mark.parametrize("keeper", KEEPERS)
def test_the_search_finds_answers_that_are_kept(folder: Path, keeper: str) -> None:
    with waiting(HEAD + KEEPERS[keeper] + "\nwait()\n", CONTROL, folder) as (pid, places):
        found = traces(pid, places)
    wanted = {
        "list": "references to numbers",
        "letters": "references to letters",
        "dictionary": "references to numbers",
        "bytes": "b bytes",
        "json": r"digits b', '",
        "array": "q bytes",
        "lines": r"digits b'\n'",
    }
    assert wanted[keeper] in found
    assert "marker" in found
