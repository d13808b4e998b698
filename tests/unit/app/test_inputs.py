"""A file is a person's or a table, by its name or by its beginning."""

from pathlib import Path

import pytest

from pairbond.app.inputs import kind_of
from pairbond.errors import StoreError


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.json", "person"), ("a.JSON", "person"), ("a.age", "person"), ("a.csv", "table"), ("a.csv.gz", "table"),
     ("a.tsv", "table"), ("a.parquet", "table")],
)  # fmt: skip
def test_by_name(name: str, kind: str) -> None:
    assert kind_of(Path(name)) == kind


@pytest.mark.parametrize(
    ("raw", "kind"),
    [(b'{"a": 1}', "person"), (b"\xef\xbb\xbf  {", "person"), (b"age-encryption.org/v1\n", "person"),
     (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "person"), (b"Q1,Q2\n", "table"), (b"", "table"), (b"PAR1", "table")],
)  # fmt: skip
def test_by_beginning(tmp_path: Path, raw: bytes, kind: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(raw)
    assert kind_of(path) == kind


def test_a_missing_file_without_ending(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        kind_of(tmp_path / "file")
