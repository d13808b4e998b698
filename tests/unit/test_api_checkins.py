"""Check-ins from Python: what the tutorial promises works, with the thresholds that ship."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pairbond as pb
from pairbond.library.checkins import checkins_csv, checkins_rows

VERDICTS = {"shared_change", "shared_and_larger", "diaries_differ", "no_change_seen", "cannot_tell"}


def couple(**truth: float) -> pb.CheckIns:
    return pb.synthetic_diary(20, pb.DiaryTruth(days=56, **truth), first_day=date(2026, 1, 5))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fallen() -> pb.CheckIns:
    return couple(fall_b=3.0, missing=0.06)


def test_a_fall_in_both_diaries_is_found(fallen: pb.CheckIns) -> None:
    found = pb.signal_or_script(fallen, person="a")
    assert found.verdict in {"shared_change", "shared_and_larger"} and found.direction == "apart"
    assert found.step_partner is not None and found.step_partner.upper < 0
    assert pb.signal_or_script(fallen, person="b").verdict not in {"shared_change", "shared_and_larger"}


def test_paths_and_frames_give_one_answer(fallen: pb.CheckIns, tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text(checkins_csv(fallen), encoding="utf-8")
    frame = pl.DataFrame(checkins_rows(fallen), infer_schema_length=None)
    answers = [
        pb.signal_or_script(source, person="a").to_dict() for source in (fallen, path, str(path), frame)
    ]
    assert all(answer == answers[0] for answer in answers)


def test_few_days_and_one_diary_cannot_tell() -> None:
    short = pb.synthetic_diary(1, pb.DiaryTruth(days=12))
    assert pb.signal_or_script(short).verdict == "cannot_tell"
    assert pb.signal_or_script(couple().only("a")).verdict == "cannot_tell"


def test_before_eight_weeks_the_diaries_never_differ() -> None:
    for seed in range(12):
        found = pb.synthetic_diary(seed, pb.DiaryTruth(days=49, own_a=3.0, level=8.0))
        assert pb.signal_or_script(found).verdict in VERDICTS - {"diaries_differ"}


def test_a_seed_is_a_couple() -> None:
    assert checkins_csv(pb.synthetic_diary(3)) == checkins_csv(pb.synthetic_diary(3))
    assert checkins_csv(pb.synthetic_diary(3)) != checkins_csv(pb.synthetic_diary(4))


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(pb.PairbondError, match="the column 'partner_present' is missing"):
        pb.read_checkins(pl.DataFrame({"date": ["2026-01-05"], "person": ["a"], "present": [5]}))


def test_a_report_takes_check_ins(fallen: pb.CheckIns) -> None:
    a, b = pb.synthetic_couple(1, ("bond",))
    report = pb.report(a, b, checkins=fallen)
    signal = report.to_dict()["signal"]
    assert isinstance(signal, dict) and set(signal) == {"a", "b"}
    assert {"verdict", "bias", "tracking", "projection", "days", "days_needed"} <= set(signal["a"])
    assert signal["a"]["verdict"] == pb.signal_or_script(fallen).verdict
