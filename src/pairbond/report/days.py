"""The check-ins of a report: what this reader may see of them, and the answers that both agreed to.

Consent decides here, before any section sees a day. Whatever holds an answer back (no consent, no
diary of the other, an answer switched off for safety) leaves the same thing: one's own days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from pairbond.checkins.diary import HIGHEST
from pairbond.checkins.entries import CheckIns
from pairbond.checkins.signal_result import Signal
from pairbond.library.answers import AnswersFile
from pairbond.safety import signal_sharing
from pairbond.types import JsonDict, Reader, Who

Floats = npt.NDArray[np.float64]
Band = Literal["low", "middle", "high"]
Sight = Literal["own", "banded", "open"]
"""What of the other's days this report may show: nothing, weekly bands, or each day."""

WEEK: Final = 7
ENOUGH_DAYS: Final = 5
"""Entries of a week below which it has no band: with five, three bands tell at most .5 bit about a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPart:
    """The check-ins that a report may use.

    ``checkins`` holds the reader's own entries alone, and the other's only where ``sight`` is
    *open*. ``bands`` are the other's weeks where it is *banded*. ``signals`` are the answers, by whose
    question they answer.
    """

    checkins: CheckIns
    sight: Sight
    signals: Mapping[Who, Signal] = field(default_factory=dict)
    bands: Mapping[Who, tuple[Band | None, ...]] = field(default_factory=dict)

    @property
    def weeks(self) -> int:
        return -(-len(self.checkins.diary.days) // WEEK)

    def to_dict(self) -> JsonDict:
        """Return the ``signal`` part of report.json. Numbers about the other's days need *open*."""
        return {who: signal_data(signal, exact=self.sight == "open") for who, signal in self.signals.items()}


EXACT: Final = ("bias", "tracking", "projection", "step_partner", "step_perceived", "step_own")
ALWAYS: Final = ("verdict", "reason", "direction", "days", "days_needed", "look", "calibration")


def signal_data(signal: Signal, *, exact: bool) -> JsonDict:
    """Return an answer as data. Bias and steps would give the other's mean away where days are banded."""
    found: JsonDict = {name: getattr(signal, name) for name in ALWAYS}
    if not exact:
        found["reason"] = "answered" if signal.reason == "answered" else "not_clear"
    for name in EXACT:
        estimate = getattr(signal, name)
        found[name] = estimate.to_dict() if exact and estimate is not None else None
    return found


def days_part(
    checkins: CheckIns | None, a: AnswersFile, b: AnswersFile | None, *, reader: Reader
) -> DaysPart | None:
    """Return what a reader may see of the check-ins; None where that is nothing."""
    if checkins is None:
        return None
    sight: Sight = "own" if b is None else signal_sharing(a.consent, b.consent)
    if len(checkins.spans) < 2:
        sight = "own"
    if reader == "joint":
        return None if sight == "own" else joint_days(checkins, sight)
    own = checkins.only(reader)
    if reader not in own.spans:
        return None
    if sight == "own":
        return DaysPart(checkins=own, sight=sight)
    other: Who = "b" if reader == "a" else "a"
    seen = checkins.diary.of(other).present[checkins.place_of(reader)]
    return DaysPart(
        checkins=checkins if sight == "open" else own,
        sight=sight,
        signals={reader: answer(checkins, reader)},
        bands={other: weekly_bands(seen)} if sight == "banded" else {},
    )


def joint_days(checkins: CheckIns, sight: Sight) -> DaysPart:
    """Return both answers, and both people's days only where both agreed to show them openly."""
    people: tuple[Who, ...] = ("a", "b")
    return DaysPart(checkins=checkins, sight=sight, signals={who: answer(checkins, who) for who in people})


def answer(checkins: CheckIns, who: Who) -> Signal:
    from pairbond.library.signal import answered

    return answered(checkins, person=who)


def weekly_bands(values: Floats) -> tuple[Band | None, ...]:
    """Return each week's mean as one of three equal bands; None with fewer than five entries.

    Three bands of a sum of five or more answers of 0 to 10 leave every answer of a day possible and
    tell at most half a bit about it (``tests/unit/report/test_days.py`` goes through all sums).
    """
    found: list[Band | None] = []
    for start in range(0, len(values), WEEK):
        week = values[start : start + WEEK]
        known = week[np.isfinite(week)]
        found.append(band_of(float(known.mean())) if len(known) >= ENOUGH_DAYS else None)
    return tuple(found)


def band_of(mean: float) -> Band:
    assert isfinite(mean)
    if mean < HIGHEST / 3:
        return "low"
    return "high" if mean > 2 * HIGHEST / 3 else "middle"
