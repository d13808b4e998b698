"""The weekly answer of two diaries: when it is given, what it shows, and that nothing else shows."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Clock, User
from .test_two import ROUTES, link, pages

FIRST = date(2026, 3, 2)  # a Monday, START
WEEKS = 8
ANSWERED = "an answer was given"
TUESDAY = {"days": 7 * WEEKS + 1, "hours": 3.5}  # from START to half an hour after the week is closed


def write(user: User, values: list[dict[str, int]], start: date = FIRST) -> None:
    """Put down a day each, as if each had been written on its own evening."""
    from pairbond.web.accounts.vault import seal_for
    from pairbond.web.clock import now
    from pairbond.web.days.models import Day

    rows = []
    for n, entry in enumerate(values):
        row = Day(person=user.person, number=n, at=now())
        dated = {"date": (start + timedelta(days=n)).isoformat(), **entry}
        row.sealed = seal_for(user.person, ("day", "sealed", row.id), dated)
        rows.append(row)
    Day.objects.bulk_create(rows)


def series(seed: int, days: int = 7 * WEEKS, fall: int = 0) -> list[dict[str, int]]:
    """Days whose second half may lie lower; never at an end of the scale."""
    rng = np.random.default_rng(seed)
    level = np.where(np.arange(days) < days // 2, 8, 8 - fall)
    values = np.clip(level + rng.integers(-1, 2, (2, days)), 1, 9)
    return [{"present": int(a), "partner_present": int(b)} for a, b in values.T]


def share(user: User, how: str = "banded") -> None:
    user.post("/two/share/", {"share-signal": how})


def swept(clock: Clock, *users: User, **by: float) -> None:
    from pairbond.web.days.answer import issue_weeks

    clock.forward(**by)
    for user in users:
        user.again()
    issue_weeks()


@pytest.fixture
def agreed(anna: User, ben: User, clock: Clock) -> tuple[User, User]:
    link(anna, ben)
    share(anna)
    share(ben)
    write(anna, series(1, fall=4))
    write(ben, series(2, fall=4))
    return anna, ben


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A line in place of the answer, for tests of when there is one."""
    from pairbond.web.days import answer

    made: list[int] = []

    def written(consent: Any, checkins: Any, sight: str, last: date) -> dict[str, str]:
        made.append(1)
        html = f"<title>x</title><style></style><main>{ANSWERED} {last}</main>".encode()
        return {"html": b64encode(zlib.compress(html)).decode(), "verdict": "cannot_tell"}

    monkeypatch.setattr(answer, "written", written)
    return made


def text_of(user: User, path: str = "/today/week/") -> str:
    found: str = user.get(path).content.decode()
    return found


def test_the_answer_comes_on_tuesday_to_each_in_the_words_of_the_report(
    agreed: tuple[User, User], clock: Clock
) -> None:
    anna, ben = agreed
    swept(clock, anna, ben, days=7 * WEEKS + 1, hours=2)  # 11:00
    assert "up to 26 April" not in text_of(anna)
    swept(clock, anna, ben, hours=1.5)
    for user in agreed:
        page = text_of(user)
        assert "up to 26 April" in page
        assert "It does not say who moved first" in page
    swept(clock, anna, ben, days=7)
    assert "up to 26 April" not in text_of(anna), "only the last one is kept"


@pytest.mark.slow
def test_bands_hold_no_day_of_the_other_and_open_days_do(agreed: tuple[User, User], clock: Clock) -> None:
    anna, ben = agreed
    swept(clock, anna, ben, **TUESDAY)
    week = ", ".join(str(day["present"]) for day in series(2, fall=4)[:7])
    assert week not in text_of(anna)
    assert "low, middle or high" in text_of(anna)
    for user in agreed:
        share(user, "open")
    swept(clock, anna, ben, days=7)
    assert week in text_of(anna)


def test_weeks_of_the_other_are_always_the_same_seven_days(ben: User, clock: Clock) -> None:
    """Weeks that began with one's own first entry could be moved; two overlapping ones tell more than one."""
    from pairbond.web.days.answer import part_of
    from pairbond.web.days.diaries import both_check_ins

    last = FIRST + timedelta(days=7 * 4 - 1)
    clock.forward(days=40)
    write(ben, series(2, 28, fall=5))
    seen = []
    for start in (0, 3, 8):
        other = User(f"other-{start}")
        write(other, series(1, 28 - start), FIRST + timedelta(days=start))
        checkins = both_check_ins(other.person, ben.person, through=last)
        assert checkins
        part = part_of(checkins, None, "banded", last)  # type: ignore[arg-type]
        first = int(part.checkins.diary.days[0])
        assert date.fromordinal(first).weekday() == 0
        seen.append(dict(zip(range(first, first + 99, 7), part.bands["b"], strict=False)))
    for found in seen[1:]:
        assert all(seen[0][day] == band for day, band in found.items())


def test_the_page_of_sharing_shows_closed_weeks_as_they_would_be_seen(anna: User, clock: Clock) -> None:
    rows = series(1, 15)
    write(anna, rows)
    clock.forward(days=15, hours=4)  # Tuesday: two weeks are closed
    anna.again()
    page = text_of(anna, "/two/share/")
    weeks = [", ".join(str(row["present"]) for row in rows[start : start + 7]) for start in (0, 7)]
    assert all(f"you were there: {week};" in page for week in weeks)
    assert page.count("you were there:") == 2
    assert "<td>high</td>" in page


# ---- nothing but the answer shows (T-12) ---------------------------------------------------------


def nothing(b: User) -> None:
    pass


def no_days(b: User) -> None:
    share(b)


def few_days(b: User) -> None:
    share(b)
    write(b, series(2, 13))


def days_but_no_consent(b: User) -> None:
    share(b, "none")
    write(b, series(2))


def held_for_safety(b: User) -> None:
    share(b, "open")
    write(b, series(2))
    b.post("/private/", {"step": "go"})


def left(b: User) -> None:
    share(b)
    write(b, series(2))
    b.post("/two/end/")


def gone(b: User) -> None:
    from pairbond.web.accounts.models import Person
    from pairbond.web.ops.erasing import remove

    share(b)
    write(b, series(2))
    remove(Person.objects.get(pk=b.person.pk))


def set_up(b: User) -> None:
    b.post("/today/words/", {"until": "until eight", "then": "I call"})
    b.post("/today/try/", {"first": "x", "second": "y", "weeks": "8", "outcome": "present"})
    b.post("/today/choices/", {"zone": "Asia/Tokyo", "contact": "on"})


STATES: tuple[Callable[[User], None], ...] = (
    nothing, no_days, few_days, days_but_no_consent, held_for_safety, left, gone, set_up,
)  # fmt: skip


QUICK_ROUTES = ("/today/week/", "/today/", "/today/own/", "/two/", "/home/")


@pytest.mark.parametrize("routes", [QUICK_ROUTES, pytest.param(None, marks=pytest.mark.slow)])
def test_no_state_of_the_others_diary_shows(
    anna: User, ben: User, clock: Clock, routes: tuple[str, ...] | None
) -> None:
    from django.db import transaction

    link(anna, ben)
    share(anna)
    write(anna, series(1))
    seen: dict[str, Any] = {}
    start = clock.moment
    for state in STATES:
        sid = transaction.savepoint()
        ben.again()
        state(ben)
        swept(clock, anna, **TUESDAY)
        seen[state.__name__] = pages(anna, routes or ROUTES)
        transaction.savepoint_rollback(sid)
        clock.moment = start
        clock.forward()
    for name, found in seen.items():
        for ours, theirs in zip(seen["nothing"], found, strict=True):
            assert ours == theirs, f"{name}: {ours[0]}"


def test_ones_own_choice_is_all_that_is_named(anna: User, ben: User, clock: Clock) -> None:
    assert "keep your days to yourself" in text_of(anna)
    link(anna, ben)
    share(anna)
    assert "is not said" in text_of(anna)


def test_leaving_takes_the_answer_away_from_both(
    agreed: tuple[User, User], clock: Clock, quick: list[int]
) -> None:
    from pairbond.web.days.models import WeekAnswer

    anna, ben = agreed
    swept(clock, anna, ben, **TUESDAY)
    assert WeekAnswer.objects.count() == 2
    ben.post("/two/end/")
    assert not WeekAnswer.objects.exists()
    assert ANSWERED not in text_of(anna)


def test_switching_off_ends_ones_own_page_at_once_and_the_others_with_the_week(
    agreed: tuple[User, User], clock: Clock, quick: list[int]
) -> None:
    anna, ben = agreed
    swept(clock, anna, ben, **TUESDAY)
    before = text_of(anna)
    assert ANSWERED in before
    share(ben, "none")
    assert "keep your days to yourself" in text_of(ben)
    assert text_of(anna) == before, "an answer that goes in mid-week would tell"
    swept(clock, anna, ben, days=7)
    assert "is not said" in text_of(anna)


def test_a_consent_of_this_week_counts_from_the_next(
    anna: User, ben: User, clock: Clock, quick: list[int]
) -> None:
    link(anna, ben)
    share(anna)
    write(anna, series(1))
    write(ben, series(2))
    swept(clock, anna, ben, days=7 * WEEKS)  # Monday
    share(ben)
    swept(clock, anna, ben, days=1, hours=3.5)
    assert "is not said" in text_of(anna)
    swept(clock, anna, ben, days=7)
    assert ANSWERED in text_of(anna)


def test_a_consent_to_an_earlier_wording_is_none_to_a_weekly_answer(
    agreed: tuple[User, User], clock: Clock, quick: list[int]
) -> None:
    from dataclasses import replace

    from pairbond.web.couples.sharing import keep_shares, shares

    anna, ben = agreed
    keep_shares(ben.person, replace(shares(ben.person), text=1))
    swept(clock, anna, ben, **TUESDAY)
    assert "is not said" in text_of(anna)
    assert "has changed since you chose" in text_of(ben)


def test_a_week_is_looked_at_once(agreed: tuple[User, User], clock: Clock, quick: list[int]) -> None:
    from pairbond.web.days.models import Week

    swept(clock, *agreed, **TUESDAY)
    swept(clock, *agreed, hours=1)
    assert (len(quick), Week.objects.count()) == (2, 1)


def test_an_answer_opens_for_its_reader_only(
    agreed: tuple[User, User], clock: Clock, quick: list[int]
) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.days.answer import current
    from pairbond.web.days.models import WeekAnswer

    anna, ben = agreed
    swept(clock, anna, ben, **TUESDAY)
    mine, theirs = (WeekAnswer.objects.get(person=user.person) for user in agreed)
    assert b"html" not in bytes(mine.sealed)
    WeekAnswer.objects.filter(pk=mine.pk).update(sealed=theirs.sealed)
    with pytest.raises(StoreError):
        current(anna.person)


# ---- no oracle -----------------------------------------------------------------------------------


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.just("zone"), st.sampled_from(["Etc/GMT+12", "Pacific/Kiritimati", "Asia/Tokyo", ""])),
        st.tuples(st.just("write"), st.integers(-9, 3)),
        st.tuples(st.just("remove"), st.integers(-9, 3)),
    ),
    max_size=12,
)


QUICK = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=6)


@pytest.mark.slow
@settings(QUICK, max_examples=60)
@given(steps=STEPS)
def test_what_an_answer_used_is_not_changed_by_many_edits(
    db: None, clock: Clock, steps: list[tuple[str, Any]]
) -> None:
    edits(clock, steps)


@QUICK
@given(steps=STEPS)
def test_what_an_answer_used_is_not_changed_by_any_edit_of_ones_own(
    db: None, clock: Clock, steps: list[tuple[str, Any]]
) -> None:
    edits(clock, steps)


def edits(clock: Clock, steps: list[tuple[str, Any]]) -> None:
    """Whatever a person does with entries, clock and zone: closed days stay as they were."""
    from django.db import transaction

    from pairbond.app.day_weeks import closed_through
    from pairbond.web.clock import now
    from pairbond.web.days.entry import days_of

    start, sid = clock.moment, transaction.savepoint()
    clock.forward(days=10)
    user = User("writer")
    used: dict[date, list[Any]] = {}
    try:
        for kind, value in steps:
            if kind == "wait":
                clock.forward(hours=value)
                user.again()
            elif kind == "zone":
                user.post("/today/choices/", {"zone": value})
            else:
                day = (now() + timedelta(days=value)).date().isoformat()
                form = {"day": day, "present": str(len(used) % 10), "turn": kind}
                user.post("/today/", form)
            for last, seen in used.items():
                assert days_of(user.person, through=last) == seen
            last = closed_through(now())
            used.setdefault(last, days_of(user.person, through=last))
    finally:
        transaction.savepoint_rollback(sid)
        clock.moment = start
        clock.forward()


@pytest.mark.slow
def test_an_answer_that_was_given_stays_whatever_its_reader_writes(
    agreed: tuple[User, User], clock: Clock
) -> None:
    from pairbond.web.days.answer import issue_weeks, made_for
    from pairbond.web.days.models import Week

    anna, ben = agreed
    swept(clock, anna, ben, **TUESDAY)
    before = text_of(anna)
    again = made_for(anna.person, ben.person, date(2026, 4, 26))
    for day in ("2026-04-28", "2026-04-27", "2026-04-26", "2026-04-01"):
        for value in ("0", "10"):
            anna.post("/today/", {"day": day, "present": value, "partner_present": value})
    anna.post("/today/choices/", {"zone": "Etc/GMT+12"})
    anna.post("/today/", {"day": "2026-04-26", "turn": "remove"})
    issue_weeks()
    assert text_of(anna) == before
    assert made_for(anna.person, ben.person, date(2026, 4, 26)) == again
    Week.objects.all().delete()
    issue_weeks()
    assert text_of(anna) == before, "made anew it says the same"


def test_the_report_for_both_uses_closed_days_only(anna: User, ben: User, clock: Clock) -> None:
    from pairbond.web.reports.material import check_ins

    write(anna, series(1, 9))
    write(ben, series(2, 9))
    clock.forward(days=8, hours=4)  # Tuesday: the first week is closed, Monday and today are not
    both, own = check_ins(anna.person, ben.person), check_ins(anna.person)
    assert both and own
    assert len(both.diary.days) == 7
    assert len(own.diary.days) == 9, "one's own days are all there"


def test_a_pause_of_more_than_a_year_begins_a_new_diary(anna: User, clock: Clock) -> None:
    from pairbond.web.reports.material import check_ins

    write(anna, series(1, 3))
    clock.forward(days=420)
    anna.again()
    anna.post("/today/", {"present": "5"})
    found = check_ins(anna.person)
    assert found and len(found.diary.days) == 1
    assert anna.get("/today/own/").status_code == 200


def test_a_day_from_a_clock_that_was_wrong_waits(anna: User) -> None:
    write(anna, series(1, 5))
    assert anna.get("/today/own/").status_code == 200
