"""Content of signal or script: the thresholds at each look, and how likely an answer is by each day."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pairbond.library.spec import Id, Spec, Text

Share = Annotated[float, Field(ge=0, le=1)]
Day = Annotated[int, Field(ge=7, le=400)]


class LookSpec(Spec):
    """One weekly look. Log Bayes factors are natural logs; ``own`` is absent before eight weeks."""

    day: Day
    shared: float = Field(description="least log Bayes factor of a fall in the partner's diary")
    felt: float = Field(description="by how many SDs the perceiver's whole change must lie below 0")
    closer: float
    closer_felt: float
    larger: float
    own: float | None = None
    absent: float | None = Field(
        default=None,
        description="least log Bayes factor of no fall in the partner's diary against the tolerated one",
    )
    quiet: float | None = Field(
        default=None, description="both log Bayes factors must be below this for no change seen"
    )


class SignalThresholdsSpec(Spec):
    """The thresholds, with the script, the seed and the fingerprint of the model that they hold for."""

    schema_: Literal["pairbond.signal-thresholds/1"] = Field(alias="schema")
    id: Id
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    script: Text
    seed: int
    runs: int = Field(ge=1)
    method: Text
    days_likely: Day
    looks: tuple[LookSpec, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def rising(self) -> Self:
        days = [look.day for look in self.looks]
        if any(later - earlier != 7 for earlier, later in pairwise(days)):
            raise ValueError("looks: days must follow each other by a week")
        return self


class PowerRowSpec(Spec):
    """Chances that an answer was given at least once by each day."""

    change: float = Field(gt=0)
    missing: Share
    shared: tuple[Share, ...]
    differ: tuple[Share, ...]


class SignalPowerSpec(Spec):
    """How likely an answer is by each weekly look, for a change in an unknown day of the middle third."""

    schema_: Literal["pairbond.signal-power/1"] = Field(alias="schema")
    id: Id
    thresholds: Id
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    script: Text
    seed: int
    runs: int = Field(ge=1)
    days: tuple[Day, ...]
    rows: tuple[PowerRowSpec, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def complete(self) -> Self:
        cells = {(row.change, row.missing) for row in self.rows}
        changes, missing = {c for c, _ in cells}, {m for _, m in cells}
        if len(cells) != len(self.rows) or len(cells) != len(changes) * len(missing):
            raise ValueError("rows: every change with every share missing, once")
        if any(len(row.shared) != len(self.days) or len(row.differ) != len(self.days) for row in self.rows):
            raise ValueError("rows: one chance for each day")
        return self
