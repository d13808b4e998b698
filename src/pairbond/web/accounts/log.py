"""A person's own log: who did what with their data, and when; shown to that person only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pairbond.web.accounts.vault import open_for, seal_for
from pairbond.web.clock import now

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

KINDS = {
    "joined": _("You opened this account"),
    "in": _("Signed in"),
    "out": _("Signed out"),
    "password": _("Password changed"),
    "factor-on": _("A second step for signing in was set up"),
    "factor-off": _("A second step for signing in was removed"),
    "recovery": _("A recovery code was made"),
    "recovered": _("The password was replaced with the recovery code"),
    "revoked": _("A signed-in browser was signed out"),
    "read": _("You opened your report"),
    "read-two": _("You opened the report for both"),
    "export": _("A copy of your data was made"),
    "sharing": _("You changed what you share"),
    "chat": _("An exported chat was counted"),
    "chat-gone": _("The figures of a chat were deleted"),
    "left": _("You used “I have left”"),
    "sealed-on": _("Sealed mode was turned on"),
    "sealed-off": _("Sealed mode was turned off"),
    "passphrase": _("The passphrase was changed"),
    "by-code": _("The passphrase was replaced with the printed code"),
    "unlocked": _("Unlocked"),
    "locked": _("Locked"),
    "wrong": _("A wrong passphrase was typed"),
}


def note(person: Person, kind: str) -> None:
    """Write one line into a person's log."""
    from pairbond.web.accounts.models import Event

    id_ = uuid.uuid4()
    sealed = seal_for(person, ("event", "sealed", id_), {"kind": kind})
    Event.objects.create(id=id_, person=person, at=now(), sealed=sealed)


def lines(person: Person, most: int = 200) -> Iterator[tuple[datetime, str]]:
    """Yield when and what, the latest first."""
    for event in person.events.all()[:most]:
        kind = open_for(person, ("event", "sealed", event.id), event.sealed)["kind"]
        yield event.at, str(KINDS.get(kind, kind))
