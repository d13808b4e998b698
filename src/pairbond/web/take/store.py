"""Keeping answers: a save returns only after its commit, and a page sent twice is kept once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pairbond.app.adaptive_session import AdaptiveSession, replay_adaptive
from pairbond.app.session import Move, Session, replay, steps
from pairbond.library.instruments import load_instrument
from pairbond.web.accounts.vault import open_for, seal_for
from pairbond.web.clock import now
from pairbond.web.take.catalogue import calibration_for
from pairbond.web.take.models import Answer, Sitting

if TYPE_CHECKING:
    from pairbond.instruments import Instrument
    from pairbond.web.accounts.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came with the page that is sent: its key, the item, when it was shown and for how long."""

    key: str
    item: str
    shown_at: datetime
    seconds: float


def begun(person: Person, instrument: Instrument) -> Sitting | None:
    """Return the unfinished sitting of this questionnaire, if there is one of this very version."""
    found = Sitting.objects.filter(
        person=person, instrument=instrument.id, content_hash=instrument.content_hash, finished_at=None
    )
    sitting: Sitting | None = found.order_by("-begun_at").first()
    if sitting is not None and sitting.calibration not in {"", calibration_id(instrument)}:
        return None
    return sitting


def calibration_id(instrument: Instrument) -> str:
    calibration = calibration_for(instrument)
    return str(calibration.id) if calibration else ""


def sitting_for(person: Person, instrument: Instrument, *, adaptive: bool = False) -> Sitting:
    """Return the unfinished sitting, or begin one: adaptive where that is asked for and can be."""
    return begun(person, instrument) or Sitting.objects.create(
        person=person,
        instrument=instrument.id,
        version=instrument.version,
        content_hash=instrument.content_hash,
        calibration=calibration_id(instrument) if adaptive else "",
        begun_at=now(),
    )


def finished(person: Person) -> dict[str, Sitting]:
    """Return the last finished sitting of each questionnaire."""
    found = Sitting.objects.filter(person=person, finished_at__isnull=False).order_by("finished_at")
    return {sitting.instrument: sitting for sitting in found}


def rows_of(person: Person, sitting: Sitting) -> list[tuple[str, dict[str, Any]]]:
    """Return the key and the record of every row, in its order."""
    found = Answer.objects.filter(sitting=sitting).values_list("id", "key", "sealed")
    return [(key, open_for(person, ("answer", "sealed", id_), blob)) for id_, key, blob in found]


def records(person: Person, sitting: Sitting) -> list[dict[str, Any]]:
    """Return what was kept, in its order."""
    return [record for _key, record in rows_of(person, sitting)]


def session_of(person: Person, sitting: Sitting) -> Session:
    """Return where the person stands in this sitting."""
    return replayed(sitting, records(person, sitting))


def replayed(sitting: Sitting, found: list[dict[str, Any]]) -> Session:
    """Return the state after these records, in whichever way the sitting asks."""
    instrument = load_instrument(sitting.instrument)
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
    with transaction.atomic():
        current = Sitting.objects.select_for_update().get(pk=sitting.pk)
        kept = rows_of(person, current)
        state = at_place(replayed(current, [record for _key, record in kept]), at)
        if state is None or state.item is None or current.finished_at is not None:
            return None
        if state.item.id != page.item:
            return None
        rows: list[Answer] = []
        for moved, record in steps(state, move, page.seconds):
            state = moved
            if record is not None:
                rows.append(row(person, current, len(kept) + len(rows), record, page))
        if not any(key.startswith(page.key) for key, _record in kept):
            Answer.objects.bulk_create(rows)
    return state


def row(person: Person, sitting: Sitting, number: int, record: dict[str, Any], page: Page) -> Answer:
    """Return a sealed row; a move that answers several items numbers its key."""
    id_ = uuid.uuid4()
    data = {**record, "shown_at": page.shown_at.isoformat(), "answered_at": now().isoformat()}
    sealed = seal_for(person, ("answer", "sealed", id_), data)
    return Answer(id=id_, sitting=sitting, number=number, key=f"{page.key}{number:x}"[:40], sealed=sealed)


def finish(sitting: Sitting) -> None:
    """Close a sitting; nothing is added to it any more."""
    Sitting.objects.filter(pk=sitting.pk, finished_at=None).update(finished_at=now())
