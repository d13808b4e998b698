"""What a person told about themselves: the name reports use, and their age."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pairbond.web.accounts.vault import must_be_open, open_for, seal_for

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """None where it was left out."""

    alias: str | None = None
    age: int | None = None
    relationship_months: int | None = None


def about(person: Person) -> About:
    must_be_open(person)
    blob = bytes(person.about)
    return About(**open_for(person, where(person), blob)) if blob else About()


def keep_about(person: Person, told: About) -> None:
    person.about = seal_for(person, where(person), asdict(told))
    person.save(update_fields=["about"])


def where(person: Person) -> tuple[str, str, object]:
    return "person", "about", person.pk
