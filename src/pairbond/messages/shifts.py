"""When the rhythm of contact changed: at most three dates, each a distribution and not a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from pairbond.messages.rhythm import Contact
from pairbond.messages.step_scan import StepFit, null_statistics, scan
from pairbond.messages.timing import DAY, Floats, Ints
from pairbond.messages.weekly import SeriesName, Weekly, weekly
from pairbond.types import Caution, JsonDict, Severity, json_dict

ALPHA = 0.04
"""Nominal probability of any shift, over all series, in a couple in whom nothing changed.

A little below the 5 % that must hold, because the autocorrelation is estimated too.
"""
MARGIN, SHORT_MARGIN = 12, 8
"""Weeks needed on each side of a shift; the second where a chat has less than 36 weeks."""
MOST = 3
MOST_MISSING = 0.3
SMALLEST_SD = 0.3
SMALLEST_RATIO = 1.25
MASS = 0.8
NEAR = 14
"""Days around a shift in which something else that changed is offered as a plain reason."""

Reason = Literal["export_gap", "new_app", "quiet_hours_moved", "holidays", "export_start"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One change of one weekly series.

    ``series`` names it; ``ratio`` is how many times larger the typical value (or the odds) was afterwards;
    ``week`` is the likeliest first week of the new level as a day number (since 1970-01-01), ``earliest`` and
    ``latest`` bound the shortest stretch that holds it with probability .8, ``weeks`` and ``probability`` are the whole
    distribution; ``p`` is the family-wise probability under no change; ``reasons`` are plain alternatives
    found in the chat itself.
    """

    series: SeriesName
    ratio: float
    week: int
    earliest: int
    latest: int
    weeks: tuple[int, ...]
    probability: tuple[float, ...]
    p: float
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> JsonDict:
        return json_dict(
            {
                "series": self.series,
                "ratio": self.ratio,
                "week": self.week,
                "earliest": self.earliest,
                "latest": self.latest,
                "weeks": self.weeks,
                "probability": self.probability,
                "p": self.p,
                "reasons": self.reasons,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """The shifts found, newest last; ``looked_at`` names the series that had enough weeks."""

    found: tuple[Shift, ...]
    looked_at: tuple[SeriesName, ...]
    weeks: int
    cautions: tuple[Caution, ...] = field(default=())

    def to_dict(self) -> JsonDict:
        return json_dict(
            {
                "found": self.found,
                "looked_at": self.looked_at,
                "weeks": self.weeks,
                "cautions": self.cautions,
            }
        )


def shifts(contact: Contact, rng: np.random.Generator, new_app_days: tuple[int, ...] = ()) -> Shifts:
    """Return at most three shifts of a chat's weekly series.

    In couples whose rhythm did not change any shift is shown in at most 5 % (weeks correlated
    up to .6; ``tests/recovery/test_shifts.py``). ``new_app_days`` are day numbers on which another app begins.
    """
    found = find_shifts(weekly(contact), rng)
    explained = tuple(with_reasons(shift, contact, new_app_days) for shift in found.found)
    return Shifts(found=explained, looked_at=found.looked_at, weeks=found.weeks, cautions=found.cautions)


def find_shifts(series: Weekly, rng: np.random.Generator) -> Shifts:
    """Return the shifts of weekly series; see :class:`Weekly` for their units."""
    weeks = len(series.week)
    margin = MARGIN if weeks >= 3 * MARGIN else SHORT_MARGIN
    names = tuple(name for name, row in series.values.items() if usable(row, margin))
    if not names:
        return Shifts(found=(), looked_at=(), weeks=weeks, cautions=(too_short(weeks),))
    values = standardised(np.array([filled(series.values[name]) for name in names]))
    scale = np.array([spread(filled(series.values[name])) for name in names])
    found: list[Shift] = []
    while len(found) < MOST:
        fit = scan(values, margin)
        null = null_statistics(values, fit, margin, rng)
        row, p = most_striking(fit, null)
        if p > ALPHA or not large_enough(fit.size[row], scale[row]):
            break
        found.append(as_shift(names[row], fit, row, scale=scale[row], week=series.week, p=p))
        values[row, fit.place[row] :] -= fit.size[row]
    return Shifts(
        found=tuple(sorted(found, key=lambda shift: (shift.week, shift.series))),
        looked_at=names,
        weeks=weeks,
    )


def usable(row: Floats, margin: int) -> bool:
    known = ~np.isnan(row)
    return bool(known.sum() >= 2 * margin and known.mean() >= 1 - MOST_MISSING and spread(filled(row)) > 0)


def filled(row: Floats) -> Floats:
    """Return the series with missing weeks put on the line between their neighbours."""
    known = np.flatnonzero(~np.isnan(row))
    return np.asarray(np.interp(np.arange(len(row)), known, row[known])) if len(known) else row


def spread(row: Floats) -> float:
    """Return the SD of week-to-week noise: the MAD of differences, which a step hardly moves."""
    if len(row) < 3:
        return 0.0
    difference = np.diff(row)
    mad = float(np.median(np.abs(difference - np.median(difference)))) * 1.4826 / np.sqrt(2)
    return mad if mad > 0 else float(np.std(row))


def standardised(values: Floats) -> Floats:
    deviations = values - values.mean(axis=1, keepdims=True)
    return np.asarray(deviations / np.array([[spread(row)] for row in values]))


def most_striking(fit: StepFit, null: Floats) -> tuple[int, float]:
    """Return the series with the most surprising step and its probability over all series together.

    Each series is ranked within its own redrawn histories, and the smallest rank is compared
    with the smallest rank of each history (Westfall & Young 1993, min-P).
    """
    n = len(null)
    own = (1 + np.sum(null >= fit.statistic, axis=0)) / (n + 1)
    order = np.argsort(np.argsort(-null, axis=0, kind="stable"), axis=0, kind="stable")
    smallest = (1 + order.min(axis=1)) / n
    row = int(np.lexsort((-fit.statistic / null.std(axis=0), own))[0])
    return row, float((1 + np.sum(smallest <= own[row])) / (n + 1))


def large_enough(size: float, scale: float) -> bool:
    return bool(abs(size) >= SMALLEST_SD and np.exp(abs(size * scale)) >= SMALLEST_RATIO)


def as_shift(name: SeriesName, fit: StepFit, row: int, *, scale: float, week: Ints, p: float) -> Shift:
    weight = np.exp(fit.log_posterior[row] - fit.log_posterior[row].max())
    probability = weight / weight.sum()
    order = np.argsort(-probability, kind="stable")
    held = order[: int(np.searchsorted(np.cumsum(probability[order]), MASS)) + 1]
    shown = np.flatnonzero(probability >= 0.005)
    return Shift(
        series=name,
        ratio=float(np.exp(fit.size[row] * scale)),
        week=int(week[fit.place[row]]),
        earliest=int(week[held.min()]),
        latest=int(week[held.max()]) + 6,
        weeks=tuple(int(week[place]) for place in shown),
        probability=tuple(float(probability[place]) for place in shown),
        p=p,
    )


def with_reasons(shift: Shift, contact: Contact, new_app_days: tuple[int, ...]) -> Shift:
    """Return the shift with the plain reasons that the chat itself holds."""
    low, high = shift.earliest - NEAR, shift.latest + NEAR
    reasons: list[Reason] = []
    if any(start // DAY <= high and stop // DAY >= low for start, stop in contact.timing.gaps):
        reasons.append("export_gap")
    if any(low <= day <= high for day in new_app_days):
        reasons.append("new_app")
    if quiet_moved(contact, low, high):
        reasons.append("quiet_hours_moved")
    if touches_holidays(low, high):
        reasons.append("holidays")
    return Shift(
        series=shift.series,
        ratio=shift.ratio,
        week=shift.week,
        earliest=shift.earliest,
        latest=shift.latest,
        weeks=shift.weeks,
        probability=shift.probability,
        p=shift.p,
        reasons=tuple(reasons),
    )


def quiet_moved(contact: Contact, low: int, high: int) -> bool:
    """Return True where somebody's quiet hours lie two hours or more elsewhere afterwards.

    That is what another time zone, shift work or a new job looks like.
    """
    first = contact.timing.span()[0]
    for nights in (contact.nights.a, contact.nights.b):
        before = nights[max(low - first - 28, 0) : max(low - first, 1)]
        after = nights[high - first : high - first + 28]
        if len(before) and len(after) and abs(middle_of_night(after) - middle_of_night(before)) >= 2:
            return True
    return False


def middle_of_night(nights: Ints) -> float:
    """Return the hour in the middle of the usual night; nights end on their day, so no circle is needed."""
    return float(np.median((nights.mean(axis=1) - nights[:, 1] // DAY * DAY) / 3_600))


def touches_holidays(low: int, high: int) -> bool:
    """Return True for the weeks around the turn of the year, when many people's days differ."""
    days = np.datetime64("1970-01-01") + np.arange(low + NEAR, high - NEAR + 1)
    months = days.astype("datetime64[M]").astype(int) % 12 + 1
    of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    return bool(np.any(((months == 12) & (of_month >= 20)) | ((months == 1) & (of_month <= 7))))


def too_short(weeks: int) -> Caution:
    return Caution(
        code="few-weeks",
        text=f"The chat has {weeks} full weeks; {2 * SHORT_MARGIN} with enough messages are needed to look for a change.",
        severity=Severity.NOTE,
    )
