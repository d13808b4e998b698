"""A day's check-in: what may be said.

The names are those of a check-ins file, so that a copy of them can be read by the command line.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pairbond.types import JsonDict

RATINGS = ("present", "partner_present", "unsettled")
SWITCHES = ("wanted_space", "said_so", "reached", "met")
NEEDS = {"said_so": "wanted_space", "met": "reached"}
"""A yes to the first is asked about only after a yes to the second."""
CONTEXTS = ("none", "work", "ill", "travel")
THREE_MONTHS = ("nearer", "same", "further", "rather_not")
HIGHEST = 10
COLUMNS = ("date", "person", *RATINGS, *SWITCHES, "context", "three_months")


def entry_of(given: Mapping[str, str], today: date) -> JsonDict | None:
    """Return the check-in that a form holds; None where it says nothing at all.

    What fits nothing counts as left out. The day is today or yesterday.
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
    if not entry:
        return None
    for name, known in (("context", CONTEXTS), ("three_months", THREE_MONTHS)):
        if given.get(name) in known:
            entry[name] = given[name]
    day = today - timedelta(days=1) if given.get("day") == "yesterday" else today
    return {"date": day.isoformat(), **without_orphans(entry)}


def without_orphans(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in NEEDS or entry.get(NEEDS[name]) == 1}


def whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else None


def as_file(days: list[JsonDict], who: str = "a") -> list[tuple[Any, ...]]:
    """Return the rows of a check-ins file."""
    return [tuple(who if name == "person" else row.get(name, "") for name in COLUMNS) for row in days]
