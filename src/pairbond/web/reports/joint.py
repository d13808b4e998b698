"""Issuing a report for both: once, frozen, sealed under the key of the two, gone after 30 days."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from pairbond.app.day_weeks import closed_through
from pairbond.app.envelope import open_bytes, seal_bytes
from pairbond.app.marking import release_marked
from pairbond.app.pairing import KEPT_FOR, Issued
from pairbond.report.build import alias_names
from pairbond.report.catalogue import load_catalogue
from pairbond.web.accounts.vault import Locked, is_sealed
from pairbond.web.chats.store import couple_contact_view
from pairbond.web.clock import now
from pairbond.web.couples.key import couple_key, report_place
from pairbond.web.couples.models import Couple, Marks, Membership, Release, Sharing
from pairbond.web.couples.release import material_of
from pairbond.web.days.diaries import read_both
from pairbond.web.reports.frame import slim
from pairbond.web.reports.models import JointReport

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from pairbond.web.accounts.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was issued: the page, and the same on paper where the server can make it."""

    html: str
    pdf: bytes | None


def current(couple: Couple, reader: Person | None = None) -> JointReport | None:
    """Return the report for both that has not expired; one that is due is issued first."""
    issue_if_due(couple, reader)
    found = JointReport.objects.filter(couple=couple, issued_at__lte=now(), ends_at__gt=now())
    return found.order_by("-issued_at").first()


def issued(report: JointReport | None) -> Issued | None:
    return Issued(at=report.issued_at, ends_at=report.ends_at) if report else None


def issue_if_due(couple: Couple, reader: Person | None = None) -> None:
    """Issue the report where its time has come: only one of many who try does it.

    It is built before the database is locked, since that takes seconds. What was shared is compared
    before and after: whoever changed their mind meanwhile is not overruled. Where both use sealed mode it
    was made ahead (:mod:`pairbond.web.reports.ahead`), or else can be made only while one of them is here,
    unlocked; so a report bears the time at which it was due, and tells nobody when the other came.
    """
    due = Couple.objects.filter(pk=couple.pk, due_at__lte=now())
    at = due.values_list("due_at", flat=True).first()
    if at is None:  # before anything is read of two, which takes longer than of one who waits alone
        return
    sides = sides_of(couple)
    if len(sides) != 2 or not all(side.agreed_at for side in sides):
        return
    people = [side.person for side in sides]
    before = shared_by(people)
    if not all(map(ready, people)):
        return
    try:
        made = None if ahead(couple, at).exists() else build(*people, reader=reader, on=at)
    except Locked:  # never the partner's affair: to them it is as if nothing were due
        return
    with transaction.atomic():
        Couple.objects.select_for_update().get(pk=couple.pk)
        if shared_by(people) != before or due.update(due_at=None, last_issued_at=at) != 1:
            return
        if made is not None:
            keep(couple, made, at, reader)
        Release.objects.filter(couple=couple).delete()
        Membership.objects.filter(couple=couple).update(agreed_at=None)


def sides_of(couple: Couple) -> list[Membership]:
    return list(Membership.objects.filter(couple=couple).select_related("person__key").order_by("side"))


def ahead(couple: Couple, at: datetime) -> QuerySet[JointReport]:
    """Return the report that was made ahead for a moment."""
    return JointReport.objects.filter(couple=couple, issued_at=at)


def shared_by(people: list[Person]) -> list[bytes]:
    """Return what these people share, marked and handed over, as it stands sealed in the database."""
    kept = []
    for model in (Sharing, Marks, Release):
        found = dict(model.objects.filter(person__in=people).values_list("person_id", "sealed"))
        kept += [bytes(found.get(person.pk, b"")) for person in people]
    return kept


def ready(person: Person) -> bool:
    """Return whether the server can make this person's side while they are away."""
    return not is_sealed(person) or Release.objects.filter(person=person).exists()


def build(first: Person, second: Person, *, reader: Person | None, on: datetime) -> Copy:
    """Return the report of what both share, without what either marked; *reader* is who is here, if anybody."""
    a, b = material_of(first, reader), material_of(second, reader)
    if a is None or b is None:  # taken back between two looks
        raise Locked("One side is sealed.")
    names = alias_names([("a", a.answers), ("b", b.answers)], load_catalogue())
    document = release_marked(
        a.answers,
        b.answers,
        marks={"a": a.marks, "b": b.marks},
        created=on.date(),
        checkins=read_both(a.days, b.days, through=closed_through(on)),
        contact=couple_contact_view(
            (a.answers.consent, a.chat), (b.answers.consent, b.chat), (names["a"], names["b"])
        ),
    )
    drawings: dict[int, str] = {}
    try:
        pdf = document.pdf(drawings)
    except (ImportError, OSError):
        pdf = None
    return Copy(html=slim(document.html(drawings)), pdf=pdf)


def keep(couple: Couple, made: Copy, at: datetime, reader: Person | None = None) -> None:
    row = JointReport(couple=couple, issued_at=at, ends_at=at + KEPT_FOR)
    data = {"html": made.html, "pdf": b64encode(made.pdf).decode("ascii") if made.pdf else None}
    packed = zlib.compress(json.dumps(data).encode("utf-8"))
    row.sealed = seal_bytes(packed, couple_key(couple, reader), report_place(row))
    row.save(force_insert=True)


def read(report: JointReport, reader: Person) -> Copy:
    """Return what was issued."""
    packed = open_bytes(report.sealed, couple_key(report.couple, reader), report_place(report))
    data = json.loads(zlib.decompress(packed))
    return Copy(html=data["html"], pdf=b64decode(data["pdf"]) if data["pdf"] else None)
