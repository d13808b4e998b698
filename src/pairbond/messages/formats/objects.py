"""Reading JSON with limits, and taking typed values from what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from pairbond.errors import EvidenceError
from pairbond.messages.formats.archive import member_names, opened_member
from pairbond.messages.formats.records import SECOND
from pairbond.messages.formats.registry import folder_members

MOST_JSON = 512 << 20

Json = dict[str, object]
_START = re.compile(rb'\s*(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*(?:[\[{"]|\Z))')
_WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)


def is_json(head: bytes | memoryview) -> bool:
    """Say whether a file begins as JSON does; a text in which somebody quotes JSON does not."""
    return _START.match(head) is not None


def parsed(data: bytes, name: str) -> object:
    """Return the JSON in *data*; a file that is none is refused by its name and line."""
    if len(data) > MOST_JSON:
        raise EvidenceError(f"{name} is larger than {MOST_JSON >> 20} MB; export one chat only")
    try:
        return json.loads(data.decode("utf-8-sig", "surrogatepass"))
    except json.JSONDecodeError as error:
        raise EvidenceError(f"{name} is not valid JSON: line {error.lineno}, column {error.colno}") from None
    except UnicodeDecodeError:
        raise EvidenceError(f"{name} is not written in UTF-8") from None
    except RecursionError:
        raise EvidenceError(f"{name} is nested too deeply to be an export") from None


def load(path: Path) -> object:
    """Return the JSON of a file."""
    if path.stat().st_size > MOST_JSON:
        raise EvidenceError(f"{path.name} is larger than {MOST_JSON >> 20} MB; export one chat only")
    return parsed(path.read_bytes(), path.name)


class Tree:
    """The files of a folder or a zip archive, by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.is_dir()
        self.names = folder_members(path) if self.folder else member_names(path)

    def load(self, name: str) -> object:
        return parsed(self.read(name), Path(name).name)

    def read(self, name: str) -> bytes:
        with self.opened(name) as stream:
            data = stream.read(MOST_JSON + 1)
        if len(data) > MOST_JSON:
            raise EvidenceError(
                f"{Path(name).name} is larger than {MOST_JSON >> 20} MB; export one chat only"
            )
        return data

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        if self.folder:
            with (self.path / name).open("rb") as stream:
                yield stream
        else:
            with opened_member(self.path, name) as stream:
                yield stream


def mapping(value: object) -> Json:
    """Return *value* where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Json]:
    """Return the objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text_of(value: object) -> str:
    """Return *value* where it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """Return a whole number that stands as a number or as digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value := value.strip()) else None
    if isinstance(value, float):
        return int(value) if abs(value) < 1e18 else None
    return value if isinstance(value, int) else None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = 631_152_000 * SECOND, 4_102_444_800 * SECOND
"""1990 and 2100: a time outside is no time of a message."""


def moment(value: int | None, unit: int) -> int | None:
    """Return microseconds of a time of so many microseconds' unit; None where it is none."""
    if value is None:
        return None
    time = value * unit
    return time if EARLIEST <= time <= LATEST else None


def iso_time(value: object) -> tuple[int, bool] | None:
    """Return microseconds of an ISO time and whether it carries a zone (then they are UTC)."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        read = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    zoned = read.tzinfo is not None
    try:
        known = read.astimezone(UTC) if zoned else read.replace(tzinfo=UTC)
    except OverflowError:
        return None
    time = (known - _EPOCH) // timedelta(microseconds=1)
    return (time, zoned) if EARLIEST <= time <= LATEST else None


def choose(chats: dict[str, list[str]], wanted: str | None, what: str) -> str:
    """Return the key of the one chat that is meant; *chats* maps keys to the names each goes by."""
    if wanted:
        folded = wanted.strip().casefold()
        found = [key for key, names in chats.items() if folded in (name.casefold() for name in names)]
        if not found:
            raise EvidenceError(
                f"none of the {len(chats)} chats in this {what} export has the name given with --chat-name"
            )
        if len(found) == 1:
            return found[0]
        raise EvidenceError(
            f"{len(found)} chats in this {what} export have that name; name the chat's own file or folder"
        )
    if len(chats) == 1:
        return next(iter(chats))
    if not chats:
        raise EvidenceError(f"there is no chat in this {what} export")
    raise EvidenceError(
        f"this {what} export holds {len(chats)} chats; say which one with --chat-name", why="several"
    )
