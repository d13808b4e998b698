"""The one description of every content file: what keys it has and what they may hold.

JSON Schemas in ``schemas/v1`` are generated from these models (``pairbond.library.schemas``).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
CountText = Annotated[str, StringConstraints(pattern=r"^\d+(?: \d+)*$")]
NumberText = Annotated[str, StringConstraints(pattern=r"^-?\d+(?:\.\d+)?(?: -?\d+(?:\.\d+)?)*$")]


class Spec(BaseModel):
    """Strict base: unknown keys are refused and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CautionSpec(Spec):
    code: Id
    severity: Literal["note", "caution", "serious"] = "caution"
    text: Text


class LicenceSpec(Spec):
    wording: Text = Field(description="SPDX id of the wording's licence, or 'not shipped'")
    note: Text


class ResponseSpec(Spec):
    min: int = Field(ge=0, le=9)
    max: int = Field(ge=1, le=12)
    labels: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def labels_fit(self) -> Self:
        if self.min >= self.max:
            raise ValueError("min must be below max")
        if self.labels and len(self.labels) != self.max - self.min + 1:
            raise ValueError(f"labels: {len(self.labels)} given for {self.max - self.min + 1} answers")
        return self


def is_unset(value: object) -> bool:
    """Whether a key of a later edition of the format holds its default.

    Such keys are left out when a spec is written, so that an instrument that does not use them
    keeps its content hash.
    """
    return value is None or value in ((), "mean")


def is_flag(value: object) -> bool:
    """Leave a key out of what is hashed: how a score may be shown does not change the score."""
    return isinstance(value, bool)


class PickSpec(Spec):
    """An item answered by choosing from a list, up to ``max`` of them; never part of a score."""

    options: tuple[Id, ...] = Field(min_length=2)
    max: int = Field(ge=1, le=5)
    labels: dict[Id, Text]

    @model_validator(mode="after")
    def labels_fit(self) -> Self:
        if len(set(self.options)) != len(self.options) or set(self.options) != set(self.labels):
            raise ValueError("pick: options must be different, and each needs one label")
        return self


class ItemSpec(Spec):
    id: Id
    facet: Text | None = None
    text: Text | None = None
    labels: tuple[Text, ...] = ()
    response: ResponseSpec | None = Field(
        default=None, exclude_if=is_unset, description="where it is not the instrument's"
    )
    pick: PickSpec | None = Field(
        default=None, exclude_if=is_unset, description="answered by choosing, in place of a number"
    )


class PrecisionSpec(Spec):
    basis: Literal["measured", "borrowed", "assumed"]
    sd: float = Field(gt=0, description="SD of the score, in its own unit")
    reliability: float = Field(gt=0, lt=1)
    source: Text


class MissingSpec(Spec):
    min_answered: int = Field(ge=1)


class PublishedSpec(Spec):
    mean: float
    sd: float = Field(gt=0)
    n: int | None = Field(default=None, ge=2)
    who: Text
    year: int | None = Field(default=None, ge=1900, le=2100)
    source: Text


class ProductSpec(Spec):
    concern: Id
    expectancy: Id


class ScaleSpec(Spec):
    id: Id
    title: Text
    construct_: Id = Field(alias="construct")
    high: Text | None = None
    low: Text | None = None
    items: tuple[Id, ...] = Field(min_length=1)
    reverse: tuple[Id, ...] = ()
    missing: MissingSpec
    precision: PrecisionSpec | None = None
    aggregate: Literal["mean", "sum", "difference"] = Field(
        default="mean",
        exclude_if=is_unset,
        description="of keyed answers; difference: plain items less reversed ones",
    )
    products: tuple[ProductSpec, ...] = Field(
        default=(), exclude_if=is_unset, description="scored concern x (flip - expectancy), not singly"
    )
    flip: int | None = Field(default=None, exclude_if=is_unset)
    published: tuple[PublishedSpec, ...] = Field(
        default=(), exclude_if=is_unset, description="published means and SDs of the score"
    )
    bands: bool = Field(
        default=False,
        exclude_if=is_flag,
        description="may stand in a joint report as one of three bands (left out: open or not at all)",
    )

    @property
    def size(self) -> int:
        return len(self.products) or len(self.items)

    @model_validator(mode="after")
    def keys_fit(self) -> Self:
        stray = set(self.reverse) - set(self.items)
        if stray:
            raise ValueError(f"{self.id}: reverse names {sorted(stray)[0]}, which is not in items")
        if len(set(self.items)) != len(self.items):
            raise ValueError(f"{self.id}: an item is named twice")
        if self.missing.min_answered > self.size:
            raise ValueError(f"{self.id}: min_answered is above the number of items")
        self.check_products()
        if self.bands and (self.products or self.aggregate == "difference"):
            raise ValueError(f"{self.id}: bands are for means and sums of single items")
        return self

    def check_products(self) -> None:
        if (self.flip is not None) != bool(self.products):
            raise ValueError(f"{self.id}: products and flip go together")
        if not self.products:
            return
        if self.reverse or self.aggregate == "difference":
            raise ValueError(f"{self.id}: products are not reversed; flip turns the expectancies")
        used = [item for pair in self.products for item in (pair.concern, pair.expectancy)]
        if sorted(used) != sorted(self.items):
            raise ValueError(f"{self.id}: products must name each of the items once")


class BorrowedNormSpec(Spec):
    instrument: Id
    scales: dict[Id, Id]
    tau: float = Field(ge=0, le=1)
    round_to: int = Field(ge=1, le=25)


class GoldenSpec(Spec):
    """Answers in item order (null: unanswered; a list for a pick) and the scores they must give."""

    name: Text
    answers: tuple[int | tuple[Id, ...] | None, ...]
    scores: dict[Id, float | None]


class InstrumentSpec(Spec):
    """An instrument file."""

    schema_: Literal["pairbond.instrument/1"] = Field(alias="schema")
    id: Id
    version: Version
    title: Text
    kind: Literal["worded", "keys-only"]
    optional: bool = Field(
        default=False, exclude_if=lambda value: not value, description="private: may be skipped as a whole"
    )
    scored: bool = Field(default=True, exclude_if=bool, description="false: answers, no scores")
    language: Text = "en"
    purpose: Text
    population: Text
    citation: Text
    licence: LicenceSpec
    instructions: Text | None = None
    response: ResponseSpec
    cautions: tuple[CautionSpec, ...] = ()
    items: tuple[ItemSpec, ...] = Field(min_length=1)
    scales: tuple[ScaleSpec, ...]
    layouts: dict[Id, tuple[Text, ...]] = Field(
        default={}, description="named column orders of data files: column names in item order"
    )
    borrowed_norm: BorrowedNormSpec | None = None
    golden: tuple[GoldenSpec, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def parts_fit(self) -> Self:
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ValueError("items: an id is given twice")
        if bool(self.scales) != self.scored:
            raise ValueError("scales: a scored instrument has some, one that is not scored has none")
        picks = {item.id for item in self.items if item.pick}
        for scale in self.scales:
            if picks & set(scale.items):
                raise ValueError(f"{scale.id}: a choice from a list cannot be part of a score")
            stray = set(scale.items) - set(ids)
            if stray:
                raise ValueError(f"{scale.id}: {sorted(stray)[0]} is not an item of this instrument")
        if self.kind == "keys-only" and any(item.text for item in self.items):
            raise ValueError("items: a keys-only instrument carries no wording")
        if self.kind == "worded" and not all(item.text for item in self.items):
            raise ValueError("items: every item of a worded instrument has a text")
        self.check_lengths(ids)
        return self

    def check_lengths(self, ids: list[str]) -> None:
        for name, columns in self.layouts.items():
            if len(columns) != len(ids):
                raise ValueError(f"layouts.{name}: {len(columns)} columns for {len(ids)} items")
        for item in self.items:
            response = item.response or self.response
            steps = response.max - response.min + 1
            if item.labels and len(item.labels) != steps:
                raise ValueError(f"{item.id}: {len(item.labels)} labels for {steps} answers")
        self.check_ranges()
        for case in self.golden:
            if len(case.answers) != len(ids):
                raise ValueError(f"golden “{case.name}”: {len(case.answers)} answers")

    def check_ranges(self) -> None:
        """Refuse a mean over items of different ranges, and a flip that is off the range."""
        responses = {item.id: item.response or self.response for item in self.items}
        for scale in self.scales:
            ranges = {(responses[item].min, responses[item].max) for item in scale.items}
            if len(ranges) > 1 and scale.aggregate == "mean":
                raise ValueError(f"{scale.id}: items answered on different ranges have no mean; use a sum")
            for pair in scale.products:
                response = responses[pair.expectancy]
                if scale.flip != response.min + response.max:
                    raise ValueError(f"{scale.id}: flip must be lowest + highest of {pair.expectancy}")


class WordingSpec(Spec):
    """A wording pack: the text of a keys-only instrument, held by the person who may use it."""

    schema_: Literal["pairbond.wording/1"] = Field(alias="schema")
    instrument: Id
    language: Text = "en"
    permission: Text = Field(description="why you may use this wording")
    instructions: Text | None = None
    labels: tuple[Text, ...] = ()
    items: dict[Id, Text]


class BandSpec(Spec):
    first: int = Field(ge=0, le=130)
    last: int = Field(ge=0, le=130)
    mean_age: float
    counts: CountText


class ScaleNormSpec(Spec):
    scale: Id
    n_items: int = Field(ge=1)
    bands: tuple[BandSpec, ...] = Field(min_length=1)
    item_sums: NumberText
    item_products: NumberText = Field(description="upper triangle, row by row")


class JointSpec(Spec):
    x: Id
    y: Id
    bins: int = Field(ge=2, le=100)
    counts: tuple[CountText, ...] = Field(description="one row per bin of y, lowest first")


class NormGroupSpec(Spec):
    group: Id
    title: Text
    who: Text
    scales: tuple[ScaleNormSpec, ...] = Field(min_length=1)
    joint: tuple[JointSpec, ...] = ()


class NormSpec(Spec):
    """A norm file: sufficient statistics of one sample, by group and age."""

    schema_: Literal["pairbond.norms/1"] = Field(alias="schema")
    id: Id
    version: Version
    instrument: Id
    instrument_hash: Text
    title: Text
    year: int = Field(ge=1900, le=2100)
    source: Text
    cleaning: Text
    response_range: tuple[int, int]
    groups: tuple[NormGroupSpec, ...] = Field(min_length=1)
