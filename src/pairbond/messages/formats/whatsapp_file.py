"""Files of a WhatsApp export: a text, or a zip with one text and its media."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, cast

from pairbond.errors import EvidenceError
from pairbond.messages.formats.archive import member_names, opened_member
from pairbond.messages.formats.blocks import Readable
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, Sample, folder_members
from pairbond.messages.formats.whatsapp import NAME, Source, looks_like, read_text

_WIDE = (b"\xff\xfe", b"\xfe\xff")


def sniff(sample: Sample) -> bool:
    if sample.members:
        return bool(chat_texts(sample.members))
    if sample.suffix in (".md", ".csv", ".tsv"):
        return False
    if bytes(sample.head[:2]) in _WIDE:
        return sample.suffix == ".txt"
    return looks_like(sample.head)


def chat_texts(members: tuple[str, ...] | list[str]) -> list[str]:
    """Return the members that may be the chat's text."""
    texts = [
        name for name in members
        if name.lower().endswith(".txt") and "__macosx" not in name.lower() and not Path(name).name.startswith(".")
    ]  # fmt: skip
    best = [name for name in texts if Path(name).name.lower() == "_chat.txt" or "whatsapp" in name.lower()]
    return best or texts


def read(path: Path, options: Options) -> Records:
    """Return the messages of the text at *path*, or of the one text in a zip or folder."""
    return read_text(source_of(path, options.chat_name), options.date_order, options.me)


def source_of(path: Path, chat_name: str | None) -> Source:
    if path.is_dir():
        return file_source(path / one_text(folder_members(path), chat_name))
    with path.open("rb", buffering=0) as stream:
        head = stream.read(4)
    if head[:2] in _WIDE:
        raise EvidenceError(f"{path.name} is written in UTF-16; save it as UTF-8, or export the chat again")
    if head != b"PK\x03\x04":
        return file_source(path)
    name = one_text(member_names(path), chat_name)

    def fetch(at: int, buffer: bytearray) -> int:
        with opened_member(path, name) as stream:
            raw = cast("Readable", stream)
            left, scratch = at, memoryview(bytearray(1 << 16))
            while left > 0:
                left -= raw.readinto(scratch[: min(left, len(scratch))]) or left
            return raw.readinto(memoryview(buffer)) or 0

    return Source(
        opened=lambda: cast("AbstractContextManager[Readable]", opened_member(path, name)), fetch=fetch
    )


def one_text(members: list[str], chat_name: str | None) -> str:
    texts = chat_texts(members)
    if chat_name:
        wanted = chat_name.casefold()
        texts = [name for name in texts if wanted in name.casefold()] or texts
    if not texts:
        raise EvidenceError("there is no text of a chat in this archive")
    if len(texts) > 1:
        raise EvidenceError(
            f"there are {len(texts)} chats in this export; say which one with --chat-name", why="several"
        )
    return texts[0]


def file_source(path: Path) -> Source:
    def fetch(at: int, buffer: bytearray) -> int:
        with path.open("rb", buffering=0) as stream:
            return os.preadv(stream.fileno(), [buffer], at)

    def opened() -> AbstractContextManager[Readable]:
        stream: IO[bytes] = path.open("rb", buffering=0)
        return cast("AbstractContextManager[Readable]", stream)

    return Source(opened=opened, fetch=fetch)


def apart(path: Path) -> bool:
    """Unpacking makes strings of the text; reading a plain file here does not."""
    if path.is_dir():
        return False
    with path.open("rb", buffering=0) as stream:
        return stream.read(4) == b"PK\x03\x04"


FORMAT = Format(name=NAME, title="WhatsApp", sniff=sniff, read=read, apart=apart)
