"""What every report of every couple keeps to: SAFETY.md's report rules and the document's form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from tests.property.strategies import CREATED, random_couple, shipped, with_consent

from pairbond.findings import Chart, Confidence, Finding, HelpEntry, Prose, Report
from pairbond.library.pair_texts import load_actions
from pairbond.report.build import build_report
from pairbond.report.catalogue import load_catalogue, load_help

SEEDS = 300
BLOCK = 25
FORBIDDEN = [
    r"nervous system", r"toxic", r"soul ?mate", r"your fault", r"compatibility score", r"narcissis", r"(?<!“)codependen",
    r"gaslight", r"red flag", r"an avoidant\b(?! (?:side|pattern|part|style))", r"the anxious one", r"you should (?:leave|stay)",
    r"\b(?:leave|stay with) (?:him|her|them|your partner)\b", r"\d+ ?% (?:match|compatib)", r"compatib\w*(?: of| is|:) ?\d",
    r"made for each other", r"meant to be", r"will (?:break up|split up|separate|divorce|last|fail)",
    r"(?:likely|going|bound|sure) to (?:break up|split up|separate|divorce|last)", r"\bdoomed\b", r"the right partner",
    r"\b(?:a|an|the|your) (?:(?:very|quite|rather|\w+ly) )?(?:anxious|avoidant|secure)\b"
    r"(?! (?:attachment|side|pattern|strategy|dimension|pull|part|style|partner))",
]  # fmt: skip
SCHEMA = {
    "schema", "mode", "reader", "title", "people", "created", "parts", "quality", "conflict", "values",
    "loop", "signal", "needs", "perception", "actions", "findings", "cannot_say", "versions",
}  # fmt: skip
SCALE_KEYS = {"value", "se", "lower", "upper", "percentile", "norm", "n_answered", "cautions"}
FINDING_KEYS = {"id", "section", "reader", "grade", "confidence", "text", "evidence"}


def reports(block: int) -> Iterator[Report]:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        a, b = random_couple(seed)
        if seed % 5 == 0:
            a = with_consent(a, {"attachment": "open", "values": "open", "bond": "banded"})
        for reader in ("joint", "a") if seed % 2 else ("joint", "b"):
            yield build_report(a, b, reader=reader, created=CREATED)  # type: ignore[arg-type]


@pytest.mark.parametrize("block", range(SEEDS // BLOCK))
def test_every_report_keeps_the_rules(block: int) -> None:
    for report in reports(block):
        for rule in RULES:
            rule(report)


def something_cannot_be_said(report: Report) -> None:
    assert report.cannot_say
    assert all(text.strip() for text in report.cannot_say)
    assert len(set(report.cannot_say)) == len(report.cannot_say)


def ids_are_unique(report: Report) -> None:
    ids = [finding.id for finding in report.findings()]
    assert len(set(ids)) == len(ids)
    sections = [section.id for section in report.sections]
    assert len(set(sections)) == len(sections)
    assert {finding.section for finding in report.findings()} <= set(sections)
    charts = [b.id for s in report.sections for b in s.blocks if isinstance(b, Chart)]
    assert len(set(charts)) == len(charts)


def findings_are_worded_graded_and_founded(report: Report) -> None:
    grades = {rule.id: rule.grade for rule in load_catalogue().rules}
    grades |= {f"action.{spec.id}": spec.grade for spec in load_actions().actions}
    for finding in report.findings():
        assert finding.text.strip() and finding.reader == report.reader
        assert finding.grade == grades[finding.rule] in {"A", "B", "C"}
        assert set(finding.citations) <= set(load_catalogue().sources)
        if finding.confidence in {Confidence.CLEAR, Confidence.LIKELY}:
            assert finding.evidence, finding.id
        if finding.grade == "C":
            assert "?" in finding.text, finding.id


def words_of_certainty_match_their_number(report: Report) -> None:
    for finding in report.findings():
        if finding.probability is not None and finding.confidence == Confidence.CLEAR:
            assert finding.probability >= 0.95
        if finding.probability is not None and finding.confidence == Confidence.LIKELY:
            assert 0.80 <= finding.probability < 0.95


def verdicts_stand_in_the_summary_of_two(report: Report) -> None:
    for finding in report.findings():
        assert finding.verdict is None or (report.reader == "joint" and finding.section == "summary")
        if finding.verdict == "unknown":
            assert finding.confidence == Confidence.CANNOT_TELL


def a_partners_items_are_never_listed(report: Report) -> None:
    for finding in report.findings():
        assert report.reader != "joint" or not any(evidence.items for evidence in finding.evidence)


def strengths_come_before_troubles_and_help_last(report: Report) -> None:
    order = [section.id for section in report.sections]
    assert order[:3] == ["summary", "certainty", "strengths"]
    assert order[-2:] == ["method", "help"]


def help_is_the_same_for_everyone(report: Report) -> None:
    section = report.section("help")
    assert section is not None
    intro, _, places = load_help()
    assert [b.text for b in section.blocks if isinstance(b, Prose) and b.role == "help"] == list(intro)
    assert [b for b in section.blocks if isinstance(b, HelpEntry)] == list(places)


def the_header_says_what_we_cannot_check(report: Report) -> None:
    header = dict(report.header)
    assert header["Who answered"] == "We cannot check who answered."
    assert "Not for court" in header["Purpose"]
    assert "sting" in header["Before you read"]


def json_is_whole_and_plain(report: Report) -> None:
    data = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert data.keys() >= SCHEMA
    assert data["schema"] == "pairbond.report/1"
    assert data["mode"] in ({"full", "partial"} if report.reader == "joint" else {"solo"})
    for person in data["people"].values():
        for scale in person["scales"].values():
            assert scale.keys() >= SCALE_KEYS
    for finding in data["findings"]:
        assert finding.keys() >= FINDING_KEYS
    assert {"pairbond", "instruments", "norms"} <= data["versions"].keys()


def charts_have_their_words(report: Report) -> None:
    for section in report.sections:
        for chart in (block for block in section.blocks if isinstance(block, Chart)):
            assert chart.title and chart.description and chart.table.rows
            assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)
            assert within(chart.data)


def within(data: Any) -> bool:
    """Whether every point of a dots chart lies on its axis."""
    if "domain" not in data:
        return True
    low, high = data["domain"]
    return all(low - 1e-9 <= p["value"] <= high + 1e-9 for row in data.get("rows", []) for p in row["points"])


def there_are_at_most_three_steps_each(report: Report) -> None:
    steps: Any = report.to_dict()["actions"]
    for who in ("a", "b"):
        assert len([step for step in steps if step["who"] in {who, "both"}]) <= 3
    assert all(step[key].strip() for step in steps for key in ("what", "why", "how", "when", "know"))


def every_finding_opens_something(report: Report) -> None:
    for finding in report.findings():
        assert finding.evidence, finding.id
        assert all(evidence.label and (evidence.detail or evidence.estimate) for evidence in finding.evidence)


def both_questions_are_answered_or_what_is_missing_is_named(report: Report) -> None:
    headings = [
        b.text for s in report.sections for b in s.blocks if isinstance(b, Prose) and b.role == "heading"
    ]
    assert any("really there" in text for text in headings)
    if report.reader == "joint" and "needs" in report.extra["parts"]:  # type: ignore[operator]
        assert any("too much" in text for text in headings)
        assert any(finding.rule.startswith("needs.answer.") for finding in report.findings())


def no_forbidden_word(report: Report) -> None:
    texts = [block.text for s in report.sections for block in s.blocks if isinstance(block, (Prose, Finding))]
    for text in [*texts, *report.cannot_say]:
        assert not forbidden_in(text), text


def forbidden_in(text: str) -> list[str]:
    return [pattern for pattern in FORBIDDEN if re.search(pattern, text, re.IGNORECASE)]


RULES = (
    something_cannot_be_said, ids_are_unique, findings_are_worded_graded_and_founded,
    words_of_certainty_match_their_number, verdicts_stand_in_the_summary_of_two,
    a_partners_items_are_never_listed, strengths_come_before_troubles_and_help_last,
    help_is_the_same_for_everyone, the_header_says_what_we_cannot_check, json_is_whole_and_plain,
    charts_have_their_words, no_forbidden_word, there_are_at_most_three_steps_each,
    every_finding_opens_something, both_questions_are_answered_or_what_is_missing_is_named,
)  # fmt: skip


# ---- wording of the catalogue --------------------------------------------------------------------


@cache
def wordings() -> dict[str, str]:
    """Every text a report can hold, by its key."""
    catalogue = load_catalogue()
    found = {rule.id: rule.text for rule in catalogue.rules} | dict(catalogue.prose)
    for instrument in shipped():
        for scale in instrument.scales:
            found |= {
                f"{scale.id}.title": scale.title,
                f"{scale.id}.high": scale.high,
                f"{scale.id}.low": scale.low,
            }
        found |= {f"{instrument.id}.{c.code}": c.text for c in instrument.cautions}
    intro, _, _ = load_help()
    return found | {f"help.{i}": text for i, text in enumerate(intro)} | dict(step_texts())


def step_texts() -> Iterator[tuple[str, str]]:
    """Every text about steps, the agreement and the talk."""
    content = load_actions()
    for spec in content.actions:
        for name in ("what", "why", "how", "moment", "know"):
            yield f"action.{spec.id}.{name}", getattr(spec, name)
    yield from ((f"because.{key}", text) for key, text in content.because.items())
    talk = content.talk
    lines = (*content.agreement.lines, talk.before, *talk.steps, talk.after)
    yield from ((f"talk.{i}", text) for i, text in enumerate(lines))
    for key, words in content.needs.items():
        yield from ((f"need.{key}.{name}", getattr(words, name)) for name in ("act", "give", "ask"))


def test_no_text_holds_a_forbidden_word() -> None:
    found = {key: hits for key, text in wordings().items() if (hits := forbidden_in(text))}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "You are an avoidant.", "the anxious one", "Your anxious partner is Ben. The secure person waits.",
        "82 % compatible", "You should leave.", "This will not last: you will break up.", "A red flag.",
        "a very anxious person", "He is a narcissist.", "Compatibility: 81",
    ],
)  # fmt: skip
def test_the_word_list_sees_what_it_should(text: str) -> None:
    assert forbidden_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "an avoidant style", "the anxious side of it", "Your answers describe more worry.",
        "Being anxious is not a kind of person.", "a secure attachment", "12 % of people",
    ],
)  # fmt: skip
def test_the_word_list_lets_plain_words_pass(text: str) -> None:
    assert not forbidden_in(text)


WORD = re.compile(r"[A-Za-z’']+")


def grade(text: str) -> float:
    """Flesch-Kincaid grade, names in place of the placeholders."""
    import textstat

    return float(textstat.flesch_kincaid_grade(re.sub(r"\{[a-z_]+\}", "Ada", text)))


def is_prose(key: str, text: str) -> bool:
    """Whether a text is one to read: not method, not the words of a chart or of evidence."""
    technical = key.startswith(("method.", "evidence.")) or ".chart." in key or ".table." in key
    return not technical and len(WORD.findall(text)) >= 8


def test_report_texts_read_at_grade_nine_or_below() -> None:
    catalogue = load_catalogue()
    texts = {rule.id: rule.text for rule in catalogue.rules} | dict(catalogue.prose) | dict(step_texts())
    hard = {key: grade(text) for key, text in texts.items() if is_prose(key, text) and grade(text) > 9}
    assert hard == {}


def test_joint_reports_name_nobody_you_alone() -> None:
    """Rules for two never say whose fault; a rule for one says "you" and never a name."""
    for rule in load_catalogue().rules:
        if rule.when.get("reader") == frozenset({"self"}):
            assert "{name}" not in rule.text and "{doer}" not in rule.text, rule.id


def test_what_is_read_by_two_is_gender_free() -> None:
    words = re.compile(r"\b(?:he|she|him|her|his|hers|husband|wife|boyfriend|girlfriend)\b", re.IGNORECASE)
    assert {key: text for key, text in wordings().items() if words.search(text)} == {}
