"""The few fixed words of a report page that are not findings, by language.

Everything else a report says comes from its document model; a renderer takes words from here only.
The words themselves are content (``narratives/<language>/page.yaml``).
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Final

from pairbond.library.paths import CONTENT
from pairbond.report.catalogue import load_catalogue

ENGLISH: Final = "en"
PREFIX: Final = "page."


def labels(language: str) -> MappingProxyType[str, str]:
    """Return the words for a language tag; English where there is no catalogue."""
    tag = language.split("-", maxsplit=1)[0].lower()
    ships = tag.isalpha() and (CONTENT / "narratives" / tag).is_dir()
    return page_words(tag if ships else ENGLISH)


@cache
def page_words(language: str) -> MappingProxyType[str, str]:
    prose = load_catalogue(language).prose
    return MappingProxyType(
        {key.removeprefix(PREFIX): text for key, text in prose.items() if key.startswith(PREFIX)}
    )
