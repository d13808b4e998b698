"""Turns data into a spec, and a validation error into one clear sentence."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pairbond.errors import ContentError, shown
from pairbond.library.spec import Spec

S = TypeVar("S", bound=Spec)
LONGEST_KEY = 60


def validated(model: type[S], data: object, name: str) -> S:
    """Return the data as *model*; ContentError names the place, what was found, what is allowed."""
    if not isinstance(data, dict):
        raise ContentError(f"{name}: found {shown(data)} where a mapping of keys was expected.")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ContentError(f"{name}: {explanation(error)}") from error


PHRASES = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that belongs here",
    "dict_type": "must be a mapping of keys",
    "model_type": "must be a mapping of keys",
    "tuple_type": "must be a list",
    "too_long": "holds too many values",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "string_type": "must be text",
    "string_unicode": "must be text that can be printed",
    "string_too_short": "must not be empty",
}
LIMITS = {
    "greater_than_equal": ("must be {} or more", "ge"),
    "less_than_equal": ("must be {} or less", "le"),
    "greater_than": ("must be more than {}", "gt"),
    "less_than": ("must be less than {}", "lt"),
    "string_too_long": ("must have at most {} characters", "max_length"),
    "string_pattern_mismatch": ("must have the form {}", "pattern"),
    "literal_error": ("must be {}", "expected"),
}
WITHOUT_FOUND = {"missing", "value_error"}


def explanation(error: ValidationError) -> str:
    """Return the first fault as a sentence, with the number of further ones."""
    faults = error.errors(include_url=False)
    first = faults[0]
    place = ".".join(readable(part) for part in first["loc"]) or "the file"
    found = "" if first["type"] in WITHOUT_FOUND else f" (found {shown(first['input'])})"
    more = f" ({len(faults) - 1} more like this)" if len(faults) > 1 else ""
    return f"{place} {phrase(first)}{found}.{more}"


def phrase(fault: ErrorDetails) -> str:
    """Return what is wrong, in words that follow the place."""
    kind = fault["type"]
    if kind in LIMITS:
        text, key = LIMITS[kind]
        return text.format(fault["ctx"][key])
    if kind in PHRASES:
        return PHRASES[kind]
    return "is not right: " + fault["msg"].removeprefix("Value error, ")


def readable(part: int | str) -> str:
    """Return a key as it is, or, where it is odd, in quotes and cut short."""
    text = str(part)
    plain = text.isascii() and text.isprintable() and text == text.strip()
    return text if plain and 0 < len(text) <= LONGEST_KEY else shown(text)
