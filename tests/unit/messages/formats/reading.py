"""Writing a small export and reading it in this process."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pairbond.messages.chat import Chat
from pairbond.messages.formats.records import assemble
from pairbond.messages.formats.registry import Options, guess
from pairbond.messages.read import read_here

NOON = 1_709_636_400
"""2024-03-05 11:00:00 UTC."""


def read(path: Path, **options: str) -> Chat:
    """Read without the process of its own that keeps text out of memory."""
    chosen = Options(**options)  # type: ignore[arg-type]
    one = guess(path)
    return assemble(read_here(one, path, chosen), chosen.me)


def written(path: Path, content: object) -> Path:
    """Write text, bytes, or anything else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8", newline="")
    else:
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def zipped(path: Path, members: Mapping[str, object]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content if isinstance(content, str) else json.dumps(content))
    return path


def rows(chat: Chat) -> list[tuple[str, str, int, int]]:
    """Return sender, kind, characters and words of each message."""
    frame = chat.messages
    columns = (frame[name].to_list() for name in ("sender", "kind", "n_chars", "n_words"))
    return list(zip(*columns, strict=True))


def stamps(chat: Chat) -> list[str]:
    return [str(time) for time in chat.messages["time"]]
