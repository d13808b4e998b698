"""Web pages: exports that give English prose for dates, or none. They are refused by name."""

from __future__ import annotations

import re
from pathlib import Path

from pairbond.errors import EvidenceError
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, Sample

_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*<!doctype html)",
    re.IGNORECASE,
)
_READABLE = (".json", ".txt", ".xml", ".md", ".csv", ".db")


def sniff(sample: Sample) -> bool:
    if sample.members:
        names = [name.lower() for name in sample.members]
        return any(name.endswith((".html", ".htm")) for name in names) and not any(
            name.endswith(_READABLE) for name in names
        )
    return sample.suffix in (".html", ".htm") or _PAGE.match(sample.head) is not None


def read(path: Path, options: Options) -> Records:
    """Refuse the page, and say what to ask the app for."""
    del options
    raise EvidenceError(
        f"{path.name} is an export as web pages (HTML), whose dates depend on a language; "
        "ask the app for the same export as JSON",
        why="html",
    )


FORMAT = Format(name="html", title="HTML", sniff=sniff, read=read, apart=lambda _: False)
