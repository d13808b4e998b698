"""The marks file is read strictly: a slip must not release a sentence that was meant to be kept."""

import json
from pathlib import Path

import pytest

from pairbond.errors import ResponseError, StoreError
from pairbond.library.marks import parse_marks, read_marks


def raw(**data: object) -> bytes:
    return json.dumps({"schema": "pairbond.marks/1", **data}).encode()


def test_marks_are_a_set_of_ids() -> None:
    assert parse_marks(raw(marks=["map.mix", "loop.cycle.printed", "map.mix"]), "m.json") == {
        "map.mix", "loop.cycle.printed",
    }  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b"{}", b"[]", b"not json", raw(), raw(marks="map.mix"), raw(marks=["Map mix"]), raw(marks=[1]),
        raw(marks=["x" * 200]), raw(marks=[], more=1), b'{"schema": "pairbond.marks/2", "marks": []}',
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises((ResponseError, StoreError)) as caught:
        parse_marks(data, "m.json")
    assert "m.json" in str(caught.value) and "\n" not in str(caught.value).strip()


def test_a_file_is_read_and_a_missing_or_huge_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    path.write_bytes(raw(marks=["map.mix"]))
    assert read_marks(path) == {"map.mix"}
    with pytest.raises(StoreError, match="cannot be read"):
        read_marks(tmp_path / "none.json")
    path.write_bytes(b" " * 300_000)
    with pytest.raises(StoreError, match="too large"):
        read_marks(path)
