"""Strict reading of check-ins: what is accepted, and the one sentence for each thing that is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import isnan

import numpy as np
import pytest

from pairbond.checkins.entries import COLUMNS, CheckIns, Row, read_rows
from pairbond.errors import EvidenceError

TODAY = date(2026, 11, 24)


def rows(*cells: dict[str, object]) -> list[Row]:
    return [Row(place=f"line {n}", cells=each) for n, each in enumerate(cells, start=2)]


def read(*cells: dict[str, object]) -> CheckIns:
    return read_rows(rows(*cells), COLUMNS, name="F.csv", today=TODAY)


def entry(day: object = "2026-11-02", person: object = "a", **cells: object) -> dict[str, object]:
    return {"date": day, "person": person, "present": "7", "partner_present": "6", **cells}


def test_two_diaries_meet_on_one_calendar() -> None:
    found = read(entry("2026-11-04"), entry("2026-11-02", "b", present=5), entry("2026-11-06", "B"))
    assert found.diary.days.tolist() == [date(2026, 11, d).toordinal() for d in range(2, 7)]
    np.testing.assert_array_equal(found.diary.a.present, [np.nan, np.nan, 7, np.nan, np.nan])
    np.testing.assert_array_equal(found.diary.b.present, [5, np.nan, np.nan, np.nan, 7])
    assert found.spans["a"].first == found.spans["a"].last == date(2026, 11, 4)


def test_gaps_are_named_and_stay_gaps() -> None:
    found = read(*(entry(f"2026-11-{day:02d}") for day in (1, 2, 5, 9)))
    assert found.spans["a"].gaps == (
        (date(2026, 11, 3), date(2026, 11, 4)),
        (date(2026, 11, 6), date(2026, 11, 8)),
    )
    assert found.spans["a"].days_missing == 5
    assert int(np.isnan(found.diary.a.present).sum()) == 5
    assert "b" not in found.spans


@pytest.mark.parametrize("cell", ["", " ", None, float("nan"), "NA", "nan", "null", "."])
def test_blank_is_missing(cell: object) -> None:
    assert isnan(read(entry(present=cell)).diary.a.present[0])


@pytest.mark.parametrize(
    ("cell", "value"), [("0", 0), ("10", 10), (7.5, 7.5), ("7.25", 7.25), (np.int64(3), 3), (True, 1)]
)
def test_numbers_in_range_are_taken(cell: object, value: float) -> None:
    assert read(entry(unsettled=cell)).diary.a.unsettled[0] == value


@pytest.mark.parametrize(
    "day", [date(2026, 11, 2), datetime(2026, 11, 2, tzinfo=UTC), "2026-11-02", "2026-11-02T00:00:00"]
)
def test_days_may_be_dates_or_text(day: object) -> None:
    assert read(entry(day)).spans["a"].first == date(2026, 11, 2)


def test_dependent_answers_count_only_where_they_can() -> None:
    found = read(
        entry("2026-11-02", reached=1, met=1, wanted_space=1, said_so=0),
        entry("2026-11-03", reached=0, met=0, wanted_space=0, said_so=0),
    )
    np.testing.assert_array_equal(found.diary.a.met, [1, np.nan])
    np.testing.assert_array_equal(found.diary.a.said_so, [0, np.nan])


def test_the_answer_about_three_months_stands_once() -> None:
    found = read(entry("2026-11-02", three_months="Further"), entry("2026-11-03"), entry("2026-11-02", "b"))
    assert found.three_months == {"a": "further"}


def test_one_persons_part_holds_nothing_of_the_other() -> None:
    both = read(entry(three_months="same"), entry(person="b", three_months="nearer", context="ill"))
    own = both.only("a")
    assert np.isnan(own.diary.b.present).all() and own.diary.b.context == (None,)
    assert set(own.spans) == {"a"} and own.three_months == {"a": "same"}
    np.testing.assert_array_equal(own.diary.a.present, both.diary.a.present)
    assert np.isnan(both.only("b").diary.a.present).all()


REFUSED = [
    ({"present": "11"}, "line 2: present: found '11'; write 0 to 10"),
    ({"present": "-1"}, "present: found '-1'"),
    ({"present": "often"}, "present: found 'often'"),
    ({"present": float("inf")}, "present: found inf"),
    ({"present": "1e1"}, "present: found '1e1'"),
    ({"present": "7,5"}, "present: found '7,5'"),
    ({"reached": "2"}, "reached: found '2'; write 0 or 1"),
    ({"reached": 0.5}, "reached: found 0.5; write 0 or 1"),
    ({"contact_minutes": 1441}, "contact_minutes: found 1441; write 0 to 1440"),
    ({"person": "c"}, "person: found 'c'; write a or b"),
    ({"person": None}, "person: found None"),
    ({"date": "2026-02-30"}, "date: there is no day 2026-02-30"),
    ({"date": "2026-11-25"}, "date: 2026-11-25 is in the future"),
    ({"date": "1066-10-14"}, "check the year"),
    ({"date": "24.11.2026"}, "write it as 2026-11-30"),
    ({"date": "11/24/2026"}, "write it as 2026-11-30"),
    ({"date": "2026-11-02T21:30"}, "has a time of day; keep the date alone, as 2026-11-02"),
    ({"date": datetime(2026, 11, 2, 21, 30, tzinfo=UTC)}, "has a time of day"),
    ({"date": None}, "date: found None"),
    ({"date": 20261102}, "date: found 20261102"),
    ({"context": "holiday"}, "context: found 'holiday'; write one of ill, work, travel, none"),
    ({"three_months": "worse"}, "three_months: found 'worse'"),
    ({"met": 1}, "met is 1, but reached is not"),
    ({"reached": 0, "met": 1}, "met is 1, but reached is not"),
    ({"said_so": 1}, "said_so is 1, but wanted_space is not"),
]


@pytest.mark.parametrize(("cells", "said"), REFUSED)
def test_what_cannot_be_right_is_refused_with_its_place(cells: dict[str, object], said: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(entry() | cells)
    assert said in str(caught.value)
    assert str(caught.value).startswith("F.csv: line 2: ")


def test_a_day_given_twice_names_both_lines() -> None:
    with pytest.raises(EvidenceError, match="line 4: 2026-11-02 of person a is also on line 2"):
        read(entry(), entry(person="b"), entry())


def test_a_wrong_year_is_seen_by_its_distance() -> None:
    with pytest.raises(
        EvidenceError, match=r"line 2: 2026-11-02 is 3,653 days after .*\(line 3\); check the year"
    ):
        read(entry(), entry("2016-11-01"))


def test_two_answers_about_three_months_are_refused() -> None:
    with pytest.raises(EvidenceError, match="person a answers 'nearer' here and 'same' before"):
        read(entry("2026-11-02", three_months="same"), entry("2026-11-03", three_months="nearer"))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("date", "person", "present"), "the column 'partner_present' is missing"),
        ((*COLUMNS, "mood"), "the column 'mood' is not known"),
        ((*COLUMNS, "present"), "the column 'present' is there twice"),
    ],
)
def test_columns_are_checked(columns: tuple[str, ...], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        read_rows(rows(entry()), columns, name="F.csv", today=TODAY)


def test_a_file_without_entries_is_refused() -> None:
    with pytest.raises(EvidenceError, match="there is no entry in it"):
        read({"date": "", "person": None})


def test_ones_own_part_has_ones_own_calendar() -> None:
    found = read(entry("2026-11-01", "b"), entry("2026-11-05"), entry("2026-11-07"), entry("2026-11-20", "b"))
    own = found.only("a")
    assert own.diary.days.tolist() == [date(2026, 11, d).toordinal() for d in (5, 6, 7)]
    np.testing.assert_array_equal(own.diary.a.present, [7, np.nan, 7])
    assert len(own.diary.b.present) == 3
    assert read(entry()).only("b").diary.days.size == 0
