"""What a person in sealed mode hands over for a report for both: a copy of what they share, and no more.

A report is made while people are away, so it cannot be made from what only they can open. When they say
yes, the answers behind the parts that they switched on are copied and sealed under the key of the two.
The copy is made anew whenever they change what they share and whenever they unlock, and it is destroyed
when the report was made, when they take their yes back, leave, or turn sealed mode off.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pairbond.app.envelope import open_bytes, seal_bytes
from pairbond.library.answers import AnswersFile, answers_bytes, parse_answers
from pairbond.library.instruments import load_instrument
from pairbond.safety import MESSAGES, PARTS, SIGNAL
from pairbond.web.accounts.vault import is_sealed
from pairbond.web.chats.store import Brought, brought
from pairbond.web.clock import now
from pairbond.web.couples.key import couple_key, drop_ahead, release_place
from pairbond.web.couples.marks import marks_of
from pairbond.web.couples.models import Couple, Membership, Release
from pairbond.web.couples.space import membership, set_due
from pairbond.web.days.entry import days_of
from pairbond.web.reports.material import answers_of

if TYPE_CHECKING:
    from pairbond.types import JsonDict
    from pairbond.web.accounts.models import Person

KEPT_FOR = timedelta(days=100)
"""Longer than the 90 days that lie between two reports; then the copy is destroyed and the yes ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a report for both is made from, on one side."""

    answers: AnswersFile
    days: list[JsonDict]
    chat: Brought | None = None
    marks: frozenset[str] = frozenset()


def material_of(person: Person, reader: Person | None = None) -> Material | None:
    """Return what one side is made from; None where a person in sealed mode has handed nothing over.

    *reader* is who is there, unlocked: where both use sealed mode, only one of the two can open it.
    """
    if not is_sealed(person):
        return Material(
            answers=answers_of(person), days=days_of(person), chat=brought(person), marks=marks_of(person)
        )
    row = Release.objects.filter(person=person).select_related("couple").first()
    if row is None:
        return None
    key = couple_key(row.couple, reader)
    data = json.loads(open_bytes(row.sealed, key, release_place(row)))
    chat = json.loads(open_bytes(row.chat, key, release_place(row, "chat"))) if row.chat else None
    answers = parse_answers(data["answers"].encode("utf-8"), "release")
    return Material(answers=answers, days=data["days"], chat=chat, marks=frozenset(data.get("marks", ())))


def renew(person: Person) -> None:
    """Make the copy anew; destroy it where this person agrees to no report."""
    from pairbond.web.reports.ahead import prepare_later

    if not is_sealed(person):
        return
    side = membership(person)
    if side is not None:
        drop_ahead(side.couple)
    if side is None or side.agreed_at is None:
        destroy(person)
        return
    answers = only_shared(answers_of(person))
    consent = answers.consent or {}
    days = days_of(person) if consent.get(SIGNAL, "none") != "none" else []
    marks = sorted(marks_of(person))
    data = {"answers": answers_bytes(answers).decode("utf-8"), "days": days, "marks": marks}
    row = Release.objects.filter(person=person).first() or Release(person=person, begun_at=now())
    row.couple, row.made_at = side.couple, now()
    key = couple_key(side.couple, person)
    row.sealed = seal_bytes(json.dumps(data).encode("utf-8"), key, release_place(row))
    chat = brought(person) if consent.get(MESSAGES, "none") != "none" else None
    packed = json.dumps(chat).encode("utf-8")
    row.chat = seal_bytes(packed, key, release_place(row, "chat")) if chat else b""
    row.save()
    set_due(side.couple)
    prepare_later(person)


def destroy(person: Person) -> None:
    Release.objects.filter(person=person).delete()


def end_old() -> None:
    """Destroy copies that no report was made from for too long, and the yes that each belongs to."""
    old = Release.objects.filter(made_at__lte=now() - KEPT_FOR)
    people = list(old.values_list("person_id", flat=True))
    Membership.objects.filter(person__in=people).update(agreed_at=None)
    Couple.objects.filter(members__person__in=people).update(due_at=None)
    old.delete()


def only_shared(answers: AnswersFile) -> AnswersFile:
    """Return the answers to the questionnaires behind the parts that are switched on, and no others.

    How long each answer took is left out too. Single answers are not, even those that no report for both
    shows: the report says how many were given. A test builds it both ways.
    """
    consent: Mapping[str, str] = answers.consent or {}
    wanted = tuple(prefix for part, prefix in PARTS.items() if consent.get(part, "none") != "none")
    kept = {
        name: replace(given, seconds=None)
        for name, given in answers.responses.items()
        if wanted and serves(name, wanted)
    }
    return replace(answers, responses=kept)


def serves(name: str, wanted: tuple[str, ...]) -> bool:
    """Return whether a questionnaire says anything about one of the parts."""
    return any(scale.construct.startswith(wanted) for scale in load_instrument(name).scales)
