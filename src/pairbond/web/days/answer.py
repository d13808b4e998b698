"""The weekly answer of two diaries: made once for each closed week, sealed for each reader, never changed.

It is made by the sweep and never while a page is being shown. What a person is shown depends on their own
consent and on an answer that was made; whatever held one back looks the same.
"""

from __future__ import annotations

import uuid
import zlib
from base64 import b64decode, b64encode
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from pairbond.app.day_weeks import closed_through
from pairbond.checkins.entries import CheckIns
from pairbond.errors import StoreError
from pairbond.report.days import DaysPart, answer, weekly_bands
from pairbond.report.sections.signal import signal_section
from pairbond.safety import SIGNAL, signal_sharing
from pairbond.web.accounts.vault import Locked, is_sealed, open_for, seal_for
from pairbond.web.clock import now
from pairbond.web.couples.models import Couple, Membership
from pairbond.web.couples.sharing import WEEKLY_SINCE, Shares, consent_of, shares
from pairbond.web.days.diaries import both_check_ins, whole_weeks
from pairbond.web.days.models import Week, WeekAnswer
from pairbond.web.days.page_of_days import context_of, page_of
from pairbond.web.reports.joint import shared_by

if TYPE_CHECKING:
    from pairbond.checkins.signal_result import Signal
    from pairbond.library.answers import Sharing
    from pairbond.report.days import Sight
    from pairbond.web.accounts.models import Person

SILENT = frozenset({"limited", "one_diary", "few_days"})
"""Reasons that would tell of the other's diary or consents; an answer that has one is not given."""


def issue_weeks() -> None:
    """Look at the last closed week of all couples that it was not looked at for yet."""
    last = closed_through(now())
    waiting = Couple.objects.exclude(weeks__last_day=last).annotate(n=Count("members")).filter(n=2)
    for couple in waiting:
        issue(couple, last)


def issue(couple: Couple, last: date) -> None:
    """Make the answers for both readers, where both agreed in time; once, whatever comes of it.

    They are made before the database is locked. What was shared is compared before and after. Nothing is made
    of days that only their owner's passphrase opens: it would need a copy of them for as long as they share.
    """
    sides = list(Membership.objects.filter(couple=couple).select_related("person__key").order_by("side"))
    people = [side.person for side in sides]
    if len(people) != 2:
        return
    before = shared_by(people)
    agreed = (
        not any(map(is_sealed, people))
        and all(side.joined_at.date() <= last for side in sides)
        and in_time(people, last)
    )
    try:
        made = [made_for(*pair, last) if agreed else None for pair in pairs(people)]
    except (StoreError, Locked):  # somebody was erased, or their rows cannot be opened now
        return
    with transaction.atomic():
        found = Couple.objects.select_for_update().filter(pk=couple.pk).first()
        if found is None or found.members.count() != 2 or shared_by(people) != before:
            return
        keep(found, last, [(person, data) for person, data in zip(people, made, strict=True) if data])


def pairs(people: list[Person]) -> tuple[tuple[Person, Person], tuple[Person, Person]]:
    first, second = people
    return (first, second), (second, first)


def keep(couple: Couple, last: date, made: list[tuple[Person, dict[str, str]]]) -> None:
    """Put down that the week was looked at, and what was answered in place of the answers before."""
    try:
        with transaction.atomic():
            Week.objects.create(couple=couple, last_day=last)
    except IntegrityError:
        return
    couple.week_answers.all().delete()
    for person, data in made:
        id_ = uuid.uuid4()
        sealed = seal_for(person, ("week_answer", "sealed", id_), data)
        WeekAnswer.objects.create(id=id_, couple=couple, person=person, last_day=last, sealed=sealed)


def in_time(people: list[Person], last: date) -> bool:
    """Return whether both agreed to a weekly answer by the end of that week.

    So an answer comes a day and a half after the second consent at the earliest, as a report does.
    """
    return all(settled(shares(person), last) for person in people)


def settled(chosen: Shares, last: date) -> bool:
    return chosen.text >= WEEKLY_SINCE and bool(chosen.on) and chosen.on <= last.isoformat()


def made_for(reader: Person, other: Person, last: date) -> dict[str, str] | None:
    """Return the reader's answer as it is kept; None where there is none to give."""
    own, others = consent_of(shares(reader)), consent_of(shares(other))
    sight: Sight = signal_sharing(own, others)
    if sight == "own":
        return None
    checkins = both_check_ins(reader, other, through=last)
    if checkins is None or len(checkins.spans) < 2:
        return None
    return written(own, checkins, sight, last)


def written(
    consent: dict[str, Sharing], checkins: CheckIns, sight: Sight, last: date
) -> dict[str, str] | None:
    """Return the answer to the question of a, in the words of the report; None where nothing can be said."""
    signal = answer(checkins, "a")
    if signal.reason in SILENT:
        return None
    section = signal_section(context_of(consent, part_of(checkins, signal, sight, last), last))
    subtitle = _("From both diaries, up to %(day)s.") % {"day": day_text(last)}
    html = page_of(_("This week’s answer"), subtitle, [section])
    packed = b64encode(zlib.compress(html.encode("utf-8"))).decode("ascii")
    return {"html": packed, "verdict": str(signal.verdict)}


def part_of(checkins: CheckIns, signal: Signal, sight: Sight, last: date) -> DaysPart:
    """Return what the reader (a) may see: the own days, and the other's as bands or openly."""
    both = whole_weeks(checkins, last)
    if sight == "open":
        return DaysPart(checkins=both, sight=sight, signals={"a": signal})
    own = whole_weeks(checkins.only("a"), last)
    start = int(own.diary.days[0] - both.diary.days[0])
    bands = weekly_bands(both.diary.b.present[start:])
    return DaysPart(checkins=own, sight=sight, signals={"a": signal}, bands={"b": bands})


def day_text(day: date) -> str:
    return f"{day.day} {day:%B}"


def current(person: Person) -> dict[str, str] | None:
    """Return the answer of this week, for somebody who shares their days and is still one of the two."""
    if shares(person).choice(SIGNAL) == "none":
        return None
    side = Membership.objects.filter(person=person).first()
    row = WeekAnswer.objects.filter(person=person, last_day=closed_through(now())).first()
    if side is None or row is None or row.couple_id != side.couple_id:
        return None
    data = cast("dict[str, Any]", open_for(person, ("week_answer", "sealed", row.pk), bytes(row.sealed)))
    html = zlib.decompress(b64decode(data["html"])).decode("utf-8")
    return {"html": html, "verdict": str(data["verdict"])}
