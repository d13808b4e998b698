"""Describes an exported chat for one reader: consent first, then figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from pairbond.messages.account import Account
from pairbond.messages.felt import Felt, felt_with_messages
from pairbond.messages.rhythm import Contact, OwnContact, Rhythm, cut, own_contact, rhythm
from pairbond.messages.shifts import Shifts, shifts
from pairbond.report.contact import ContactView
from pairbond.safety import messages_agreed
from pairbond.types import JsonDict, Reader, Who

if TYPE_CHECKING:
    from pairbond.checkins.entries import CheckIns
    from pairbond.library.answers import AnswersFile
    from pairbond.messages.chat import Chat

SEED = 20_261_124
"""Draws the days of the bootstrap: the same chat gives the same figures."""
A = 0
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFigures:
    """All that may be said of a chat: own figures always, the couple's where both agreed.

    A is the one who brought the export.
    """

    n_messages: int
    first_day: int
    last_day: int
    own: OwnContact
    rhythm: Rhythm | None
    shifts: Shifts | None
    account: Account

    def to_dict(self) -> JsonDict:
        return {
            "schema": "pairbond.chat/1",
            "both_agreed": self.rhythm is not None,
            "n_messages": self.n_messages if self.rhythm is not None else self.own.n_messages,
            "own": self.own.to_dict(),
            "rhythm": self.rhythm.to_dict() if self.rhythm is not None else None,
            "shifts": self.shifts.to_dict() if self.shifts is not None else None,
            "account": self.account.to_dict(),
        }


def describe(chat: Chat, *, both_agreed: bool, new_app_days: Sequence[int] = ()) -> ChatFigures:
    """Return the figures of a chat; without the agreement of both, only A's own."""
    contact = cut(replace(chat.timing(), gaps=chat.account.gaps))
    first, last = contact.timing.span()
    couple = couple_figures(contact, new_app_days) if both_agreed else (None, None)
    return ChatFigures(
        n_messages=len(contact.timing),
        first_day=first,
        last_day=last,
        own=own_contact(contact, A),
        rhythm=couple[0],
        shifts=couple[1],
        account=chat.account,
    )


def couple_figures(contact: Contact, new_app_days: Sequence[int]) -> tuple[Rhythm, Shifts]:
    return (
        rhythm(contact, np.random.default_rng(SEED)),
        shifts(contact, np.random.default_rng(SEED), tuple(new_app_days)),
    )


def joined(chats: Sequence[Chat]) -> tuple[Chat, tuple[int, ...]]:
    """Return one chat of several exports, and the days on which another app came into use."""
    from pairbond.messages.merge import merge_chats

    if len(chats) == 1:
        return chats[0], ()
    began = sorted(chat.timing().span()[0] for chat in chats)
    return merge_chats(chats), tuple(began[1:])


def view_of(figures: ChatFigures, names: Mapping[int, str], felt: Felt | None = None) -> ContactView:
    """Return what the report and the terminal show."""
    return ContactView(
        names=names,
        n_messages=figures.n_messages if figures.rhythm is not None else figures.own.n_messages,
        first_day=figures.first_day,
        last_day=figures.last_day,
        own=figures.own,
        rhythm=figures.rhythm,
        shifts=figures.shifts,
        felt=felt,
    )


def contact_for(
    reader: Reader, chat: Chat, a: AnswersFile, b: AnswersFile | None, checkins: CheckIns | None = None
) -> ContactView | None:
    """Return what one reader of a report may see of a chat whose A is the person of *a*.

    Both are described only where both agreed; else A alone, and only to A.
    """
    agreed = b is not None and messages_agreed(a.consent, b.consent)
    if not agreed and reader != "a":
        return None
    figures = describe(chat, both_agreed=agreed)
    names = {0: a.alias or chat.people["A"], 1: (b.alias if b else None) or chat.people.get("B", "B")}
    if not agreed or reader == "joint":
        return view_of(figures, names)
    who = 0 if reader == "a" else 1
    own = own_contact(cut(chat.timing()), who)
    return replace(view_of(figures, names, own_felt(chat, who, checkins)), own=own)


def own_felt(chat: Chat, who: int, checkins: CheckIns | None) -> Felt | None:
    """Return the reader's own diary beside the other's messages; None without a diary."""
    side: Who = "b" if who else "a"
    if checkins is None or side not in checkins.spans:
        return None
    days = checkins.diary.days - EPOCH
    return felt_with_messages(chat.timing(), 1 - who, days, checkins.diary.of(side).partner_present)
