"""Sealing and opening a person's rows under that person's data key.

In sealed mode the data key is there only while its owner has unlocked; else :class:`Locked` is raised,
which leads to the page that asks for the passphrase. Two kinds of rows can be written all the same, into
a box that only the owner opens: lines of their log, and moments.
"""

from __future__ import annotations

import gc
import json
import threading
from typing import TYPE_CHECKING, Any

from pairbond.app.envelope import Place, blind_index, new_key, open_bytes, open_json, seal_bytes, seal_json
from pairbond.app.locked_key import into_box, is_box, out_of_box, wipe
from pairbond.errors import PairbondError, StoreError
from pairbond.web.keys import NAMES, SLIPS, WRAPPING, key_for

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

MASTER = "master"
SEALED = "sealed"
BOXED = frozenset({"event", "note", "membership"})
"""Tables whose rows may come out of a box: the log, moments, and a key of two that the server hands over.
Not the others: whoever can write into the database could put rows there that look like the owner's, such
as choices of what to share."""
Where = tuple[str, str, object]


class Locked(PairbondError):
    """The person's key is not here: they use sealed mode and have not unlocked."""


def name_index(name: str) -> str:
    """Return what a sign-in name is found by; the name itself is kept nowhere."""
    return blind_index(name, key_for(NAMES))


def make_person_key(person: Person) -> None:
    """Give a new person their data key, wrapped by the master key."""
    from pairbond.web.accounts.models import PersonKey

    wrapped = seal_bytes(new_key(), key_for(WRAPPING), wrapping_place(person))
    PersonKey.objects.create(person=person, scheme=MASTER, wrapped=wrapped)


def wrapping_place(person: Person, column: str = "wrapped") -> Place:
    return Place(table="person_key", column=column, row=str(person.pk), owner=str(person.pk))


def is_sealed(person: Person) -> bool:
    """Return whether this person uses sealed mode."""
    row = getattr(person, "key", None)
    return row is not None and row.scheme == SEALED


def is_locked(person: Person) -> bool:
    return is_sealed(person) and getattr(person, "_data_key", None) is None


def must_be_open(person: Person) -> None:
    """Raise Locked where a person's own page would show nothing only because nothing is there yet."""
    if is_locked(person):
        raise Locked("This is sealed by its owner's passphrase.")


def person_key(person: Person) -> bytes | bytearray:
    """Return a person's data key; it is unwrapped once per request.

    Raises
    ------
    Locked
        When the person uses sealed mode and has not unlocked.
    StoreError
        When the key was destroyed: the person is erased.
    """
    known: bytes | bytearray | None = getattr(person, "_data_key", None)
    if known is not None:
        return known
    row = getattr(person, "key", None)
    if row is None:
        raise StoreError("This person's key is gone, and with it everything that was sealed.")
    if row.scheme == SEALED:
        raise Locked("This is sealed by its owner's passphrase.")
    key = open_bytes(row.wrapped, key_for(WRAPPING), wrapping_place(person))
    person._data_key = key
    return key


_served = threading.Event()
"""Whether this process worked for somebody in sealed mode since it last collected what was left of it."""


def hold_key(person: Person, key: bytes | bytearray) -> None:
    """Let this object of the person open and seal, until :func:`forget_key`."""
    person._data_key = key
    _served.set()


def collect() -> None:
    """Give back memory that only refers to itself: a form that was sent may be kept in such a circle."""
    if _served.is_set():
        _served.clear()
        gc.collect()


def forget_key(person: Person) -> None:
    """Wipe what this object of the person held."""
    for name in ("_data_key", "_inner"):
        held = getattr(person, name, None)
        if held is not None:
            delattr(person, name)
        if isinstance(held, bytearray):
            wipe(held)


def inner(person: Person) -> dict[str, str]:
    """Return what only the data key opens: the box's private key, and the keys before."""
    known: dict[str, str] | None = getattr(person, "_inner", None)
    if known is None:
        blob = bytes(person.key.inner)
        found = open_json(blob, person_key(person), wrapping_place(person, "inner")) if blob else {}
        known = {name: str(value) for name, value in found.items()}
        person._inner = known
    return known


def place(person: Person, table: str, column: str, row: object) -> Place:
    return Place(table=table, column=column, row=str(row), owner=str(person.pk))


def seal_for(person: Person, where: Where, data: object) -> bytes:
    """Return data sealed for a person and a place (*where*: table, column, row)."""
    if where[0] in BOXED and is_locked(person):
        return boxed_for(person, where, data)
    return seal_json(data, person_key(person), place(person, *where))


def boxed_for(person: Person, where: Where, data: object) -> bytes:
    """Return data that only its owner can open, once they unlock."""
    if where[0] not in BOXED:
        raise Locked("This is sealed by its owner's passphrase.")
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return into_box(text.encode("utf-8"), bytes(person.key.public), place(person, *where))


def open_for(person: Person, where: Where, blob: bytes) -> Any:
    """Return what was sealed for a person and a place."""
    return json.loads(opened(person, where, blob))


def opened(person: Person, where: Where, blob: bytes) -> bytes:
    """Return the same as bytes.

    A row that was on its way while the data key was exchanged is under the key before; that one is kept
    under the present key, so that such a row is not lost.
    """
    spot, key = place(person, *where), person_key(person)
    if where[0] in BOXED and is_box(blob):
        return from_box(person, blob, spot)
    try:
        return open_bytes(blob, key, spot)
    except StoreError:
        before = inner(person).get("before")
        if not before:
            raise
        return open_bytes(blob, bytes.fromhex(before), spot)


def from_box(person: Person, blob: bytes, spot: Place) -> bytes:
    keys = inner(person)
    try:
        return out_of_box(blob, bytes.fromhex(keys["private"]), spot)
    except StoreError:
        if not keys.get("private_before"):
            raise
        return out_of_box(blob, bytes.fromhex(keys["private_before"]), spot)
    except KeyError as error:
        raise StoreError(f"{spot.table}: a sealed row does not open.") from error


# ---- what a page carries for its owner: never kept here, so it needs no key of theirs -------------


def sealed_slip(person: Person, kind: str, data: object) -> bytes:
    """Return data for a page to carry, which nobody but this server can open, for this person alone."""
    return seal_json(data, key_for(SLIPS), place(person, "slip", kind, person.pk))


def opened_slip(person: Person, kind: str, blob: bytes) -> Any:
    return open_json(blob, key_for(SLIPS), place(person, "slip", kind, person.pk))
