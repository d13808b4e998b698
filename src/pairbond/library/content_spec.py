"""The shape of report texts, sources, help pages and the value reference, as strict models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pairbond.library.spec import Id, Spec, Text

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$")]


class RuleSpec(Spec):
    id: Id
    when: dict[Key, str | tuple[str, ...]] = Field(min_length=1)
    grade: Literal["A", "B", "C"]
    text: Text
    cite: tuple[Id, ...] = ()


class NarrativeSpec(Spec):
    """A narrative file: rules that word findings, and prose by key."""

    schema_: Literal["pairbond.narratives/1"] = Field(alias="schema")
    language: Text
    rules: tuple[RuleSpec, ...] = ()
    prose: dict[Key, Text] = Field(default={})


class SourceSpec(Spec):
    """A file of sources: key to full reference."""

    schema_: Literal["pairbond.sources/1"] = Field(alias="schema")
    sources: dict[Id, Text]


class ClaimSpec(Spec):
    """What one source found: the effect, how many people, and how far it may be said."""

    source: Id
    says: Text
    effect: Text
    n: Text
    grade: Literal["A", "B", "C"]


class ClaimsSpec(Spec):
    """A file of claims: what the research behind the sentences of a report found."""

    schema_: Literal["pairbond.claims/1"] = Field(alias="schema")
    language: Text
    claims: tuple[ClaimSpec, ...] = Field(min_length=1)


class HelpLineSpec(Spec):
    name: Text
    contact: Text
    note: Text


class HelpSpec(Spec):
    """A help file: where to turn, by country; a host may replace it."""

    schema_: Literal["pairbond.help/1"] = Field(alias="schema")
    language: Text
    checked: Text
    intro: tuple[Text, ...]
    places: tuple[HelpLineSpec, ...] = Field(min_length=1)


class ValueReferenceSpec(Spec):
    """The normative value profile and how alike strangers are."""

    schema_: Literal["pairbond.value-reference/1"] = Field(alias="schema")
    id: Id
    who: Text
    n: int
    source: Text
    raw_mean: float
    profile: dict[Id, float]
    levels: tuple[float, ...]
    strangers: tuple[float, ...]
