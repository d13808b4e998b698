"""Erasing a person: the key first, then every row, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pairbond.web.accounts.models import Person, PersonKey
from pairbond.web.accounts.scrubbing import scrub
from pairbond.web.accounts.sessions import end_all
from pairbond.web.couples.space import unlink
from pairbond.web.ops.ledger import enter, entered, mark

if TYPE_CHECKING:
    from collections.abc import Iterable


def erase(person: Person) -> None:
    """Erase a person. The partner's own things stay; a report for both is gone for both.

    The ledger is written first: if the machine stops in between, the next start goes on.
    """
    enter(person)
    remove(person)
    scrub()


def remove(person: Person) -> None:
    """Delete a person's key and rows in one transaction."""
    with transaction.atomic():
        PersonKey.objects.filter(person=person).delete()
        unlink(person)
        end_all(person)
        person.authenticator_set.all().delete()
        person.delete()


def replay(people: Iterable[Person] | None = None) -> int:
    """Erase again whoever is in the ledger and still, or again, there; return how many."""
    gone = entered()
    if not gone:
        return 0
    found = [person for person in people or Person.objects.all() if mark(person.pk) in gone]
    for person in found:
        remove(person)
    if found:
        scrub()
    return len(found)
