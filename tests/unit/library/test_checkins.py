"""Check-ins in files and frames: every way in gives the same diaries, and lines are real lines."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from pairbond.checkins.diary import PersonDays
from pairbond.checkins.entries import CheckIns
from pairbond.checkins.synthetic import DiaryTruth, synthetic_diary
from pairbond.errors import EvidenceError, PairbondError, StoreError
from pairbond.library.checkins import checkins_csv, checkins_rows, parse_checkins, read_checkins

TODAY = date(2026, 11, 24)
HEAD = b"date,person,present,partner_present\n"


def made(seed: int = 1, **truth: Any) -> CheckIns:
    diary = synthetic_diary(np.random.default_rng(seed), DiaryTruth(days=20, missing=0.2, **truth))
    text = checkins_csv(CheckIns(diary=diary, spans={}, three_months={"b": "further"}))
    return parse_checkins(text.encode(), "F.csv", TODAY)


def same(one: CheckIns, two: CheckIns) -> bool:
    names = [name for name in PersonDays.__dataclass_fields__ if name != "context"]
    columns = all(
        np.array_equal(getattr(one.diary.of(who), name), getattr(two.diary.of(who), name), equal_nan=True)
        for who in ("a", "b")
        for name in names
    )
    return columns and one.spans == two.spans and one.three_months == two.three_months


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    first = made()
    path = tmp_path / "days.csv"
    path.write_text(checkins_csv(first), encoding="utf-8")
    assert same(read_checkins(path, today=TODAY), first)
    assert same(read_checkins(str(path), today=TODAY), first)
    assert read_checkins(first) is first


@pytest.mark.parametrize(
    "change", [str.upper, lambda text: text.replace(",", ";"), lambda text: "\ufeff" + text]
)
def test_spreadsheets_write_csv_in_their_own_ways(change: Any) -> None:
    text = checkins_csv(made()).replace("\n", "\r\n")
    assert same(parse_checkins(change(text).encode(), "F.csv", TODAY), made())


def test_order_of_rows_does_not_matter() -> None:
    head, *lines = checkins_csv(made()).splitlines()
    shuffled = "\n".join([head, *reversed(lines)])
    assert same(parse_checkins(shuffled.encode(), "F.csv", TODAY), made())


def test_frames_parquet_and_json_give_the_same(tmp_path: Path) -> None:
    first = made()
    text = checkins_csv(first)
    frame = pl.read_csv(io.StringIO(text), try_parse_dates=True)
    frame.write_parquet(tmp_path / "days.parquet")
    rows = [{key: value for key, value in row.items() if value is not None} for row in checkins_rows(first)]
    (tmp_path / "days.json").write_text(
        json.dumps({"schema": "pairbond.checkins/1", "entries": rows}), "utf-8"
    )
    texts = pl.read_csv(io.StringIO(text), infer_schema=False)
    sources = (frame, frame.lazy(), texts, tmp_path / "days.parquet", tmp_path / "days.json")
    assert all(same(read_checkins(source, today=TODAY), first) for source in sources)


def test_pandas_frames_give_the_same() -> None:
    pandas = pytest.importorskip("pandas")
    first = made()
    frame = pandas.read_csv(io.StringIO(checkins_csv(first)), parse_dates=["date"])
    assert same(read_checkins(frame, today=TODAY), first)


def test_lines_are_those_of_the_file() -> None:
    text = HEAD + b"2026-11-01,a,1,2\n\n2026-11-02,a,x,2\n"
    with pytest.raises(EvidenceError, match="line 4: present: found 'x'"):
        parse_checkins(text, "F.csv", TODAY)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no header line"),
        (b"\n\n", "no header line"),
        (HEAD, "there is no entry in it"),
        (HEAD + b"2026-11-01,a,1\n", "line 2: 3 cells for 4 columns"),
        (HEAD + b'2026-11-01,a,"1\n', "cannot be read as CSV"),
        (HEAD + b"2026-11-01,a,\xff,1\n", "not UTF-8"),
        (b"\x00\x01", "no header line"),
        (b"PAR1nothing", "not a Parquet file"),
        (b"{}", "schema"),
        (b'{"schema": "pairbond.checkins/1", "entries": []}', "entries"),
        (b'{"schema": "pairbond.checkins/1", "entries": [{"date": "2026-11-01", "person": "a", "mood": 1}]}', "mood"),
        (b'{"schema": "pairbond.checkins/1", "entries": [{"date": "2026-11-01", "person": "a", "met": 1}]}', "entry 1: met"),
        (b'{"schema"', "not JSON"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_in_one_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(PairbondError) as caught:
        parse_checkins(raw, "F.csv", TODAY)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_thing_that_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        read_checkins(tmp_path / "none.csv")
    with pytest.raises(EvidenceError, match="a path or a data frame"):
        read_checkins(object())
    with pytest.raises(EvidenceError, match="a data frame"):
        read_checkins(pl.Series([1]))


def test_spans_count_what_was_written() -> None:
    found = made()
    days = int(np.isfinite(found.diary.a.present).sum())
    assert found.spans["a"].entries == days
    assert found.spans["a"].to_dict()["entries"] == days
