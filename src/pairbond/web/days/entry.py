"""The days a person kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pairbond.app.day_entry import latest
from pairbond.app.day_weeks import may_write
from pairbond.web.clock import now
from pairbond.web.days.desk import setup_of
from pairbond.web.days.models import Day
from pairbond.web.days.rows import all_rows, append_row

if TYPE_CHECKING:
    from pairbond.types import JsonDict
    from pairbond.web.accounts.models import Person


def keep_day(person: Person, entry: JsonDict) -> bool:
    """Keep an entry for today or yesterday; False for a day that is closed, which then stays as it was."""
    if not may_write(date.fromisoformat(str(entry["date"])), now(), setup_of(person).where):
        return False
    append_row(person, Day, entry)
    return True


def days_of(person: Person, *, through: date | None = None) -> list[JsonDict]:
    """Return a person's days, the first day first; *through* is the last day to return."""
    days = latest(all_rows(person, Day))
    return days if through is None else [day for day in days if str(day["date"]) <= through.isoformat()]
