"""Words for facts: the first narrative rule whose conditions a fact meets words it.

A fact is a handful of attributes (``fact: level, construct: attachment.anxiety, direction: high``).
Rules and all other sentences are content; this module only chooses and fills in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pairbond.errors import ContentError
from pairbond.types import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One wording: ``when`` maps an attribute to the values it may have."""

    id: str
    when: Mapping[str, frozenset[str]]
    grade: Grade
    text: str
    cite: tuple[str, ...] = ()

    def meets(self, fact: Mapping[str, str]) -> bool:
        return all(fact.get(name) in allowed for name, allowed in self.when.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All sentences of one language: rules for findings, prose by key, and the sources cited."""

    language: str
    rules: tuple[Rule, ...]
    prose: Mapping[str, str]
    sources: Mapping[str, str]

    def rule_for(self, fact: Mapping[str, str]) -> Rule | None:
        """Return the first rule that the fact meets; None where nothing is to be said."""
        return next((rule for rule in self.rules if rule.meets(fact)), None)

    def say(self, key: str, **values: object) -> str:
        """Return a sentence by its key, filled in."""
        if key not in self.prose:
            raise ContentError(f"narratives ({self.language}): there is no text {key!r}.")
        return filled(self.prose[key], values, key)

    def word(self, key: str, fallback: str) -> str:
        """Return a term by its key, or the fallback where the catalogue has none."""
        return self.prose.get(key, fallback)


def filled(template: str, values: Mapping[str, object], name: str) -> str:
    """Return a template with its {placeholders} filled; ContentError names one that is missing."""
    try:
        return template.format_map(values)
    except (KeyError, IndexError, ValueError) as error:
        raise ContentError(f"narrative {name}: cannot be filled in ({error}).") from error
