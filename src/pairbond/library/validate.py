"""Turns data into a spec, and a validation error into one clear sentence."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from pairbond.errors import ContentError, shown
from pairbond.library.spec import Spec

S = TypeVar("S", bound=Spec)


def validated(model: type[S], data: object, name: str) -> S:
    """Return the data as *model*; ContentError names the place, what was found, what is allowed."""
    if not isinstance(data, dict):
        raise ContentError(f"{name}: found {shown(data)} where a mapping of keys was expected.")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ContentError(f"{name}: {explanation(error)}") from error


def explanation(error: ValidationError) -> str:
    """Return the first fault as a sentence, with the number of further ones."""
    faults = error.errors(include_url=False, include_context=False)
    first = faults[0]
    place = ".".join(str(part) for part in first["loc"]) or "the file"
    message = first["msg"].removeprefix("Value error, ")
    found = "" if first["type"] in {"missing", "value_error"} else f" (found {shown(first['input'])})"
    more = f" ({len(faults) - 1} more like this)" if len(faults) > 1 else ""
    return f"{place}: {message}{found}.{more}"
