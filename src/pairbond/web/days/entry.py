"""The days a person kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairbond.web.days.models import Day
from pairbond.web.days.rows import all_rows, append_row

if TYPE_CHECKING:
    from pairbond.types import JsonDict
    from pairbond.web.accounts.models import Person


def keep_day(person: Person, entry: JsonDict) -> None:
    append_row(person, Day, entry)


def days_of(person: Person) -> list[JsonDict]:
    """Return a person's days, the first day first; of two entries for a day the later counts."""
    latest = {str(row["date"]): row for row in all_rows(person, Day)}
    return [latest[day] for day in sorted(latest)]
