"""Sealing and opening a person's rows under that person's data key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pairbond.app.envelope import Place, blind_index, new_key, open_bytes, open_json, seal_bytes, seal_json
from pairbond.errors import StoreError
from pairbond.web.keys import NAMES, WRAPPING, key_for

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

MASTER = "master"


def name_index(name: str) -> str:
    """Return what a sign-in name is found by; the name itself is kept nowhere."""
    return blind_index(name, key_for(NAMES))


def make_person_key(person: Person) -> None:
    """Give a new person their data key, wrapped by the master key."""
    from pairbond.web.accounts.models import PersonKey

    wrapped = seal_bytes(new_key(), key_for(WRAPPING), wrapping_place(person))
    PersonKey.objects.create(person=person, scheme=MASTER, wrapped=wrapped)


def wrapping_place(person: Person) -> Place:
    return Place(table="person_key", column="wrapped", row=str(person.pk), owner=str(person.pk))


def person_key(person: Person) -> bytes:
    """Return a person's data key; it is unwrapped once per request.

    Raises
    ------
    StoreError
        When the key was destroyed: the person is erased.
    """
    known: bytes | None = getattr(person, "_data_key", None)
    if known is not None:
        return known
    row = getattr(person, "key", None)
    if row is None:
        raise StoreError("This person's key is gone, and with it everything that was sealed.")
    key = open_bytes(row.wrapped, key_for(WRAPPING), wrapping_place(person))
    person._data_key = key
    return key


def place(person: Person, table: str, column: str, row: object) -> Place:
    return Place(table=table, column=column, row=str(row), owner=str(person.pk))


def seal_for(person: Person, where: tuple[str, str, object], data: object) -> bytes:
    """Return data sealed for a person and a place (*where*: table, column, row)."""
    return seal_json(data, person_key(person), place(person, *where))


def open_for(person: Person, where: tuple[str, str, object], blob: bytes) -> Any:
    """Return what was sealed for a person and a place."""
    return open_json(blob, person_key(person), place(person, *where))
