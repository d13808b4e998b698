"""The key of two people, which seals what they handed over for a report, and the reports.

It is wrapped by the master key, since a report is made while both are away. Where both use sealed mode
it is handed to each of them in their own box instead, and the server keeps no copy: then a report is made
when one of them comes and unlocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pairbond.app.envelope import Place, new_key, open_bytes, seal_bytes
from pairbond.web.accounts.vault import Locked, boxed_for, is_sealed, open_for
from pairbond.web.clock import now
from pairbond.web.couples.models import Couple, Membership, Release
from pairbond.web.keys import WRAPPING, key_for

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person


def wrapping_place(couple: Couple) -> Place:
    return Place(table="couple", column="wrapped", row=str(couple.pk), owner=str(couple.pk))


def release_place(row: Release, column: str = "sealed") -> Place:
    return Place(table="release", column=column, row=str(row.person_id), owner=str(row.couple_id))


def report_place(row: Any) -> Place:
    return Place(table="joint_report", column="sealed", row=str(row.pk), owner=str(row.couple_id))


def wrapped_by_master(couple: Couple, key: bytes) -> bytes:
    return seal_bytes(key, key_for(WRAPPING), wrapping_place(couple))


def own_copy(person: Person) -> tuple[str, str, object]:
    return "membership", "wrapped", person.pk


def couple_key(couple: Couple, reader: Person | None = None) -> bytes:
    """Return the key of two people.

    Raises
    ------
    Locked
        When both use sealed mode, and *reader* is neither of them or has not unlocked.
    """
    if couple.wrapped:
        return open_bytes(couple.wrapped, key_for(WRAPPING), wrapping_place(couple))
    side = Membership.objects.filter(couple=couple, person=reader).first() if reader is not None else None
    if side is None or reader is None or not side.wrapped:
        raise Locked("This is sealed for the two alone.")
    return bytes.fromhex(open_for(reader, own_copy(reader), side.wrapped))


def for_both_alone(couple: Couple) -> bool:
    """Return whether this key is to be kept for the two alone: both are there, and both use sealed mode."""
    people = [side.person for side in couple.members.select_related("person__key")]
    return len(people) == 2 and all(map(is_sealed, people))


def settle(person: Person) -> bool:
    """Exchange the key of a person's couple where sealed mode was turned on or off; return whether it was.

    What is sealed under the present key is sealed again under the new one, so that an older backup of the
    present one opens nothing of it.
    """
    side = Membership.objects.filter(person=person).select_related("couple").first()
    if side is None:
        return False
    with transaction.atomic():
        couple = Couple.objects.select_for_update().get(pk=side.couple_id)
        if for_both_alone(couple) == (not couple.wrapped):
            return False
        old, new = couple_key(couple, person), new_key()
        drop_ahead(couple)
        for row in couple.releases.all():
            again(row, "sealed", (old, new), release_place(row))
            again(row, "chat", (old, new), release_place(row, "chat"))
        for row in couple.reports.all():
            again(row, "sealed", (old, new), report_place(row))
        hand_out(couple, new)
    return True


def drop_ahead(couple: Couple) -> None:
    """Delete a report that was made ahead of its time: what it was made from is no longer as it was."""
    couple.reports.filter(issued_at__gt=now()).delete()


def again(row: Any, column: str, keys: tuple[bytes, bytes], place: Place) -> None:
    blob = bytes(getattr(row, column))
    if blob:
        setattr(row, column, seal_bytes(open_bytes(blob, keys[0], place), keys[1], place))
        row.save(update_fields=[column])


def hand_out(couple: Couple, key: bytes) -> None:
    """Keep a new key: in the box of each where both use sealed mode, else wrapped by the master key."""
    alone = for_both_alone(couple)
    couple.wrapped = b"" if alone else wrapped_by_master(couple, key)
    couple.save(update_fields=["wrapped"])
    for side in couple.members.select_related("person__key"):
        side.wrapped = boxed_for(side.person, own_copy(side.person), key.hex()) if alone else b""
        side.save(update_fields=["wrapped"])


def welcome(couple: Couple) -> None:
    """Make a new key for two of whom one has just joined, where the present one does not serve both.

    What somebody handed over under the present one is destroyed; it is made anew when they unlock.
    """
    if couple.wrapped and not for_both_alone(couple):
        return
    couple.releases.all().delete()
    hand_out(couple, new_key())
