"""Silences, bursts and hours: the shape of contact in the time that somebody was awake."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from pairbond.messages.quiet import awake
from pairbond.messages.timing import HOUR, Floats, Timing
from pairbond.messages.turns import Nights
from pairbond.types import JsonDict

SILENCE_QUANTILE = 0.99
SHORTEST_SILENCE = 8 * HOUR
"""Waking seconds; in a dense chat one gap in a hundred is a lunch."""
MOST_SILENCES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A gap beyond the couple's own ordinary ones.

    ``start`` and ``end`` are seconds on the wall clock, rounded to the hour; ``waking_hours`` is the
    part in which somebody was awake; ``broken_by`` is 0 for A and 1 for B. ``known_gap`` is True where
    the export is known to have a hole, so that nothing was silent at all.
    """

    start: int
    end: int
    waking_hours: int
    broken_by: int
    known_gap: bool

    def to_dict(self) -> JsonDict:
        return {
            "start": self.start,
            "end": self.end,
            "waking_hours": self.waking_hours,
            "broken_by": "AB"[self.broken_by],
            "known_gap": self.known_gap,
        }


def silences(
    timing: Timing, session: np.ndarray[tuple[int, ...], np.dtype[np.int64]], nights: Nights
) -> tuple[Silence, ...]:
    """Return at most ten gaps between sessions beyond their own 99th percentile, longest first."""
    clock = awake(timing.seconds, nights.both)
    new = np.flatnonzero(np.diff(session)) + 1
    if len(new) < 20:
        return ()
    gaps = clock[new] - clock[new - 1]
    threshold = max(float(np.quantile(gaps, SILENCE_QUANTILE)), SHORTEST_SILENCE)
    longest = np.argsort(-gaps, kind="stable")[:MOST_SILENCES]
    return tuple(
        Silence(
            start=to_hour(int(timing.seconds[row - 1])),
            end=to_hour(int(timing.seconds[row])),
            waking_hours=round(gap / HOUR),
            broken_by=int(timing.who[row]),
            known_gap=covers(timing, int(timing.seconds[row - 1]), int(timing.seconds[row])),
        )
        for row, gap in zip(new[longest], gaps[longest], strict=True)
        if gap >= threshold
    )


def to_hour(seconds: int) -> int:
    """Return the nearest full hour: minutes identify a person."""
    return round(seconds / HOUR) * HOUR


def covers(timing: Timing, start: int, stop: int) -> bool:
    return any(low < stop and high > start for low, high in timing.gaps)


def burstiness(gaps: Floats) -> float | None:
    """Return the burstiness of waking gaps: -1 a metronome, 0 chance, towards 1 bursts and pauses.

    The form of Kim and Jo (2016) that is right for few gaps; None for fewer than 10.
    """
    known = gaps[gaps > 0]
    n = len(known)
    if n < 10:
        return None
    r = float(np.std(known) / np.mean(known))
    return (sqrt(n + 1) * r - sqrt(n - 1)) / ((sqrt(n + 1) - 2) * r + sqrt(n - 1))


def memory(gaps: Floats) -> float | None:
    """Return the correlation of neighbouring log gaps (Goh & Barabasi 2008); None for fewer than 10."""
    known = np.log(gaps[gaps > 0])
    if len(known) < 11 or np.std(known) == 0:
        return None
    return float(np.corrcoef(known[:-1], known[1:])[0, 1])


def by_hour(timing: Timing, who: int | None = None) -> tuple[float, ...]:
    """Return the share of messages in each hour of the day; of one person, or of both together."""
    chosen = timing.seconds if who is None else timing.seconds[timing.who == who]
    counted = np.bincount((chosen % 86_400) // HOUR, minlength=24)
    return tuple(float(share) for share in counted / max(len(chosen), 1))
