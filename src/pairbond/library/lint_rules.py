"""What texts may not say: rules as content, read and compiled."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import Field, field_validator

from pairbond.library.paths import CONTENT
from pairbond.library.spec import Id, Spec, Text
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml

NAME = r"(?:Ada|Ben|Robin|Alex)"
"""What ``{name}`` in a pattern stands for: the names that stand in for placeholders when linting."""

Type = Literal[
    "label",
    "jargon",
    "percentage",
    "forecast",
    "cause",
    "verdict",
    "advice-leave-or-stay",
    "partner-is-truth",
    "fear-unfounded",
    "because-alike",
    "therapy-ranking",
]


class LintRuleSpec(Spec):
    """One thing that may not be said: a pattern, why, and sentences on either side of the line."""

    id: Id
    type: Type = Field(description="the kind of statement that is never made")
    why: Text
    pattern: str
    caught: tuple[Text, ...] = Field(min_length=2)
    passes: tuple[Text, ...] = Field(min_length=2)

    @field_validator("pattern")
    @classmethod
    def compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern.replace("{name}", NAME))
        except re.error as error:
            raise ValueError(f"not a pattern: {error}") from error
        return pattern

    @property
    def expression(self) -> re.Pattern[str]:
        return re.compile(self.pattern.replace("{name}", NAME), re.IGNORECASE)


class LintSpec(Spec):
    """A file of rules for the texts of one language."""

    schema_: Literal["pairbond.lint/1"] = Field(alias="schema")
    language: Text
    rules: tuple[LintRuleSpec, ...] = Field(min_length=1)


@cache
def load_lint_rules(language: str = "en") -> tuple[LintRuleSpec, ...]:
    """Return the rules for texts of a language; none where the language has no rules yet."""
    path = CONTENT / "lint" / f"{language}.yaml"
    return validated(LintSpec, read_yaml(path), path.name).rules if path.exists() else ()
