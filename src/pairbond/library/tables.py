"""Tables of answers in files: CSV (plain or gzip) and Parquet, read as a stream of chunks."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairbond.errors import ConfigError, StoreError, shown

if TYPE_CHECKING:
    import polars as pl

CHUNK_ROWS = 100_000
SEPARATORS = (",", "\t", ";", "|")
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """An opened table: its header and what is needed to stream it."""

    path: Path
    header: tuple[str, ...]
    separator: str | None

    def chunks(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield frames of these columns, in file order; text in them must be numbers."""
        import polars as pl

        frame = self.scan().select(list(dict.fromkeys(columns)))
        try:
            for batch in frame.collect_batches(chunk_size=CHUNK_ROWS, maintain_order=True):
                yield batch.with_columns(pl.col(pl.String).str.strip_chars().cast(pl.Float64))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise StoreError(self.fault(columns, error)) from error

    def scan(self, *, as_text: bool = False) -> pl.LazyFrame:
        import polars as pl

        if self.separator is None:
            return pl.scan_parquet(self.path)
        return pl.scan_csv(
            self.path,
            separator=self.separator,
            infer_schema_length=0 if as_text else 2_000,
            null_values=["", "NA", "NaN", "nan", "NULL", "null", "."],
        )

    def expected_rows(self) -> int | None:
        """Return how many rows there are, about, for a progress bar; None where it is not cheap to say."""
        import polars as pl

        if self.separator is None:
            return int(self.scan().select(pl.len()).collect().item())
        with self.path.open("rb") as handle:
            sample = handle.read(100_000)
        lines = sample.count(b"\n")
        if sample.startswith(GZIP) or not lines:
            return None
        return int(self.path.stat().st_size * lines / len(sample))

    def fault(self, columns: Sequence[str], error: Exception) -> str:
        """Return why the table cannot be read: the first cell that is no number, if that is it."""
        found = self.first_bad_cell(columns)
        if found:
            row, column, value = found
            return (
                f"{self.path.name}: row {row}, {column}: found {shown(value)}; "
                "answers are whole numbers, blank where missing."
            )
        text = str(error).strip().splitlines()[0][:160]
        if "more fields than defined" in text:
            text = "a row has more cells than there are column names"
        return f"{self.path.name}: cannot be read as a table ({text})."

    def first_bad_cell(self, columns: Sequence[str]) -> tuple[int, str, str] | None:
        import polars as pl

        start = 0
        try:
            for chunk in (
                self.scan(as_text=True)
                .select(list(columns))
                .collect_batches(chunk_size=CHUNK_ROWS, maintain_order=True)
            ):
                text = chunk.select(pl.col(pl.String).str.strip_chars())
                bad = text.select(pl.all().cast(pl.Float64, strict=False).is_null() & pl.all().is_not_null())
                for column in bad.columns:
                    if bad[column].any():
                        row = int(bad[column].arg_max() or 0)
                        return start + row, column, str(chunk[column][row])
                start += chunk.height
        except (pl.exceptions.PolarsError, OSError):
            return None
        return None


def open_table(path: Path) -> TableFile:
    """Return a table ready to stream; StoreError when the file is not CSV or Parquet."""
    import polars as pl

    if not path.is_file():
        raise StoreError(f"There is no file {path}.")
    if path.suffix.lower() == ".parquet":
        try:
            return TableFile(path=path, header=tuple(pl.read_parquet_schema(path)), separator=None)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise StoreError(f"{path.name}: not a Parquet file.") from error
    line = first_line(path)
    separator = max(SEPARATORS, key=line.count)
    header = tuple(name.strip().strip('"') for name in line.split(separator))
    if len(set(header)) != len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise ConfigError(f"{path.name}: the column {shown(twice)} stands twice in the header.")
    return TableFile(path=path, header=header, separator=separator)


def first_line(path: Path) -> str:
    """Return the header line of a CSV file, plain or gzip."""
    try:
        with path.open("rb") as handle:
            packed = handle.read(2) == GZIP
        opener: Any = gzip.open if packed else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as handle:
            line: str = handle.readline(1_000_000)
    except UnicodeDecodeError as error:
        raise StoreError(f"{path.name}: not UTF-8 text (byte {error.start}).") from error
    except (OSError, EOFError) as error:
        raise StoreError(f"{path.name}: cannot be read ({type(error).__name__}).") from error
    if not line.strip() or "\x00" in line:
        raise StoreError(f"{path.name}: there is no header line of column names.")
    return line.rstrip("\r\n")


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame as CSV, JSON or Parquet, by the ending of the file's name."""
    writers: dict[str, Callable[[Path], object]] = {
        ".csv": frame.write_csv,
        ".json": frame.write_json,
        ".parquet": frame.write_parquet,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise ConfigError(f"{path.name}: write to a .csv, .json or .parquet file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}).") from error
