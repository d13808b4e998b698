"""What may be shown to whom."""

from pairbond.safety.bands import BAND_ROWS, CoupleBands, couple_bands
from pairbond.safety.consent import (
    ADVICE,
    HELD,
    MESSAGES,
    PARTS,
    SIGNAL,
    advises,
    is_private,
    messages_agreed,
    part_prefix,
    parts_shown,
    released,
    signal_sharing,
)
from pairbond.safety.gate import forget, held_consent, holds

__all__ = [
    "ADVICE",
    "BAND_ROWS",
    "HELD",
    "MESSAGES",
    "PARTS",
    "SIGNAL",
    "CoupleBands",
    "advises",
    "couple_bands",
    "forget",
    "held_consent",
    "holds",
    "is_private",
    "messages_agreed",
    "part_prefix",
    "parts_shown",
    "released",
    "signal_sharing",
]
