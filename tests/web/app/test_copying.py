"""A person's own rule for copies of their data: a copy can be asked of them by force."""

from datetime import timedelta

from pairbond.app.copying import CopyRule, ask, at, call_off, choose, may_take

from .conftest import START, Clock, User

DAY = timedelta(days=1)


def test_a_copy_can_be_taken_at_once_unless_its_owner_says_otherwise() -> None:
    assert may_take(CopyRule(), START)
    assert not may_take(CopyRule(mode="never"), START)
    assert not may_take(CopyRule(mode="day"), START)


def test_a_copy_that_waits_opens_after_a_day_for_a_week() -> None:
    rule = ask(CopyRule(mode="day"), START)
    assert not may_take(rule, START + DAY - timedelta(seconds=1))
    assert may_take(rule, START + DAY)
    assert may_take(rule, START + 7 * DAY)
    assert not may_take(rule, START + 8 * DAY)


def test_asking_twice_does_not_start_the_day_anew() -> None:
    rule = ask(CopyRule(mode="day"), START)
    assert ask(rule, START + DAY / 2) == rule


def test_calling_off_leaves_nothing_to_come() -> None:
    rule = call_off(choose(ask(CopyRule(mode="day"), START), "now", START), START)
    assert not may_take(rule, START + 2 * DAY)
    assert at(rule, START + 2 * DAY).mode == "day"


def test_a_stricter_rule_holds_at_once_and_a_looser_one_after_a_day() -> None:
    strict = choose(CopyRule(), "never", START)
    assert strict.mode == "never"
    loose = choose(strict, "now", START)
    assert not may_take(loose, START + DAY - timedelta(seconds=1))
    assert may_take(loose, START + DAY)


def test_a_copy_is_refused_where_its_owner_switched_it_off(anna: User, clock: Clock) -> None:
    anna.step_up()
    anna.post("/account/data/copy/rule/", {"wish": "never"})
    assert anna.post("/account/data/copy/")["Content-Type"].startswith("text/html")
    anna.post("/account/data/copy/rule/", {"wish": "now"})
    assert "can be taken" in anna.get("/account/data/copy/").content.decode()
    assert anna.post("/account/data/copy/")["Content-Type"].startswith("text/html")
    clock.forward(days=1)
    anna.again()
    anna.step_up()
    assert anna.post("/account/data/copy/")["Content-Type"] == "application/zip"


def test_a_copy_that_waits_can_be_called_off(anna: User, clock: Clock) -> None:
    anna.step_up()
    anna.post("/account/data/copy/rule/", {"wish": "day"})
    anna.post("/account/data/copy/rule/", {"wish": "ask"})
    assert "You asked for a copy" in anna.get("/account/data/copy/").content.decode()
    anna.post("/account/data/copy/rule/", {"wish": "off"})
    clock.forward(days=2)
    anna.again()
    anna.step_up()
    assert anna.post("/account/data/copy/")["Content-Type"].startswith("text/html")
