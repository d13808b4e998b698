"""Which questionnaires the app asks, in which order, and the numbers that stand for them in addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from pairbond.errors import PairbondError
from pairbond.library.instruments import load_instrument
from pairbond.library.scored import adaptive_calibration

if TYPE_CHECKING:
    from pairbond.instruments import Instrument
    from pairbond.scoring.parameters import Calibration

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("A good place to begin"), ("closeness", "values", "conflict")),
    (_("The two of you"), ("bond", "needs", "moves", "dealbreakers")),
    (_("More about you"), ("signs", "personality", "targets", "over-responsibility")),
    (_("Before now; only if you like"), ("history", "past-partners")),
)
ORDER = tuple(name for _title, names in GROUPS for name in names)
NUMBERS = {name: number for number, name in enumerate(ORDER, start=1)}
"""An address holds a number, so that a browser's history names no topic."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A questionnaire in the list."""

    number: int
    title: str
    purpose: str
    items: int


def instrument_at(number: int) -> Instrument:
    """Return the questionnaire with this number; Http404 where there is none."""
    if not 1 <= number <= len(ORDER):
        raise Http404
    return instrument_named(ORDER[number - 1])


@cache
def instrument_named(name: str) -> Instrument:
    """Return a questionnaire as it was when this process first asked; a wording pack is read once."""
    return load_instrument(name)


def calibration_for(instrument: Instrument) -> Calibration | None:
    """Return the item parameters of an adaptive test of this questionnaire, where there can be one."""
    return calibration_named(str(instrument.id))


@cache
def calibration_named(name: str) -> Calibration | None:
    instrument = instrument_named(name)
    try:
        found = adaptive_calibration(instrument)
    except PairbondError:
        return None
    return found if found.response_range == instrument.response.bounds else None


@cache
def entry(name: str) -> Entry:
    instrument = instrument_named(name)
    first = instrument.purpose.split(". ")[0].split(":")[0].split(";")[0].rstrip(".")
    return Entry(NUMBERS[name], instrument.title, f"{first}.", len(instrument.items))
