"""The plan of a trial in a file: two actions, the weeks in their drawn order, and the seed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import AfterValidator, Field, StrictInt, model_validator

from pairbond.checkins.entries import CheckIns
from pairbond.checkins.trials import DAYS, WASHOUT, TrialResult, blocks_of, draw_order, evaluate
from pairbond.errors import ContentError, EvidenceError, StoreError
from pairbond.library.answers import parse_json, write_bytes_safely
from pairbond.library.spec import Spec
from pairbond.library.validate import validated

MAX_BYTES = 100_000
Outcome = Literal["unsettled", "partner_present", "present"]


def printable(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("an action is words on one line")
    return text


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


ActionText = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(printable)]


class TrialSpec(Spec):
    """A trial: what is done in which week, what is looked at, and the seed the order was drawn with."""

    schema_: Literal["pairbond.trial/1"] = Field(alias="schema")
    actions: tuple[ActionText, ActionText]
    outcome: Outcome
    person: Literal["a", "b"]
    start: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="the first day")]
    order: tuple[Annotated[StrictInt, Field(ge=0, le=1)], ...] = Field(description="the action of each week")
    seed: Annotated[StrictInt, Field(ge=0)]
    washout: Annotated[StrictInt, Field(ge=0, le=4)] = WASHOUT

    @model_validator(mode="after")
    def fits_together(self) -> Self:
        if not is_day(self.start):
            raise ValueError(f"start: there is no day {self.start}")
        if self.actions[0].strip().casefold() == self.actions[1].strip().casefold():
            raise ValueError("the two actions are the same")
        start = 0
        for size in blocks_of(len(self.order)):
            if 2 * sum(self.order[start : start + size]) != size:
                raise ValueError("the order is not balanced within blocks of weeks")
            start += size
        return self

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.start)

    def weeks(self) -> list[tuple[date, date, str]]:
        """Return the first day, the last day and the action of each week."""
        starts = [self.first_day + timedelta(days=DAYS * week) for week in range(len(self.order))]
        return [
            (start, start + timedelta(days=DAYS - 1), self.actions[action])
            for start, action in zip(starts, self.order, strict=True)
        ]


def make_trial(
    actions: tuple[str, str],
    *,
    outcome: Outcome,
    person: Literal["a", "b"],
    start: date,
    weeks: int,
    seed: int,
) -> TrialSpec:
    """Return a trial with its order drawn; the same seed gives the same order."""
    data = {
        "schema": "pairbond.trial/1",
        "actions": actions,
        "outcome": outcome,
        "person": person,
        "start": start.isoformat(),
        "order": draw_order(weeks, np.random.default_rng(seed)),
        "seed": seed,
    }
    return checked(data, "trial")


def checked(data: object, name: str) -> TrialSpec:
    try:
        return validated(TrialSpec, data, name)
    except ContentError as error:
        raise EvidenceError(str(error)) from error


def read_trial(path: Path) -> TrialSpec:
    """Return the trial in a file."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}).") from error
    if raw is None:
        raise StoreError(f"{path.name}: more than {MAX_BYTES:,} bytes, too large for the plan of a trial.")
    return checked(parse_json(raw, path.name), path.name)


def write_trial(trial: TrialSpec, path: Path) -> None:
    text = json.dumps(trial.model_dump(by_alias=True), ensure_ascii=False, indent=1)
    write_bytes_safely(path, (text + "\n").encode("utf-8"))


def evaluate_trial(trial: TrialSpec, checkins: CheckIns, *, today: date) -> TrialResult:
    """Return what the check-ins say about a trial: weeks count once they are over."""
    diary = checkins.diary
    done = max(0, (today - trial.first_day).days // DAYS)
    return evaluate(
        trial.order,
        diary.days - trial.first_day.toordinal(),
        getattr(diary.of(trial.person), trial.outcome),
        weeks_done=done,
        washout=trial.washout,
    )
