"""Which number of a date is the day: what the file itself can tell, and when to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pairbond.errors import ConfigError, EvidenceError

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ORDERS = ("dmy", "mdy", "ymd")
MOST_IMPOSSIBLE = 0.005
BACK = 65 * 60
"""Seconds a message may stand before the one above it: an hour of a clock set back, and a little."""
FIRST_YEAR, LAST_YEAR = 2009, 2059
"""The app began in 2009; a later year than the last is another calendar's."""
BUDDHIST = 543


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Written:
    """The three numbers of each date as written, and the seconds of the day."""

    first: Ints
    second: Ints
    third: Ints
    clock: Ints
    year_first: Flags
    dots: Flags

    def take(self, rows: Flags) -> Written:
        return Written(**{name: getattr(self, name)[rows] for name in self.__slots__})


def checked_order(date_order: str | None) -> str | None:
    """Return the order in small letters; refuse one that does not exist."""
    if date_order is None:
        return None
    order = date_order.lower().replace("/", "").replace("-", "")
    if order not in ORDERS:
        raise ConfigError(f"date order {date_order[:20]!r} is not one of {', '.join(ORDERS)}")
    return order


def decide(dates: Written) -> tuple[str, str]:
    """Return the order and what decided it; raise where the file cannot tell."""
    order, reason = _decide(dates)
    if order != "ymd" and len(dates.third) and dates.third.max() <= 31 and year_may_stand_first(dates, order):
        raise EvidenceError(
            "the dates of this file may have the year first or last, in two digits; say it with --date-order "
            f"ymd or --date-order {order}",
            why="dates",
        )
    return order, reason


def year_may_stand_first(dates: Written, order: str) -> bool:
    """Return whether the years are more likely the first numbers: the chat then spans far less time."""
    here, there = seconds(dates, order)[0], seconds(dates, "ymd")
    shorter = bool(np.ptp(there[0]) * 10 < np.ptp(here))
    return bool(there[1].all()) and shorter and steps_back(there[0]) <= steps_back(here)


def _decide(dates: Written) -> tuple[str, str]:
    n = max(len(dates.first), 1)
    if dates.year_first.mean() > 0.5 or np.mean(dates.first > 31) > MOST_IMPOSSIBLE:
        return "ymd", "the year stands first"
    day_first, month_first = int(np.sum(dates.first > 12)), int(np.sum(dates.second > 12))
    if min(day_first, month_first) > MOST_IMPOSSIBLE * n:
        raise EvidenceError(
            f"day and month stand in both orders in this file ({day_first} and {month_first} dates); "
            "export each part again and read them apart"
        )
    if day_first > month_first:
        return "dmy", "a first number is above 12"
    if month_first > day_first:
        return "mdy", "a second number is above 12"
    if dates.dots.mean() > 0.5:
        return "dmy", "dots part day and month"
    if np.all(dates.first == dates.second):
        return "dmy", "both orders give the same dates"
    back = {order: steps_back(seconds(dates, order)[0]) for order in ("dmy", "mdy")}
    better, worse = sorted(back, key=lambda order: back[order])
    if back[better] * 3 < back[worse]:
        return better, "the other order runs back in time"
    raise EvidenceError(
        "the dates of this file do not show whether day or month comes first; "
        "say it with --date-order dmy or --date-order mdy",
        why="dates",
    )


def steps_back(time: Ints) -> int:
    return int(np.sum(np.diff(time) < -BACK))


def seconds(dates: Written, order: str) -> tuple[Ints, Flags]:
    """Return seconds since 1970-01-01 of each date, and which dates exist."""
    if order == "ymd":
        year, month, day = dates.first, dates.second, dates.third
    else:
        year = dates.third
        day, month = (dates.first, dates.second) if order == "dmy" else (dates.second, dates.first)
    year = np.where(year < 100, year + 2000, year)
    year = np.where(year >= 2500, year - BUDDHIST, year)
    real = (month >= 1) & (month <= 12) & (day >= 1) & (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    at = np.where(real, (year - FIRST_YEAR) * 12 + month - 1, 0)
    starts = month_starts()
    real &= day <= (starts[1:] - starts[:-1])[at]
    return (starts[at] + day - 1) * 86_400 + dates.clock, real


@cache
def month_starts() -> Ints:
    """Return the day number of each month's first day, from the first year to the end of the last."""
    months = np.arange(f"{FIRST_YEAR}-01", f"{LAST_YEAR + 1}-02", dtype="datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)
