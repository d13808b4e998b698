"""Sealed mode: a person's data key under their own passphrase, so that the server alone cannot read.

Turning it on, and a new passphrase, always come with a new data key, and every row is sealed again. To
wrap the old key anew would not do: a backup from before holds that key under the master key (or under
the passphrase that somebody may know), and would go on opening all that is written later.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.db import transaction

from pairbond.app.envelope import new_key, seal_bytes, seal_json
from pairbond.app.locked_key import Cost, new_pair, read_cost, unwrap, wrap
from pairbond.errors import WrongPassphrase
from pairbond.web.accounts.log import note
from pairbond.web.accounts.models import Person, PersonKey
from pairbond.web.accounts.recovery import new_code
from pairbond.web.accounts.resealing import reseal
from pairbond.web.accounts.scrubbing import scrub
from pairbond.web.accounts.vault import (
    MASTER,
    SEALED,
    forget_key,
    hold_key,
    inner,
    person_key,
    wrapping_place,
)
from pairbond.web.keys import PASSPHRASES, WRAPPING, key_for

if TYPE_CHECKING:
    from pairbond.app.envelope import Place

COST = Cost()
"""64 MiB, four passes, one lane: about a quarter of a second, and RFC 9106's memory for small machines."""
_one_at_a_time = threading.Lock()


def wrapped(key: bytearray, secret: str, where: Place) -> bytes:
    with _one_at_a_time:  # each takes 64 MiB
        return wrap(key, secret, where, cost=COST, server=key_for(PASSPHRASES))


def unwrapped(blob: bytes, secret: str, where: Place, cost: str) -> bytearray | None:
    with _one_at_a_time:
        try:
            return unwrap(blob, secret, where, cost=read_cost(cost), server=key_for(PASSPHRASES))
        except WrongPassphrase:
            return None


def plain_code(code: str) -> str:
    """Return a printed code without what does not count: spaces, hyphens, case."""
    return "".join(filter(str.isalnum, code)).upper()


def opened_by(person: Person, passphrase: str) -> bytearray | None:
    """Return the data key that a passphrase opens; None where it is another passphrase."""
    row = person.key
    return unwrapped(row.wrapped, passphrase, wrapping_place(person), row.cost)


def opened_by_code(person: Person, code: str) -> bytearray | None:
    row = person.key
    return unwrapped(row.by_code, plain_code(code), wrapping_place(person, "by_code"), row.cost)


def seal(person: Person, passphrase: str, kind: str = "sealed-on") -> str:
    """Turn sealed mode on, or take a new passphrase; return the new printed code, to be shown once.

    The person must be unlocked. The present key and the code before open nothing afterwards.
    """
    key, code = bytearray(new_key()), new_code()
    by_passphrase = wrapped(key, passphrase, wrapping_place(person))
    by_code = wrapped(key, plain_code(code), wrapping_place(person, "by_code"))
    private, public = new_pair()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        row = PersonKey.objects.select_for_update().get(pk=person.pk)
        reseal(person, key)
        kept = {"private": private.hex(), "before": bytes(person_key(person)).hex()}
        if inner(person).get("private"):
            kept["private_before"] = inner(person)["private"]
        row.scheme, row.version, row.cost = SEALED, row.version + 1, COST.text
        row.wrapped, row.by_code, row.public = by_passphrase, by_code, public
        row.inner = seal_json(kept, key, wrapping_place(person, "inner"))
        row.save()
    forget_key(person)
    person.key = row
    hold_key(person, key)
    note(person, kind)
    scrub()
    return code


def unseal(person: Person) -> None:
    """Turn sealed mode off: the data key is wrapped by the master key again."""
    key = person_key(person)
    row = PersonKey.objects.get(pk=person.pk)
    row.wrapped = seal_bytes(bytes(key), key_for(WRAPPING), wrapping_place(person))
    row.scheme, row.version, row.by_code, row.cost = MASTER, row.version + 1, b"", ""
    row.save()
    person.key = row
    note(person, "sealed-off")
    scrub()
