"""What a report is made from: a person's finished answers, what they told about themselves, what they share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pairbond.app.session import Session, responses
from pairbond.checkins.entries import CheckIns
from pairbond.library.answers import AnswersFile
from pairbond.web.accounts.about import about
from pairbond.web.couples.sharing import consent_of, shares
from pairbond.web.days.diaries import both_check_ins, own_check_ins
from pairbond.web.take.store import finished, session_of

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person


def answers_of(person: Person) -> AnswersFile:
    """Return a person's latest finished answers to each questionnaire, as an answers file."""
    told, sittings = about(person), finished(person)
    sessions: dict[str, Session] = {name: session_of(person, sitting) for name, sitting in sittings.items()}
    given = {name: responses(session) for name, session in sessions.items() if session.n_answered}
    last = max((sitting.finished_at for sitting in sittings.values() if sitting.finished_at), default=None)
    return AnswersFile(
        alias=told.alias,
        age=told.age,
        relationship_months=told.relationship_months,
        occasion=last.date() if last else None,
        responses=given,
        consent=consent_of(shares(person)),
    )


def check_ins(first: Person, second: Person | None = None) -> CheckIns | None:
    """Return the days of one person, or those of two that are closed; None where nobody kept one.

    What of them a reader sees is decided by the consents when the report is built.
    """
    return own_check_ins(first) if second is None else both_check_ins(first, second)


def only_instruments(answers: AnswersFile, names: set[str]) -> AnswersFile:
    """Return the answers to these questionnaires alone."""
    kept = {name: given for name, given in answers.responses.items() if name in names}
    return replace(answers, responses=kept)
