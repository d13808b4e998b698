"""Made-up chats as arrays."""

import numpy as np

from pairbond.messages.timing import DAY, HOUR, Timing, make_timing

MONDAY = 18_631 * DAY  # 2021-01-04


def chat(*rows: tuple[float, int], words: int = 3, **options: object) -> Timing:
    """Return a chat of (hours since Monday midnight, who) rows."""
    seconds = np.array([MONDAY + round(hours * HOUR) for hours, _ in rows])
    who = np.array([person for _, person in rows], dtype=np.int8)
    return make_timing(seconds, who, words=np.full(len(rows), words), **options)  # type: ignore[arg-type]


def regular(
    days: int, rng: np.random.Generator, per_day: int = 30, quiet: tuple[int, int] = (23, 7)
) -> Timing:
    """Return two people who write by chance between the end and the start of their quiet hours."""
    start, end = quiet
    hours = rng.uniform(end, start if start > end else start + 24, size=(days, per_day))
    seconds = MONDAY + np.arange(days)[:, None] * DAY + hours * HOUR
    who = rng.integers(0, 2, size=days * per_day).astype(np.int8)
    return make_timing(seconds.ravel().astype(np.int64), who, words=rng.integers(1, 20, size=days * per_day))
