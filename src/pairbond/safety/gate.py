"""The gate of the private screen: nine answers decide whether consents are switched off.

The answers are small numbers in a bytearray, so that they can be overwritten. What is switched
off is set to what a person could have chosen by hand, and nothing else is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pairbond.safety.consent import ADVICE, HELD, PARTS

if TYPE_CHECKING:
    from pairbond.library.answers import Sharing

BLANK, NO, YES, RATHER_NOT = 0, 1, 2, 3


def holds(answers: bytearray) -> bool:
    """Return whether any line was answered otherwise than no; a line left blank counts so too."""
    return any(answer != NO for answer in answers)


def forget(answers: bytearray) -> None:
    """Overwrite answers where they lie."""
    for place in range(len(answers)):
        answers[place] = BLANK


def held_consent(consent: Mapping[str, Sharing] | None) -> dict[str, Sharing]:
    """Return the consent record with loop, signal and advice off, and the rest as it was set.

    What is off already, or was never given, stays as it is. Without a record the parts were used
    whole, and they stay so.
    """
    if consent is None:
        consent = {**dict.fromkeys(PARTS, "open"), ADVICE: "none"}
    return {part: "none" if part in HELD else value for part, value in consent.items()}
