"""Check-ins in files and frames: CSV, JSON and Parquet, and whatever narwhals takes for a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isnan
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from pairbond.checkins.diary import Diary
from pairbond.checkins.entries import COLUMNS, NUMBERS, CheckIns, Row, read_rows
from pairbond.errors import ContentError, EvidenceError, StoreError, shown
from pairbond.library.answers import parse_json
from pairbond.library.spec import Spec
from pairbond.library.validate import validated
from pairbond.types import Who

MAX_BYTES = 5_000_000
SEPARATORS = (",", ";", "\t", "|")
PARQUET = b"PAR1"

Rating = Annotated[float, Field(ge=0, le=10)]
Switch = Annotated[int, Field(ge=0, le=1)]


class EntrySpec(Spec):
    """One person's day. Everything but the day and the person may be left out."""

    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    person: Literal["a", "b"]
    present: Rating | None = Field(default=None, description="how much I was there for us")
    partner_present: Rating | None = Field(default=None, description="how much my partner seemed there")
    unsettled: Rating | None = None
    wanted_space: Switch | None = None
    said_so: Switch | None = Field(default=None, description="only where wanted_space is 1")
    reached: Switch | None = None
    met: Switch | None = Field(default=None, description="only where reached is 1")
    contact_minutes: Annotated[float, Field(ge=0, le=1440)] | None = None
    context: Literal["ill", "work", "travel", "none"] | None = None
    three_months: Literal["nearer", "same", "further", "rather_not"] | None = Field(
        default=None,
        description="once, on the first day: how the distance changed over the three months before",
    )


class CheckinsSpec(Spec):
    """Check-ins as JSON; the same rows as the CSV file."""

    schema_: Literal["pairbond.checkins/1"] = Field(alias="schema")
    entries: tuple[EntrySpec, ...] = Field(min_length=1)


def read_checkins(source: Any, *, today: date | None = None) -> CheckIns:
    """Return check-ins from a path (CSV, JSON, Parquet), a data frame, or what was read before.

    Raises
    ------
    StoreError
        When a file cannot be read.
    EvidenceError
        When something in it cannot be right; names the line and what is allowed.
    """
    if isinstance(source, CheckIns):
        return source
    today = today or date.today()  # noqa: DTZ011  (a calendar day where the person is)
    if isinstance(source, str | Path):
        return read_file(Path(source), today)
    return read_frame(source, "check-ins", today)


def read_file(path: Path, today: date) -> CheckIns:
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}).") from error
    if raw is None:
        raise StoreError(f"{path.name}: more than {MAX_BYTES:,} bytes, too large for two people's check-ins.")
    return parse_checkins(raw, path.name, today)


def parse_checkins(raw: bytes, name: str, today: date) -> CheckIns:
    """Return the check-ins in the bytes of a file; its beginning says which kind it is."""
    if raw.startswith(PARQUET):
        return read_parquet(raw, name, today)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return read_json(raw, name, today)
    return read_csv(raw, name, today)


def read_parquet(raw: bytes, name: str, today: date) -> CheckIns:
    import polars as pl

    try:
        frame = pl.read_parquet(io.BytesIO(raw))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise StoreError(f"{name}: not a Parquet file.") from error
    return read_frame(frame, name, today)


def read_json(raw: bytes, name: str, today: date) -> CheckIns:
    try:
        spec = validated(CheckinsSpec, parse_json(raw, name), name)
    except ContentError as error:
        raise EvidenceError(str(error)) from error
    rows = [
        Row(place=f"entry {number}", cells=entry.model_dump())
        for number, entry in enumerate(spec.entries, start=1)
    ]
    return read_rows(rows, COLUMNS, name=name, today=today)


def read_csv(raw: bytes, name: str, today: date) -> CheckIns:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StoreError(f"{name}: not UTF-8 text (byte {error.start}).") from error
    if "\x00" in text or not text.strip():
        raise StoreError(f"{name}: there is no header line of column names.")
    header_line = text.lstrip("\r\n").splitlines()[0]
    separator = max(SEPARATORS, key=header_line.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = tuple(cell.strip().lower() for cell in next(row for row in lines if row))
        rows = list(csv_rows(lines, header, name))
    except csv.Error as error:
        raise EvidenceError(f"{name}: line {lines.line_num}: cannot be read as CSV ({error}).") from error
    return read_rows(rows, header, name=name, today=today)


def csv_rows(lines: Any, header: Sequence[str], name: str) -> Iterator[Row]:
    """Yield the rows with the line each ends on; a cell too many is refused, one too few as well."""
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"line {lines.line_num}"
        if len(cells) != len(header):
            raise EvidenceError(
                f"{name}: {place}: {len(cells)} cells for {len(header)} columns; is a separator missing or too many?"
            )
        yield Row(place=place, cells=dict(zip(header, cells, strict=True)))


def read_frame(frame: Any, name: str, today: date) -> CheckIns:
    """Return the check-ins in a data frame; dates may be dates or ISO text."""
    import narwhals as nw

    try:
        table = nw.from_native(frame)
    except TypeError as error:
        raise EvidenceError(
            f"Check-ins are a path or a data frame (Polars, pandas), not {shown(type(frame).__name__)}."
        ) from error
    if isinstance(table, nw.LazyFrame):
        table = table.collect()
    if not isinstance(table, nw.DataFrame):
        raise EvidenceError(f"Check-ins are a data frame, not {shown(type(frame).__name__)}.")
    columns = [str(column).strip().lower() for column in table.columns]
    rows = [
        Row(place=f"row {number}", cells=dict(zip(columns, plain(cells), strict=True)))
        for number, cells in enumerate(table.iter_rows(), start=1)
    ]
    return read_rows(rows, columns, name=name, today=today)


def plain(cells: Sequence[Any]) -> list[object]:
    """Return cells with the missing values of frames as None."""
    return [None if type(cell).__name__ in {"NAType", "NaTType"} else cell for cell in cells]


def checkins_rows(checkins: CheckIns) -> list[dict[str, object]]:
    """Return check-ins as rows in the order of days, blank where there is no answer."""
    rows: list[dict[str, object]] = []
    said: set[Who] = set()
    people: tuple[Who, ...] = ("a", "b")
    for place, day in enumerate(checkins.diary.days.tolist()):
        for who in people:
            cells = day_cells(checkins.diary, who, place)
            if not cells:
                continue
            row: dict[str, object] = {"date": date.fromordinal(day).isoformat(), "person": who, **cells}
            if who not in said:
                row["three_months"] = checkins.three_months.get(who)
                said.add(who)
            rows.append(row)
    return rows


def day_cells(diary: Diary, who: Who, place: int) -> Mapping[str, object]:
    own = diary.of(who)
    found: dict[str, object] = {}
    for column in NUMBERS:
        value = float(getattr(own, column)[place])
        if not isnan(value):
            found[column] = int(value) if value == int(value) else value
    if own.context[place] is not None:
        found["context"] = own.context[place]
    return found


def checkins_csv(checkins: CheckIns) -> str:
    """Return check-ins as the text of a CSV file; columns that nobody filled in are left out."""
    rows = checkins_rows(checkins)
    used = [c for c in COLUMNS if c in COLUMNS[:4] or any(row.get(c) is not None for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, used, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
