"""Every rule catches what it must and lets plain words pass; and so do the checks of a whole report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from pydantic import ValidationError
from tests.property.strategies import full_couple

from pairbond.findings import Confidence, Finding, Prose, Report, Section
from pairbond.library.lint_rules import LintRuleSpec, Type, load_lint_rules
from pairbond.report.build import build_report
from pairbond.safety.linter import (
    Flaw,
    data_texts,
    lint_data,
    lint_report,
    lint_text,
    report_texts,
    said,
    with_names,
)

RULES = load_lint_rules()
CREATED = date(2026, 11, 2)


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r in RULES for t in r.caught])
def test_a_rule_catches_its_examples(rule: LintRuleSpec, text: str) -> None:
    assert list(said(text, "x", [rule]))


@pytest.mark.parametrize(("rule", "text"), [(r, t) for r in RULES for t in r.passes])
def test_no_rule_catches_what_may_be_said(rule: LintRuleSpec, text: str) -> None:
    assert list(said(text, "x", RULES)) == []


def test_every_type_of_statement_that_is_never_made_has_a_rule() -> None:
    assert {rule.type for rule in RULES} == set(get_args(Type))
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "text",
    [
        "nervous system", "toxic", "soulmate", "soul-mate", "your fault", "compatibility score", "an avoidant",
        "the anxious one", "THE ANXIOUS ONE", "This is no compatibility score.", "It is not your fault.",
        "We never call anyone toxic.", "a secure base", "an anxious, tired evening",
    ],
)  # fmt: skip
def test_forbidden_words_are_found_in_denials_too(text: str) -> None:
    assert list(said(text, "x", RULES))


@pytest.mark.parametrize(
    "noun", ["attachment", "side", "pattern", "strategy", "dimension", "pull", "part", "style", "partner"]
)
@pytest.mark.parametrize("article", ["an", "the", "your"])
@pytest.mark.parametrize("word", ["anxious", "avoidant"])
def test_the_three_words_stand_before_these_nouns(article: str, word: str, noun: str) -> None:
    assert list(said(f"{article} {word} {noun} of it", "x", RULES)) == []
    assert list(said(f"{article} {word} table", "x", RULES))


def test_placeholders_are_read_as_names() -> None:
    assert with_names("{higher} and {lower}, {higher}") == "Ada and Ben, Ada"
    (flaw,) = lint_text("{doer} is to blame.", "x")
    assert flaw.rule == "blame" and flaw.found == "Ada is to blame"
    assert "x: blame: “Ada is to blame”." in flaw.line()


HARD = (
    "Interpersonal considerations habitually necessitate considerable deliberation beforehand, unfortunately."
)


def test_hard_texts_are_named_with_their_grade() -> None:
    (flaw,) = lint_text(HARD, "x")
    assert flaw.rule == "reading-grade" and "Reading grade" in flaw.why
    assert lint_text(HARD, "x", prose=False) == []
    assert lint_text("Unfortunately incomprehensible.", "a label") == []


def test_content_is_walked_without_ids_sources_and_denied_claims() -> None:
    data = {
        "schema": "pairbond.narratives/1",
        "rules": [{"id": "r.one", "when": {"fact": "a b"}, "cite": ["a b"], "text": "You are an avoidant."}],
        "prose": {"method.x": HARD, "y": HARD},
        "claims": [
            {"text": "Avoidants never love.", "grade": "does not hold"},
            {"text": "a toxic bond", "grade": "A"},
        ],
    }
    assert [path for path, _ in data_texts(data)] == [
        "rules.0.r.one.text", "prose.method.x", "prose.y", "claims.1.text",
    ]  # fmt: skip
    assert sorted((f.where, f.rule) for f in lint_data(data)) == [
        ("claims.1.text", "insult"),
        ("prose.y", "reading-grade"),
        ("rules.0.r.one.text", "type-noun"),
    ]


# ---- whole reports -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report() -> Report:
    a, b = full_couple(4)
    return build_report(a, b, created=CREATED)


def finding(text: str, *, rule: str = "x", grade: str = "A") -> Finding:
    return Finding(
        id=rule, section="strengths", reader="joint", grade=grade, confidence=Confidence.DESCRIBED,  # type: ignore[arg-type]
        text=text, evidence=(), rule=rule,
    )  # fmt: skip


def with_section(report: Report, section: Section, at: int = 2) -> Report:
    kept = [s for s in report.sections if s.id != section.id]
    return replace(report, sections=(*kept[:at], section, *kept[at:]))


def strengths(*blocks: object) -> Section:
    return Section(id="strengths", number=3, title="What goes well", blocks=blocks)  # type: ignore[arg-type]


def rules_of(flaws: list[Flaw]) -> set[str]:
    return {flaw.rule for flaw in flaws}


def test_a_report_that_is_fine_has_no_flaws(report: Report) -> None:
    assert lint_report(report) == []
    assert len(list(report_texts(report))) > 100


@pytest.mark.parametrize("place", ["title", "header", "cannot_say", "prose", "finding"])
def test_a_forbidden_word_is_found_wherever_it_stands(report: Report, place: str) -> None:
    word = "a toxic bond"
    made = {
        "title": lambda: replace(report, title=word),
        "header": lambda: replace(report, header=(*report.header, ("Note", word))),
        "cannot_say": lambda: replace(report, cannot_say=(word,)),
        "prose": lambda: with_section(report, strengths(Prose(text=word))),
        "finding": lambda: with_section(report, strengths(finding(word))),
    }[place]()
    assert rules_of(lint_report(made)) == {"insult"}


def test_strengths_come_first_or_the_report_says_that_there_are_few(report: Report) -> None:
    assert "strengths-first" in rules_of(lint_report(with_section(report, strengths())))
    late = with_section(report, strengths(Prose(text="We found few.")), at=4)
    assert "strengths-first" in rules_of(lint_report(late))
    concern = finding("Ada seldom feels heard.", rule="bond.responsiveness.low")
    assert "strengths-first" in rules_of(lint_report(with_section(report, strengths(concern))))
    after = strengths(Prose(text="We found few."), concern)
    assert lint_report(with_section(report, after)) == []


def test_grade_d_is_never_said_and_grade_c_asks(report: Report) -> None:
    made = with_section(
        report, strengths(finding("It is so.", grade="D"), finding("It is so.", rule="y", grade="C"))
    )
    assert [f.found for f in lint_report(made) if f.rule == "grade"] == ["D", "C"]


def test_a_rule_needs_examples_and_a_pattern_that_can_be_read() -> None:
    rule = {
        "id": "x",
        "type": "label",
        "why": "w",
        "pattern": "(",
        "caught": ["a", "b"],
        "passes": ["c", "d"],
    }
    with pytest.raises(ValidationError, match="not a pattern"):
        LintRuleSpec.model_validate(rule)
    with pytest.raises(ValidationError, match="caught"):
        LintRuleSpec.model_validate({**rule, "pattern": "a", "caught": ["a"]})
