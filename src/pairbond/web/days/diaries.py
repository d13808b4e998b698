"""The kept days as the library reads them: of one person, or of two up to a day that is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pairbond.app.day_weeks import closed_through
from pairbond.checkins.diary import Diary, PersonDays
from pairbond.checkins.entries import COLUMNS, LONGEST_GAP, NUMBERS, CheckIns, Row, read_rows
from pairbond.web.clock import now, today
from pairbond.web.days.entry import days_of

if TYPE_CHECKING:
    from pairbond.types import JsonDict
    from pairbond.web.accounts.models import Person

Kept = tuple[str, "JsonDict"]


def own_check_ins(person: Person) -> CheckIns | None:
    """Return the days of one person, today included; None where none was kept."""
    return read([("a", row) for row in days_of(person)])


def both_check_ins(first: Person, second: Person, *, through: date | None = None) -> CheckIns | None:
    """Return the days of two people that nobody can change any more; None where nobody kept one.

    What of them a reader sees is decided by the consents. Days that are still open are left out of
    whatever two people see: one of them could rewrite such a day and ask again.
    """
    last = through or closed_through(now())
    return read_both(days_of(first), days_of(second), through=last)


def read_both(first: Sequence[JsonDict], second: Sequence[JsonDict], *, through: date) -> CheckIns | None:
    """Return the same from the days themselves."""
    kept = [*(("a", row) for row in first), *(("b", row) for row in second)]
    return read([(who, row) for who, row in kept if str(row["date"]) <= through.isoformat()])


def read(kept: Sequence[Kept]) -> CheckIns | None:
    # West of the date line a day can be a day ahead of the server's. A day beyond that was written
    # while the server's clock was wrong; it waits until it comes.
    latest = today() + timedelta(days=1)
    ready = [each for each in kept if str(each[1]["date"]) <= latest.isoformat()]
    rows = [
        Row(place=f"day {row['date']}", cells={**row, "person": who}) for who, row in without_old_spell(ready)
    ]
    return read_rows(rows, COLUMNS, name="check-ins", today=latest) if rows else None


def without_old_spell(kept: Sequence[Kept]) -> list[Kept]:
    """Return the rows since the last pause of more than 400 days, across which nothing is compared."""
    ordered = sorted(kept, key=lambda each: str(each[1]["date"]))
    start, before = 0, None
    for place, (_who, row) in enumerate(ordered):
        day = date.fromisoformat(str(row["date"]))
        if before is not None and (day - before).days > LONGEST_GAP:
            start = place
        before = day
    return ordered[start:]


def whole_weeks(checkins: CheckIns, through: date) -> CheckIns:
    """Return the same on a calendar from a Monday to the Sunday *through*.

    So every week of the other's days is always the same seven days: weeks that began with one's own
    first entry could be moved, and two overlapping weeks tell more than one.
    """
    first = date.fromordinal(int(checkins.diary.days[0]))
    start = first.toordinal() - first.weekday()
    days = np.arange(start, through.toordinal() + 1, dtype=np.int64)
    offset = int(checkins.diary.days[0]) - start
    a, b = (laid_out(own, offset, len(days)) for own in (checkins.diary.a, checkins.diary.b))
    return replace(checkins, diary=Diary(days=days, a=a, b=b))


def laid_out(own: PersonDays, offset: int, length: int) -> PersonDays:
    """Return one person's days on a longer calendar; what was not there is missing."""
    columns = {}
    n = min(len(own.context), length - offset)
    for name in NUMBERS:
        longer = np.full(length, np.nan)
        longer[offset : offset + n] = getattr(own, name)[:n]
        columns[name] = longer
    context = [None] * offset + list(own.context[:n]) + [None] * (length - offset - n)
    return PersonDays(**columns, context=tuple(context))
