"""What one person alone reads: every rule speaks, plain words, nothing forbidden, nothing on the partner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
import textstat
from tests.property.strategies import (
    CREATED,
    STYLES,
    answers_file,
    everyday,
    person_answers,
    with_consent,
)

from pairbond.findings import Finding, Prose, Report, Section
from pairbond.findings.narrative import Catalogue
from pairbond.library.answers import AnswersFile
from pairbond.library.content_spec import NarrativeSpec
from pairbond.library.instruments import load_instrument
from pairbond.library.paths import CONTENT
from pairbond.library.solo import load_letter, load_moves
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.report.build import build_report
from pairbond.report.catalogue import load_catalogue

FEW, MANY = 60, 1000
GRADE = 9.0
SOLO = (
    "signs", "everywhere", "over-responsibility", "past", "history", "loop", "needs", "letter", "exercises",
    "approaches",
)  # fmt: skip
SPEC = validated(NarrativeSpec, read_yaml(CONTENT / "narratives" / "en" / "solo.yaml"), "solo.yaml")
# Said where nothing else is; random people always have something.
RARE = {"signs.nothing", "past.few", "own-moves.none", "own-needs.count.most"}

FORBIDDEN = re.compile(
    r"nervous system|\btoxic|soul ?mate|your fault|compatibility score|\b(?:a|an|the|your) "
    r"(?:anxious|avoidant|secure)\b"
    r"(?!(?:-\w+)? (?:attachment|side|pattern|strategy|dimension|pull|part|style|partner)\b)",
    re.IGNORECASE,
)
ABOUT_PARTNER = re.compile(r"(?<!for )(?<!with )(?<!about )\byour partner (?:[a-z]+ly )?(\w+)", re.IGNORECASE)
VERB = re.compile(
    r"is|was|has|had|does|did|never|always|often|wants|needs|feels|thinks|loves|avoids|pulls|seems|tends|gives"
    r"|keeps|shows|will|would|cares|knows|means|says|looks|draws|comes|stays|steps|goes|hides|lacks|refuses"
)
# Who sees it, what it is a view of, or that it is a question, a condition or left open.
AS_YOU_SEE_IT = re.compile(
    r"\b(?:as you see it|you see|your view|by your|your answers|when|if|while|so that|until|what|left to|could"
    r"|you named)\b|\?",
    re.IGNORECASE,
)


def person(seed: int) -> AnswersFile:
    rng = np.random.default_rng(seed)
    missing = (0.0, 0.0, 0.2)[seed % 3]
    answers = person_answers(everyday(), style=STYLES[seed % len(STYLES)], missing=missing, rng=rng)
    return answers_file(answers)


def alone(answers: AnswersFile) -> Report:
    return build_report(answers, created=CREATED)


def section(report: Report, name: str) -> Section | None:
    return next((found for found in report.sections if found.id == name), None)


def spoken(found: Section) -> Iterator[Prose | Finding]:
    yield from (block for block in found.blocks if isinstance(block, (Prose, Finding)))


@dataclass(frozen=True, slots=True)
class Seen:
    """Rules, prose and distinct texts of the reports of many people, each on their own."""

    rules: frozenset[str]
    keys: frozenset[str]
    texts: frozenset[tuple[str, str, str]]


@cache
def seen(n: int) -> Seen:
    keys: set[str] = set()
    rules: set[str] = set()
    texts: set[tuple[str, str, str]] = set()
    say = Catalogue.say

    def noted(self: Catalogue, key: str, **values: object) -> str:
        keys.add(key)
        return say(self, key, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalogue, "say", noted)
        for seed in range(n):
            report = alone(person(seed))
            rules |= {finding.rule for finding in report.findings()}
            for part in report.sections:
                texts |= {(part.id, block.rule, block.text) for block in spoken(part)}
    return Seen(frozenset(rules), frozenset(keys), frozenset(texts))


amounts = pytest.mark.parametrize("n", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])

# ---- every rule speaks, every text is used -------------------------------------------------------


@pytest.mark.slow
def test_every_solo_rule_can_be_reached() -> None:
    assert {rule.id for rule in SPEC.rules} - seen(2 * FEW).rules == set()


def test_every_solo_text_is_used() -> None:
    assert set(SPEC.prose) - seen(2 * FEW).keys - RARE == set()
    assert set(SPEC.prose) >= RARE


MIDDLE = {item.id: 3 for item in load_instrument("signs").items}
STILL = {f"moves.{move}.{aspect}": 1 for move in load_moves() for aspect in ("do", "stirs")}
MUCH = {"needs.help.wanted": 7, "needs.help.happens": 7, "needs.help.matters": 5}


@pytest.mark.parametrize(
    ("name", "instrument", "answers", "rule"),
    [
        ("signs", "signs", MIDDLE, "signs.nothing"),
        ("past", "past-partners", {"past-partners.steadies": ["rest"]}, "past.few"),
        ("loop", "moves", STILL, "own-moves.none"),
        ("needs", "needs", MUCH, "own-needs.met"),
    ],
)
def test_what_is_said_where_nothing_stands_out(
    name: str, instrument: str, answers: dict[str, int | list[str]], rule: str
) -> None:
    found = section(alone(answers_file({instrument: answers})), name)
    assert found is not None
    assert rule in {block.rule for block in spoken(found)}
    assert ("7 or more" in repr(found)) == (name == "needs")


@amounts
def test_every_placeholder_is_filled(n: int) -> None:
    left = [text for _, _, text in seen(n).texts if re.search(r"\{[a-z_]*\}|\bnan\b|\bNone\b(?! of)", text)]
    assert not [text for text in left if "None has been tested" not in text]


# ---- plain words, nothing forbidden --------------------------------------------------------------


def readable(rule: str, text: str) -> str:
    """The text; of a rule that lists names, the sentence without the list."""
    template = next((one.text for one in load_catalogue().rules if one.id == rule), "")
    return template.replace("{what}", "these").format_map(Blank()) if "{what}" in template else text


class Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "two"


def too_hard(rule: str, text: str) -> bool:
    return float(textstat.flesch_kincaid_grade(readable(rule, text))) > GRADE


@amounts
def test_every_solo_text_reads_at_grade_nine(n: int) -> None:
    hard = {(rule, text) for where, rule, text in seen(n).texts if where in SOLO and too_hard(rule, text)}
    assert not hard


@amounts
def test_no_report_uses_a_forbidden_phrase(n: int) -> None:
    assert not {text for _, _, text in seen(n).texts if FORBIDDEN.search(text)}


def unattributed(text: str) -> list[str]:
    """Sentences that state something of the partner and do not say whose view it is."""
    return [
        sentence
        for sentence in re.findall(r"[^.?!]+[.?!]?", text)
        if any(VERB.fullmatch(verb.lower()) for verb in ABOUT_PARTNER.findall(sentence))
        and not AS_YOU_SEE_IT.search(sentence)
    ]


@amounts
def test_no_report_of_one_person_states_what_the_partner_is_like(n: int) -> None:
    assert not {(rule, one) for _, rule, text in seen(n).texts for one in unattributed(text)}


@pytest.mark.parametrize(
    "text",
    ["Your partner is distant.", "Your partner pulls away.", "We think that your partner never listens."],
)
def test_a_statement_about_the_partner_is_found(text: str) -> None:
    assert unattributed(text)


@pytest.mark.parametrize(
    "text",
    [
        "As you see it, your partner pulls away.",
        "It stirs you when your partner is late.",
        "You draw back so that your partner will come.",
        "What your partner does is left to your partner to say.",
        "The score for your partner is low by your answers.",
        "Is your partner the one you turn to?",
    ],
)
def test_a_view_or_a_question_passes(text: str) -> None:
    assert not unattributed(text)


@pytest.mark.parametrize(
    "text", ["an avoidant", "Your anxious self", "it is your fault", "Toxic love", "the secure ones"]
)
def test_a_forbidden_phrase_is_found(text: str) -> None:
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "anxious attachment",
        "an avoidant partner",
        "the anxious side",
        "a secure style",
        "your avoidant-dismissive part",
    ],
)
def test_what_names_a_side_passes(text: str) -> None:
    assert not FORBIDDEN.search(text)


def test_hard_words_are_found() -> None:
    assert too_hard("", "Interpersonal considerations habitually necessitate considerable deliberation.")
    assert not too_hard("", "When it gets tense, you go quiet.")


# ---- the letter ----------------------------------------------------------------------------------


def letter(answers: AnswersFile) -> list[str]:
    found = section(alone(answers), "letter")
    return [block.text for block in spoken(found)] if found else []


def coercive_seen(answers: AnswersFile) -> set[str]:
    """Moves of the partner that frighten or control and that were seen at all."""
    moves, conflict = answers.responses["moves"], answers.responses.get("conflict")
    found = set()
    for name, move in load_moves().items():
        seen_ = moves.value(f"moves.{name}.sees") or 0
        marks = (
            [conflict.value(i) or 0 for i in move.coercive_if.observed]
            if move.coercive_if and conflict
            else []
        )
        hurtful = move.coercive_if is not None and any(v >= move.coercive_if.at_least for v in marks)
        if seen_ >= 2 and (move.coercive or hurtful):
            found.add(name)
    return found


def without_fields(text: str) -> str:
    return text.split(" {", maxsplit=1)[0]


@amounts
def test_no_coercive_move_of_the_partner_is_in_a_letter(n: int) -> None:
    content, met = load_letter(), 0
    for seed in range(n):
        answers = person(seed)
        lines = letter(answers)
        for name in coercive_seen(answers):
            met += 1
            entry = content.partner_moves.get(name)
            assert entry is None or not any(entry.text in line for line in lines), (seed, name)
            assert content.left_out in lines
    assert met > n / 4


def test_the_letter_has_no_words_for_what_only_the_other_can_stop() -> None:
    always = {name for name, move in load_moves().items() if move.coercive}
    assert always
    assert not always & set(load_letter().partner_moves)
    assert not always & set(load_letter().own_moves)


@amounts
def test_sex_is_never_asked_for(n: int) -> None:
    assert "sex" not in load_letter().needs
    asked = {text for where, rule, text in seen(n).texts if where == "letter"}
    assert asked
    assert not {text for text in asked if re.search(r"\bsex|\bmake love|in bed\b", text, re.IGNORECASE)}


def test_a_gap_in_sex_alone_asks_for_nothing() -> None:
    gap = {"needs.sex.wanted": 7, "needs.sex.happens": 0, "needs.sex.matters": 5}
    lines = letter(answers_file({"needs": gap}))
    assert lines
    assert not any(need in lines for need in load_letter().needs.values())
    other = {"needs.talk.wanted": 7, "needs.talk.happens": 0, "needs.talk.matters": 5}
    assert load_letter().needs["talk"] in letter(answers_file({"needs": {**gap, **other}}))


@pytest.mark.parametrize(
    ("consent", "given"),
    [
        (None, True),
        ({}, False),
        ({"bond": "open"}, False),
        ({"actions": "none"}, False),
        ({"actions": "open"}, True),
    ],
)
def test_without_consent_to_advice_there_is_no_letter_and_no_exercise(
    consent: dict[str, str] | None, given: bool
) -> None:
    worried = next(a for seed in range(FEW) if section(alone(a := person(seed)), "exercises"))
    report = alone(with_consent(worried, consent))
    for name in ("letter", "exercises"):
        assert (section(report, name) is not None) is given


@amounts
def test_nothing_of_the_letter_is_said_without_consent(n: int) -> None:
    words = {*load_letter().before, *load_letter().after}
    for seed in range(0, n, 10):
        report = alone(with_consent(person(seed), {"attachment": "open"}))
        assert not words & {block.text for part in report.sections for block in spoken(part)}


def test_a_joint_report_holds_no_solo_section() -> None:
    for seed in range(6):
        joint = build_report(person(seed), person(seed + 100), created=CREATED)
        assert not {part.id for part in joint.sections} & (set(SOLO) - {"loop", "needs"})
