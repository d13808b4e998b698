"""The few fixed words of a report page that are not findings, by language.

Everything else a report says comes from its document model; a renderer takes words from here only.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

ENGLISH: Final = MappingProxyType(
    {
        "skip": "Skip to the report",
        "contents": "In this report",
        "about": "About this report",
        "topic": "Topic",
        "verdict": "Where you stand",
        "statement": "What we can say",
        "verdict.fit": "fit",
        "verdict.friction": "friction",
        "verdict.unknown": "unknown",
        "confidence.clear": "clear",
        "confidence.likely": "likely",
        "confidence.cannot tell": "cannot tell",
        "confidence.described": "as described",
        "grade": "grade {grade}",
        "evidence": "What this rests on",
        "see": "section {number}",
        "table": "The same as a table",
        "interval": "{level} interval",
        "items": "Items",
        "norm": "Compared with",
        "probability": "Probability behind the word",
        "sources": "Sources",
        "rule": "Rule",
        "cannot_say": "We looked and cannot say",
        "caution": "Caution",
        "question": "To talk about",
        "note": "Note",
    }
)
CATALOGUES: Final = MappingProxyType({"en": ENGLISH})


def labels(language: str) -> MappingProxyType[str, str]:
    """Return the words for a language tag; English where there is no catalogue."""
    return CATALOGUES.get(language.split("-", maxsplit=1)[0].lower(), ENGLISH)
