"""What a person set up for their days: their zone, whether minutes are counted, an agreement, a trial."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from pairbond.app.day_weeks import open_days, zone_named
from pairbond.web.accounts.models import Person
from pairbond.web.accounts.vault import must_be_open, open_for, seal_for
from pairbond.web.clock import now
from pairbond.web.days.models import Desk

if TYPE_CHECKING:
    from pairbond.types import JsonDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """``zone`` is empty for the zone of the host; ``agreement`` and ``trial`` are None where there is none."""

    zone: str = ""
    contact: bool = False
    agreement: JsonDict | None = None
    trial: JsonDict | None = None

    @property
    def zone_name(self) -> str:
        return self.zone or str(settings.PAIRBOND.zone)

    @property
    def where(self) -> tzinfo:
        return zone_named(self.zone_name)

    @property
    def today(self) -> date:
        """The day it is where this person is."""
        return open_days(now(), self.where)[1]


def setup_of(person: Person) -> Setup:
    must_be_open(person)
    row = Desk.objects.filter(person=person).first()
    return Setup(**open_for(person, place(person), bytes(row.sealed))) if row else Setup()


def keep_setup(person: Person, **changes: Any) -> None:
    """Put these values in place of the earlier ones; the others stay."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        put(person, replace(setup_of(person), **changes))


def put(person: Person, setup: Setup) -> None:
    sealed = seal_for(person, place(person), asdict(setup))
    Desk.objects.update_or_create(person=person, defaults={"sealed": sealed})


def place(person: Person) -> tuple[str, str, object]:
    return "desk", "sealed", person.pk
