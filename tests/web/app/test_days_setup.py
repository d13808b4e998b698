"""An agreement, a trial, minutes in touch, and what one's own days show: private, and gone when they end."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from .conftest import Clock, User
from .test_data import copy_of
from .test_weeks import series, write

WORDS = {"until": "Space until Quetzal", "then": "then I call"}
TRIAL = {"first": "a walk with Quetzal", "second": "a call at noon", "weeks": "8", "outcome": "unsettled"}


def text_of(user: User, path: str) -> str:
    found: str = user.get(path).content.decode()
    return found


# ---- words for space -----------------------------------------------------------------------------


def test_an_agreement_is_counted_for_oneself_and_rests_silently(anna: User) -> None:
    anna.post("/today/words/", WORDS)
    for turn in ("held",) * 7 + ("not",) * 3:
        assert anna.post("/today/words/", {"turn": turn}).status_code == 302
    page = text_of(anna, "/today/words/")
    assert "Space until Quetzal, then I call." in page
    assert "it held 7 of 10 times" in page
    assert "in 100 fits that" in page
    anna.post("/today/words/", {"turn": "back"})
    anna.post("/today/words/", {"turn": "back"})
    assert "it held 7 of 9 times" in text_of(anna, "/today/words/"), "one count is taken back, not more"
    anna.post("/today/words/", {"turn": "end"})
    anna.get("/home/")
    page = text_of(anna, "/today/words/")
    assert "Quetzal" not in page
    assert "Space until when?" in page


def test_what_is_set_up_holds_no_date_and_cannot_be_read(anna: User) -> None:
    from pairbond.web.days.desk import setup_of
    from pairbond.web.days.models import Desk

    anna.post("/today/words/", WORDS)
    kept = setup_of(anna.person).agreement
    assert kept == {**WORDS, "held": 0, "broken": 0, "ended": False, "last": ""}
    assert {field.name for field in Desk._meta.fields} == {"person", "sealed"}
    assert b"Quetzal" not in bytes(Desk.objects.get().sealed)


def test_a_row_of_another_person_does_not_open(anna: User, ben: User) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.days.desk import setup_of
    from pairbond.web.days.models import Desk

    for user in (anna, ben):
        user.post("/today/words/", WORDS)
    Desk.objects.filter(person=anna.person).update(sealed=Desk.objects.get(person=ben.person).sealed)
    with pytest.raises(StoreError):
        setup_of(anna.person)


@pytest.mark.parametrize(
    "given", [{}, {"until": "x"}, {"until": "a\nb", "then": "c"}, {"until": "x" * 121, "then": "c"}]
)
def test_an_agreement_needs_both_halves_on_one_line(anna: User, given: dict[str, str]) -> None:
    from pairbond.web.days.desk import setup_of

    assert anna.post("/today/words/", given).status_code == 422
    assert setup_of(anna.person).agreement is None


# ---- a trial -------------------------------------------------------------------------------------


def trial_in(user: User) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(copy_of(user)["trial.json"])
    return found


def test_a_trial_is_drawn_once_and_says_what_is_for_this_week(anna: User, clock: Clock) -> None:
    from pairbond.library.trials import checked

    assert anna.post("/today/try/", TRIAL).status_code == 302
    plan = checked(trial_in(anna), "trial")
    assert plan.first_day == date(2026, 3, 9)
    assert f"seed {plan.seed}." in text_of(anna, "/today/try/")
    assert "This week" not in text_of(anna, "/today/")
    anna.post("/today/try/", {**TRIAL, "first": "another"})
    assert checked(trial_in(anna), "trial") == plan, "no second draw"
    for week in range(2):
        clock.forward(days=7)
        anna.again()
        assert f"This week: {plan.actions[plan.order[week]]}" in text_of(anna, "/today/")


def test_a_trial_says_nothing_before_its_last_week_is_closed(anna: User, clock: Clock) -> None:
    from pairbond.web.days.desk import setup_of

    anna.post("/today/try/", TRIAL)
    trial = setup_of(anna.person).trial
    assert trial
    level = [3 if trial["order"][day // 7] else 7 for day in range(56)]
    write(anna, [{"unsettled": low + day % 2} for day, low in enumerate(level)], start=date(2026, 3, 9))
    clock.forward(days=7 + 56)  # Monday: Sunday can still be written
    anna.again()
    assert "7 of 8 weeks are done" in text_of(anna, "/today/try/")
    clock.forward(days=1)
    anna.again()
    page = text_of(anna, "/today/try/")
    assert "The weeks are over" in page
    assert "In weeks of" in page
    assert "interval" in page


def test_a_trial_stops_at_any_time_and_nothing_is_kept(anna: User) -> None:
    anna.post("/today/try/", TRIAL)
    anna.post("/today/try/", {"turn": "stop"})
    assert "Nothing is concluded" in text_of(anna, "/home/")
    assert "Quetzal" not in text_of(anna, "/today/try/")
    assert "trial.json" not in copy_of(anna)


@pytest.mark.parametrize(
    "wrong",
    [{"weeks": "9"}, {"weeks": "x"}, {"outcome": "met"}, {"second": "A walk with Quetzal "}, {"first": ""}],
)
def test_a_plan_that_cannot_be_is_not_drawn(anna: User, wrong: dict[str, str]) -> None:
    response = anna.post("/today/try/", {**TRIAL, **wrong})
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()


# ---- one's own days, minutes, copies -------------------------------------------------------------


def test_own_days_have_charts_with_tables_and_no_answer(anna: User, clock: Clock) -> None:
    assert anna.get("/today/own/")["Location"] == "/today/kept/"
    rows = [{**day, "unsettled": 9 - day["present"], "contact_minutes": 60} for day in series(1, 28)]
    write(anna, [{**day, "reached": 1, "met": n % 2} for n, day in enumerate(rows)])
    clock.forward(days=28)
    anna.again()
    page = text_of(anna, "/today/own/")
    assert page.count("<figure") == 3
    assert page.count("<table") >= 3
    assert "felt met on 14 of them" in page
    assert "between 60 and 60" in page
    assert "two diaries" not in page
    assert 'id="exit"' in page


def test_minutes_are_asked_for_only_where_that_was_chosen(anna: User) -> None:
    assert "contact_minutes" not in text_of(anna, "/today/")
    anna.post("/today/choices/", {"contact": "on"})
    assert "contact_minutes" in text_of(anna, "/today/")
    anna.post("/today/", {"present": "5", "contact_minutes": "45"})
    assert 'value="45"' in text_of(anna, "/today/")


def test_a_copy_holds_everything_and_the_command_line_reads_it(anna: User, clock: Clock) -> None:
    from pairbond.library.checkins import parse_checkins
    from pairbond.library.trials import checked

    anna.post("/today/choices/", {"zone": "Asia/Tokyo", "contact": "on"})
    anna.post("/today/words/", WORDS)
    anna.post("/today/try/", TRIAL)
    anna.post("/today/", {"present": "5", "contact_minutes": "45", "three_months": "same"})
    files = copy_of(anna)
    told = json.loads(files["days.json"])
    assert (told["zone"], told["contact"]) == ("Asia/Tokyo", True)
    assert told["agreement"]["until"] == WORDS["until"]
    checked(json.loads(files["trial.json"]), "trial")
    found = parse_checkins(files["checkins.csv"], "checkins.csv", date(2026, 3, 2) + timedelta(days=1))
    assert found.diary.a.contact_minutes[0] == 45
    assert found.three_months == {"a": "same"}


def test_erasing_takes_all_of_it(anna: User, ben: User) -> None:
    from pairbond.web.days.models import Day, Desk
    from pairbond.web.ops.erasing import remove

    for user in (anna, ben):
        user.post("/today/words/", WORDS)
        user.post("/today/", {"present": "5"})
    remove(anna.person)
    assert [row.person_id for row in Desk.objects.all()] == [ben.person.pk]
    assert [row.person_id for row in Day.objects.all()] == [ben.person.pk]
