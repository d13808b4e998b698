"""Loads the sentences of reports: rules, prose, sources and help, by language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType

from pairbond.errors import ContentError, shown
from pairbond.findings.model import HelpEntry
from pairbond.findings.narrative import Catalogue, Rule
from pairbond.library.content_spec import (
    ClaimSpec,
    ClaimsSpec,
    HelpSpec,
    NarrativeSpec,
    RuleSpec,
    SourceSpec,
)
from pairbond.library.paths import CONTENT, data_folder
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml


@cache
def load_catalogue(language: str = "en") -> Catalogue:
    """Return all sentences of a language; ContentError for a language that does not ship."""
    folder = CONTENT / "narratives" / language
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ContentError(f"There are no report texts in {shown(language)}; 'en' ships.")
    specs = [validated(NarrativeSpec, read_yaml(path), path.name) for path in paths]
    rules = tuple(build_rule(rule) for spec in specs for rule in spec.rules)
    prose: dict[str, str] = {}
    for spec, path in zip(specs, paths, strict=True):
        twice = prose.keys() & spec.prose.keys()
        if twice:
            raise ContentError(f"{path.name}: prose: {min(twice)} is given in two files.")
        prose.update(spec.prose)
    sources = load_sources()
    for rule in rules:
        stray = set(rule.cite) - set(sources)
        if stray:
            raise ContentError(f"narrative {rule.id}: the source {min(stray)} is not listed.")
    return Catalogue(language=language, rules=rules, prose=MappingProxyType(prose), sources=sources)


def build_rule(spec: RuleSpec) -> Rule:
    when = {
        name: frozenset([allowed] if isinstance(allowed, str) else allowed)
        for name, allowed in spec.when.items()
    }
    return Rule(id=spec.id, when=when, grade=spec.grade, text=spec.text, cite=spec.cite)


@cache
def load_sources() -> MappingProxyType[str, str]:
    path = CONTENT / "evidence" / "sources.yaml"
    return MappingProxyType(validated(SourceSpec, read_yaml(path), path.name).sources)


@cache
def load_claims(language: str = "en") -> MappingProxyType[str, ClaimSpec]:
    """Return what each source found, by the key of the source."""
    path = CONTENT / "evidence" / f"claims-{language}.yaml"
    claims = validated(ClaimsSpec, read_yaml(path), path.name).claims
    stray = {claim.source for claim in claims} - set(load_sources())
    if stray:
        raise ContentError(f"{path.name}: the source {min(stray)} is not listed.")
    return MappingProxyType({claim.source: claim for claim in claims})


def help_path(language: str) -> Path:
    own = data_folder() / "help" / f"{language}.yaml"
    return own if own.exists() else CONTENT / "help" / f"{language}.yaml"


def load_help(language: str = "en") -> tuple[tuple[str, ...], str, tuple[HelpEntry, ...]]:
    """Return the help page: introduction, when it was checked, and the places to turn to."""
    path = help_path(language)
    spec = validated(HelpSpec, read_yaml(path), path.name)
    places = tuple(HelpEntry(name=p.name, contact=p.contact, note=p.note) for p in spec.places)
    return spec.intro, spec.checked, places
