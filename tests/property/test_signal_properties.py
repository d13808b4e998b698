"""What must not change an answer: who is called a, a constant, the order of rows, who began first."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pairbond as pb
from pairbond.checkins.diary import Diary, PersonDays
from pairbond.checkins.signal import signal_or_script
from pairbond.checkins.signal_result import Signal
from pairbond.library.signal import load_thresholds

NAMES = ("bias", "tracking", "projection", "step_partner", "step_perceived", "step_own")


@st.composite
def diaries(draw: st.DrawFn, lowest: float = 3.0, highest: float = 7.0) -> Diary:
    """Two diaries of 14 to 60 days away from the ends of the scale, with gaps."""
    seed, days = draw(st.integers(0, 2**32 - 1)), draw(st.integers(14, 60))
    rng = np.random.default_rng(seed)
    course = 5 - rng.choice([0.0, 1.5]) * (np.arange(days) > days / 2) + rng.standard_normal((4, days))
    course[2:] = course[2:] * 0.6 + course[:2][::-1] * 0.4
    values = np.clip(np.rint(course), lowest, highest)
    values[rng.random((4, days)) < draw(st.sampled_from([0.0, 0.15]))] = np.nan
    values[:, 0] = 5.0
    none = np.full(days, np.nan)

    def person(present: np.ndarray, view: np.ndarray) -> PersonDays:
        return PersonDays(
            present=present,
            partner_present=view,
            unsettled=none,
            wanted_space=none,
            said_so=none,
            reached=none,
            met=none,
            contact_minutes=none,
            context=(None,) * days,
        )

    return Diary(
        days=np.arange(days) + 739_000, a=person(values[0], values[2]), b=person(values[1], values[3])
    )


def moved(diary: Diary, by: float) -> Diary:
    a, b = (
        replace(p, present=p.present + by, partner_present=p.partner_present + by) for p in (diary.a, diary.b)
    )
    return replace(diary, a=a, b=b)


def alike(one: Signal, two: Signal) -> bool:
    for name in NAMES:
        first, second = getattr(one, name), getattr(two, name)
        assert (first is None) == (second is None)
        if first is not None:
            assert second.value == pytest.approx(first.value, abs=1e-6)
            assert second.lower == pytest.approx(first.lower, abs=1e-6)
    return one.verdict == two.verdict and one.days == two.days and one.look == two.look


@settings(max_examples=15)
@given(diaries())
def test_swapping_the_two_mirrors(diary: Diary) -> None:
    thresholds = load_thresholds()
    mirrored = signal_or_script(diary.swapped(), "b", thresholds)
    assert replace(mirrored, person="a") == signal_or_script(diary, "a", thresholds)


@settings(max_examples=15)
@given(diaries(), st.sampled_from([-2.0, -1.0, 1.0, 2.0]))
def test_a_constant_in_both_diaries_changes_no_answer(diary: Diary, by: float) -> None:
    thresholds = load_thresholds()
    assert alike(
        signal_or_script(diary, "a", thresholds), signal_or_script(moved(diary, by), "a", thresholds)
    )


def frame_of(diary: Diary) -> pl.DataFrame:
    rows = []
    for who in ("a", "b"):
        person = diary.a if who == "a" else diary.b
        for day, present, view in zip(diary.days, person.present, person.partner_present, strict=True):
            rows.append(
                {
                    "date": date.fromordinal(int(day)),
                    "person": who,
                    "present": None if np.isnan(present) else float(present),
                    "partner_present": None if np.isnan(view) else float(view),
                }
            )
    return pl.DataFrame(rows)


@settings(max_examples=8)
@given(diaries(), st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(diary: Diary, seed: int) -> None:
    frame = frame_of(diary)
    assert pb.signal_or_script(frame.sample(fraction=1.0, shuffle=True, seed=seed)) == pb.signal_or_script(
        frame
    )


@settings(max_examples=8)
@given(diaries(), st.integers(1, 9), st.sampled_from(["a", "b"]))
def test_who_began_first_does_not_matter(diary: Diary, days: int, who: str) -> None:
    """Days on which only one of the two wrote, before the other began, are not compared."""
    frame = frame_of(diary)
    first = int(diary.days[0])
    earlier = pl.DataFrame(
        {
            "date": [date.fromordinal(first - k) for k in range(1, days + 1)],
            "person": [who] * days,
            "present": [2.0] * days,
            "partner_present": [9.0] * days,
        }
    )
    assert pb.signal_or_script(pl.concat([earlier, frame])) == pb.signal_or_script(frame)
