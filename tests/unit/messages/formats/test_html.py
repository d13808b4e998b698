"""Web pages are refused by name, wherever they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairbond.errors import EvidenceError

from .reading import NOON, read, written, zipped

PAGE = "<!DOCTYPE html><html><body>secret words, Mar 5, 2024 12:00 PM</body></html>"


@pytest.mark.parametrize("start", ["", "\ufeff", "\n  ", '<?xml version="1.0"?>\n'])
@pytest.mark.parametrize("name", ["message_1.html", "export.txt", "chat.htm"])
def test_a_page_is_refused_whatever_its_name(tmp_path: Path, name: str, start: str) -> None:
    with pytest.raises(EvidenceError, match=r"web pages \(HTML\).*JSON") as refusal:
        read(written(tmp_path / name, start + PAGE))
    assert "secret" not in str(refusal.value)


def test_folders_and_archives_of_pages_are_refused(tmp_path: Path) -> None:
    written(tmp_path / "a" / "inbox" / "bo_1" / "message_1.html", PAGE)
    for path in (tmp_path / "a", zipped(tmp_path / "b.zip", {"messages/inbox/bo_1/message_1.html": PAGE})):
        with pytest.raises(EvidenceError, match="HTML"):
            read(path)


def test_json_beside_pages_is_read(tmp_path: Path) -> None:
    rows = [{"sender_name": "Ada", "timestamp_ms": NOON * 1000, "content": "x"}]
    written(tmp_path / "inbox" / "bo_1" / "message_1.json", {"messages": rows})
    written(tmp_path / "start_here.html", PAGE)
    assert len(read(tmp_path)) == 1
