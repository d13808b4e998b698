"""Lints the files an author writes: narratives and other content (YAML), guides (Markdown), report.json."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pairbond.errors import ContentError, StoreError
from pairbond.library.answers import parse_json
from pairbond.library.paths import CONTENT
from pairbond.library.yaml12 import parse_yaml, read_yaml
from pairbond.safety.linter import Flaw, lint_data, lint_text

FOLDERS = ("narratives", "solo", "help", "pair", "guides")
ENDINGS = (".yaml", ".yml", ".md", ".json")
MARKS = re.compile(r"^#.*$|[*_`]|^- |^\d+\. ", re.MULTILINE)


def shipped_texts(language: str = "en") -> tuple[Path, ...]:
    """Return every file of texts that ships in a language."""
    found: list[Path] = []
    for folder in FOLDERS:
        place = CONTENT / folder / language
        found += (
            sorted(place.glob("*")) if place.is_dir() else sorted((CONTENT / folder).glob(f"{language}.yaml"))
        )
    return tuple(found)


def lint_file(path: Path, *, language: str = "en") -> list[Flaw]:
    """Return what is wrong with the texts in a file.

    Raises
    ------
    ContentError
        When the file is of another kind, or is not valid YAML or JSON.
    StoreError
        When it cannot be read.
    """
    ending = path.suffix.lower()
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file.")
    if ending not in ENDINGS:
        raise ContentError(f"{path.name}: only {', '.join(ENDINGS)} files have texts to check.")
    if ending == ".md":
        return lint_guide(text_of(path), path.name, language)
    if ending == ".json":
        return lint_data(parse_json(text_of(path).encode(), path.name), language=language, graded=False)
    return lint_data(read_yaml(path), language=language)


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{path.name}: not UTF-8 text (byte {error.start}).") from error


def lint_guide(text: str, name: str, language: str) -> list[Flaw]:
    """Return what is wrong with a guide: its claims one by one, its text by paragraph and as a whole."""
    parts = text.split("---\n", 2)
    head, body = (parts[1], parts[2]) if len(parts) == 3 and not parts[0] else ("", text)
    flaws = lint_data(parse_yaml(head, name), language=language) if head else []
    paragraphs = [MARKS.sub("", part).strip() for part in body.split("\n\n")]
    for number, paragraph in enumerate(paragraphs, start=1):
        flaws += lint_text(paragraph, f"paragraph {number}", language=language, prose=False)
    grades = lint_text(" ".join(paragraphs), "the whole text", language=language)
    return [*flaws, *(flaw for flaw in grades if flaw.rule == "reading-grade")]


def lint_files(paths: Sequence[Path], *, language: str = "en") -> dict[Path, list[Flaw]]:
    """Return the flaws of each file."""
    return {path: lint_file(path, language=language) for path in paths}
