"""What may be shown to whom."""

from pairbond.safety.consent import (
    ADVICE,
    HELD,
    PARTS,
    SIGNAL,
    is_private,
    part_prefix,
    parts_shown,
    signal_sharing,
)
from pairbond.safety.gate import forget, held_consent, holds

__all__ = [
    "ADVICE",
    "HELD",
    "PARTS",
    "SIGNAL",
    "forget",
    "held_consent",
    "holds",
    "is_private",
    "part_prefix",
    "parts_shown",
    "signal_sharing",
]
