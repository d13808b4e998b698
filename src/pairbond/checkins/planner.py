"""How many days of check-ins an answer needs, told before the first day.

The chances come from the simulation that also set the thresholds; here they are only looked up,
and interpolated between its cells on the probit scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from pairbond.errors import ConfigError
from pairbond.types import JsonDict

Floats = npt.NDArray[np.float64]

EVEN, LIKELY = 0.5, 0.8
SMALLEST, LARGEST = 0.5, 3.0
MOST_MISSING = 0.5
NEAREST = 0.0005
"""Simulated shares are kept this far from 0 and 1, so that the probit is finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerTable:
    """Simulated chances of an answer by a day, for a change that both diaries show and for one in one.

    ``days`` (looks,) are the weekly looks; ``changes`` (c,) in SDs of daily reports and ``missing``
    (m,) shares of days without an entry (each person on their own) span the grid; ``shared`` and
    ``differ`` (c, m, looks) are the chances that by that day *shared_change* or
    *shared_and_larger*, or *diaries_differ*, was answered at least once. The change begins at an
    unknown day in the middle third of the diary.
    """

    id: str
    runs: int
    days: tuple[int, ...]
    changes: Floats
    missing: Floats
    shared: Floats
    differ: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How likely an answer is by a day of the diary."""

    day: int
    shared: float
    differ: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPlan:
    """When an answer can be expected.

    ``even`` is the first weekly look by which an answer is as likely as not ("cannot be answered
    before about day N"), ``likely`` the first by which it has a chance of .8; None: not within the
    days that were simulated (``last``). ``differ_*`` are the same for a change in one diary only.
    """

    change: float
    missing: float
    even: int | None
    likely: int | None
    differ_even: int | None
    differ_likely: int | None
    last: int
    chances: tuple[Chance, ...]
    table: str

    def to_dict(self) -> JsonDict:
        return {
            "change": self.change,
            "missing": self.missing,
            "not_before": self.even,
            "likely": self.likely,
            "differ_not_before": self.differ_even,
            "differ_likely": self.differ_likely,
            "last": self.last,
            "chances": [
                {"day": each.day, "shared": each.shared, "differ": each.differ} for each in self.chances
            ],
            "table": self.table,
        }


def plan_days(table: PowerTable, *, change: float = 1.0, missing: float = 0.2) -> DaysPlan:
    """Return when an answer can be expected for a change of this size.

    Parameters
    ----------
    change
        In SDs of a person's own days, .5 to 3.
    missing
        Share of days on which a person makes no entry, 0 to .5.

    *Assumes* what the simulation assumes: a step in the middle third, answers of 0 to 10 with
    reliability .70. Within 5 points of fresh simulations, ``tests/recovery/checkins/test_planner.py``.
    """
    if not SMALLEST <= change <= LARGEST:
        raise ConfigError(
            f"A change of {change:g} was not simulated; choose {SMALLEST:g} to {LARGEST:g} SDs."
        )
    if not 0 <= missing <= MOST_MISSING:
        raise ConfigError(
            f"A share of {missing:g} missing days was not simulated; choose 0 to {MOST_MISSING:g}."
        )
    shared = at_cell(table, table.shared, change, missing)
    differ = at_cell(table, table.differ, change, missing)
    chances = tuple(
        Chance(day=day, shared=float(s), differ=float(d))
        for day, s, d in zip(table.days, shared, differ, strict=True)
    )
    first = {
        name: next((each.day for each in chances if getattr(each, which) >= level), None)
        for name, (which, level) in THRESHOLDS.items()
    }
    return DaysPlan(
        change=change, missing=missing, last=table.days[-1], chances=chances, table=table.id, **first
    )


THRESHOLDS: Mapping[str, tuple[str, float]] = {
    "even": ("shared", EVEN),
    "likely": ("shared", LIKELY),
    "differ_even": ("differ", EVEN),
    "differ_likely": ("differ", LIKELY),
}


def at_cell(table: PowerTable, chances: Floats, change: float, missing: float) -> Floats:
    """Return the chances at one change and share missing, never falling with the days."""
    probit = ndtri(np.clip(chances, NEAREST, 1 - NEAREST))
    by_missing = along(table.changes, probit, change)
    found = along(table.missing, by_missing, missing)
    rising: Floats = np.maximum.accumulate(ndtr(found))
    rising[rising <= 2 * NEAREST] = 0.0
    return rising


def along(grid: Floats, values: Floats, at: float) -> Floats:
    """Return the values (first axis along *grid*) at a place; beyond the grid they go on as at its end."""
    if len(grid) == 1:
        only: Floats = values[0]
        return only
    right = int(np.clip(np.searchsorted(grid, at), 1, len(grid) - 1))
    weight = (at - grid[right - 1]) / (grid[right] - grid[right - 1])
    found: Floats = (1 - weight) * values[right - 1] + weight * values[right]
    return found
