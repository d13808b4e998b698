"""What a file is: one person's answers or a table of many; and stdin as a file."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pairbond.app.sealing import is_sealed
from pairbond.errors import StoreError

Kind = Literal["person", "table"]

PERSON = (".json", ".age")
TABLES = (".csv", ".tsv", ".txt", ".parquet", ".gz")


def kind_of(path: Path) -> Kind:
    """Return what a file holds, by its name, or by its beginning where the name does not say."""
    ending = path.suffix.lower()
    if ending in PERSON:
        return "person"
    if ending in TABLES:
        return "table"
    head = beginning(path)
    return "person" if is_sealed(head) or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["} else "table"


def beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(256)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}).") from error


@contextmanager
def as_file(path: Path) -> Iterator[Path]:
    """Yield the path, or for ``-`` a private copy of stdin with a fitting name."""
    if str(path) != "-":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="pairbond-") as folder:
        copy = Path(folder) / "stdin"
        with copy.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        ending = ".parquet" if beginning(copy)[:4] == b"PAR1" else ".csv"
        named = copy.with_suffix(ending if kind_of(copy) == "table" else ".json")
        yield copy.rename(named)
