"""The formats that can be read, in the order in which a file is tried against them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pairbond.errors import ConfigError, EvidenceError, StoreError
from pairbond.messages.formats.records import Records

HEAD = 1 << 16
MOST_MEMBERS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller may say about an export."""

    me: str | None = None
    date_order: str | None = None
    chat_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a format is guessed from: the first bytes of a file, or the names inside a folder or archive."""

    path: Path
    head: memoryview = field(repr=False)
    members: tuple[str, ...] = field(default=(), repr=False)

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One app's export. ``apart`` says that reading it makes strings, so that it is read in a process of its own."""

    name: str
    title: str
    sniff: Callable[[Sample], bool]
    read: Callable[[Path, Options], Records]
    apart: Callable[[Path], bool] = lambda _: True


@cache
def formats() -> tuple[Format, ...]:
    """Return every format; the stricter signs come first."""
    from pairbond.messages.formats import (
        discord,
        google_chat,
        html,
        imessage,
        meta,
        signal,
        sms,
        table,
        telegram,
        wechat,
        whatsapp_file,
    )

    return (
        imessage.FORMAT,
        sms.FORMAT,
        html.FORMAT,
        telegram.FORMAT,
        *meta.FORMATS,
        discord.FORMAT,
        google_chat.FORMAT,
        signal.FORMAT,
        wechat.FORMAT,
        whatsapp_file.FORMAT,
        table.FORMAT,
    )


def format_named(name: str) -> Format:
    for one in formats():
        if one.name == name.lower():
            return one
    raise ConfigError(f"format {name[:20]!r} is not one of {', '.join(one.name for one in formats())}")


def guess(path: Path) -> Format:
    """Return the format of the export at *path*; its first bytes are wiped from memory after the look."""
    head = bytearray(HEAD)
    try:
        sample = take_sample(path, head)
        for one in formats():
            if one.sniff(sample):
                return one
    except OSError as error:
        raise StoreError(f"{path.name} cannot be read: {error.strerror or 'input error'}") from None
    finally:
        head[:] = bytes(len(head))
    raise EvidenceError(
        f"{path.name} is not an export that is known here; "
        f"{', '.join(one.title for one in formats() if one.name != 'html')} can be read",
        why="unknown",
    )


def take_sample(path: Path, head: bytearray) -> Sample:
    from zipfile import is_zipfile

    if path.is_dir():
        return Sample(path=path, head=memoryview(b""), members=tuple(folder_members(path)))
    if not path.is_file():
        raise StoreError(f"{path.name} is not a file or a folder")
    with path.open("rb", buffering=0) as stream:
        size = stream.readinto(head)
    if head[:4] == b"PK\x03\x04" and is_zipfile(path):
        from pairbond.messages.formats.archive import member_names

        return Sample(path=path, head=memoryview(head)[:size], members=tuple(member_names(path)))
    return Sample(path=path, head=memoryview(head)[:size])


def folder_members(path: Path) -> list[str]:
    """Return the names of the files below a folder, as a zip would list them; links are not followed."""
    found: list[str] = []
    for folder, folders, files in os.walk(path):
        folders.sort()
        found += [(Path(folder) / name).relative_to(path).as_posix() for name in sorted(files)]
        if len(found) > MOST_MEMBERS:
            raise EvidenceError(
                f"{path.name} holds more than {MOST_MEMBERS} files; name the chat's own folder"
            )
    return found
