"""What a person shares with their partner, part by part: everything off unless it is switched on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from pairbond.safety import BAND_ROWS, SIGNAL, held_consent
from pairbond.safety.consent import consent_names
from pairbond.web.accounts.vault import must_be_open, open_for, seal_for
from pairbond.web.couples.models import Sharing

if TYPE_CHECKING:
    from pairbond.library.answers import Sharing as Choice
    from pairbond.web.accounts.models import Person

TEXT_VERSION = 2
WEEKLY_SINCE = 2
"""The wording that says that the answer of two diaries is given each week; earlier ones did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Choices by part; ``screened`` says that the private screen was offered, whatever came of it.

    ``text`` is the version of the wording that was agreed to, ``on`` the day.
    """

    parts: dict[str, Choice] = field(default_factory=dict)
    screened: bool = False
    text: int = TEXT_VERSION
    on: str = ""

    def choice(self, part: str) -> Choice:
        return self.parts.get(part, "none")


def all_parts() -> tuple[str, ...]:
    """Return everything that can be switched on, in the order of the page."""
    return consent_names()


def choices_for(part: str) -> tuple[Choice, ...]:
    """Return how a part can be shared; bands only where the bound on what they tell holds."""
    return ("none", "banded", "open") if part in BAND_ROWS or part == SIGNAL else ("none", "open")


def shares(person: Person) -> Shares:
    """Return what a person shares."""
    must_be_open(person)
    row = Sharing.objects.filter(person=person).first()
    return Shares(**open_for(person, where(person), row.sealed)) if row else Shares()


def keep_shares(person: Person, chosen: Shares) -> None:
    """Put these choices in place of the earlier ones; what was handed over by them is replaced too."""
    from pairbond.web.couples.release import renew

    sealed = seal_for(person, where(person), asdict(chosen))
    Sharing.objects.update_or_create(person=person, defaults={"sealed": sealed})
    renew(person)


def forget_shares(person: Person) -> None:
    """Share nothing any more; this can be done while a person's key is locked."""
    Sharing.objects.filter(person=person).delete()


def held(chosen: Shares) -> Shares:
    """Return the choices with what would map, judge or advise switched off."""
    parts = held_consent(chosen.parts)
    return Shares(parts=parts, screened=True, text=chosen.text, on=chosen.on)


def consent_of(chosen: Shares) -> dict[str, Choice]:
    """Return the consent record that the report is built with."""
    return {part: chosen.choice(part) for part in all_parts()}


def where(person: Person) -> tuple[str, str, object]:
    return "sharing", "sealed", person.pk
