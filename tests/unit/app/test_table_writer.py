"""Rows are written as they come, and a file appears whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pairbond.app.table_writer import check_ending, write_frames
from pairbond.errors import ConfigError, ResponseError, StoreError

READERS = {".csv": pl.read_csv, ".json": pl.read_json, ".parquet": pl.read_parquet}


def frames(sizes: list[int]) -> Iterator[pl.DataFrame]:
    start = 0
    for size in sizes:
        rows = range(start, start + size)
        yield pl.DataFrame(
            {"row": list(rows), "x": [None if row % 3 else row / 2 for row in rows]},
            schema={"row": pl.Int64, "x": pl.Float64},
        )
        start += size


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("sizes", [[5], [3, 1, 4], [1, 0, 2], [2_000, 3_000]])
def test_all_rows_in_order(tmp_path: Path, ending: str, sizes: list[int]) -> None:
    path = tmp_path / "new" / f"o{ending}"
    write_frames(frames(sizes), path)
    found = READERS[ending](path)
    assert found["row"].to_list() == list(range(sum(sizes)))
    assert found["x"].null_count() == sum(1 for row in range(sum(sizes)) if row % 3)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", READERS)
def test_an_error_half_way_leaves_the_old_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"o{ending}"
    path.write_bytes(b"old")

    def breaking() -> Iterator[pl.DataFrame]:
        yield from frames([3])
        raise ResponseError("row 3")

    with pytest.raises(ResponseError, match="row 3"):
        write_frames(breaking(), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be written"):
        write_frames(frames([1]), tmp_path / "file" / "o.csv")


@pytest.mark.parametrize("name", ["o.xls", "o", "o.csv.gz"])
def test_other_endings_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="end the name with"):
        check_ending(Path(name))


def test_standard_output_is_csv(capsys: pytest.CaptureFixture[str]) -> None:
    write_frames(frames([2, 1]), Path("-"))
    assert capsys.readouterr().out == "row,x\n0,0.0\n1,\n2,\n"
