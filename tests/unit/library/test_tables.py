"""Tables of answers: CSV of any separator, gzip, Parquet; what is wrong is told by row and column."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from pairbond.errors import ConfigError, StoreError
from pairbond.library.tables import CHUNK_ROWS, open_table, write_frame

FRAME = pl.DataFrame({"Q1": [1, 2, None], "Q2": [5, 4, 3], "age": [20, 30, 40]})


def rows(path: Path, *columns: str) -> pl.DataFrame:
    return pl.concat(list(open_table(path).chunks(columns)))


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("packed", [False, True])
def test_csv_is_read_by_its_own_separator(tmp_path: Path, separator: str, packed: bool) -> None:
    text = FRAME.write_csv(separator=separator).encode()
    path = tmp_path / ("t.csv.gz" if packed else "t.csv")
    path.write_bytes(gzip.compress(text) if packed else text)
    assert open_table(path).header == ("Q1", "Q2", "age")
    assert rows(path, "Q1", "Q2").to_dicts() == FRAME.select("Q1", "Q2").to_dicts()


def test_parquet_is_read(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "t.parquet")
    assert rows(tmp_path / "t.parquet", "Q2", "age").to_dicts() == FRAME.select("Q2", "age").to_dicts()


@pytest.mark.parametrize("blank", ["", "NA", "NaN", "nan", "NULL", "null", "."])
def test_blanks_of_any_program_are_missing(tmp_path: Path, blank: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"Q1,Q2\n1,{blank}\n{blank},2\n", encoding="utf-8")
    assert rows(path, "Q1", "Q2").null_count().row(0) == (1, 1)


def test_a_table_is_read_in_chunks_of_bounded_size_in_order(tmp_path: Path) -> None:
    n = 2 * CHUNK_ROWS + 7
    pl.DataFrame({"Q1": range(n)}).write_csv(tmp_path / "t.csv")
    chunks = list(open_table(tmp_path / "t.csv").chunks(["Q1"]))
    assert max(chunk.height for chunk in chunks) <= CHUNK_ROWS
    assert pl.concat(chunks)["Q1"].to_list() == list(range(n))


def test_text_among_the_answers_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Q1,Q2\n" + "1,2\n" * 3_000 + "1,two\n", encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        rows(path, "Q1", "Q2")
    assert str(refused.value) == (
        "t.csv: row 3000, Q2: found 'two'; answers are whole numbers, blank where missing."
    )


@pytest.mark.parametrize(
    ("raw", "kind", "message"),
    [
        (b"", StoreError, "no header line"),
        (b"\n1,2\n", StoreError, "no header line"),
        (b"a\x00b\n", StoreError, "no header line"),
        (b"caf\xe9,b\n", StoreError, "not UTF-8 text"),
        (b"Q1,Q2,Q1\n1,2,3\n", ConfigError, "the column 'Q1' stands twice in the header"),
        (b"\x1f\x8b broken", StoreError, "cannot be read"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, raw: bytes, kind: type[Exception], message: str) -> None:
    (tmp_path / "t.csv").write_bytes(raw)
    with pytest.raises(kind, match=message):
        open_table(tmp_path / "t.csv")


def test_other_files_that_are_no_tables(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no file"):
        open_table(tmp_path / "none.csv")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 or not")
    with pytest.raises(StoreError, match="not a Parquet file"):
        open_table(tmp_path / "t.parquet")


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".json"])
def test_frames_are_written_by_the_ending(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "new" / f"t{ending}"
    write_frame(FRAME, path)
    readers = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".json": pl.read_json}
    assert readers[ending](path).to_dicts() == FRAME.to_dicts()


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"write to a \.csv, \.json or \.parquet file"):
        write_frame(FRAME, tmp_path / "t.xlsx")
