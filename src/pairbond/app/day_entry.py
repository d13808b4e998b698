"""A day's check-in: what may be said.

The names are those of a check-ins file, so that a copy of them can be read by the command line.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pairbond.types import JsonDict

RATINGS = ("present", "partner_present", "unsettled")
SWITCHES = ("wanted_space", "said_so", "reached", "met")
NEEDS = {"said_so": "wanted_space", "met": "reached"}
"""A yes to the first is asked about only after a yes to the second."""
CONTEXTS = ("none", "work", "ill", "travel")
THREE_MONTHS = ("nearer", "same", "further", "rather_not")
HIGHEST = 10
CONTACT = "contact_minutes"
MOST_MINUTES = 1440
COLUMNS = ("date", "person", *RATINGS, *SWITCHES, CONTACT, "context", "three_months")


def entry_of(given: Mapping[str, str], today: date, *, contact: bool = False) -> JsonDict | None:
    """Return the check-in that a form holds; None where it says nothing at all.

    What fits nothing counts as left out. ``contact`` says whether minutes in touch are counted.
    """
    entry: dict[str, Any] = {}
    for name in RATINGS:
        value = whole(given.get(name, ""))
        if value is not None and value <= HIGHEST:
            entry[name] = value
    for name in SWITCHES:
        value = whole(given.get(name, ""))
        if value in {0, 1} and entry.get(NEEDS.get(name, name), 1) == 1:
            entry[name] = value
    minutes = whole(given.get(CONTACT, ""), digits=4) if contact else None
    if minutes is not None and minutes <= MOST_MINUTES:
        entry[CONTACT] = minutes
    if not entry:
        return None
    for name, known in (("context", CONTEXTS), ("three_months", THREE_MONTHS)):
        if given.get(name) in known:
            entry[name] = given[name]
    return {"date": day_of(given, today).isoformat(), **without_orphans(entry)}


def day_of(given: Mapping[str, str], today: date) -> date:
    """Return the day that a form is about.

    A form names its day by date, so that one opened before midnight and sent after it stays with
    the day it was opened for.
    """
    said = given.get("day", "")
    if said == "yesterday":
        return today - timedelta(days=1)
    try:
        return date.fromisoformat(said) if len(said) == len("2026-01-01") else today
    except ValueError:
        return today


def latest(rows: Iterable[JsonDict]) -> list[JsonDict]:
    """Return what counts of the rows that were kept, the first day first.

    Of two rows for a day the later counts; a row without anything said takes the day back. What was
    said about the three months before belongs to no day: the last that was said stands on the first.
    """
    found: dict[str, JsonDict] = {}
    said = None
    for row in rows:
        said = row.get("three_months", said)
        found[str(row["date"])] = {name: value for name, value in row.items() if name != "three_months"}
    days = [found[day] for day in sorted(found) if len(found[day]) > 1]
    return [{**days[0], "three_months": said}, *days[1:]] if days and said else days


def without_orphans(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in NEEDS or entry.get(NEEDS[name]) == 1}


def whole(text: str, digits: int = 2) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def as_file(days: list[JsonDict], who: str = "a") -> list[tuple[Any, ...]]:
    """Return the rows of a check-ins file."""
    return [tuple(who if name == "person" else row.get(name, "") for name in COLUMNS) for row in days]
