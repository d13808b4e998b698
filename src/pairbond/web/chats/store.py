"""Keeping, opening and dropping the figures of a chat.

Figures about both are sealed under the key of the one who brought the chat, are opened for a report for both
only while both share them, and wait 30 days for that at most. Nothing a person can see or export of their own
says whether they were opened.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pairbond.errors import StoreError
from pairbond.safety import messages_agreed
from pairbond.web.accounts.vault import must_be_open, open_for, seal_for
from pairbond.web.chats.models import ChatFigures
from pairbond.web.clock import now
from pairbond.web.couples.models import Membership, Release

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pairbond.app.chat_record import OwnFigures
    from pairbond.report.contact import ContactView
    from pairbond.web.accounts.models import Person

Brought = dict[str, Any]
"""Opened figures about both: whose side is whose, the figures as text, and until when they may be used."""
Side = tuple["Mapping[str, str] | None", "Brought | None"]
"""What one side shares, and what it brought."""
COUPLE_KEPT = timedelta(days=30)
SLIP_SECONDS = 1_800
MOST_SLIP = 200_000


# ---- the sealed slip: between reading and the answer the page carries the figures


@dataclass(frozen=True, slots=True)
class Slip:
    """Figures of every reading, and which answers to the questions lead to which reading and side."""

    readings: list[str]
    choices: list[tuple[int, int, int, int]]


def slip_of(person: Person, readings: Sequence[str], choices: Sequence[tuple[int, int, int, int]]) -> str:
    """Return the figures, sealed; the names in the chat are not among them."""
    data = {"made": now().timestamp(), "readings": readings, "choices": choices}
    return urlsafe_b64encode(seal_for(person, slip_place(person), data)).decode("ascii")


def opened_slip(person: Person, slip: str) -> Slip | None:
    """Return what a slip carries; None where it carries nothing of this person's, or is old."""
    try:
        data = open_for(person, slip_place(person), urlsafe_b64decode(slip[:MOST_SLIP]))
    except (StoreError, ValueError):
        return None
    if not 0 <= now().timestamp() - data["made"] <= SLIP_SECONDS:
        return None
    return Slip(list(data["readings"]), [tuple(choice) for choice in data["choices"]])


def slip_place(person: Person) -> tuple[str, str, object]:
    return ("chat_figures", "slip", person.pk)


# ---- rows


def keep(person: Person, text: str, side: int) -> None:
    """Put these figures in place of what was kept before."""
    from pairbond.app.chat_record import figures_from_text, to_text

    found = figures_from_text(text)
    own = seal_for(person, place(person, "own"), {"figures": to_text(found.own[side])})
    data = {"side": side, "figures": to_text(found.couple)}
    couple = seal_for(person, place(person, "couple"), data)
    row = {"at": now(), "own": own, "couple": couple, "couple_ends_at": now() + COUPLE_KEPT}
    ChatFigures.objects.update_or_create(person=person, defaults=row)


def place(person: Person, column: str) -> tuple[str, str, object]:
    return ("chat_figures", column, person.pk)


def own_figures(person: Person) -> OwnFigures | None:
    """Return the figures about a person's own messages."""
    must_be_open(person)
    row = ChatFigures.objects.filter(person=person).first()
    if row is None:
        return None
    from pairbond.app.chat_record import own_from_text

    return own_from_text(open_for(person, place(person, "own"), row.own)["figures"])


def own_contact_view(person: Person) -> ContactView | None:
    """Return the part of a person's own report; what the other shares changes nothing in it."""
    found = own_figures(person)
    if found is None:
        return None
    from pairbond.app.chat_record import own_view

    return own_view(found)


def brought(person: Person) -> Brought | None:
    """Return the figures about both that a person brought, while they may be used."""
    row = ChatFigures.objects.filter(person=person, couple_ends_at__gt=now()).first()
    if row is None or not row.couple:
        return None
    data = open_for(person, place(person, "couple"), row.couple)
    return {**data, "ends": row.couple_ends_at.isoformat()}


def couple_contact_view(first: Side, second: Side, names: tuple[str, str]) -> ContactView | None:
    """Return the part of a report for both; None unless both share it. Of two imports the fuller counts."""
    if not messages_agreed(first[0], second[0]):
        return None
    from pairbond.app.chat_record import couple_from_text, couple_view

    found = []
    for (_consent, data), (own, other) in ((first, names), (second, names[::-1])):
        if data and datetime.fromisoformat(data["ends"]) > now():
            ordered = (own, other) if data["side"] == 0 else (other, own)
            found.append(couple_view(couple_from_text(data["figures"]), ordered))
    return max(found, key=lambda view: view.n_messages, default=None)


def drop(person: Person) -> None:
    """Delete an import."""
    ChatFigures.objects.filter(person=person).delete()


def drop_couple_figures(person: Person) -> None:
    """Delete the figures about both that this person or their partner brought."""
    side = Membership.objects.filter(person=person).first()
    people = (
        [person.pk]
        if side is None
        else list(Membership.objects.filter(couple=side.couple_id).values_list("person_id", flat=True))
    )
    ChatFigures.objects.filter(person__in=people).update(couple=b"")
    Release.objects.filter(person__in=people).update(chat=b"")


def remove_old_figures(before: object) -> None:
    """Delete imports from before a moment, and figures about both whose time is over."""
    ChatFigures.objects.filter(at__lte=before).delete()
    ChatFigures.objects.filter(couple_ends_at__lte=now()).exclude(couple=b"").update(couple=b"")
