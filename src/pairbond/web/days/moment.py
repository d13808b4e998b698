"""A person's log of moments in the app, and the sealed slip that carries a moment from page to page."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pairbond.app.alarm import Moment, Move, Question, Said, fits, from_record, to_record, understood_text
from pairbond.app.alarm_log import AlarmLog
from pairbond.app.session import BACK, SKIP, Unclear
from pairbond.errors import StoreError
from pairbond.library.alarm_spec import AlarmSpec
from pairbond.web.accounts.vault import opened_slip, sealed_slip
from pairbond.web.clock import now
from pairbond.web.days.models import Note
from pairbond.web.days.rows import append_row, numbered_rows

if TYPE_CHECKING:
    from django.http import QueryDict

    from pairbond.types import JsonDict
    from pairbond.web.accounts.models import Person

SLIP_SECONDS = 2 * 3_600


class PersonLog(AlarmLog):
    """The same log as the command line keeps, in sealed rows of the database."""

    def __init__(self, person: Person) -> None:
        super().__init__(Path("notes"), "", None)
        self.person = person

    @property
    def records(self) -> list[JsonDict]:
        """The records at the places of their numbers, since others refer to them by these."""
        found = numbered_rows(self.person, Note)
        return [found.get(number, {}) for number in range(max(found, default=-1) + 1)]

    def append(self, record: Mapping[str, object]) -> None:
        append_row(self.person, Note, record)


def slip_of(person: Person, moment: Moment) -> str:
    """Return the moment so far, sealed: until the wait begins the page carries it, not the server."""
    data = {**to_record(moment), "made": now().timestamp()}
    return urlsafe_b64encode(sealed_slip(person, "note", data)).decode("ascii")


def moment_of(person: Person, spec: AlarmSpec, slip: str) -> Moment | None:
    """Return the moment that a slip carries; None where it carries none of this person's."""
    try:
        data = opened_slip(person, "note", urlsafe_b64decode(slip[:60_000]))
        made = float(data.pop("made"))
    except (StoreError, ValueError, KeyError):
        return None
    return from_record(spec, data) if 0 <= now().timestamp() - made <= SLIP_SECONDS else None


def move_of(given: QueryDict, question: Question) -> Move | None:
    """Return what was done on the page; None where nothing was chosen or it fits nothing."""
    if given.get("turn") == "back":
        return BACK
    if given.get("turn") == "skip":
        return SKIP
    if question.kind == "text":
        said = understood_text(given.get("answer", "").strip())
        return None if isinstance(said, Unclear) else said
    value: str | int | tuple[str, ...]
    if question.kind == "many":
        value = tuple(given.getlist("answer")[:40])
    elif question.kind == "scale":
        text = given.get("answer", "")
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
    else:
        value = given.get("answer", "")
    return Said(value) if fits(question, value) else None
