"""The example couple's three reports as data, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pairbond.library.answers import AnswersFile, read_answers
from pairbond.library.paths import CONTENT
from pairbond.report.build import build_report
from pairbond.version import VERSION

CREATED = date(2026, 11, 2)


def example(who: str) -> AnswersFile:
    return read_answers(CONTENT / "examples" / f"couple-{who}.json", today=CREATED)


def snapshot(data: Any) -> str:
    """JSON text without what changes from machine to machine: last digits and our own version."""
    text = json.dumps(plain(data), ensure_ascii=False, indent=1, allow_nan=False)
    return text.replace(f'"pairbond": "{VERSION}"', '"pairbond": "(this version)"') + "\n"


def plain(data: Any) -> Any:
    if isinstance(data, float):
        return round(data, 6) + 0.0
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    return [plain(value) for value in data] if isinstance(data, list) else data


@pytest.mark.parametrize("reader", ["joint", "a", "b"])
def test_the_example_reports_are_as_they_were(
    reader: Any, golden: Callable[[str, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path))
    report = build_report(example("a"), example("b"), reader=reader, created=CREATED)
    blocks = [[block_text(block) for block in section.blocks] for section in report.sections]
    data = {**report.to_dict(), "sections": [
        {"id": s.id, "title": s.title, "blocks": b} for s, b in zip(report.sections, blocks, strict=True)
    ]}  # fmt: skip
    golden(f"example-{reader}.json", snapshot(data))


def block_text(block: object) -> str:
    """One line for each block: findings by id (they stand in full above), others by their text."""
    if hasattr(block, "id"):
        return f"{type(block).__name__} {block.id}"
    return f"{type(block).__name__} {getattr(block, 'text', getattr(block, 'name', ''))}"
