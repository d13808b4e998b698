"""Check-ins and answers for tests of reports: diaries with known truth, answers said by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from tests.property.strategies import answers_file

from pairbond.checkins.entries import CheckIns, with_spans
from pairbond.checkins.signal_result import DayShare, Signal
from pairbond.checkins.synthetic import DiaryTruth, synthetic_diary
from pairbond.library.answers import AnswersFile
from pairbond.types import Caution, Estimate, Who

FIRST = date(2026, 9, 3)


def couple() -> tuple[AnswersFile, AnswersFile]:
    """Two people with one short questionnaire, so that a report is quickly built."""
    answers = {"bond": {f"bond.{n:02}": 4 for n in range(1, 17)}}
    return answers_file(answers, alias="Ada"), answers_file(answers, alias="Ben")


def estimate(value: float, se: float = 0.3) -> Estimate:
    return Estimate(
        value=value,
        lower=value - 1.64 * se,
        upper=value + 1.64 * se,
        level=0.9,
        se=se,
        n=50,
        method="by hand",
    )


def said(person: Who, verdict: Any = "diaries_differ", **changes: Any) -> Signal:
    """An answer with every number there is, so that tests see which of them are shown."""
    day = FIRST.toordinal()
    whole = Signal(
        person=person,
        verdict=verdict,
        reason="answered",
        direction="apart" if str(verdict).startswith("shared") else None,
        bias=estimate(-0.811),
        tracking=estimate(0.522, 0.1),
        projection=estimate(0.233, 0.1),
        step_partner=estimate(-0.244),
        step_perceived=estimate(-1.655),
        step_own=estimate(-1.4),
        days=54,
        looked_at=54,
        look=56,
        days_needed=42,
        daily=tuple(
            DayShare(day=day + n, felt=-2 - n / 10, shared=-1, own=-1, share=estimate(0.4, 0.1))
            for n in range(8)
        ),
        onset=(),
        cautions=(Caution(code="signal.missing_days", text="few"),),
        limited=False,
        calibration="test",
    )
    return replace(whole, **changes)


def checkins(
    truth: DiaryTruth | None = None, *, seed: int = 5, months: Mapping[Who, str] | None = None
) -> CheckIns:
    chosen = truth or DiaryTruth(days=60, missing=0.08, own_a=1.6, met=(0.7, 0.4))
    diary = synthetic_diary(np.random.default_rng(seed), chosen, first_day=FIRST.toordinal())
    found = with_spans(diary)
    return replace(found, three_months=dict(months or {}))


def with_columns(found: CheckIns, who: Who, **columns: Any) -> CheckIns:
    """The same check-ins with some of one person's columns replaced."""
    own = replace(found.diary.of(who), **columns)
    diary = replace(found.diary, a=own) if who == "a" else replace(found.diary, b=own)
    return replace(with_spans(diary), three_months=found.three_months)
