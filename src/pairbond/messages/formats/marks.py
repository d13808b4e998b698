"""Invisible marks, spaces and digits as they stand in the bytes of an export."""

from __future__ import annotations

import re
import unicodedata

MARK = rb"(?:\xef\xbb\xbf|\xe2\x80[\x8b\x8c\x8e\x8f\xaa-\xae]|\xe2\x81[\xa0\xa6-\xa9]|\xd8\x9c)"
"""U+FEFF, zero-width and direction marks, in UTF-8; the joiner U+200D stays, emoji need it."""
SPACE = rb"(?:\x20|\xc2\xa0|\xe2\x80[\x89\xaf])"
DIGIT = rb"(?:[0-9]|\xd9[\xa0-\xa9]|\xdb[\xb0-\xb9]|\xe0[\xa5\xa7][\xa6-\xaf])"
"""ASCII, Arabic-Indic, Extended Arabic-Indic, Devanagari and Bengali digits, in UTF-8."""

_MARKS = re.compile("[\ufeff\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u061c]")
_SPACES = re.compile("[\u00a0\u2009\u202f]")


def plain_name(name: str) -> str:
    """Return a name without marks, with plain spaces, and without the sign of an unsaved contact."""
    bare = _SPACES.sub(" ", _MARKS.sub("", name)).strip()
    return unicodedata.normalize("NFC", bare.removeprefix("~").strip())


def counted(text: str) -> tuple[int, int]:
    """Return the number of characters and of words; words are what ASCII white space parts."""
    return len(text), len(text.encode("utf-8", "surrogatepass").split())
