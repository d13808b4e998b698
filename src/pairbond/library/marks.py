"""The marks file: sentences of a joint report that a person marks "not so for me", privately."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from pairbond.errors import ContentError, ResponseError, StoreError
from pairbond.library.answers import parse_json
from pairbond.library.spec import Spec
from pairbond.library.validate import validated

MAX_BYTES = 200_000

FindingId = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$", max_length=120)]


class MarksSpec(Spec):
    """Ids of sentences, as ``report.json`` gives them."""

    schema_: Literal["pairbond.marks/1"] = Field(alias="schema")
    marks: tuple[FindingId, ...] = Field(max_length=500)


def parse_marks(raw: bytes, name: str) -> frozenset[str]:
    """Return the marked ids; ResponseError says what is wrong with the file."""
    try:
        return frozenset(validated(MarksSpec, parse_json(raw, name), name).marks)
    except ContentError as error:
        raise ResponseError(str(error)) from error


def read_marks(path: Path) -> frozenset[str]:
    """Return the ids marked in a file."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}).") from error
    if raw is None:
        raise StoreError(f"{path.name}: more than {MAX_BYTES:,} bytes, too large for a file of marks.")
    return parse_marks(raw, path.name)
