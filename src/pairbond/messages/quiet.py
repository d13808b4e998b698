"""Each person's quiet hours, learnt from when they write, and time measured while awake.

A message sent at eleven at night and answered at eight was not kept waiting for nine hours. Reply
times and silences are therefore measured on a clock that stops during the quiet hours of the one
who is to answer. The hours themselves stay inside: they are never a result, a chart or a file.
"""

from __future__ import annotations

import numpy as np

from pairbond.messages.timing import DAY, HOUR, Floats, Ints, Timing

WINDOW = 28
"""Days over which quiet hours are learnt; they move with work, seasons and travel."""
ENOUGH = 200
"""Messages a window needs; with fewer the usual night stands."""
ENOUGH_KIND = 100
"""Messages that a kind of day (workday, weekend) needs to have quiet hours of its own."""
BINS = 48
LOW = 0.2
"""A half hour is quiet when it holds less than this share of an average one."""
SHORTEST, LONGEST = 4.0, 12.0
USUAL = (23.0, 7.0)
"""Start and end hour of the night that stands where none can be learnt."""

_KERNEL = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9


def quiet_nights(timing: Timing, who: int) -> Ints:
    """Return the quiet stretch of every day, in order.

    ``(days, 2) int``: start and end second of the night that ends on that day, from the first day
    of the chat to the day after its last. Nights never overlap.
    """
    first, last = timing.span()
    days = np.arange(first, last + 2)
    own = timing.seconds[timing.who == who]
    window = (days - first) // WINDOW
    nights = np.empty((len(days), 2), dtype=np.int64)
    for number in range(int(window[-1]) + 1):
        inside = own[(own // DAY >= first + number * WINDOW) & (own // DAY < first + (number + 1) * WINDOW)]
        here = window == number
        for free, hours in quiet_hours(inside).items():
            chosen = here & (is_free(days) == free)
            nights[chosen] = stretch(days[chosen], *hours)
    nights[1:, 0] = np.maximum(nights[1:, 0], nights[:-1, 1])
    return nights


def is_free(days: Ints) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return True for Saturdays and Sundays (1970-01-01 was a Thursday)."""
    return np.isin((days + 3) % 7, (5, 6))


def stretch(days: Ints, start: float, end: float) -> Ints:
    """Return the night that ends on each day: it begins on the day before where it passes midnight."""
    begin = days * DAY + round(start * HOUR) - (DAY if start > end else 0)
    return np.column_stack([begin, days * DAY + round(end * HOUR)])


def quiet_hours(seconds: Ints) -> dict[bool, tuple[float, float]]:
    """Return start and end hour of the night before workdays (False) and free days (True)."""
    if len(seconds) < ENOUGH:
        return {False: USUAL, True: USUAL}
    pooled = longest_low_run(seconds)
    free = is_free(seconds // DAY)
    return {
        kind: longest_low_run(seconds[free == kind]) if np.sum(free == kind) >= ENOUGH_KIND else pooled
        for kind in (False, True)
    }


def longest_low_run(seconds: Ints) -> tuple[float, float]:
    """Return the longest quiet run of the smoothed day, as hours; the usual night if there is none."""
    counts = np.bincount((seconds % DAY) // (DAY // BINS), minlength=BINS).astype(float)
    around = np.concatenate([counts[-2:], counts, counts[:2]])
    low = np.convolve(around, _KERNEL, mode="valid") < LOW * counts.mean()
    if low.all() or not low.any():
        return USUAL
    start, length = longest_circular_run(low)
    hours = length * 24 / BINS
    if not SHORTEST <= hours <= LONGEST:
        return USUAL
    begin = start * 24 / BINS
    return begin, (begin + hours) % 24


def longest_circular_run(low: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, int]:
    """Return start and length of the longest run of True on a circle that is not all True."""
    origin = int(np.argmin(low))
    turned = np.roll(low, -origin).astype(np.int8)
    edges = np.diff(np.concatenate([[0], turned, [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    best = int(np.argmax(ends - starts))
    return int(starts[best] + origin) % len(low), int(ends[best] - starts[best])


def both_quiet(one: Ints, two: Ints) -> Ints:
    """Return the nights' common part, ``(days, 2)``; empty stretches have no length."""
    start = np.maximum(one[:, 0], two[:, 0])
    return np.column_stack([start, np.maximum(start, np.minimum(one[:, 1], two[:, 1]))])


def awake(seconds: Ints, nights: Ints) -> Floats:
    """Return seconds passed outside the nights since the first of them began, for each time."""
    length = nights[:, 1] - nights[:, 0]
    before = np.concatenate([[0], np.cumsum(length)])
    index = np.searchsorted(nights[:, 0], seconds, side="right")
    unfinished = np.where(index > 0, np.maximum(0, nights[np.maximum(index - 1, 0), 1] - seconds), 0)
    return np.asarray(seconds - nights[0, 0] - (before[index] - unfinished), dtype=np.float64)
