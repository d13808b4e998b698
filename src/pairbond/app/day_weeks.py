"""The calendar of days and weeks: which day it is for a person, and which days nobody can change any more.

Weeks run from Monday to Sunday for everybody. A day can be written on that day and the day after, by the
writer's own zone. So at noon (UTC) on Tuesday the week before is closed in every zone of the earth, and
only then is anything made of it: an answer never uses a day that its writer could still rewrite.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

DAY = timedelta(days=1)
AFTER_SUNDAY = timedelta(days=1, hours=12)
"""From the end of Sunday (UTC) until the last zone has left the Monday on which it can be written late."""
AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)  # fmt: skip
PLAIN = "UTC"


def closed_through(at: datetime) -> date:
    """Return the last Sunday up to which no entry can be written or changed."""
    settled = (at.astimezone(UTC) - AFTER_SUNDAY).date()
    return settled - timedelta(days=settled.weekday() + 1)


def open_days(at: datetime, zone: tzinfo) -> tuple[date, date]:
    """Return yesterday and today where a person is: the days that can be written."""
    today = at.astimezone(zone).date()
    return today - DAY, today


def may_write(day: date, at: datetime, zone: tzinfo) -> bool:
    """Return whether a day can be written or changed now."""
    return day in open_days(at, zone) and day > closed_through(at)


def zone_named(name: str) -> tzinfo:
    """Return a zone by name; UTC where there is none of this name."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@cache
def known_zones() -> frozenset[str]:
    """Return all names; finding them reads the whole zone database."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    return name == PLAIN or name in known_zones()


def zone_names() -> dict[str, list[str]]:
    """Return the zones by area, in order, under the names people know ("Europe/Berlin")."""
    found: dict[str, list[str]] = {}
    for name in sorted(known_zones()):
        area, slash, _city = name.partition("/")
        if slash and area in AREAS:
            found.setdefault(area, []).append(name)
    return {**found, PLAIN: [PLAIN]}
