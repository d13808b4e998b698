"""The texts around the private screen; those after it are the same for every answer."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from pairbond.library.paths import CONTENT
from pairbond.library.spec import Spec, Text
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml


class ChoicesSpec(Spec):
    go: Text
    not_now: Text
    help: Text


class BeforeSpec(Spec):
    free: Text
    alone: Text
    device: Text
    choices: ChoicesSpec


class SafetyTextsSpec(Spec):
    """Texts of the private screen, before, after, and where it is left out."""

    schema_: Literal["pairbond.safety-texts/1"] = Field(alias="schema")
    language: Text
    before: BeforeSpec
    intro: tuple[Text, ...] = Field(min_length=1)
    after: tuple[Text, ...] = Field(min_length=1)
    skipped: tuple[Text, ...] = Field(min_length=1)
    private_note: tuple[Text, ...] = Field(min_length=1)
    leaving_the_page: Text
    terminal: Text


@cache
def load_safety_texts(language: str = "en") -> SafetyTextsSpec:
    """Return the texts around the private screen."""
    path = CONTENT / "solo" / language / "safety.yaml"
    return validated(SafetyTextsSpec, read_yaml(path), path.name)
