"""Reading members of a zip archive with limits, never unpacking it to a disk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from pairbond.errors import EvidenceError

MOST_BYTES = 2 << 30
MOST_RATIO = 200
"""Text packs to a tenth; a file that unpacks to two hundred times its size is a trap."""
SMALL = 1 << 20
_MAC = "__MACOSX/"
"""Where a Mac puts a shadow of every file it packs."""


def member_names(path: Path) -> list[str]:
    """Return the names of the files in an archive."""
    try:
        with ZipFile(path) as archive:
            infos = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError):
        raise EvidenceError(f"{path.name} is a damaged zip archive") from None
    return [info.filename for info in infos if not info.is_dir() and not info.filename.startswith(_MAC)]


@contextmanager
def opened_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Open one member, limited in size and in ratio."""
    try:
        with ZipFile(path) as archive:
            info = archive.getinfo(name)
            check_size(info)
            with archive.open(info) as stream:
                yield Limited(stream, info.file_size)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise EvidenceError(f"{path.name} is a zip archive that is damaged or locked") from None


def check_size(info: ZipInfo) -> None:
    """Refuse a member that unpacks to too much."""
    large = info.file_size > MOST_BYTES
    if large or (info.file_size > SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1)):
        raise EvidenceError(
            f"a file in this archive unpacks to {info.file_size >> 20} MB, more than a chat can be; it is not opened"
        )


class Limited(io.RawIOBase, IO[bytes]):
    """A stream that stops with an error where it goes on past the size it declared."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise EvidenceError("a file in this archive is larger than it says; it is not read")
        buffer[: len(data)] = data
        return len(data)
