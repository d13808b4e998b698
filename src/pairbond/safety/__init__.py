"""What may be shown to whom."""

from pairbond.safety.consent import ADVICE, HELD, PARTS, advises, is_private, part_prefix, parts_shown
from pairbond.safety.gate import forget, held_consent, holds

__all__ = [
    "ADVICE",
    "HELD",
    "PARTS",
    "advises",
    "forget",
    "held_consent",
    "holds",
    "is_private",
    "part_prefix",
    "parts_shown",
]
