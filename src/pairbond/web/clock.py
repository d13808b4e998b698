"""The only clock of the web app. Tests set it; nothing else may ask what time it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

_fixed: datetime | None = None


def now() -> datetime:
    """Return the time, with its zone (UTC).

    ``PAIRBOND_CLOCK_FILE`` names a file with seconds to add, so that a test can move the clock of
    a server in another process; it is read for tests only, where ``PAIRBOND_TESTING`` is 1.
    """
    if _fixed is not None:
        return _fixed
    return datetime.now(UTC) + offset()


def today() -> date:
    return now().date()


def offset() -> timedelta:
    name = os.environ.get("PAIRBOND_CLOCK_FILE")
    if not name or os.environ.get("PAIRBOND_TESTING") != "1":
        return timedelta()
    try:
        return timedelta(seconds=float(Path(name).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return timedelta()


def set_now(moment: datetime | None) -> None:
    """Stop the clock at a moment, or let it run again (None). For tests."""
    global _fixed  # noqa: PLW0603  (there is one clock)
    _fixed = moment


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock for a while. For tests."""
    before = _fixed
    set_now(moment)
    try:
        yield
    finally:
        set_now(before)
