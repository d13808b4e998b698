"""Who sees what of two diaries: own days always, the answer by both consents, the other's days by the lower one."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from tests.property.strategies import CREATED, with_consent
from tests.unit.report_build.checkin_cases import checkins, couple, said, with_columns

from pairbond.checkins.entries import NUMBERS, CheckIns
from pairbond.findings import Report
from pairbond.report import days
from pairbond.report.build import build_report
from pairbond.safety import PARTS, held_consent, signal_sharing

STATES = ("none", "banded", "open", "absent", "no record")
ORDER = {"none": 0, "absent": 0, "banded": 1, "open": 2, "no record": 2}


@pytest.fixture(autouse=True)
def _answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "answer", lambda _, who: said(who))


def consent(state: str) -> dict[str, str] | None:
    if state == "no record":
        return None
    return dict.fromkeys(PARTS, "open") | ({} if state == "absent" else {"signal": state})


def built(reader: Any, first: str, second: str, found: CheckIns | None = None) -> Report:
    a, b = couple()
    a, b = with_consent(a, consent(first)), with_consent(b, consent(second))
    return build_report(a, b, reader=reader, created=CREATED, checkins=found or checkins())


def whole(report: Report) -> str:
    blocks = [(s.id, s.title, s.blocks) for s in report.sections]
    return json.dumps(report.to_dict(), sort_keys=True) + repr((report.header, blocks))


@pytest.mark.parametrize(("first", "second"), list(product(STATES, STATES)))
def test_the_lower_choice_counts(first: str, second: str) -> None:
    expected = ("own", "banded", "open")[min(ORDER[first], ORDER[second])]
    assert signal_sharing(consent(first), consent(second)) == expected
    assert signal_sharing(consent(second), consent(first)) == expected


def test_a_word_that_is_none_of_the_three_shares_nothing() -> None:
    assert signal_sharing({"signal": "OPEN"}, None) == "own"
    assert signal_sharing({}, None) == "own"


def test_the_private_screen_switches_the_answer_off() -> None:
    for before in (None, {"signal": "open"}, {"bond": "open", "signal": "banded"}):
        assert signal_sharing(held_consent(before), None) == "own"  # type: ignore[arg-type]


@pytest.mark.parametrize("reader", ["a", "b"])
@pytest.mark.parametrize("state", ["none", "absent"])
def test_whatever_holds_the_answer_back_looks_the_same(reader: str, state: str) -> None:
    """Own choice, the other's choice, the private screen, or no diary of the other: one page."""
    mine, other = ("a", "b") if reader == "a" else ("b", "a")
    usual = whole(built(reader, "open", "none") if reader == "a" else built(reader, "none", "open"))
    choice = {mine: "open", other: state}
    assert whole(built(reader, choice["a"], choice["b"])) == usual
    alone = checkins().only(reader)  # type: ignore[arg-type]
    assert whole(built(reader, "open", "open", alone)) == usual


def test_a_report_for_both_without_agreement_is_one_without_check_ins() -> None:
    a, b = (with_consent(person, consent("none")) for person in couple())
    bare = whole(build_report(a, b, created=CREATED))
    assert whole(built("joint", "none", "none")) == bare
    assert whole(built("joint", "open", "none")) == whole(built("joint", "none", "open"))
    section = built("joint", "open", "none").section("signal")
    assert section is not None
    assert not list(section.findings()) and "one day" in section.title


@pytest.mark.parametrize("mode", ["none", "banded"])
def test_when_the_others_diary_begins_and_ends_is_not_told(mode: str) -> None:
    """The other's first and last weeks taken away leave the same page, on the days that both kept."""
    n = len(checkins().diary.days)
    short = np.full(n, np.nan)
    short[14:42] = 6.0
    blank = {name: np.full(n, np.nan) for name in NUMBERS}
    mine = with_columns(checkins(), "a", **blank | {"present": short, "partner_present": short})
    long = with_columns(mine, "b", **blank | {"present": np.full(n, 6.0)})
    cut = with_columns(mine, "b", **blank | {"present": short})
    assert len(long.diary.days) == n and "3 September" not in whole(built("a", mode, mode, long))
    assert whole(built("a", mode, mode, long)) == whole(built("a", mode, mode, cut))


def canary(who: str, value: float = 3.33) -> CheckIns:
    """Check-ins in which one person's every number is one that occurs nowhere else."""
    n = len(checkins().diary.days)
    return with_columns(checkins(), who, present=np.full(n, value), partner_present=np.full(n, value), unsettled=np.full(n, value))  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(("mode", "shown"), [("none", False), ("banded", False), ("open", True)])
def test_the_others_days_stand_in_ones_report_only_where_both_chose_open(mode: str, shown: bool) -> None:
    assert ("3.33" in whole(built("a", mode, mode, canary("b")))) is shown
    assert ("3.33" in whole(built("joint", mode, mode, canary("b")))) is shown
    assert "3.33" in whole(built("a", mode, mode, canary("a")))


@pytest.mark.parametrize("column", ["unsettled", "reached", "met", "wanted_space", "said_so"])
def test_the_others_private_columns_never_matter(column: str) -> None:
    kept = np.where(np.isnan(checkins().diary.b.present), np.nan, 0.0)
    other = with_columns(checkins(), "b", **{column: kept})
    for reader in ("a", "joint"):
        assert whole(built(reader, "open", "open", other)) == whole(built(reader, "open", "open"))


def test_numbers_about_the_other_need_open() -> None:
    for reader in ("a", "joint"):
        exact, banded = (built(reader, mode, mode).to_dict()["signal"]["a"] for mode in ("open", "banded"))  # type: ignore[index]
        assert exact["bias"]["value"] == -0.811 and exact["tracking"]["value"] == 0.522
        assert all(banded[name] is None for name in days.EXACT)
        assert banded["verdict"] == exact["verdict"] == "diaries_differ"
        assert (banded["days"], banded["days_needed"]) == (54, 42)
    assert "-0.81" not in whole(built("a", "banded", "banded"))


def test_each_reader_gets_the_own_answer_and_the_report_for_both_gets_two() -> None:
    answers = {reader: built(reader, "open", "open").to_dict()["signal"] for reader in ("a", "b", "joint")}
    assert [sorted(found) for found in answers.values()] == [["a"], ["b"], ["a", "b"]]  # type: ignore[call-overload]


def test_reaches_and_swings_are_for_their_owner() -> None:
    for reader, there in (("a", True), ("b", True), ("joint", False)):
        report = built(reader, "open", "open")
        assert (report.section("own-days") is not None) is there
        assert ("own_days" in report.to_dict()) is there


def test_one_person_alone_has_own_days_and_no_answer() -> None:
    report = build_report(couple()[0], created=CREATED, checkins=checkins())
    section = report.section("signal")
    assert section is not None and report.to_dict()["signal"] == {}
    assert not any(f.rule.startswith("signal.") for f in section.findings())
    assert any(block.rule == "signal.no-answer" for block in section.blocks if hasattr(block, "role"))


def test_a_person_without_entries_has_no_section() -> None:
    report = build_report(couple()[0], created=CREATED, checkins=checkins().only("b"))
    section = report.section("signal")
    assert section is not None and "one day" in section.title
    assert report.section("own-days") is None


def test_without_check_ins_nothing_is_new() -> None:
    report = build_report(*couple(), created=CREATED)
    assert report.to_dict()["signal"] is None and "own_days" not in report.to_dict()


def test_what_nobody_looked_at_is_said_until_two_diaries_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "is really there, or an alarm"
    assert not any(text in line for line in built("joint", "open", "open").cannot_say)
    assert any(text in line for line in built("joint", "none", "open").cannot_say)
    monkeypatch.setattr(days, "answer", lambda _, who: said(who, "cannot_tell"))
    assert any(text in line for line in built("joint", "open", "open").cannot_say)


def test_an_agreement_is_offered_only_where_advice_is_wanted() -> None:
    found = with_columns(checkins(), "a", wanted_space=np.ones(60), said_so=np.zeros(60))
    a = couple()[0]
    for state, there in (({"actions": "open"}, True), ({"actions": "none"}, False), (None, True)):
        person = with_consent(a, state if state is None else {**dict.fromkeys(PARTS, "open"), **state})
        section = build_report(person, created=CREATED, checkins=found).section("own-days")
        assert section is not None
        rules = {getattr(block, "rule", "") for block in section.blocks}
        assert ("own-days.agreement" in rules) is there


def test_swapping_the_two_swaps_the_answers() -> None:
    a, b = couple()
    found = checkins()
    swapped = replace(
        found, diary=found.diary.swapped(), spans={"a": found.spans["b"], "b": found.spans["a"]}
    )
    one = build_report(a, b, reader="a", created=CREATED, checkins=found).section("own-days")
    two = build_report(b, a, reader="b", created=CREATED, checkins=swapped).section("own-days")
    assert one is not None and two is not None
    assert [f.text for f in one.findings()] == [f.text for f in two.findings()]


def test_own_changes_do_not_gainsay_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    fallen = with_columns(
        checkins(), "a", partner_present=np.repeat([9.0, 4.0], 30), present=np.full(60, 6.0)
    )
    steady = with_columns(checkins(), "a", **dict.fromkeys(("partner_present", "present", "unsettled"), np.full(60, 6.0)))  # fmt: skip

    def rules(verdict: str, found: CheckIns) -> set[str]:
        monkeypatch.setattr(days, "answer", lambda _, who: said(who, verdict))
        section = built("a", "open", "open", found).section("signal")
        assert section is not None
        return {getattr(block, "rule", "") for block in section.blocks}

    assert "change.partner-present.down" in rules("cannot_tell", fallen)
    assert "change.partner-present.down" not in rules("no_change_seen", fallen)
    assert "day-change.none" in rules("cannot_tell", steady)
    assert "day-change.none" not in rules("shared_change", steady)


def test_how_many_days_each_diary_has_stands_with_how_sure_we_are() -> None:
    def told(reader: str, mode: str) -> list[str]:
        section = built(reader, mode, mode).section("certainty")
        assert section is not None
        return [b.text for b in section.blocks if getattr(b, "rule", "") == "certainty.days"]  # type: ignore[union-attr]

    span = checkins().spans["a"]
    assert told("a", "open") == [
        f"Check-ins: {span.entries} days with your notes, {span.days_missing} days without in between."
    ]
    assert told("a", "none") == told("a", "open")
    assert len(told("joint", "open")) == 2 and told("joint", "none") == []
