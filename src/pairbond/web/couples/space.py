"""Two people's space: inviting, joining, agreeing, stepping back, leaving.

Nothing here tells one person what the other did. A person who leaves takes their own side away; the
other's side stays as it was, so that its pages do not change.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from pairbond.app.envelope import new_key
from pairbond.app.pairing import CODE_LASTS, Side, code_opens, due_at
from pairbond.web.accounts.recovery import fingerprint, new_code
from pairbond.web.accounts.vault import is_sealed
from pairbond.web.chats.store import drop_couple_figures
from pairbond.web.clock import now
from pairbond.web.couples.key import welcome, wrapped_by_master
from pairbond.web.couples.models import Couple, Membership, Release
from pairbond.web.couples.sharing import shares

if TYPE_CHECKING:
    from datetime import datetime

    from pairbond.web.accounts.models import Person

CODE_GROUPS = 3


def membership(person: Person) -> Membership | None:
    """Return a person's side, if they invited somebody or joined."""
    return Membership.objects.select_related("couple").filter(person=person).first()


def own_side(person: Person) -> Side:
    """Return a person's own doing."""
    side, screened = membership(person), shares(person).screened
    if side is None:
        return Side(screened=screened)
    return Side(screened=screened, agreed_at=side.agreed_at, read_own_at=side.read_own_at)


def new_couple() -> Couple:
    couple = Couple(id=uuid.uuid4(), made_at=now())
    couple.wrapped = wrapped_by_master(couple, new_key())
    couple.save()
    return couple


def invite(person: Person) -> str:
    """Return a code to hand over, valid once and for two weeks; an earlier one no longer works.

    A code beyond the third, or one for a space that is full, looks the same and opens nothing.
    """
    code = new_code(CODE_GROUPS)
    with transaction.atomic():
        side = membership(person)
        if side is None:
            side = Membership.objects.create(person=person, couple=new_couple(), side="a", joined_at=now())
        couple = Couple.objects.select_for_update().get(pk=side.couple_id)
        couple.code = fingerprint(code)
        couple.code_opens = code_opens(couple.codes_made, couple.members.count())
        couple.code_ends_at = now() + CODE_LASTS
        couple.codes_made = min(couple.codes_made + 1, 1_000)
        couple.save(update_fields=["code", "code_opens", "code_ends_at", "codes_made"])
    return code


def join(person: Person, code: str) -> bool:
    """Take the free side of the space that a code opens; False where there is no such code.

    A code that was used, or was never to open anything, leads into a space of one's own instead, which
    looks the same. Else whoever made it could find out with a second account whether it was used.
    """
    with transaction.atomic():
        couple = Couple.objects.select_for_update().filter(code=fingerprint(code)).first()
        if couple is None or couple.code_ends_at is None or couple.code_ends_at < now():
            return False
        if membership(person) is not None:
            return False
        taken = list(couple.members.values_list("side", flat=True))
        opens = couple.code_opens and len(taken) == 1
        free = "b" if not opens or taken[0] == "a" else "a"
        entered = couple if opens else new_couple()
        Membership.objects.create(person=person, couple=entered, side=free, joined_at=now())
        Couple.objects.filter(pk=couple.pk).update(code_opens=False)
        welcome(entered)
    return True


def agree(person: Person) -> None:
    """Say yes to a report for both from what is shared; it is due a day or so after both did."""
    with transaction.atomic():
        side = membership(person)
        if side is None:
            return
        Couple.objects.select_for_update().get(pk=side.couple_id)
        if side.agreed_at is None:
            side.agreed_at = now()
            side.save(update_fields=["agreed_at"])
        set_due(side.couple)


def set_due(couple: Couple) -> None:
    """Put down when the report is due, once both agree."""
    members = couple.members.select_related("person__key", "person__release")
    sides = [Side(agreed_at=ready_at(side)) for side in members]
    if len(sides) != 2 or couple.due_at is not None:
        return
    couple.due_at = due_at(
        *sides, last_issued=couple.last_issued_at, rng=np.random.default_rng(uuid.uuid4().int)
    )
    couple.save(update_fields=["due_at"])


def ready_at(side: Membership) -> datetime | None:
    """Return since when a report can be made of this side: since the yes, or what was handed over with it.

    The two are the same moment, but where the other side was taken by somebody else in between.
    """
    if side.agreed_at is None or not is_sealed(side.person):
        return side.agreed_at
    handed = getattr(side.person, "release", None)
    return max(side.agreed_at, handed.begun_at) if handed else None


def step_back(person: Person) -> None:
    """Take the agreement back, silently and at once; a report that was issued is gone for both."""
    with transaction.atomic():
        side = membership(person)
        if side is None:
            return
        Membership.objects.filter(person=person).update(agreed_at=None)
        Release.objects.filter(person=person).delete()
        stop(side.couple)


def stop(couple: Couple) -> None:
    """Issue nothing, and remove what was issued."""
    Couple.objects.filter(pk=couple.pk).update(due_at=None)
    couple.reports.all().delete()


def unlink(person: Person) -> None:
    """Leave the space; the other's side stays as it was, and nobody is told."""
    with transaction.atomic():
        side = membership(person)
        if side is None:
            return
        couple = side.couple
        drop_couple_figures(person)
        Release.objects.filter(person=person).delete()
        side.delete()
        stop(couple)
        couple.week_answers.all().delete()
        if not couple.members.exists():
            couple.delete()
