"""Which parts of two people's answers may stand in a joint report.

A pure policy, tested as a table. A part is shown openly only where both agreed to that; where no
consent was recorded (plain files: research, demo) it counts as agreed, and the report says so.
Where both agreed at least to bands, a part that can be shown within the leakage bound is shown in
bands (:mod:`pairbond.safety.bands`); a part that cannot is held back. Whatever the reason, a part that is held back looks the same. A construct that belongs to no part
is private: it can stand in its owner's report only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pairbond.safety.bands import BAND_ROWS

Consent = Mapping[str, str] | None
Release = Literal["banded", "open"]

PARTS: Mapping[str, str] = {
    "attachment": "attachment.",
    "bond": "bond.",
    "conflict": "conflict.",
    "values": "value.",
    "dealbreakers": "dealbreaker.",
    "personality": "bigfive.",
    "needs": "need.",
    "loop": "move.",
}

PRIVATE: tuple[str, ...] = (
    "attachment-model.",
    "comfort.",
    "emotion.",
    "hexaco.",
    "over-responsibility",
    "prototype.",
    "rejection",
    "signs.",
    "target.",
)
"""Beginnings of the constructs that no joint report shows. What is in neither list is private too;
the two lists are there so that a new construct is put into one of them knowingly."""

ADVICE = "actions"
SIGNAL = "signal"
MESSAGES = "messages"
HELD: tuple[str, ...] = ("loop", SIGNAL, MESSAGES, ADVICE)
"""Consents to what a report for two would map, judge or advise; off unless given."""


def part_prefix(part: str) -> str:
    """Return the prefix of the constructs of a part."""
    return PARTS[part]


def is_private(construct: str) -> bool:
    """Return whether a construct belongs to no part that could be agreed to."""
    return not construct.startswith(tuple(PARTS.values()))


def shares(consent: Consent, part: str) -> bool:
    """Return whether one person's consent lets the other see this part openly."""
    return consent is None or consent.get(part, "none") == "open"


def advises(*consents: Consent) -> bool:
    """Return whether steps to try may be named: everyone who has a record agreed to advice."""
    return all(consent is None or consent.get(ADVICE, "none") != "none" for consent in consents)


def parts_shown(first: Consent, second: Consent) -> tuple[str, ...]:
    """Return the parts that may stand in the joint report of these two people."""
    return tuple(part for part in PARTS if shares(first, part) and shares(second, part))


def lets_bands(consent: Consent, part: str) -> bool:
    """Return whether one person's consent lets the other see this part at least in bands."""
    return shares(consent, part) or (consent is not None and consent.get(part) == "banded")


def released(first: Consent, second: Consent, *, banded: bool = False) -> dict[str, Release]:
    """Return how each part that both agreed to is shown; parts left out are held back.

    With ``banded`` nothing is shown openly, also where both would allow it.
    """
    found: dict[str, Release] = {}
    for part in PARTS:
        if not banded and shares(first, part) and shares(second, part):
            found[part] = "open"
        elif part in BAND_ROWS and lets_bands(first, part) and lets_bands(second, part):
            found[part] = "banded"
    return found


def consent_names() -> tuple[str, ...]:
    """Return every name that a consent record may hold."""
    return (*PARTS, *(name for name in HELD if name not in PARTS))


def signal_sharing(first: Consent, second: Consent) -> Literal["own", "banded", "open"]:
    """Return what two people see of each other's check-ins: nothing, bands by week, or every day.

    The answer to "does it show in both diaries?" is given where this is not *own*. The one who agreed
    to less decides; a record without the key agreed to nothing.
    """
    said = {"open" if consent is None else consent.get(SIGNAL, "none") for consent in (first, second)}
    if not said <= {"open", "banded"}:
        return "own"
    return "open" if said == {"open"} else "banded"


def messages_agreed(first: Consent, second: Consent) -> bool:
    """Return whether both agreed to be described by the times of their messages.

    Without it only the one who brought the export is, and only to themselves.
    """
    return all(consent is None or consent.get(MESSAGES, "none") == "open" for consent in (first, second))
