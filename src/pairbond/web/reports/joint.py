"""Issuing a report for both: once, frozen, sealed under the key of the two, gone after 30 days."""

from __future__ import annotations

import json
import uuid
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from pairbond.app.envelope import Place, open_bytes, seal_bytes
from pairbond.app.pairing import KEPT_FOR, Issued
from pairbond.report.build import alias_names, build_report
from pairbond.report.catalogue import load_catalogue
from pairbond.web.chats.store import couple_contact_view
from pairbond.web.clock import now, today
from pairbond.web.couples.models import Couple, Membership, Sharing
from pairbond.web.couples.space import couple_key
from pairbond.web.reports.frame import slim
from pairbond.web.reports.material import answers_of, check_ins
from pairbond.web.reports.models import JointReport

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was issued: the page, and the same on paper where the server can make it."""

    html: str
    pdf: bytes | None


def current(couple: Couple) -> JointReport | None:
    """Return the report for both that has not expired; one that is due is issued first."""
    issue_if_due(couple)
    found = JointReport.objects.filter(couple=couple, issued_at__lte=now(), ends_at__gt=now())
    return found.order_by("-issued_at").first()


def issued(report: JointReport | None) -> Issued | None:
    return Issued(at=report.issued_at, ends_at=report.ends_at) if report else None


def issue_if_due(couple: Couple) -> None:
    """Issue the report where its time has come: only one of many who try does it.

    It is built before the database is locked, since that takes seconds. What was shared is compared
    before and after: whoever changed their mind meanwhile is not overruled.
    """
    due = Couple.objects.filter(pk=couple.pk, due_at__lte=now())
    sides = list(Membership.objects.filter(couple=couple).select_related("person__key").order_by("side"))
    if not due.exists() or len(sides) != 2 or not all(side.agreed_at for side in sides):
        return
    people = [side.person for side in sides]
    before = shared_by(people)
    made = build(*people)
    with transaction.atomic():
        Couple.objects.select_for_update().get(pk=couple.pk)
        if shared_by(people) != before or due.update(due_at=None, last_issued_at=now()) != 1:
            return
        keep(couple, made)
        Membership.objects.filter(couple=couple).update(agreed_at=None)


def shared_by(people: list[Person]) -> list[bytes]:
    """Return what these people share, as it stands sealed in the database."""
    found = dict(Sharing.objects.filter(person__in=people).values_list("person_id", "sealed"))
    return [bytes(found.get(person.pk, b"")) for person in people]


def build(first: Person, second: Person) -> Copy:
    """Return the report of what both share."""
    a, b = answers_of(first), answers_of(second)
    names = alias_names([("a", a), ("b", b)], load_catalogue())
    document = build_report(
        a,
        b,
        reader="joint",
        created=today(),
        checkins=check_ins(first, second),
        contact=couple_contact_view(first, second, (names["a"], names["b"])),
    )
    try:
        pdf = document.pdf()
    except (ImportError, OSError):
        pdf = None
    return Copy(html=slim(document.html()), pdf=pdf)


def place(couple: Couple, report_id: uuid.UUID) -> Place:
    return Place(table="joint_report", column="sealed", row=str(report_id), owner=str(couple.pk))


def keep(couple: Couple, made: Copy) -> None:
    id_ = uuid.uuid4()
    data = {"html": made.html, "pdf": b64encode(made.pdf).decode("ascii") if made.pdf else None}
    packed = zlib.compress(json.dumps(data).encode("utf-8"))
    sealed = seal_bytes(packed, couple_key(couple), place(couple, id_))
    JointReport.objects.create(
        id=id_, couple=couple, issued_at=now(), ends_at=now() + KEPT_FOR, sealed=sealed
    )


def read(report: JointReport) -> Copy:
    """Return what was issued."""
    packed = open_bytes(report.sealed, couple_key(report.couple), place(report.couple, report.pk))
    data = json.loads(zlib.decompress(packed))
    return Copy(html=data["html"], pdf=b64decode(data["pdf"]) if data["pdf"] else None)
