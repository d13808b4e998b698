"""Giving a person a new data key: every row of theirs is opened and sealed again under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from pairbond.app.envelope import seal_bytes
from pairbond.web.accounts.vault import opened, place

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

NOT_UNDER_IT = frozenset(
    {
        ("person_key", "wrapped"),
        ("person_key", "by_code"),
        ("person_key", "public"),
        ("person_key", "inner"),
        ("couple", "wrapped"),
        ("joint_report", "sealed"),
        ("release", "sealed"),
        ("release", "chat"),
    }
)
"""Columns of bytes that are not sealed under a person's data key."""
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is sealed under its owner's key; ``owner`` is the way from the row to the person."""

    model: Any
    name: str
    owner: str

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)


def columns() -> list[Column]:
    """Return every such column of the app: all columns of bytes, but those named above."""
    return [
        Column(model=model, name=field.name, owner=owner_of(model))
        for model in apps.get_models()
        if model.__module__.startswith("pairbond.web.")
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and (model._meta.db_table, field.name) not in NOT_UNDER_IT
    ]


def owner_of(model: Any) -> str:
    """Return the way from a row to its owner, over one table at most."""
    from pairbond.web.accounts.models import Person

    if model is Person:
        return "pk"
    links = [field for field in model._meta.concrete_fields if field.remote_field]
    for field in links:
        if field.related_model is Person:
            return str(field.name)
    for field in links:
        for further in field.related_model._meta.concrete_fields:
            if further.remote_field and further.related_model is Person:
                return f"{field.name}__{further.name}"
    raise ImproperlyConfigured(f"{model._meta.db_table}: no way from a sealed row to its owner.")


def reseal(person: Person, key: bytes | bytearray) -> int:
    """Seal every row of a person under a new key, in the transaction around it; return how many.

    Raises
    ------
    StoreError
        When a row does not open; nothing is changed then, because the transaction is undone.
    """
    n = 0
    for column in columns():
        for batch in batches(sealed_rows(person, column)):
            write(column, [(again(person, column, id_, blob, key), id_) for id_, blob in batch])
            n += len(batch)
    return n


def sealed_rows(person: Person, column: Column) -> list[tuple[Any, bytes]]:
    found = column.model._base_manager.filter(**{column.owner: person.pk}).values_list("pk", column.name)
    return [(id_, bytes(blob)) for id_, blob in found if blob]


def batches(rows: list[tuple[Any, bytes]]) -> Iterator[list[tuple[Any, bytes]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def again(person: Person, column: Column, id_: object, blob: bytes, key: bytes | bytearray) -> bytes:
    where = (column.table, column.name, id_)
    return seal_bytes(opened(person, where, blob), key, place(person, *where))


def write(column: Column, rows: list[tuple[bytes, Any]]) -> None:
    meta, quote = column.model._meta, connection.ops.quote_name
    field = meta.get_field(column.name)
    sql = (
        f"UPDATE {quote(meta.db_table)} SET {quote(field.column)} = %s "  # noqa: S608  (names from our models)
        f"WHERE {quote(meta.pk.column)} = %s"
    )
    prepared = [
        (field.get_db_prep_value(blob, connection), meta.pk.get_db_prep_value(id_, connection))
        for blob, id_ in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, prepared)
