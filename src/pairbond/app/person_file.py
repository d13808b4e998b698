"""One person's answers file, plain or sealed: reading, adding a questionnaire to it, writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from pairbond.app.sealing import is_sealed, seal, unseal
from pairbond.errors import StoreError
from pairbond.instruments import Instrument
from pairbond.library.answers import (
    MAX_BYTES,
    AnswersFile,
    answers_bytes,
    parse_answers,
    write_bytes_safely,
)
from pairbond.safety import PARTS
from pairbond.scoring.responses import Responses

Sharing = Literal["none", "banded", "open"]

AskPassphrase = Callable[[str], str]
"""Asks for the passphrase of the file with this name."""


def read_bytes(path: Path) -> bytes:
    """Return a person's file as it stands; StoreError when there is none or it is far too large."""
    try:
        if not path.is_file():
            raise StoreError(f"There is no file {path}." if not path.exists() else f"{path} is not a file.")
        if path.stat().st_size > 2 * MAX_BYTES:
            raise StoreError(f"{path.name}: too large for one person's answers.")
        return path.read_bytes()
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{path}: cannot be read ({error.strerror}).") from error


def open_person(raw: bytes, name: str, ask: AskPassphrase) -> AnswersFile:
    """Return the answers in a person's file; a sealed one asks for its passphrase."""
    if is_sealed(raw):
        raw = unseal(raw, ask(name), name)
    if len(raw) > MAX_BYTES:
        raise StoreError(f"{name}: more than {MAX_BYTES:,} bytes, too large for one person's answers.")
    return parse_answers(raw, name)


def write_person(answers: AnswersFile, path: Path, passphrase: str | None) -> None:
    """Write a person's file, sealed where there is a passphrase; a crash leaves the old or the new."""
    data = answers_bytes(answers)
    write_bytes_safely(path, data if passphrase is None else seal(data, passphrase))


def with_answers(
    known: AnswersFile | None,
    given: Responses,
    *,
    who: tuple[str | None, int | None],
    consent: Mapping[str, Sharing],
    today: date,
) -> AnswersFile:
    """Return a person's file with one more questionnaire in it (*who*: alias and age)."""
    base = known or AnswersFile(
        alias=None, age=None, relationship_months=None, occasion=None, responses={}, consent=None
    )
    alias, age = who
    return replace(
        base,
        alias=alias or base.alias,
        age=age or base.age,
        occasion=today,
        responses={**base.responses, given.instrument.id: given},
        consent={**(base.consent or {}), **consent},
    )


def parts_of(instrument: Instrument) -> tuple[str, ...]:
    """Return the parts of a report that this questionnaire feeds, in the order of the report."""
    constructs = [scale.construct for scale in instrument.scales]
    return tuple(
        part for part, prefix in PARTS.items() if any(found.startswith(prefix) for found in constructs)
    )
