"""The rule that turns evidence into one of five answers."""

import numpy as np
import pytest

from pairbond.checkins.signal_evidence import Evidence
from pairbond.checkins.signal_verdict import (
    CANNOT_TELL,
    DIFFER,
    LARGER,
    NO_CHANGE,
    SHARED,
    Thresholds,
    along_the_path,
    answers,
    at_the_end,
    without_variation,
)

RULE = Thresholds(
    id="t",
    fingerprint="0" * 16,
    looks=(14,),
    shared=(1.5,),
    felt=(1.0,),
    closer=(3.0,),
    closer_felt=(1.5,),
    larger=(1.5,),
    own=(0.8,),
    absent=(1.0,),
    quiet=(-0.3,),
    days_likely=42,
)
NOTHING = {"partner": -1.0, "own": -1.0, "larger": -1.0, "way_partner": -1.0, "way_own": -1.0, "absent": 0.0}


def evidence(felt: float = -2.0, felt_own: float = -1.0, **changed: float) -> Evidence:
    values = {name: np.array([value]) for name, value in {**NOTHING, **changed}.items()}
    return Evidence(
        **values,
        size_partner=np.array([[0.0, 1.0]]),
        felt=np.array([[felt, 1.0]]),
        felt_own=np.array([[felt_own, 1.0]]),
        onset=np.zeros((1, 3)),
    )


def said(found: Evidence, paired: int = 60) -> int:
    return int(answers(found, RULE, 0, np.array([paired]))[0][0])


CASES = [
    (evidence(), NO_CHANGE),
    (evidence(partner=-0.2), CANNOT_TELL),
    (evidence(own=-0.2), CANNOT_TELL),
    (evidence(partner=2.0), SHARED),
    (evidence(partner=2.0, felt=-0.9), CANNOT_TELL),
    (evidence(partner=2.0, larger=2.0), LARGER),
    (evidence(partner=2.0, larger=2.0, felt_own=1.0), SHARED),
    (evidence(partner=2.0, way_partner=1.0, felt=2.0), CANNOT_TELL),
    (evidence(partner=4.0, way_partner=1.0, felt=2.0), SHARED),
    (evidence(partner=4.0, way_partner=1.0, felt=2.0, larger=2.0, felt_own=1.0), LARGER),
    (evidence(own=2.0, absent=2.0), DIFFER),
    (evidence(own=2.0, absent=0.5), CANNOT_TELL),
    (evidence(own=2.0, absent=2.0, way_own=1.0), CANNOT_TELL),
    (evidence(own=2.0, absent=2.0, partner=2.0), SHARED),
]


@pytest.mark.parametrize(("found", "expected"), CASES)
def test_rule(found: Evidence, expected: int) -> None:
    assert said(found) == expected


def test_paired_days() -> None:
    assert said(evidence(own=2.0, absent=2.0), 55) == CANNOT_TELL
    assert said(evidence(partner=2.0), 14) == SHARED
    assert said(evidence(partner=2.0), 13) == CANNOT_TELL
    assert said(evidence(), 13) == CANNOT_TELL


def test_ends_of_the_scale_count_answers_and_not_days() -> None:
    values = np.full((20, 1), 6.0)
    told = values.copy()
    told[:9] = 10.0
    assert not at_the_end(told, values)[0]
    told[10:12] = np.nan
    assert at_the_end(told, values)[0]
    assert at_the_end(values, told)[0]


def test_a_day_that_differs_is_variation() -> None:
    values = np.full((20, 1), 6.0)
    moved = values.copy()
    moved[3] = 5.0
    assert without_variation(values, moved)[0]
    assert not without_variation(moved, moved)[0]


# ---- an answer stands ----------------------------------------------------------------------------

BOTH = evidence(partner=2.0)
RISE = evidence(partner=4.0, way_partner=1.0, felt=2.0)
APART = evidence(own=2.0, absent=2.0)
WEAK = evidence(partner=0.2, own=0.2, absent=0.2)


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ([BOTH, WEAK], SHARED),
        ([BOTH, WEAK, WEAK], SHARED),
        ([BOTH, evidence(partner=-0.1, own=0.2)], CANNOT_TELL),
        ([BOTH, evidence(partner=0.2, way_partner=1.0)], CANNOT_TELL),
        ([RISE, evidence(partner=0.2, way_partner=1.0)], SHARED),
        ([BOTH, evidence(), WEAK], CANNOT_TELL),
        ([APART, WEAK], DIFFER),
        ([APART, evidence(own=0.2, absent=-0.1)], CANNOT_TELL),
        ([APART, BOTH], SHARED),
        ([WEAK, WEAK], CANNOT_TELL),
    ],
)
def test_an_answer_stands_until_the_days_speak_against_it(path: list[Evidence], last: int) -> None:
    paired = np.full((len(path), 1), 60)
    codes, _ = along_the_path(path, RULE, [0] * len(path), paired, np.zeros_like(paired, dtype=bool))
    assert codes[-1, 0] == last


def test_what_stands_keeps_its_direction_and_gives_way_at_the_end_of_the_scale() -> None:
    path, paired = [RISE, evidence(partner=0.2, way_partner=1.0)], np.full((2, 1), 60)
    codes, rises = along_the_path(path, RULE, [0, 0], paired, np.array([[False], [False]]))
    assert (codes[-1, 0], rises[-1, 0]) == (SHARED, True)
    codes, _ = along_the_path(path, RULE, [0, 0], paired, np.array([[False], [True]]))
    assert codes[-1, 0] == CANNOT_TELL
