"""Appending to and reading a person's sealed rows of one kind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from pairbond.web.accounts.models import Person
from pairbond.web.accounts.vault import open_for, seal_for
from pairbond.web.clock import now

if TYPE_CHECKING:
    from pairbond.types import JsonDict


def append_row(person: Person, model: Any, record: Mapping[str, object]) -> None:
    """Add a record; it is on the disk when the surrounding transaction, if any, is."""
    table, id_ = model._meta.db_table, uuid.uuid4()
    sealed = seal_for(person, (table, "sealed", id_), dict(record))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        last = model.objects.filter(person=person).aggregate(last=Max("number"))["last"]
        number = 0 if last is None else last + 1
        model.objects.create(id=id_, person=person, number=number, at=date_only(now()), sealed=sealed)


def date_only(moment: datetime) -> datetime:
    """Return the beginning of the day: when in it somebody wrote is kept nowhere."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def all_rows(person: Person, model: Any) -> list[JsonDict]:
    """Return the records in the order they were made."""
    return list(numbered_rows(person, model).values())


def numbered_rows(person: Person, model: Any) -> dict[int, JsonDict]:
    """Return the records by their numbers; a number whose row was too old to keep is missing."""
    table = model._meta.db_table
    found = model.objects.filter(person=person).order_by("number").values_list("number", "id", "sealed")
    return {number: open_for(person, (table, "sealed", id_), blob) for number, id_, blob in found}
