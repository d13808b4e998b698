"""Several lines on one page: which questionnaires allow it, which lines, and what is new in what was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pairbond.app.adaptive_session import AdaptiveSession
from pairbond.app.asked import FOLLOW_UPS
from pairbond.app.session import SKIP, Answer, Session, Value, step
from pairbond.instruments import Instrument
from pairbond.types import JsonDict

LINES = 20
"""Lines on a page. Each answer is kept when it is given, so a long page loses nothing."""


def suits(instrument: Instrument) -> bool:
    """Return whether the lines may stand together: none depends on another, and none is a list to pick from."""
    return instrument.id not in FOLLOW_UPS and all(item.pick is None for item in instrument.items)


def page_from(session: Session, place: int) -> tuple[int, ...]:
    """Return the places of the page that begins with a line; empty where there can be none."""
    if isinstance(session, AdaptiveSession) or not suits(session.instrument):
        return ()
    return tuple(range(place, min(place + LINES, len(session.instrument.items))))


def page_with(place: int) -> int:
    """Return where the page begins that a line stands on."""
    return place - place % LINES


def news(
    session: Session, said: Mapping[int, Value | None], seconds: float
) -> Iterator[tuple[Session, JsonDict]]:
    """Yield the states and records of what is not kept yet; *said* maps places to values, None for a skip.

    An answer that was kept before gives no record, so a page that is sent twice is kept once.
    """
    for place, value in said.items():
        item = session.instrument.items[place]
        before = session.given.get(item.id)
        if before is not None and before.value == value:
            continue
        move = SKIP if value is None else Answer(value)
        moved, record = step(replace(session, position=place), move, seconds)
        if record is not None:
            session = moved
            yield session, record
