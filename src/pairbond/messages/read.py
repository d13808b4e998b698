"""Reading a chat's export: which format it is, and the chat that is in it."""

from __future__ import annotations

import sqlite3
from os import PathLike
from pathlib import Path

from pairbond.errors import EvidenceError, PairbondError, StoreError
from pairbond.messages.chat import Chat
from pairbond.messages.formats.isolation import read_apart
from pairbond.messages.formats.records import Records, assemble
from pairbond.messages.formats.registry import Format, Options, format_named, guess

_EXPECTED = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, ArithmeticError,
    RecursionError, MemoryError, sqlite3.Error, EOFError,
)  # fmt: skip


def read_chat(
    path: str | PathLike[str],
    *,
    me: str | None = None,
    date_order: str | None = None,
    chat_name: str | None = None,
    format: str | None = None,  # noqa: A002
    zone: str | None = None,
) -> Chat:
    """Return the chat of two people in the export at *path* (a file, or a folder of one export).

    ``me`` is the name of the one who becomes A, as it stands in the file; without it, A is who wrote
    first. ``date_order`` (``"dmy"``, ``"mdy"``, ``"ymd"``) is needed only where the file cannot tell.
    ``chat_name`` picks one chat of an export that holds several; ``format`` skips the guess.
    ``zone`` (such as ``"Europe/Berlin"``) moves times that an app writes in UTC to that wall clock.
    Raises :class:`EvidenceError` for anything that is not the export of two people's chat, and never
    quotes what somebody wrote.
    """
    where = Path(path)
    options = Options(me=me, date_order=date_order, chat_name=chat_name)
    with Refusals(where.name):
        if not where.exists():
            raise StoreError(f"there is no file or folder {where.name}")
        one = format_named(format) if format else guess(where)
        reader = read_apart if one.apart(where) else read_here
        chat = assemble(reader(one, where, options), me)
    return chat.in_zone(zone) if zone else chat


def read_here(one: Format, path: Path, options: Options) -> Records:
    """Return the messages, read in this process; what cannot be read becomes one sentence."""
    with Refusals(path.name):
        return one.read(path, options)


class Refusals:
    """Turns whatever a damaged file causes into one sentence without a word of the file."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, PairbondError):
            return
        if isinstance(error, OSError):
            raise StoreError(f"{self._name} cannot be read: {error.strerror or 'input error'}") from None
        if isinstance(error, _EXPECTED):
            raise EvidenceError(f"{self._name} is damaged, or not an export that is understood") from None
