"""What is kept of an exported chat: figures. No word, no name, and no time finer than the hour."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from pairbond.app.chat import couple_figures
from pairbond.messages.account import Account
from pairbond.messages.rhythm import OwnContact, Rhythm, cut, own_contact
from pairbond.messages.shifts import Shifts
from pairbond.report.contact import ContactView

if TYPE_CHECKING:
    from pairbond.messages.chat import Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class CoupleFigures:
    """Figures about both; they say nothing of who brought the chat."""

    n_messages: int
    first_day: int
    last_day: int
    rhythm: Rhythm
    shifts: Shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """Figures about the messages of one person, and what became of each part of the file."""

    first_day: int
    last_day: int
    own: OwnContact
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything worked out of a chat before it is known which of the two brought it."""

    own: tuple[OwnFigures, OwnFigures]
    couple: CoupleFigures


def figures_of(chat: Chat, new_app_days: Sequence[int] = ()) -> Figures:
    """Return the figures of a chat; the text was dropped while it was read."""
    contact = cut(replace(chat.timing(), gaps=chat.account.gaps))
    first, last = contact.timing.span()
    both = couple_figures(contact, new_app_days)

    def own(who: int) -> OwnFigures:
        return OwnFigures(first_day=first, last_day=last, own=own_contact(contact, who), account=chat.account)

    return Figures(
        own=(own(0), own(1)),
        couple=CoupleFigures(
            n_messages=len(contact.timing), first_day=first, last_day=last, rhythm=both[0], shifts=both[1]
        ),
    )


def own_view(found: OwnFigures) -> ContactView:
    """Return what a person's own report shows; it is the same whatever the other agreed to."""
    return ContactView(
        names={},
        n_messages=found.own.n_messages,
        first_day=found.first_day,
        last_day=found.last_day,
        own=found.own,
        own_alone=True,
    )


def couple_view(found: CoupleFigures, names: tuple[str, str]) -> ContactView:
    """Return what a report for both shows; *names* are of those whom the figures call A and B."""
    return ContactView(
        names=dict(enumerate(names)),
        n_messages=found.n_messages,
        first_day=found.first_day,
        last_day=found.last_day,
        rhythm=found.rhythm,
        shifts=found.shifts,
    )


# ---- to text and back: numbers that are not finite stay what they are


def to_text(found: Figures | OwnFigures | CoupleFigures) -> str:
    """Return figures as text, for keeping."""
    plain = TypeAdapter(type(found)).dump_python(found)
    return json.dumps(plain, separators=(",", ":"), default=lambda number: number.item())


def own_from_text(text: str) -> OwnFigures:
    return TypeAdapter(OwnFigures).validate_python(json.loads(text))


def couple_from_text(text: str) -> CoupleFigures:
    return TypeAdapter(CoupleFigures).validate_python(json.loads(text))


def figures_from_text(text: str) -> Figures:
    return TypeAdapter(Figures).validate_python(json.loads(text))
