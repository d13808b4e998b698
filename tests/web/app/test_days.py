from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairbond.app.day_entry import COLUMNS, NEEDS, RATINGS, SWITCHES, as_file, entry_of

from .conftest import Clock, User

TODAY = date(2026, 3, 2)
TEXTS = st.one_of(st.integers(-2, 12).map(str), st.text(max_size=3))
FORMS = st.dictionaries(st.sampled_from((*RATINGS, *SWITCHES, "context", "three_months", "day")), TEXTS)


@given(FORMS)
def test_whatever_is_sent_an_entry_holds_only_what_can_be(form: dict[str, str]) -> None:
    entry = entry_of(form, TODAY)
    if entry is None:
        return
    assert set(entry) <= set(COLUMNS) - {"person"}
    assert all(0 <= entry[name] <= 10 for name in RATINGS if name in entry)
    assert all(entry[name] in {0, 1} for name in SWITCHES if name in entry)
    for name, needed in NEEDS.items():
        assert name not in entry or entry[needed] == 1


def test_nothing_chosen_is_nothing() -> None:
    assert entry_of({"day": "today", "context": "ill"}, TODAY) is None
    assert entry_of({"present": "11"}, TODAY) is None


def test_yesterday_is_yesterday() -> None:
    entry = entry_of({"present": "7", "day": "yesterday"}, TODAY)
    assert entry == {"date": "2026-03-01", "present": 7}


def test_a_follow_up_without_its_question_is_dropped() -> None:
    assert entry_of({"present": "7", "met": "1"}, TODAY) == {"date": "2026-03-02", "present": 7}
    entry = entry_of({"reached": "0", "met": "1"}, TODAY)
    assert entry == {"date": "2026-03-02", "reached": 0}


def test_a_week_of_days(anna: User, clock: Clock) -> None:
    for n in range(7):
        given = {"present": str(n), "partner_present": "5", "day": "today"}
        assert anna.post("/today/", given)["Location"] == "/today/kept/"
        clock.forward(days=1)
        anna.again()
    page = anna.get("/today/kept/").content.decode()
    assert "7 days so far" in page
    assert page.count('<tr><th scope="row">') == 7


def test_the_later_of_two_entries_for_a_day_counts(anna: User) -> None:
    from pairbond.web.days.entry import days_of

    anna.post("/today/", {"present": "3"})
    anna.post("/today/", {"present": "8"})
    assert [day["present"] for day in days_of(anna.person)] == [8]


def test_the_three_months_are_asked_about_once(anna: User) -> None:
    assert "three_months" in anna.get("/today/").content.decode()
    anna.post("/today/", {"present": "3", "three_months": "further"})
    assert "three_months" not in anna.get("/today/").content.decode()


def test_days_are_sealed_and_ones_own(anna: User, ben: User) -> None:
    from pairbond.web.days.models import Day

    anna.post("/today/", {"present": "3"})
    assert b"present" not in bytes(Day.objects.get().sealed)
    assert "none yet" in ben.get("/today/kept/").content.decode()


def test_rows_of_a_check_ins_file() -> None:
    rows = as_file([{"date": "2026-03-02", "present": 7, "met": 1, "reached": 1}])
    assert rows == [("2026-03-02", "a", 7, "", "", "", "", 1, 1, "", "")]


@pytest.mark.parametrize("given", [{}, {"present": "eleven"}])
def test_an_empty_check_in_is_not_kept(anna: User, given: dict[str, Any]) -> None:
    assert anna.post("/today/", given).status_code == 422
