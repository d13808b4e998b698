"""The report of two people who both use sealed mode, made ahead while one of them is here.

Only somebody who is unlocked can open what the two handed over, and nobody may be there when the report is
due. So it is made in the background after a yes, a change or an unlocking, and lies sealed for the two
until then. Otherwise the first of the two who comes would wait for it, and the second could tell.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction

from pairbond.errors import PairbondError
from pairbond.web.accounts.models import Person
from pairbond.web.accounts.vault import forget_key, hold_key, person_key
from pairbond.web.couples.models import Couple
from pairbond.web.couples.space import membership
from pairbond.web.reports.joint import ahead, build, keep, ready, shared_by, sides_of

if TYPE_CHECKING:
    import uuid

_log = logging.getLogger("pairbond")


def prepare_later(person: Person) -> None:
    """Make the report in the background, if both use sealed mode and a time was set for it."""
    side = membership(person)
    if side is not None and side.couple.due_at is not None and not side.couple.wrapped:
        start(partial(prepare, person.pk, bytearray(person_key(person))))


def start(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True, name="ahead").start()


def prepare(person_id: uuid.UUID, key: bytearray) -> None:
    """Make the report with a copy of a person's key, and wipe the copy."""
    try:
        person = Person.objects.select_related("key").get(pk=person_id)
        hold_key(person, key)
        make(person)
        forget_key(person)
    except (DatabaseError, PairbondError, Person.DoesNotExist) as error:
        _log.error("a report will be made later: %s", type(error).__name__)
    finally:
        key[:] = bytes(len(key))
        if not connection.in_atomic_block:
            connection.close()


def make(person: Person) -> None:
    """Make and keep it, unless something was changed or taken back meanwhile."""
    side = membership(person)
    at = side.couple.due_at if side is not None else None
    people = [each.person for each in sides_of(side.couple)] if side is not None else []
    if side is None or at is None or side.couple.wrapped or not all(map(ready, people)):
        return
    before = shared_by(people)
    made = build(*people, reader=person, on=at)
    with transaction.atomic():
        couple = Couple.objects.select_for_update().get(pk=side.couple_id)
        if shared_by(people) == before and couple.due_at == at and not couple.wrapped:
            ahead(couple, at).delete()
            keep(couple, made, at, person)
