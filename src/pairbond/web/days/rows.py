"""Appending to and reading a person's sealed rows of one kind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pairbond.web.accounts.models import Person
from pairbond.web.accounts.vault import open_for, seal_for

if TYPE_CHECKING:
    from pairbond.types import JsonDict


def append_row(person: Person, model: Any, record: Mapping[str, object]) -> None:
    """Add a record; it is on the disk when the surrounding transaction, if any, is."""
    table, id_ = model._meta.db_table, uuid.uuid4()
    sealed = seal_for(person, (table, "sealed", id_), dict(record))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        number = model.objects.filter(person=person).count()
        model.objects.create(id=id_, person=person, number=number, sealed=sealed)


def all_rows(person: Person, model: Any) -> list[JsonDict]:
    """Return the records in the order they were made."""
    table = model._meta.db_table
    found = model.objects.filter(person=person).values_list("id", "sealed")
    return [open_for(person, (table, "sealed", id_), blob) for id_, blob in found]
