"""Every sentence on check-ins can be reached, is filled in, is plain, and none can be used as a weapon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
import textstat
from tests.property.strategies import CREATED, with_consent
from tests.unit.report_build.checkin_cases import checkins, couple, said, with_columns
from tests.unit.report_build.test_rules import strings

from pairbond.checkins.changes import find_changes
from pairbond.checkins.planner import DaysPlan
from pairbond.checkins.trials import TrialResult
from pairbond.findings import Report
from pairbond.findings.narrative import Catalogue
from pairbond.library.content_spec import NarrativeSpec
from pairbond.library.paths import CONTENT
from pairbond.library.trials import make_trial
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.report import answer_text, days, trial_text
from pairbond.report.build import build_report
from pairbond.report.catalogue import load_catalogue
from pairbond.safety import PARTS

READERS: tuple[Any, ...] = ("joint", "a", "b")
VERDICTS = ("shared_change", "shared_and_larger", "diaries_differ", "no_change_seen", "cannot_tell")
FORBIDDEN = re.compile(
    r"nervous system|\btoxic|your fault|\blying\b|\bliar\b|\bparano|unfounded|imagin|over-?react|jealous|"
    r"\byou are (?:too|an?)\b|\b(?:she|he) (?:is|was) \w+ing\b|%(?! interval)",
    re.IGNORECASE,
)


def spec() -> NarrativeSpec:
    path = CONTENT / "narratives" / "en" / "checkins.yaml"
    return validated(NarrativeSpec, read_yaml(path), path.name)


def shifted(column: str, step: float) -> Any:
    """Check-ins in which one of A's columns changes its level halfway."""
    rng = np.random.default_rng(1)
    values = np.clip(
        np.round(5 - step / 2 + step * (np.arange(60) >= 30) + 0.7 * rng.standard_normal(60)), 0, 10
    )
    return with_columns(checkins(), "a", **{column: values})


def own_cases() -> Iterator[Any]:
    """Check-ins of A that bring out each sentence of one's own days."""
    for column, step in product(("partner_present", "present", "unsettled"), (-4.0, 4.0)):
        yield steady(shifted(column, step), but=column)
    ones = np.ones(60)
    for met in (
        np.tile([1.0] * 5 + [0.0] * 5, 6),
        np.tile([0.0, 1.0], 30),
        np.repeat([0.0, 1.0], 30),
        np.repeat([1.0, 0.0], 30),
    ):
        yield with_columns(checkins(), "a", reached=ones, met=met)
    for effect in (-4.0, 4.0, 0.0):
        yield spaced(effect)
    rng = np.random.default_rng(2)
    for widths in ((3.0, 0.3), (0.3, 3.0)):
        noise = rng.standard_normal(84) * np.repeat(widths, 42)
        long = checkins(replace_days(84))
        yield with_columns(long, "a", unsettled=np.clip(np.round(5 + noise), 0, 10))
    yield checkins(replace_days(10))
    for answer in ("further", "nearer", "same"):
        yield checkins(months={"a": answer, "b": "further"})


def steady(found: Any, *, but: str) -> Any:
    """The same check-ins with A's other ratings the same every day."""
    others = {name for name in ("partner_present", "present", "unsettled") if name != but}
    return with_columns(found, "a", **{name: np.full(60, 6.0) for name in others})


def replace_days(n: int) -> Any:
    from pairbond.checkins.synthetic import DiaryTruth

    return DiaryTruth(days=n)


def spaced(effect: float) -> Any:
    """A wish for space on every other day, said in turn; the day after a named one differs by *effect*."""
    wanted = np.tile([1.0, 0.0, 1.0, 0.0], 15)
    said_so = np.where(wanted == 1, np.tile([1.0, np.nan, 0.0, np.nan], 15), np.nan)
    rng = np.random.default_rng(3)
    unsettled = np.clip(
        np.round(5 + effect * np.tile([0.0, 1.0, 0.0, 0.0], 15) + 0.7 * rng.standard_normal(60)), 0, 10
    )
    return with_columns(checkins(), "a", wanted_space=wanted, said_so=said_so, unsettled=unsettled)


def reports() -> Iterator[Report]:
    a, b = couple()
    cases = [(verdict, "apart") for verdict in VERDICTS] + [(v, "closer") for v in VERDICTS[:2]]
    agreed = {**dict.fromkeys(PARTS, "open"), "signal": "banded"}
    with pytest.MonkeyPatch.context() as patch:
        for verdict, way in cases:
            direction = way if verdict.startswith("shared") else None
            signal = {who: said(who, verdict, direction=direction) for who in ("a", "b")}  # type: ignore[arg-type]
            patch.setattr(days, "answer", lambda _, who, signal=signal: signal[who])
            for reader in READERS:
                yield build_report(a, b, reader=reader, created=CREATED, checkins=checkins())
            low = with_columns(checkins(), "b", present=np.repeat([1.0, 5.0, 9.0], 20))
            for reader in READERS:
                pair = with_consent(a, agreed), with_consent(b, agreed)
                yield build_report(*pair, reader=reader, created=CREATED, checkins=low)
        for changes in (
            {"days": 9, "reason": "few_days"}, {"days_needed": None}, {"verdict": None},
            {"reason": "at_the_end_of_the_scale"}, {"reason": "no_variation"},
            {"cautions": (replace(said("a").cautions[0], code="signal.long_diary"),)},
            {"cautions": (replace(said("a").cautions[0], code="signal.stands"),)},
        ):  # fmt: skip
            patch.setattr(
                days, "answer", lambda _, who, c=changes: said(who, **{"verdict": "cannot_tell", **c})
            )
            yield build_report(a, b, reader="a", created=CREATED, checkins=checkins())
        for case in own_cases():
            yield build_report(a, created=CREATED, checkins=case)


def terminal_texts() -> Iterator[str]:
    """The sentences of ``checkins``, ``plan-days`` and ``trial``."""
    words = load_catalogue()
    yield from strings(answer_text.spans_table(words, checkins()))
    for verdict in (*VERDICTS, None):
        signal = said("a", verdict)
        yield from answer_text.answer_sentences(words, signal)
        yield from strings(answer_text.numbers_table(words, signal))
    for case in (checkins(), shifted("present", -4.0)):
        found = find_changes(case.diary.days, case.diary.a.present)
        yield from answer_text.change_sentences(words, {"present": found}, "cannot_tell")
    yield words.say("cli.file")
    for even, likely in ((28, 42), (28, None), (None, None)):
        plan = DaysPlan(
            change=1.0, missing=0.2, even=even, likely=likely, differ_even=even, differ_likely=likely,
            last=84, chances=(), table="x",
        )  # fmt: skip
        yield from answer_text.plan_sentences(words, plan)
        yield from strings(answer_text.plan_table(words, plan))
    yield answer_text.percent(words, 0.5)
    yield from trial_texts(words)


def trial_texts(words: Catalogue) -> Iterator[str]:
    base = {
        "chance": 0.03,
        "weeks_done": 12,
        "weeks_planned": 12,
        "weeks_used": 12,
        "means": (),
        "looked_early": False,
    }
    for weeks, outcome in ((12, "unsettled"), (16, "present"), (8, "partner_present")):
        trial = make_trial(
            ("a walk", "a call"), outcome=outcome, person="a", start=date(2026, 1, 5), weeks=weeks, seed=1  # type: ignore[arg-type]
        )  # fmt: skip
        yield from strings(trial_text.plan_table(words, trial))
        yield from trial_text.plan_notes(words, trial)
        for answer in ("difference", "no_difference_seen", "not_yet", "too_little"):
            for value in (-1.0, 1.0):
                effect = said("a").bias
                assert effect is not None
                result = TrialResult(answer=answer, effect=replace(effect, value=value), **base)  # type: ignore[arg-type]
                yield from trial_text.result_sentences(words, trial, result)


@cache
def seen() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    keys: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        say = Catalogue.say

        def noted(self: Catalogue, key: str, **values: object) -> str:
            keys.add(key)
            return say(self, key, **values)

        patch.setattr(Catalogue, "say", noted)
        found = list(reports())
        terminal = tuple(terminal_texts())
    rules = frozenset(f.rule for report in found for f in report.findings())
    texts = [
        text
        for report in found
        for s in report.sections
        if s.id in {"signal", "own-days", "certainty"}
        for text in block_texts(s)
    ]
    return rules, frozenset(keys), (*texts, *terminal)


def block_texts(section: Any) -> Iterator[str]:
    yield section.title
    for block in section.blocks:
        yield from strings(block)


def test_every_rule_can_be_reached() -> None:
    assert {rule.id for rule in spec().rules} - seen()[0] == set()


def test_every_text_is_used() -> None:
    assert set(spec().prose) - seen()[1] == set()


def test_every_placeholder_is_filled() -> None:
    assert {text for text in seen()[2] if re.search(r"\{[a-z_]*\}|\bnan\b|\bNone\b", text)} == set()


def sentences() -> list[tuple[str, str]]:
    found = [(rule.id, rule.text) for rule in spec().rules] + list(spec().prose.items())
    return [(key, re.sub(r"\{\w+\}", "Robin", text)) for key, text in found if len(text.split()) >= 8]


@pytest.mark.parametrize(("key", "text"), sentences())
def test_each_sentence_reads_at_grade_nine(key: str, text: str) -> None:
    assert textstat.flesch_kincaid_grade(text) <= 9.0, key


@pytest.mark.parametrize(("key", "text"), [*((r.id, r.text) for r in spec().rules), *spec().prose.items()])
def test_nobody_is_judged(key: str, text: str) -> None:
    assert not FORBIDDEN.search(text), key


def test_each_answer_carries_its_own_limit() -> None:
    prose = spec().prose
    differ, none = prose["signal.caution.differ"], prose["signal.caution.none"]
    assert "alarm of one's own" in differ and "holds something back look alike" in differ
    assert all(word in none for word in ("safety", "honesty", "before the first day"))
    assert all("who moved first" in prose[f"signal.caution.{key}"] for key in ("shared", "larger"))
