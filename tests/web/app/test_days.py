from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairbond.app.day_entry import COLUMNS, NEEDS, RATINGS, SWITCHES, as_file, day_of, entry_of, latest

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


def test_a_form_names_its_day() -> None:
    assert day_of({"day": "2026-03-01"}, TODAY) == date(2026, 3, 1)
    assert day_of({"day": "2026-02-30"}, TODAY) == day_of({}, TODAY) == TODAY


def test_minutes_are_kept_only_where_they_are_counted() -> None:
    form = {"present": "7", "contact_minutes": "90"}
    assert entry_of(form, TODAY) == {"date": "2026-03-02", "present": 7}
    assert entry_of(form, TODAY, contact=True) == {"date": "2026-03-02", "present": 7, "contact_minutes": 90}
    assert entry_of({"contact_minutes": "1441"}, TODAY, contact=True) is None


def test_what_counts_of_several_rows() -> None:
    first = {"date": "2026-03-01", "present": 1, "three_months": "further"}
    rows = [first, {"date": "2026-03-02", "present": 2}, {"date": "2026-03-01", "present": 5}]
    assert latest(rows) == [
        {"date": "2026-03-01", "present": 5, "three_months": "further"},
        {"date": "2026-03-02", "present": 2},
    ]
    assert latest([*rows, {"date": "2026-03-01"}]) == [
        {"date": "2026-03-02", "present": 2, "three_months": "further"}
    ]


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


def test_the_three_months_are_asked_about_on_the_first_day(anna: User, clock: Clock) -> None:
    from pairbond.web.days.entry import days_of

    assert "three_months" in anna.get("/today/").content.decode()
    anna.post("/today/", {"present": "3", "three_months": "further"})
    assert 'value="further" checked' in anna.get("/today/").content.decode()
    anna.post("/today/", {"present": "4"})
    assert [day["three_months"] for day in days_of(anna.person)] == ["further"], "a correction keeps it"
    clock.forward(days=2)
    anna.again()
    assert "three_months" not in anna.get("/today/").content.decode()


def test_days_are_sealed_and_ones_own(anna: User, ben: User) -> None:
    from pairbond.web.days.models import Day

    anna.post("/today/", {"present": "3"})
    assert b"present" not in bytes(Day.objects.get().sealed)
    assert "none yet" in ben.get("/today/kept/").content.decode()


def test_rows_of_a_check_ins_file() -> None:
    rows = as_file([{"date": "2026-03-02", "present": 7, "met": 1, "reached": 1}])
    assert rows == [("2026-03-02", "a", 7, "", "", "", "", 1, 1, "", "", "")]


@pytest.mark.parametrize("given", [{}, {"present": "eleven"}])
def test_an_empty_check_in_is_not_kept(anna: User, given: dict[str, Any]) -> None:
    assert anna.post("/today/", given).status_code == 422


# ---- correcting, taking back, and days that are closed -------------------------------------------


def days(user: User) -> list[dict[str, Any]]:
    from pairbond.web.days.entry import days_of

    return days_of(user.person)


def test_the_page_is_filled_in_with_what_was_kept(anna: User) -> None:
    assert "checked" not in anna.get("/today/").content.decode()
    anna.post("/today/", {"day": "2026-03-02", "present": "3", "met": "1", "reached": "1", "context": "ill"})
    page = anna.get("/today/").content.decode()
    for name, value in (("present", "3"), ("met", "1"), ("reached", "1"), ("context", "ill")):
        assert f'name="{name}" value="{value}" checked' in page
    assert page.count(" checked") == 4
    assert "checked" not in anna.get("/today/?day=yesterday").content.decode()


def test_a_day_can_be_taken_back(anna: User) -> None:
    anna.post("/today/", {"present": "3"})
    assert anna.post("/today/", {"day": "2026-03-02", "turn": "remove"}).status_code == 302
    assert days(anna) == []
    assert "none yet" in anna.get("/today/kept/").content.decode()


@pytest.mark.parametrize("day", ["2026-02-28", "2026-03-03", "1000-01-01", "9999-12-31"])
def test_only_today_and_yesterday_can_be_written(anna: User, day: str) -> None:
    for form in ({"day": day, "present": "3"}, {"day": day, "turn": "remove"}):
        response = anna.post("/today/", form)
        assert (response.status_code, days(anna)) == (422, [])
        assert "closed" in response.content.decode()


def test_a_page_opened_before_midnight_keeps_its_day(anna: User, clock: Clock) -> None:
    clock.forward(hours=14.99)
    anna.again()
    form = {"day": "2026-03-02", "present": "3"}
    clock.forward(minutes=10)
    anna.post("/today/", form)
    assert [day["date"] for day in days(anna)] == ["2026-03-02"]


def test_no_time_of_day_is_kept(anna: User) -> None:
    from pairbond.web.days.models import Day

    anna.post("/today/", {"present": "3"})
    at = Day.objects.get().at
    assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
    assert set(days(anna)[0]) == {"date", "present"}


# ---- the zone of a day ---------------------------------------------------------------------------


def test_the_day_is_that_of_the_zone_that_was_chosen(anna: User, clock: Clock) -> None:
    clock.forward(hours=14)  # 23:00 UTC
    anna.again()
    for zone, day in (("Asia/Tokyo", "2026-03-03"), ("America/New_York", "2026-03-02")):
        assert anna.post("/today/choices/", {"zone": zone})["Location"] == "/today/"
        assert f'name="day" value="{day}"' in anna.get("/today/").content.decode()


def test_the_zone_of_the_host_is_the_first(anna: User, settings_zone: str, clock: Clock) -> None:
    clock.forward(hours=14.5)  # 00:30 in Berlin
    anna.again()
    assert 'name="day" value="2026-03-03"' in anna.get("/today/").content.decode()


@pytest.fixture
def settings_zone(web: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    from dataclasses import replace

    from django.conf import settings

    monkeypatch.setattr(settings, "PAIRBOND", replace(settings.PAIRBOND, zone="Europe/Berlin"))
    return "Europe/Berlin"


def test_a_day_with_23_or_25_hours_is_one_day(anna: User, settings_zone: str) -> None:
    from datetime import UTC, datetime

    from pairbond.web.clock import stopped_at
    from pairbond.web.days.desk import Setup

    for day, hour in ((28, 22), (28, 23), (29, 0), (29, 21)):
        with stopped_at(datetime(2026, 3, day, hour, 30, tzinfo=UTC)):
            assert Setup().today == date(2026, 3, 29 if (day, hour) != (28, 22) else 28)
    for moment in (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 22, 30, tzinfo=UTC)):
        with stopped_at(moment):
            assert Setup().today == date(2026, 10, 25), "from midnight to midnight, 25 hours"


def test_a_zone_that_there_is_not_is_refused(anna: User) -> None:
    assert anna.post("/today/choices/", {"zone": "../../etc/passwd"}).status_code == 422
    assert anna.post("/today/choices/", {"zone": "Nowhere/Land"}).status_code == 422


def test_the_plan_comes_before_the_first_day(anna: User) -> None:
    assert "cannot be answered before about day" in anna.get("/today/").content.decode()
    assert "Chance of an answer" in anna.get("/today/days/").content.decode()
    anna.post("/today/", {"present": "3"})
    assert "cannot be answered" not in anna.get("/today/").content.decode()
