"""Reads exported chats in a process of its own and gives back figures: the text stays in that process, which ends.

What may be open is settled by asking afterwards, not by reading again: who of the two is "me", and, where the file
cannot tell, which number of a date is the day. So every possible reading is worked out while the text is there.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pairbond.errors import EvidenceError, PairbondError

if TYPE_CHECKING:
    from pairbond.messages.chat import Chat
    from pairbond.types import JsonDict

MOST_SECONDS = 120
MOST_FILES = 20
ORDERS = ("dmy", "mdy", "ymd")
SUFFIXES = (".txt", ".zip", ".json", ".xml", ".md", ".csv", ".tsv", ".html", ".htm")
PART = re.compile(r"message_\d{1,4}\.json")
"""Parts of one Messenger thread: read together, as one export."""
BOOT = (
    "import sys, json; job = json.loads(sys.stdin.buffer.readline()); sys.path[:] = job['sys_path'];"
    "from pairbond.app.chat_apart import work; work(job)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An exported file that stands in memory: an open file number, and the name it was sent under."""

    handle: int
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read what was brought: ``people`` are the names of A and B by file; ``figures`` as text.

    ``order`` is the order of dates where the file left it open, else empty.
    """

    people: tuple[tuple[str, ...], tuple[str, ...]] = field(repr=False)
    order: str
    first_day: int
    last_day: int
    figures: str = field(repr=False)


def read_exports(exports: Sequence[Export], zone: str) -> tuple[Reading, ...]:
    """Return every way to read these exports of one chat.

    Raises
    ------
    EvidenceError
        Where they cannot be read; ``why`` names the reason.
    """
    if not 0 < len(exports) <= MOST_FILES:
        raise EvidenceError(f"from one to {MOST_FILES} files can be read at once", why="files")
    with TemporaryDirectory(prefix="pairbond-") as folder:
        paths = linked(exports, Path(folder))
        answer = asked({"sys_path": sys.path, "paths": paths, "zone": zone}, exports)
    if "why" in answer:
        raise EvidenceError("this export was not read", why=str(answer["why"]))
    return tuple(
        Reading(
            people=(tuple(row["people"][0]), tuple(row["people"][1])),
            order=row["order"],
            first_day=row["first_day"],
            last_day=row["last_day"],
            figures=row["figures"],
        )
        for row in answer["readings"]
    )


def linked(exports: Sequence[Export], folder: Path) -> list[str]:
    """Return paths for the exports: links to open files, under names that say nothing of anybody."""
    parts = len(exports) > 1 and all(PART.fullmatch(export.name) for export in exports)
    if parts and len({export.name for export in exports}) == len(exports):
        for export in exports:
            link(folder / export.name, export)
        return [str(folder)]
    paths = []
    for number, export in enumerate(exports, start=1):
        suffix = Path(export.name).suffix.lower()
        path = folder / f"chat{number}{suffix if suffix in SUFFIXES else '.txt'}"
        link(path, export)
        paths.append(str(path))
    return paths


def link(path: Path, export: Export) -> None:
    path.symlink_to(f"/proc/self/fd/{export.handle}")  # of the process that reads, which is given the file


def asked(job: JsonDict, exports: Sequence[Export]) -> dict[str, Any]:
    """Return what the other process answers."""
    single = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP")} | {"POLARS_MAX_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603  (this interpreter, with nothing of the files in the arguments)
            [sys.executable, "-I", "-c", BOOT],
            input=json.dumps(job).encode() + b"\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            env={**os.environ, **single, "PYTHONDONTWRITEBYTECODE": "1"},
            pass_fds=[export.handle for export in exports],
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"why": "slow"}
    if done.returncode != 0 or not done.stdout:
        return {"why": "memory"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


# ---- in the other process ----------------------------------------------------------------------


def work(job: dict[str, Any]) -> None:
    """Read, count and answer: the whole life of the other process."""
    import polars as pl  # (before other processes and sockets are given up)

    from pairbond.app import chat_record  # noqa: F401
    from pairbond.messages.formats.isolation import restrict
    from pairbond.messages.formats.registry import formats

    formats()
    pl.Series([0])
    restrict()
    try:
        found = readings([Path(path) for path in job["paths"]], str(job["zone"]))
        answer: JsonDict = {"readings": found}
    except PairbondError as error:
        answer = {"why": getattr(error, "why", "") or "other"}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()
    os._exit(0)


def readings(paths: Sequence[Path], zone: str) -> list[JsonDict]:
    """Return every way to read the exports: one, unless dates or names leave it open."""
    found = []
    for order, chats in in_orders(paths, zone):
        for aligned in alignments(chats):
            found.append(reading(order, aligned))
    return found


def in_orders(paths: Sequence[Path], zone: str) -> list[tuple[str, list[Chat]]]:
    """Return the chats, once for each order of dates that they leave open."""
    try:
        return [("", [opened(path, zone, None) for path in paths])]
    except EvidenceError as error:
        if error.why != "dates":
            raise
    found = []
    for order in ORDERS:
        with suppress(EvidenceError):
            found.append((order, [opened(path, zone, order) for path in paths]))
    if not found:
        raise EvidenceError("the dates of this export fit no order", why="dates")
    return found


def opened(path: Path, zone: str, order: str | None) -> Chat:
    from pairbond.messages.formats.records import assemble
    from pairbond.messages.formats.registry import Options, guess
    from pairbond.messages.read import Refusals, read_here

    with Refusals(path.name):
        one = guess(path)
        if one.name in ("imessage", "wechat"):
            raise EvidenceError("this format is for the command line", why="unknown")
        chat = assemble(read_here(one, path, Options(date_order=order)), None)
    return chat.in_zone(zone)


def alignments(chats: list[Chat]) -> list[list[Chat]]:
    """Return the chats with A the same person in each; both ways for one in which no name says who is who."""
    from pairbond.messages.merge import turned

    sure: list[Chat] = []
    open_ones: list[Chat] = []
    for chat in chats:
        side = side_of_a(sure or chats[:1], chat)
        if side is None:
            open_ones.append(chat)
        else:
            sure.append(chat if side == "A" else turned(chat))
    if not open_ones:
        return [sure]
    if len(open_ones) > 1:
        raise EvidenceError("the names in these exports do not say who is who", why="names")
    return [[*sure, open_ones[0]], [*sure, turned(open_ones[0])]]


def side_of_a(sure: Sequence[Chat], chat: Chat) -> str | None:
    """Return on which side of *chat* the person stands who is A in the chats that are sure."""
    known = {side: {folded(one.people[side]) for one in sure if side in one.people} for side in "AB"}
    for side, name in chat.people.items():
        if folded(name) in known["A"] - known["B"]:
            return side
        if folded(name) in known["B"] - known["A"]:
            return "B" if side == "A" else "A"
    return None


def folded(name: str) -> str:
    from pairbond.messages.formats.marks import plain_name

    return plain_name(name).casefold()


def reading(order: str, chats: Sequence[Chat]) -> JsonDict:
    from pairbond.app.chat import joined
    from pairbond.app.chat_record import figures_of, to_text

    chat, new_app_days = joined(chats)
    found = figures_of(chat, new_app_days)
    people = [list(dict.fromkeys(one.people.get(side, "") for one in chats)) for side in "AB"]
    return {
        "people": people,
        "order": order,
        "first_day": found.couple.first_day,
        "last_day": found.couple.last_day,
        "figures": to_text(found),
    }
