"""Loads the texts for two: steps to try, the agreement on time, the talk, and needs in plain words."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from pairbond.library.content_spec import Key
from pairbond.library.paths import CONTENT
from pairbond.library.spec import Id, Spec, Text
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml


class ActionSpec(Spec):
    """One step: what, why, how (with a script), at which moment, and how one will know."""

    id: Id
    when: dict[Key, str | tuple[str, ...]] = Field(min_length=1)
    grade: Literal["A", "B"]
    cite: tuple[Id, ...] = ()
    what: Text
    why: Text
    how: Text
    moment: Text
    know: Text


class AgreementSpec(Spec):
    title: Text
    lines: tuple[Text, ...] = Field(min_length=1)


class TalkSpec(Spec):
    """A guided talk; a step may hold {topic}."""

    title: Text
    before: Text
    steps: tuple[Text, ...] = Field(min_length=1)
    after: Text


class NeedWordsSpec(Spec):
    """A need as an act, how to give it, and how to ask for it. None for sex: it is never asked for."""

    act: Text
    give: Text
    ask: Text


class ActionsSpec(Spec):
    """Steps to try; the first whose conditions a fact meets is worded."""

    schema_: Literal["pairbond.actions/1"] = Field(alias="schema")
    language: Text
    actions: tuple[ActionSpec, ...] = Field(min_length=1)
    because: dict[Key, Text]
    agreement: AgreementSpec
    talk: TalkSpec
    needs: dict[Id, NeedWordsSpec]


@cache
def load_actions(language: str = "en") -> ActionsSpec:
    """Return the steps to try and the texts around them."""
    path = CONTENT / "pair" / language / "actions.yaml"
    return validated(ActionsSpec, read_yaml(path), path.name)
