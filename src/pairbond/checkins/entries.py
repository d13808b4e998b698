"""Strict reading of check-ins: rows of cells, wherever they came from, become two diaries.

Nothing is repaired and nothing is guessed: a row that cannot be right is refused with its place. A
day without an entry is a gap, and stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import isfinite, nan
from typing import Final, Literal, cast

import numpy as np

from pairbond.checkins.diary import Diary, PersonDays
from pairbond.errors import EvidenceError, shown
from pairbond.types import JsonDict, Who

REQUIRED: Final = ("date", "person", "present", "partner_present")
RATINGS: Final = ("present", "partner_present", "unsettled")
SWITCHES: Final = ("wanted_space", "said_so", "reached", "met")
NUMBERS: Final = (*RATINGS, *SWITCHES, "contact_minutes")
COLUMNS: Final = ("date", "person", *NUMBERS, "context", "three_months")
CONTEXTS: Final = ("ill", "work", "travel", "none")
THREE_MONTHS: Final = ("nearer", "same", "further", "rather_not")
DEPENDS: Final = {"said_so": "wanted_space", "met": "reached"}
"""An answer of 1 to the first needs a 1 in the second."""
BLANK: Final = frozenset({"", "na", "nan", "null", "none", "."})
EARLIEST: Final = date(1900, 1, 1)
LONGEST_GAP: Final = 400
MOST_MINUTES: Final = 1440
MOST_ROWS: Final = 50_000

ThreeMonths = Literal["nearer", "same", "further", "rather_not"]
"""The answer to: over the three months before the first day, how did the distance change?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it was found; *place* says where ("line 12"), *cells* hold text, numbers or dates."""

    place: str
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person's day, checked. Blank is NaN."""

    place: str
    day: date
    person: Who
    numbers: Mapping[str, float]
    context: str | None
    three_months: ThreeMonths | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One person's first and last day with an entry, how many there are, and the gaps between."""

    first: date
    last: date
    entries: int
    gaps: tuple[tuple[date, date], ...]

    @property
    def days_missing(self) -> int:
        return sum((last - first).days + 1 for first, last in self.gaps)

    def to_dict(self) -> JsonDict:
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "entries": self.entries,
            "gaps": [[first.isoformat(), last.isoformat()] for first, last in self.gaps],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIns:
    """Two diaries on one calendar, when each was kept, and the answers of the first day.

    A person without any entry is not in ``spans``.
    """

    diary: Diary
    spans: Mapping[Who, Span]
    three_months: Mapping[Who, ThreeMonths] = field(default_factory=dict)
    source: str = field(default="check-ins", compare=False)

    def only(self, who: Who) -> CheckIns:
        """Return one person's own check-ins, with nothing of the other: not even when theirs begin."""
        place = self.place_of(who)
        own, blank = cut(self.diary.of(who), place), blank_days(place.stop - place.start)
        a, b = (own, blank) if who == "a" else (blank, own)
        return CheckIns(
            diary=Diary(days=self.diary.days[place], a=a, b=b),
            spans={key: span for key, span in self.spans.items() if key == who},
            three_months={key: said for key, said in self.three_months.items() if key == who},
            source=self.source,
        )

    def place_of(self, who: Who) -> slice:
        """Return where on the calendar a person's entries lie, from the first to the last."""
        if who not in self.spans:
            return slice(0, 0)
        origin, span = int(self.diary.days[0]), self.spans[who]
        return slice(span.first.toordinal() - origin, span.last.toordinal() - origin + 1)


def cut(days: PersonDays, place: slice) -> PersonDays:
    columns = {name: getattr(days, name)[place] for name in NUMBERS}
    return PersonDays(**columns, context=days.context[place])


def read_rows(rows: Iterable[Row], columns: Sequence[str], *, name: str, today: date) -> CheckIns:
    """Return the check-ins in rows of cells.

    Parameters
    ----------
    columns
        The columns that are there; the first four of ``COLUMNS`` are needed.
    today
        The last day that an entry can be for, where the person is.

    Raises
    ------
    EvidenceError
        For an unknown, doubled or missing column, a value that is off its scale, a day that does not
        exist, is in the future, is given twice, or lies more than 400 days from the next.
    """
    check_columns(columns, name)
    entries: list[Entry] = []
    for row in rows:
        if len(entries) >= MOST_ROWS:
            raise EvidenceError(f"{name}: more than {MOST_ROWS:,} rows, too many for two people's check-ins.")
        if any(not is_blank(cell) for cell in row.cells.values()):
            entries.append(read_entry(row, name, today))
    if not entries:
        raise EvidenceError(f"{name}: there is no entry in it; write one row for each person and day.")
    entries.sort(key=lambda entry: (entry.day, entry.person))
    check_days(entries, name)
    return gathered(entries, name)


def check_columns(columns: Sequence[str], name: str) -> None:
    for column in columns:
        if column not in COLUMNS:
            raise EvidenceError(
                f"{name}: the column {shown(column)} is not known; known are: {', '.join(COLUMNS)}."
            )
        if list(columns).count(column) > 1:
            raise EvidenceError(f"{name}: the column {shown(column)} is there twice.")
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise EvidenceError(
            f"{name}: the column {missing[0]!r} is missing; needed are: {', '.join(REQUIRED)}."
        )


def read_entry(row: Row, name: str, today: date) -> Entry:
    where = f"{name}: {row.place}"
    cells = row.cells
    numbers = {column: read_number(cells.get(column), column, where) for column in NUMBERS}
    for column, needed in DEPENDS.items():
        if numbers[column] == 1 and numbers[needed] != 1:
            raise EvidenceError(
                f"{where}: {column} is 1, but {needed} is not; leave {column} blank, or mend it."
            )
        if numbers[needed] != 1:
            numbers[column] = nan
    context = read_word(cells.get("context"), CONTEXTS, "context", where)
    return Entry(
        place=row.place,
        day=read_day(cells.get("date"), where, today),
        person=read_person(cells.get("person"), where),
        numbers=numbers,
        context=context,
        three_months=cast(
            "ThreeMonths | None", read_word(cells.get("three_months"), THREE_MONTHS, "three_months", where)
        ),
    )


def is_blank(cell: object) -> bool:
    if cell is None or cell != cell:
        return True
    return isinstance(cell, str) and not cell.strip()


def read_day(cell: object, where: str, today: date) -> date:
    day = as_day(cell, where)
    if day > today:
        raise EvidenceError(
            f"{where}: date: {day} is in the future; an entry can be for {today} at the latest."
        )
    if day < EARLIEST:
        raise EvidenceError(f"{where}: date: {day} is not possible; check the year.")
    return day


def as_day(cell: object, where: str) -> date:
    """Return the day of a cell. A time of day is refused: it would have to be cut at someone's midnight."""
    if isinstance(cell, datetime):
        if (cell.hour, cell.minute, cell.second, cell.microsecond) != (0, 0, 0, 0):
            raise EvidenceError(
                f"{where}: date: {cell} has a time of day; keep the date alone, as {cell:%Y-%m-%d}."
            )
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip() if isinstance(cell, str) else ""
    if not text:
        raise EvidenceError(f"{where}: date: found {shown(cell)}; write the day as 2026-11-30.")
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]([\d:.]+)(?:Z|[+-][\d:]+)?)?", text)
    if match is None:
        raise EvidenceError(f"{where}: date: {shown(text)} is not a day; write it as 2026-11-30.")
    if match[4] and re.search(r"[1-9]", match[4]):
        raise EvidenceError(
            f"{where}: date: {shown(text)} has a time of day; keep the date alone, as {text[:10]}."
        )
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise EvidenceError(f"{where}: date: there is no day {text[:10]}.") from error


def read_person(cell: object, where: str) -> Who:
    text = str(cell).strip().lower() if isinstance(cell, str) else ""
    if text not in {"a", "b"}:
        raise EvidenceError(f"{where}: person: found {shown(cell)}; write a or b.")
    return cast("Who", text)


def read_word(cell: object, allowed: Sequence[str], column: str, where: str) -> str | None:
    if is_blank(cell):
        return None
    text = str(cell).strip().lower() if isinstance(cell, str) else ""
    if text not in allowed:
        choice = ", ".join(allowed)
        raise EvidenceError(
            f"{where}: {column}: found {shown(cell)}; write one of {choice}, or leave it blank."
        )
    return text


def read_number(cell: object, column: str, where: str) -> float:
    """Return a cell as a number in its range; blank is NaN."""
    low, high = 0.0, 10.0 if column in RATINGS else 1.0 if column in SWITCHES else float(MOST_MINUTES)
    value = as_number(cell)
    fits = value is not None and (value != value or (isfinite(value) and low <= value <= high))
    if fits and column in SWITCHES and value == value and value not in {0.0, 1.0}:
        fits = False
    if not fits:
        allowed = "0 or 1" if column in SWITCHES else f"{low:.0f} to {high:.0f}"
        raise EvidenceError(
            f"{where}: {column}: found {shown(cell)}; write {allowed}, or leave it blank where it is missing."
        )
    assert value is not None
    return value


def as_number(cell: object) -> float | None:
    """Return a number, NaN for blank, None for what is neither."""
    if cell is None:
        return nan
    if isinstance(cell, bool | np.bool_):
        return float(cell)
    if isinstance(cell, int | float | np.integer | np.floating):
        return float(cell)
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if text.lower() in BLANK:
        return nan
    return float(text) if re.fullmatch(r"[+-]?\d{1,9}(?:\.\d{1,9})?", text) else None


def check_days(entries: Sequence[Entry], name: str) -> None:
    """Refuse a day that one person gives twice, and a jump that can only be a wrong year."""
    for before, entry in pairwise(entries):
        if (before.day, before.person) == (entry.day, entry.person):
            raise EvidenceError(
                f"{name}: {entry.place}: {entry.day} of person {entry.person} is also on {before.place}; keep one of the two."
            )
        gap = (entry.day - before.day).days
        if gap > LONGEST_GAP:
            raise EvidenceError(
                f"{name}: {entry.place}: {entry.day} is {gap:,} days after the entry before it ({before.place}); check the year."
            )


def gathered(entries: Sequence[Entry], name: str) -> CheckIns:
    first, last = entries[0].day, entries[-1].day
    days = np.arange(first.toordinal(), last.toordinal() + 1, dtype=np.int64)
    own: dict[Who, list[Entry]] = {"a": [], "b": []}
    for entry in entries:
        own[entry.person].append(entry)
    return CheckIns(
        diary=Diary(
            days=days,
            a=person_days(own["a"], days[0], len(days)),
            b=person_days(own["b"], days[0], len(days)),
        ),
        spans={who: span_of([entry.day for entry in found]) for who, found in own.items() if found},
        three_months={who: said for who, found in own.items() if (said := said_once(found, name))},
        source=name,
    )


def with_spans(diary: Diary, name: str = "check-ins") -> CheckIns:
    """Return two diaries as check-ins, with when each was kept."""
    spans: dict[Who, Span] = {}
    people: tuple[Who, ...] = ("a", "b")
    for who in people:
        own = diary.of(who)
        known = np.any([np.isfinite(getattr(own, column)) for column in NUMBERS], axis=0)
        days = [date.fromordinal(int(day)) for day in diary.days[known]]
        if days:
            spans[who] = span_of(days)
    return CheckIns(diary=diary, spans=spans, source=name)


def said_once(entries: Sequence[Entry], name: str) -> ThreeMonths | None:
    """Return the one answer about the three months before; it may stand on any of the rows."""
    said: ThreeMonths | None = None
    for entry in entries:
        if entry.three_months is None:
            continue
        if said is not None and entry.three_months != said:
            raise EvidenceError(
                f"{name}: {entry.place}: three_months: person {entry.person} answers {entry.three_months!r} here "
                f"and {said!r} before; keep the answer of the first day."
            )
        said = entry.three_months
    return said


def blank_days(n: int) -> PersonDays:
    return person_days((), 0, n)


def person_days(entries: Sequence[Entry], origin: int, n: int) -> PersonDays:
    columns = {column: np.full(n, np.nan) for column in NUMBERS}
    context: list[str | None] = [None] * n
    for entry in entries:
        place = entry.day.toordinal() - int(origin)
        context[place] = entry.context
        for column, value in entry.numbers.items():
            columns[column][place] = value
    return PersonDays(**columns, context=tuple(context))


def span_of(days: Sequence[date]) -> Span:
    one = timedelta(days=1)
    gaps = tuple((before + one, after - one) for before, after in pairwise(days) if after - before > one)
    return Span(first=days[0], last=days[-1], entries=len(days), gaps=gaps)
