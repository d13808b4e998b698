"""Keeping answers: a save returns only after its commit, and a page sent twice is kept once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection

from pairbond.app.adaptive_session import AdaptiveSession, replay_adaptive
from pairbond.app.lines import news
from pairbond.app.session import Move, Session, Value, replay, steps
from pairbond.errors import StoreError
from pairbond.web.accounts.vault import open_for, seal_for
from pairbond.web.clock import now
from pairbond.web.sqlite.together import written_together
from pairbond.web.statements import change, columns, first, insert, select
from pairbond.web.take.catalogue import calibration_for, instrument_named
from pairbond.web.take.models import Answer, Sitting

if TYPE_CHECKING:
    from pairbond.instruments import Instrument
    from pairbond.web.accounts.models import Person


ATTEMPTS = 5
Kept = list[tuple[str, dict[str, Any]]]
"""Key and record of every row, in order."""
Rows = list[dict[str, Any]]
"""New rows of answers, sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came with the page that is sent: its key, the item, when it was shown and for how long."""

    key: str
    item: str
    shown_at: datetime
    seconds: float


def begun(person: Person, instrument: Instrument) -> Sitting | None:
    """Return the unfinished sitting of this questionnaire, if there is one of this very version."""
    where = (
        "WHERE person_id = %s AND instrument = %s AND content_hash = %s AND finished_at IS NULL "
        "ORDER BY begun_at DESC"
    )
    sitting = first(Sitting, where, (person.pk, str(instrument.id), instrument.content_hash))
    if sitting is not None and sitting.calibration not in {"", calibration_id(instrument)}:
        return None
    return sitting


def calibration_id(instrument: Instrument) -> str:
    calibration = calibration_for(instrument)
    return str(calibration.id) if calibration else ""


def sitting_for(person: Person, instrument: Instrument, *, adaptive: bool = False) -> Sitting:
    """Return the unfinished sitting, or begin one: adaptive where that is asked for and can be."""
    found = begun(person, instrument)
    if found is not None:
        return found
    sitting = Sitting(
        person=person,
        instrument=instrument.id,
        version=instrument.version,
        content_hash=instrument.content_hash,
        calibration=calibration_id(instrument) if adaptive else "",
        begun_at=now(),
    )
    fields = {field.attname: getattr(sitting, field.attname) for field in Sitting._meta.concrete_fields}
    written_together(lambda: insert(Sitting, [fields]))
    sitting._state.adding, sitting._state.db = False, "default"
    return sitting


def finished(person: Person) -> dict[str, Sitting]:
    """Return the last finished sitting of each questionnaire."""
    found = select(
        Sitting, "WHERE person_id = %s AND finished_at IS NOT NULL ORDER BY finished_at", (person.pk,)
    )
    return {sitting.instrument: sitting for sitting in found}


def rows_of(person: Person, sitting: Sitting) -> Kept:
    """Return the key and the record of every row, in its order."""
    found = columns(Answer, ("id", "key", "sealed"), "WHERE sitting_id = %s ORDER BY number", (sitting.pk,))
    return [(key, open_for(person, ("answer", "sealed", id_), sealed)) for id_, key, sealed in found]


def records(person: Person, sitting: Sitting) -> list[dict[str, Any]]:
    """Return what was kept, in its order."""
    return [record for _key, record in rows_of(person, sitting)]


def session_of(person: Person, sitting: Sitting) -> Session:
    """Return where the person stands in this sitting."""
    return replayed(sitting, records(person, sitting))


def replayed(sitting: Sitting, found: list[dict[str, Any]]) -> Session:
    """Return the state after these records, in whichever way the sitting asks."""
    instrument = instrument_named(sitting.instrument)
    calibration = calibration_for(instrument) if sitting.calibration else None
    if calibration is None:
        return replay(instrument, found)
    return replay_adaptive(instrument, calibration, found)


def at_place(session: Session, place: int) -> Session | None:
    """Return the session with another item shown; None where that is not asked.

    A place is that of the item in the questionnaire; in an adaptive test, that along the path.
    """
    if isinstance(session, AdaptiveSession):
        return replace(session, position=place) if 0 <= place < len(session.path) else None
    return replace(session, position=place) if place in session.asked else None


def keep(person: Person, sitting: Sitting, at: int, move: Move, page: Page) -> Session | None:
    """Make a move on the item at a place and return the next state, after the commit.

    None where the item is no longer asked. A page that was kept before changes nothing.
    """

    def made(kept: Kept) -> tuple[Session, Rows] | None:
        state = at_place(replayed(sitting, [record for _key, record in kept]), at)
        if state is None or state.item is None or state.item.id != page.item:
            return None
        rows: Rows = []
        for moved, record in steps(state, move, page.seconds):
            state = moved
            if record is not None:
                rows.append(row(person, sitting, len(kept) + len(rows), record, page))
        sent_before = any(key.startswith(page.key) for key, _record in kept)
        return state, [] if sent_before else rows

    return written(person, sitting, made)


def keep_lines(
    person: Person, sitting: Sitting, said: Mapping[int, Value | None], page: Page
) -> Session | None:
    """Keep what was said on a page of several lines and return the state, after the commit.

    *said* maps places to values, None for a line that is left out. None where the sitting is closed.
    """

    def made(kept: Kept) -> tuple[Session, Rows] | None:
        state = replayed(sitting, [record for _key, record in kept])
        rows: Rows = []
        for moved, record in news(state, said, page.seconds):
            state = moved
            rows.append(row(person, sitting, len(kept) + len(rows), record, page))
        return state, rows

    return written(person, sitting, made)


def written(
    person: Person, sitting: Sitting, made: Callable[[Kept], tuple[Session, Rows] | None]
) -> Session | None:
    """Write the rows that follow from what is kept; None where none can, or the sitting is closed.

    Everything is worked out and sealed before the database is locked, so the lock is short. Rows are
    numbered, and a number can be taken once: if another page of the same person came first, it begins anew.
    """
    for _attempt in range(ATTEMPTS):
        result = made(rows_of(person, sitting))
        if result is None:
            return None
        try:
            return result[0] if add(sitting, result[1]) else None
        except IntegrityError:
            continue
    raise StoreError("An answer could not be kept: too many pages at once.")


def add(sitting: Sitting, rows: Rows) -> bool:
    """Add rows to a sitting that is open; return whether it was."""

    def write() -> bool:
        # On PostgreSQL the row is locked against a page that closes the sitting; SQLite has one writer.
        lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
        open_ = columns(Sitting, ("id",), f"WHERE id = %s AND finished_at IS NULL{lock}", (sitting.pk,))
        if not open_:
            return False
        insert(Answer, rows)
        return True

    return written_together(write)


def row(person: Person, sitting: Sitting, number: int, record: dict[str, Any], page: Page) -> dict[str, Any]:
    """Return a sealed row; a move that answers several items numbers its key."""
    id_ = uuid.uuid4()
    data = {**record, "shown_at": page.shown_at.isoformat(), "answered_at": now().isoformat()}
    sealed = seal_for(person, ("answer", "sealed", id_), data)
    key = f"{page.key}{number:x}"[:40]
    return {"id": id_, "sitting_id": sitting.pk, "number": number, "key": key, "sealed": sealed}


def finish(sitting: Sitting) -> None:
    """Close a sitting; nothing is added to it any more."""
    closed = "SET finished_at = %s WHERE id = %s AND finished_at IS NULL"
    written_together(lambda: change(Sitting, closed, (now(), sitting.pk)))
