"""Check-ins on the command line: the answer, the planner, a trial, and what is refused."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.cli.conftest import Run
from tests.unit.report_build.checkin_cases import said

from pairbond.checkins.entries import with_spans
from pairbond.checkins.planner import PowerTable
from pairbond.checkins.synthetic import DiaryTruth, synthetic_diary
from pairbond.library import signal
from pairbond.library.checkins import checkins_csv
from pairbond.library.paths import CONTENT

COUPLE = [CONTENT / "examples" / f"couple-{who}.json" for who in "ab"]


@pytest.fixture
def days(tmp_path: Path) -> Path:
    diary = synthetic_diary(
        np.random.default_rng(5),
        DiaryTruth(days=60, missing=0.1, own_a=2.0),
        first_day=date(2026, 9, 3).toordinal(),
    )
    path = tmp_path / "days.csv"
    path.write_text(checkins_csv(with_spans(diary)), encoding="utf-8")
    return path


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "answered", lambda _, *, person: said(person))
    monkeypatch.setattr(signal, "load_power", table)


def table() -> PowerTable:
    shared = np.array([[[0.1, 0.4, 0.6, 0.9]], [[0.4, 0.7, 0.9, 1.0]]])
    return PowerTable(
        id="t", runs=100, days=(14, 28, 42, 84), changes=np.array([1.0, 2.0]), missing=np.array([0.2]),
        shared=shared, differ=shared * [0, 0, 0, 0.5],
    )  # fmt: skip


@pytest.mark.usefixtures("by_hand")
def test_the_answer_comes_with_its_limit(run: Run, days: Path) -> None:
    done = run("checkins", days)
    assert (done.code, done.err) == (0, "")
    text = " ".join(done.out.split())
    assert "The diaries differ: your days felt further apart" in text
    assert "an alarm of one's own and a partner who holds something back look alike" in text
    assert "Days with notes from both of you so far: 54" in text
    assert "Whoever opens it can read both" in text
    assert "person a felt" in text and "person b felt" not in text


@pytest.mark.usefixtures("by_hand")
def test_as_json(run: Run, days: Path) -> None:
    data = run("checkins", days, "--person", "b", "--json").data
    assert (data["schema"], data["person"], data["verdict"]) == ("pairbond.signal/1", "b", "diaries_differ")
    assert data["spans"]["a"]["entries"] > 40 and set(data["changes"]) == {
        "partner_present",
        "present",
        "unsettled",
    }
    assert set(data["own_days"]) == {"reaches", "space", "swing"}
    assert data["daily"][0]["day"] == "2026-09-03" and all(
        each["first"] <= each["last"] for found in data["changes"].values() for each in found["found"]
    )


@pytest.mark.usefixtures("by_hand")
def test_from_standard_input(run: Run, days: Path) -> None:
    done = run("checkins", "-", "--json", typed=days.read_bytes())
    assert done.code == 0 and done.data["verdict"] == "diaries_differ"


@pytest.mark.parametrize(
    ("line", "said_so"),
    [
        ("2026-11-01,a,11,5", "line 2: present: found '11'"),
        ("2999-01-01,a,1,5", "in the future"),
        ("2026-11-01,a,1,5\n2026-11-01,a,2,5", "is also on line 2"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(run: Run, tmp_path: Path, line: str, said_so: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"date,person,present,partner_present\n{line}\n", encoding="utf-8")
    done = run("checkins", path)
    assert done.code == 1 and done.out == "" and said_so in done.err and "Traceback" not in done.err
    assert run("report", *COUPLE, "--checkins", path, "--out", tmp_path / "r", "--no-pdf").code == 1


def test_without_a_file_the_usage_is_told(run: Run) -> None:
    assert run("checkins").code == 2


@pytest.mark.parametrize(
    ("typed", "kept"), [("b\n", "banded"), ("open\n", "open"), ("\n", "none"), ("x\nn\n", "none")]
)
def test_consent_is_asked_and_kept(run: Run, tmp_path: Path, typed: str, kept: str) -> None:
    path = tmp_path / "robin.json"
    path.write_bytes(COUPLE[0].read_bytes())
    done = run("checkins", "--agree", path, typed=typed)
    assert done.code == 0 and "Kept." in done.out
    consent = json.loads(path.read_text(encoding="utf-8"))["consent"]
    assert consent["signal"] == kept
    assert (
        consent["values"] == consent["loop"] == consent["actions"] == "open"
    )  # used whole before, and still


def test_consent_changes_nothing_else(run: Run, tmp_path: Path) -> None:
    data = json.loads(COUPLE[0].read_text(encoding="utf-8")) | {"consent": {"bond": "open"}}
    path = tmp_path / "robin.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    run("checkins", "--agree", path, typed="o\n")
    assert json.loads(path.read_text(encoding="utf-8"))["consent"] == {"bond": "open", "signal": "open"}


@pytest.mark.usefixtures("by_hand")
def test_a_report_with_check_ins(run: Run, days: Path, tmp_path: Path) -> None:
    done = run(
        "report", *COUPLE, "--checkins", days, "--reader", "joint", "--out", tmp_path / "r", "--no-pdf"
    )
    assert (done.code, done.err) == (0, "")
    data = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert {who: found["verdict"] for who, found in data["signal"].items()} == dict.fromkeys(
        "ab", "diaries_differ"
    )
    assert "Does a change show in both diaries?" in (tmp_path / "r" / "report-joint.html").read_text("utf-8")


@pytest.mark.usefixtures("by_hand")
def test_the_planner_says_when_before_the_first_day(run: Run) -> None:
    done = run("plan-days", "--change", "2")
    text = " ".join(done.out.split())
    assert "cannot be answered before about day 28. By day 42 an answer is likely" in text
    assert "If it is in one diary only, it cannot be answered before about day 84." in text
    data = run("plan-days", "--json").data
    assert (data["schema"], data["not_before"], data["likely"]) == ("pairbond.days-plan/1", 42, 84)
    assert run("plan-days", "--change", "9").code == 1
    assert "0.9 missing days was not simulated" in run("plan-days", "--missing", "0.9").err


def planned(run: Run, tmp_path: Path, *options: str) -> tuple[Any, Path]:
    path = tmp_path / "trial.json"
    words = ("--action", "a walk after work", "--action", "a call at noon")
    return run("trial", "plan", *words, *options, "--out", path), path


def test_a_trial_is_planned_once_and_shows_its_seed(run: Run, tmp_path: Path) -> None:
    done, path = planned(run, tmp_path, "--weeks", "8", "--seed", "7", "--start", "2026-01-05")
    assert done.code == 0 and "seed 7" in done.out and "5 Jan to 11 Jan" in done.out
    trial = json.loads(path.read_text(encoding="utf-8"))
    assert sum(trial["order"][:4]) == sum(trial["order"][4:]) == 2 and trial["seed"] == 7
    again, _ = planned(run, tmp_path, "--seed", "8")
    assert again.code == 1 and "an order is drawn once" in again.err
    assert json.loads(path.read_text(encoding="utf-8")) == trial
    path.unlink()
    planned(run, tmp_path, "--weeks", "8", "--seed", "7", "--start", "2026-01-05")
    assert json.loads(path.read_text(encoding="utf-8")) == trial


def test_a_trial_without_seed_draws_one_and_begins_on_a_monday(run: Run, tmp_path: Path) -> None:
    _, path = planned(run, tmp_path)
    start = date.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["start"])
    assert start.weekday() == 0 and start > date.today()  # noqa: DTZ011


@pytest.mark.parametrize(
    ("options", "said_so"),
    [
        (("--action", "x"), "give --action twice"),
        (("--action", "x", "--action", " X "), "the two actions are the same"),
        (("--action", "x", "--action", "y", "--weeks", "9"), "cannot be balanced"),
        (("--action", "x", "--action", "y\nz"), "words on one line"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    run: Run, tmp_path: Path, options: tuple[str, ...], said_so: str
) -> None:
    done = run("trial", "plan", *options, "--out", tmp_path / "t.json")
    assert done.code == 1 and said_so in done.err and not (tmp_path / "t.json").exists()
    assert run("trial", "plan", "--start", "soon", "--out", tmp_path / "t.json").code == 2


def diary_of_trial(path: Path, effect: float, tmp_path: Path) -> Path:
    trial = json.loads(path.read_text(encoding="utf-8"))
    first = date.fromisoformat(trial["start"])
    rng = np.random.default_rng(0)
    lines = ["date,person,present,partner_present,unsettled"]
    for day in range(7 * len(trial["order"])):
        value = np.clip(round(4 + effect * trial["order"][day // 7] + rng.normal()), 0, 10)
        lines.append(f"{first + timedelta(days=day)},a,5,5,{value:.0f}")
    found = tmp_path / "trial-days.csv"
    found.write_text("\n".join(lines), encoding="utf-8")
    return found


@pytest.mark.parametrize(("effect", "answer"), [(3.0, "difference"), (0.0, "no_difference_seen")])
def test_a_trial_is_evaluated(run: Run, tmp_path: Path, effect: float, answer: str) -> None:
    _, path = planned(run, tmp_path, "--weeks", "12", "--seed", "3", "--start", "2026-01-05")
    days = diary_of_trial(path, effect, tmp_path)
    data = run("trial", "evaluate", path, days, "--json").data
    assert (data["schema"], data["answer"]) == ("pairbond.trial-result/1", answer)
    assert data["effect"]["lower"] < effect < data["effect"]["upper"]
    text = run("trial", "evaluate", path, days).out
    assert "what you expected is part of what was found" in " ".join(text.split())


def test_a_running_trial_says_nothing_yet(run: Run, tmp_path: Path) -> None:
    start = date.today() - timedelta(days=20)  # noqa: DTZ011
    _, path = planned(run, tmp_path, "--start", start.isoformat(), "--seed", "1")
    days = tmp_path / "d.csv"
    days.write_text(f"date,person,present,partner_present\n{start},a,5,5\n", encoding="utf-8")
    data = run("trial", "evaluate", path, days, "--json").data
    assert (data["answer"], data["effect"], data["weeks_done"]) == ("not_yet", None, 2)
    assert "2 of 12 weeks are done" in run("trial", "evaluate", path, days).out


@pytest.mark.parametrize(
    ("change", "said_so"),
    [({"order": [0, 0, 0, 0, 1, 1, 1, 1]}, "not balanced"), ({"order": [0, 1]}, "cannot be balanced"),
     ({"start": "2026-13-01"}, "start"), ({"mood": 1}, "mood"), ({"outcome": "met"}, "outcome")],
)  # fmt: skip
def test_a_plan_that_was_changed_by_hand_is_checked(
    run: Run, tmp_path: Path, change: Any, said_so: str
) -> None:
    _, path = planned(run, tmp_path, "--weeks", "8", "--seed", "3", "--start", "2026-01-05")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    done = run("trial", "evaluate", path, path)
    assert done.code == 1 and said_so in done.err


@pytest.mark.slow
def test_consent_is_kept_in_a_sealed_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.unit.cli.conftest import PASSPHRASE

    from pairbond.app.sealing import seal, unseal

    path = tmp_path / "robin.age"
    path.write_bytes(seal(COUPLE[0].read_bytes(), PASSPHRASE))
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    assert run("checkins", "--agree", path, typed="b\n").code == 0
    assert json.loads(unseal(path.read_bytes(), PASSPHRASE, "robin.age"))["consent"]["signal"] == "banded"
    assert run("checkins", "--agree", tmp_path / "none.json").code == 1
