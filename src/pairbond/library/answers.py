"""The answers file: one person's answers, read strictly, written atomically."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictFloat, StrictInt

from pairbond.errors import ConfigError, ContentError, ResponseError, StoreError, shown
from pairbond.instruments import Instrument
from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.library.spec import Spec, Text
from pairbond.library.validate import validated
from pairbond.scoring.responses import Responses, read_responses, unknown_item

MAX_BYTES = 2_000_000
ADULT = 18
OLDEST = 110
NEVER_STORED = frozenset({"safety"})

CONSENT_NAMES = (
    "attachment",
    "bond",
    "conflict",
    "values",
    "dealbreakers",
    "personality",
    "needs",
    "loop",
    "signal",
    "messages",
    "actions",
)
"""What a person can agree to show or to have used. What each means is decided in
:mod:`pairbond.safety.consent`, which lies above this layer; a test keeps the lists together."""

Sharing = Literal["none", "banded", "open"]


def printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("a name holds printable characters only")
    return name


Alias = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(printable)]


class PersonSpec(Spec):
    alias: Alias | None = None
    age: StrictInt | None = Field(default=None, ge=ADULT, le=OLDEST, description="years; 18 or over")
    relationship_months: StrictInt | None = Field(default=None, ge=0, le=1200)


class AnswersSpec(Spec):
    """An answers file. Item values are checked against the instrument afterwards."""

    schema_: Literal["pairbond.answers/1"] = Field(alias="schema")
    person: PersonSpec = PersonSpec()
    occasion: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    responses: dict[str, dict[str, object]]
    response_range: dict[str, tuple[StrictInt, StrictInt]] = Field(default={})
    seconds: dict[str, dict[str, StrictFloat]] = Field(default={}, description="seconds per answer")
    adaptive: dict[str, list[str]] = Field(
        default={}, description="of an adaptive test, the items asked, in their order, skipped ones too"
    )
    consent: dict[str, Sharing] | None = Field(
        default=None, description="what the partner may see, by part; parts left out are 'none'"
    )
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersFile:
    """One person's answers on one occasion.

    ``consent`` is None where none was recorded (a plain file, used whole).
    """

    alias: str | None
    age: int | None
    relationship_months: int | None
    occasion: date | None
    responses: Mapping[str, Responses]
    consent: Mapping[str, Sharing] | None = None
    note: str | None = None
    source: str = field(default="", compare=False)

    def __contains__(self, instrument_id: str) -> bool:
        return instrument_id in self.responses


def read_answers(path: Path, *, today: date | None = None) -> AnswersFile:
    """Return the answers in a plain JSON file.

    Raises
    ------
    StoreError
        When the file cannot be read or is not UTF-8 JSON.
    ResponseError
        When anything in it is unknown, impossible or off the scale; names what and where.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}).") from error
    if raw is None:
        raise StoreError(f"{path.name}: more than {MAX_BYTES:,} bytes, too large for one person's answers.")
    return parse_answers(raw, path.name, today=today)


def parse_answers(raw: bytes, name: str, *, today: date | None = None) -> AnswersFile:
    """Return the answers in the bytes of a JSON file (see :func:`read_answers`)."""
    return build_answers(parse_json(raw, name), name, today=today)


def parse_json(raw: bytes, name: str) -> object:
    """Return JSON data; duplicate keys, NaN and anything but UTF-8 are refused."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StoreError(f"{name}: not UTF-8 text (byte {error.start}).") from error
    if not text.strip():
        raise StoreError(f"{name}: the file is empty.")
    try:
        data: object = json.loads(
            text,
            object_pairs_hook=lambda pairs: unique_keys(pairs, name),
            parse_constant=lambda word: refuse_constant(word, name),
            parse_int=lambda digits: whole_number(digits, name),
        )
    except json.JSONDecodeError as error:
        raise StoreError(
            f"{name}: not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from error
    except RecursionError as error:
        raise StoreError(f"{name}: nested too deeply for an answers file.") from error
    return data


def unique_keys(pairs: list[tuple[str, object]], name: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ResponseError(f"{name}: {shown(key)} is given twice; keep one of the two.")
        found[key] = value
    return found


def refuse_constant(word: str, name: str) -> object:
    raise ResponseError(f"{name}: {word} is not allowed; leave an unanswered item out, or use null.")


def whole_number(digits: str, name: str) -> int:
    if len(digits) > 12:
        raise ResponseError(f"{name}: the number {digits[:12]}… is too large for an answer.")
    return int(digits)


def build_answers(data: object, name: str, *, today: date | None = None) -> AnswersFile:
    """Return the answers in parsed data, every part checked."""
    today = today or date.today()  # noqa: DTZ011  (a calendar day where the person is)
    try:
        spec = validated(AnswersSpec, data, name)
    except ContentError as error:
        raise ResponseError(str(error)) from error
    parts: dict[str, Collection[str]] = {
        "response_range": spec.response_range,
        "seconds": spec.seconds,
        "adaptive": spec.adaptive,
    }
    for part, ids in parts.items():
        for stray in set(ids) - set(spec.responses):
            raise ResponseError(f"{name}: {part}: there are no answers to {shown(stray)}.")
    return AnswersFile(
        alias=spec.person.alias,
        age=spec.person.age,
        relationship_months=spec.person.relationship_months,
        occasion=checked_date(spec.occasion, name, today),
        responses=checked_responses(spec, name),
        consent=checked_consent(spec.consent, name),
        note=spec.note,
        source=name,
    )


def checked_date(text: str | None, name: str, today: date) -> date | None:
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise ResponseError(f"{name}: occasion: there is no date {text}.") from error
    if not date(2000, 1, 1) <= found <= today + timedelta(days=1):
        raise ResponseError(f"{name}: occasion: {text} is not possible; use a date from 2000-01-01 to today.")
    return found


def checked_responses(spec: AnswersSpec, name: str) -> dict[str, Responses]:
    found = {}
    for instrument_id, answers in spec.responses.items():
        instrument = known_instrument(instrument_id, name)
        seconds = spec.seconds.get(instrument_id, {})
        for item_id, value in seconds.items():
            if item_id not in instrument.item_ids:
                raise ResponseError(f"{name}: seconds: {unknown_item(item_id, instrument)}")
            if not 0 <= value <= 86_400:
                raise ResponseError(f"{name}: seconds: {item_id}: {value} is not 0 to 86400.")
        try:
            found[instrument_id] = read_responses(
                answers,
                instrument,
                response_range=spec.response_range.get(instrument_id),
                seconds=seconds,
                asked=adaptive_path(spec, instrument, name),
            )
        except ResponseError as error:
            raise ResponseError(f"{name}: {error}") from error
    return found


def adaptive_path(spec: AnswersSpec, instrument: Instrument, name: str) -> list[str]:
    """Return the items an adaptive test asked; nothing where the whole questionnaire was."""
    path = spec.adaptive.get(str(instrument.id))
    if path is None:
        return []
    if not path:
        raise ResponseError(f"{name}: adaptive: {instrument.id} names no item that was asked.")
    from pairbond.library.scored import adaptive_calibration

    try:
        calibration = adaptive_calibration(instrument)
    except ConfigError as error:
        raise ResponseError(f"{name}: {error}") from error
    used = spec.response_range.get(str(instrument.id), instrument.response.bounds)
    if tuple(used) != calibration.response_range:
        low, high = calibration.response_range
        raise ResponseError(
            f"{name}: adaptive: the item parameters of {instrument.id} are for answers {low}-{high}, "
            f"not {used[0]}-{used[1]}."
        )
    return path


def known_instrument(instrument_id: str, name: str) -> Instrument:
    if instrument_id not in instrument_ids():
        known = ", ".join(instrument_ids())
        raise ResponseError(f"{name}: there is no questionnaire {shown(instrument_id)}; known are: {known}.")
    if instrument_id in NEVER_STORED:
        raise ResponseError(f"{name}: answers to {instrument_id!r} are never kept in a file; take them out.")
    return load_instrument(instrument_id)


def checked_consent(consent: Mapping[str, Sharing] | None, name: str) -> Mapping[str, Sharing] | None:
    for part in consent or ():
        if part not in CONSENT_NAMES:
            raise ResponseError(
                f"{name}: consent: {shown(part)} is not a part; the parts are: {', '.join(CONSENT_NAMES)}."
            )
    return consent


def answers_data(answers: AnswersFile) -> dict[str, object]:
    """Return the content of an answers file, ready for JSON."""
    person = {
        "alias": answers.alias,
        "age": answers.age,
        "relationship_months": answers.relationship_months,
    }
    data: dict[str, object] = {
        "schema": "pairbond.answers/1",
        "person": {key: value for key, value in person.items() if value is not None},
        "responses": {key: response_data(value) for key, value in answers.responses.items()},
    }
    if answers.occasion is not None:
        data["occasion"] = answers.occasion.isoformat()
    ranges = {
        key: list(value.bounds)
        for key, value in answers.responses.items()
        if value.bounds != value.instrument.response.bounds
    }
    seconds = {key: seconds_data(value) for key, value in answers.responses.items()}
    optional = {
        "response_range": ranges or None,
        "seconds": {key: value for key, value in seconds.items() if value} or None,
        "adaptive": {key: list(value.asked) for key, value in answers.responses.items() if value.adaptive}
        or None,
        "consent": None if answers.consent is None else dict(answers.consent),
        "note": answers.note,
    }
    data.update({key: value for key, value in optional.items() if value is not None})
    return data


def response_data(responses: Responses) -> dict[str, int | list[str]]:
    """Return the answers by item, in the order asked; unanswered items are left out."""
    found: dict[str, int | list[str]] = {}
    for item_id, value in zip(responses.instrument.item_ids, responses.values.tolist(), strict=True):
        if item_id in responses.picks:
            found[item_id] = list(responses.picks[item_id])
        elif value >= 0:
            found[item_id] = value
    return found


def seconds_data(responses: Responses) -> dict[str, float]:
    if responses.seconds is None:
        return {}
    pairs = zip(responses.instrument.item_ids, responses.seconds.tolist(), strict=True)
    return {item_id: round(value, 2) for item_id, value in pairs if value == value}


def write_bytes_safely(path: Path, data: bytes, *, private: bool = True) -> None:
    """Write a file so that a crash leaves either the old or the new one, readable by its owner."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if not private:
            Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}).") from error


def answers_bytes(answers: AnswersFile) -> bytes:
    text = json.dumps(answers_data(answers), ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8")


__all__ = [
    "AnswersFile",
    "AnswersSpec",
    "Sharing",
    "answers_bytes",
    "answers_data",
    "build_answers",
    "parse_answers",
    "read_answers",
    "write_bytes_safely",
]
