"""Rules are chosen by what a fact is; the first that fits words it."""

from __future__ import annotations

import pytest

from pairbond.errors import ContentError
from pairbond.findings.narrative import Catalogue, Rule, filled


def rule(name: str, **when: str | set[str]) -> Rule:
    return Rule(
        id=name,
        when={key: frozenset([v] if isinstance(v, str) else v) for key, v in when.items()},
        grade="A",
        text="{name} says.",
    )


def catalogue(*rules: Rule) -> Catalogue:
    return Catalogue(
        language="en", rules=rules, prose={"hello": "Hello {name}.", "bare": "Bare."}, sources={}
    )


def test_a_rule_needs_every_condition_and_ignores_other_attributes() -> None:
    found = rule("one", fact="level", direction={"high", "low"})
    assert found.meets({"fact": "level", "direction": "low", "reader": "self"})
    assert not found.meets({"fact": "level", "direction": "middle"})
    assert not found.meets({"fact": "level"})


def test_the_first_rule_that_fits_is_taken() -> None:
    found = catalogue(rule("narrow", fact="x", kind="y"), rule("wide", fact="x"))
    assert found.rule_for({"fact": "x", "kind": "y"}).id == "narrow"  # type: ignore[union-attr]
    assert found.rule_for({"fact": "x", "kind": "z"}).id == "wide"  # type: ignore[union-attr]
    assert found.rule_for({"fact": "q"}) is None


def test_sentences_are_filled_in_and_a_gap_is_named() -> None:
    found = catalogue()
    assert found.say("hello", name="Ada") == "Hello Ada."
    with pytest.raises(ContentError, match="narrative hello: cannot be filled in"):
        found.say("hello")
    with pytest.raises(ContentError, match=r"narratives \(en\): there is no text 'nothing'"):
        found.say("nothing")
    assert found.word("nothing", "else") == "else"
    assert found.word("bare", "else") == "Bare."


@pytest.mark.parametrize("template", ["{0}", "{", "{name!z}", "{name:d}"])
def test_broken_templates_are_content_errors(template: str) -> None:
    with pytest.raises(ContentError):
        filled(template, {"name": "Ada"}, "broken")


def test_names_with_braces_are_only_names() -> None:
    assert filled("{name}", {"name": "{evil} {0}"}, "x") == "{evil} {0}"
