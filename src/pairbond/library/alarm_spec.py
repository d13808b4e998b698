"""The shape of the moment of alarm: the steps, their choices and the texts around them."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pairbond.library.spec import Id, Spec, Text

FIELDS = {
    "need": {"needed", "n"},
    "settles": {"step", "drop", "low", "high", "n"},
    "settles_mixed": {"step", "drop", "low", "high", "n"},
    "settles_higher": {"step", "drop", "low", "high", "n"},
    "settles_few": {"needed"},
    "settles_unclear": set(),
    "stands_out": {"step", "more", "low", "high"},
    "settles_note": set(),
    "came_of_it": {"feared", "partly", "different", "unclear", "waiting"},
    "came_of_it_note": set(),
}


class ChoiceSpec(Spec):
    id: Id
    text: Text


class ReplyChoiceSpec(ChoiceSpec):
    """A choice that is answered with a sentence."""

    reply: Text


def check_distinct(choices: tuple[ChoiceSpec, ...]) -> None:
    if len({choice.id for choice in choices}) != len(choices):
        raise ValueError("choices: an id is given twice")


class AskSpec(Spec):
    """A question with a list to choose from."""

    ask: Text
    choices: Annotated[tuple[ChoiceSpec, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def choices_differ(self) -> Self:
        check_distinct(self.choices)
        return self


class SafetySpec(AskSpec):
    """Asked first; anything but *no* leads to ``held``, and to nothing else."""

    held: tuple[Text, ...] = Field(min_length=1)
    self_harm: Text

    @model_validator(mode="after")
    def choices_fixed(self) -> Self:
        if {choice.id for choice in self.choices} != {"no", "yes", "rather-not"}:
            raise ValueError("choices: must be no, yes and rather-not")
        return self


class HappenedSpec(AskSpec):
    which: Text
    examples: tuple[Text, ...]


class BeforeSpec(Spec):
    ask: Text


class ReadingSpec(Spec):
    ask: Text
    examples: tuple[Text, ...]
    sure: Text


class OthersSpec(AskSpec):
    """Other readings, offered and never ranked; ``mine`` is the one that was written."""

    note: Text

    @model_validator(mode="after")
    def own_reading_is_among_them(self) -> Self:
        if "mine" not in {choice.id for choice in self.choices}:
            raise ValueError("choices: one of them must be mine, the reading that was written")
        return self


class AboutToSpec(Spec):
    ask: Text
    choices: Annotated[tuple[ReplyChoiceSpec, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def choices_differ(self) -> Self:
        check_distinct(self.choices)
        return self


class WaitSpec(AskSpec):
    during: Text


class DidSpec(AskSpec):
    """What was done in the end; ``stayed`` are the choices in which the wait was kept."""

    stayed: tuple[Id, ...]

    @model_validator(mode="after")
    def stayed_is_among_them(self) -> Self:
        stray = set(self.stayed) - {choice.id for choice in self.choices}
        if stray:
            raise ValueError(f"stayed: {min(stray)} is not one of the choices")
        return self


class AfterSpec(Spec):
    ask: Text
    did: DidSpec
    stayed: Text = Field(description="said only where the wait was kept")
    close: tuple[Text, ...] = Field(min_length=1)


class OutcomeSpec(AskSpec):
    talked: AskSpec
    thanks: Text

    @model_validator(mode="after")
    def choices_fixed(self) -> Self:
        if {choice.id for choice in self.choices} != {
            "feared",
            "partly",
            "different",
            "unclear",
            "rather-not",
        }:
            raise ValueError("choices: must be feared, partly, different, unclear and rather-not")
        return self


class ReviewSpec(Spec):
    """What the review says; each text has the fields that are filled in, and no others."""

    need: Text
    settles: Text
    settles_mixed: Text
    settles_higher: Text
    settles_few: Text
    settles_unclear: Text
    stands_out: Text
    settles_note: Text
    came_of_it: Text
    came_of_it_note: Text

    @model_validator(mode="after")
    def fields_fit(self) -> Self:
        for name, allowed in FIELDS.items():
            found = set(re.findall(r"\{(\w*)\}", getattr(self, name)))
            if found != allowed:
                raise ValueError(f"{name}: must have the fields {sorted(allowed)}, and has {sorted(found)}")
        return self


class AlarmSpec(Spec):
    """The moment of alarm, in the order in which it is gone through."""

    schema_: Literal["pairbond.alarm/1"] = Field(alias="schema")
    language: Text
    welcome: tuple[Text, ...] = Field(min_length=1)
    safety: SafetySpec
    happened: HappenedSpec
    before: BeforeSpec
    reading: ReadingSpec
    others: OthersSpec
    about_to: AboutToSpec
    settle: AskSpec
    wait: WaitSpec
    after: AfterSpec
    outcome: OutcomeSpec
    review: ReviewSpec
