"""What may be shown to whom."""

from pairbond.safety.consent import PARTS, part_prefix, parts_shown

__all__ = ["PARTS", "part_prefix", "parts_shown"]
