"""Writes scored rows as they come: CSV, JSON or Parquet, never holding more than a chunk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pairbond.errors import ConfigError, StoreError

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".csv", ".json", ".parquet")
JSON_ROWS = 10_000
"""Rows written at a time as JSON, whose text is ten times as large as the numbers."""


def check_ending(path: Path) -> None:
    """Refuse a file name whose ending says no format; ``-`` is CSV on stdout."""
    if str(path) != "-" and path.suffix.lower() not in ENDINGS:
        raise ConfigError(f"--out {path.name}: end the name with .csv, .json or .parquet.")


def write_frames(frames: Iterator[pl.DataFrame], path: Path) -> None:
    """Write all frames, one below the other; the file appears when the last one is in it."""
    check_ending(path)
    if str(path) == "-":
        for number, frame in enumerate(frames):
            sys.stdout.write(frame.write_csv(include_header=number == 0))
        return
    with appearing(path) as part:
        if path.suffix.lower() == ".parquet":
            write_parquet(frames, part)
            return
        with part.open("wb") as out:
            (write_csv if path.suffix.lower() == ".csv" else write_json)(frames, out)
            out.flush()
            os.fsync(out.fileno())


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Yield a name beside *path* that takes its place at the end, and vanishes on any error."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600)
        yield part
        part.replace(path)
    except OSError as error:
        if isinstance(error, StoreError) or not error.strerror:
            raise
        raise StoreError(f"{path}: cannot be written ({error.strerror}).") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_csv(frames: Iterator[pl.DataFrame], out: IO[bytes]) -> None:
    for number, frame in enumerate(frames):
        frame.write_csv(out, include_header=number == 0)


def write_json(frames: Iterator[pl.DataFrame], out: IO[bytes]) -> None:
    """Write one list of rows; each frame gives its rows without the brackets around them."""
    opening = b"["
    for frame in frames:
        for part in frame.iter_slices(JSON_ROWS):
            out.write(opening)
            out.write(part.write_json().encode("utf-8")[1:-1])
            opening = b",\n"
    out.write(b"]\n" if opening == b",\n" else b"[]\n")


def write_parquet(frames: Iterator[pl.DataFrame], part: Path) -> None:
    """Sink the frames through Polars' streaming engine, which asks for them as it writes."""
    from polars.io.plugins import register_io_source

    first = next(frames)

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch: int | None
    ) -> Iterator[pl.DataFrame]:
        yield first
        yield from frames

    register_io_source(source, schema=first.schema, is_pure=False).sink_parquet(part, maintain_order=True)
