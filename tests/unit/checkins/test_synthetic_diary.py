"""Made-up diaries hold the truth that was put into them, and no more."""

from __future__ import annotations

import numpy as np
import pytest

from pairbond.checkins.diary import Diary
from pairbond.checkins.synthetic import DiaryTruth, synthetic_diary


def mean_diary(truth: DiaryTruth, n: int = 60) -> dict[str, float]:
    """Falls from the first to the second half, mean over *n* couples, in SDs."""
    half = truth.days // 2
    falls: dict[str, list[float]] = {"b.present": [], "a.partner_present": [], "b.partner_present": []}
    for seed in range(n):
        diary = synthetic_diary(np.random.default_rng(seed), truth)
        for name, found in falls.items():
            who, column = name.split(".")
            values = getattr(diary.of(who), column)  # type: ignore[arg-type]
            found.append(float(np.nanmean(values[:half]) - np.nanmean(values[half:])) / truth.sd)
    return {name: float(np.mean(found)) for name, found in falls.items()}


def test_a_fall_reaches_both_diaries() -> None:
    found = mean_diary(DiaryTruth(fall_b=1.5, level=6.5))
    assert found["b.present"] == pytest.approx(1.5, abs=0.15)
    assert found["a.partner_present"] == pytest.approx(0.58 * 1.5, abs=0.12)
    assert found["b.partner_present"] == pytest.approx(0, abs=0.12)


def test_what_is_not_reported_is_not_in_bs_diary() -> None:
    assert mean_diary(DiaryTruth(fall_b=1.5, reported=0.0))["b.present"] == pytest.approx(0, abs=0.12)


def test_an_alarm_of_as_own_is_in_as_diary_only() -> None:
    found = mean_diary(DiaryTruth(own_a=1.5))
    assert found["a.partner_present"] == pytest.approx(1.5, abs=0.15)
    assert found["b.present"] == pytest.approx(0, abs=0.12)


def test_a_drift_ends_at_the_whole_fall() -> None:
    diary = synthetic_diary(np.random.default_rng(0), DiaryTruth(days=400, own_a=3.0, drift=True, level=8))
    values = diary.a.partner_present
    assert values[:200].mean() - values[-40:].mean() > 3


def columns(diary: Diary) -> list[np.ndarray]:
    return [getattr(diary.of(who), name) for who in ("a", "b") for name in ("present", "met", "said_so")]  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_days() -> None:
    one, two = (synthetic_diary(np.random.default_rng(5)) for _ in range(2))
    assert all(np.array_equal(x, y, equal_nan=True) for x, y in zip(columns(one), columns(two), strict=True))


def test_missing_days_are_missing_whole_and_scales_are_kept() -> None:
    diary = synthetic_diary(np.random.default_rng(6), DiaryTruth(days=500, missing=0.3))
    assert np.isnan(diary.a.present).mean() == pytest.approx(0.3, abs=0.06)
    assert np.array_equal(np.isnan(diary.a.present), np.isnan(diary.a.unsettled))
    known = diary.b.unsettled[np.isfinite(diary.b.unsettled)]
    assert known.min() >= 0 and known.max() <= 10 and np.array_equal(known, known.round())
    assert np.isnan(diary.a.met[diary.a.reached == 0]).all()
