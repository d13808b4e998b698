"""Many lines on a page: the same promises as for one, and none for questionnaires they do not suit."""

import re
from typing import Any

import pytest

from .conftest import Clock, User
from .test_take import answer, begin, kept, slip_of

FIRST = "/questions/1/page/0/"


def begin_page(user: User, number: int = 1) -> str:
    return str(user.post(f"/questions/{number}/", {"how": "page"})["Location"])


def send(user: User, path: str = FIRST, turn: str = "answer", **lines: str) -> Any:
    given = {name.replace("_", "-"): value for name, value in lines.items()}
    return user.post(path, {"slip": slip_of(user, path), "turn": turn, **given})


def full(first: int = 0, count: int = 20, value: str = "4") -> dict[str, str]:
    return {f"line_{place}": value for place in range(first, first + count)}


def test_a_page_is_kept_whole_and_leads_to_the_next(anna: User, clock: Clock) -> None:
    assert begin_page(anna) == FIRST
    slip = slip_of(anna, FIRST)
    clock.forward(seconds=40)
    lines = {name.replace("_", "-"): value for name, value in full().items()}
    response = anna.post(FIRST, {"slip": slip, "turn": "answer", **lines})
    assert response["Location"] == "/questions/1/page/20/"
    assert [(row["item"], row["value"], row["seconds"]) for row in kept(anna)] == [
        (f"closeness.{n:02}", 4, 2.0) for n in range(1, 21)
    ]
    assert send(anna, "/questions/1/page/20/", **full(20, 16))["Location"] == "/questions/1/done/"


def test_a_page_sent_twice_is_kept_once(anna: User) -> None:
    begin_page(anna)
    given = {"slip": slip_of(anna, FIRST), "turn": "answer", "line-0": "4", "line-1": "2"}
    assert [anna.post(FIRST, given).status_code for _ in range(2)] == [422, 422], "18 lines are open"
    assert [row["value"] for row in kept(anna)] == [4, 2]


def test_each_answer_can_be_sent_alone_and_is_acknowledged(anna: User) -> None:
    begin_page(anna)
    for value in ("4", "4", "1", "skip"):
        assert send(anna, turn="one", line_3=value).status_code == 204
    assert [row["value"] for row in kept(anna)] == [4, 1, None]
    assert re.search(r'name="line-3" value="skip" checked', anna.get(FIRST).content.decode())


@pytest.mark.parametrize("value", ["0", "6", "", "x", "-1", "99999"])
def test_what_cannot_be_an_answer_is_not_acknowledged(anna: User, value: str) -> None:
    begin_page(anna)
    assert send(anna, turn="one", line_3=value).status_code == 422
    assert send(anna, turn="one", line_25="4").status_code == 422, "a line of another page"
    assert kept(anna) == []


def test_open_lines_are_asked_for_and_can_be_left_out_together(anna: User) -> None:
    begin_page(anna)
    asked = send(anna, **full(0, 18))
    assert asked.status_code == 422
    assert "2 lines are still open" in asked.content.decode()
    assert send(anna, turn="rest", **full(0, 18))["Location"] == "/questions/1/page/20/"
    assert [row["value"] for row in kept(anna)] == [4] * 18 + [None] * 2


def test_the_two_ways_go_on_from_each_other(anna: User) -> None:
    answer(anna, begin(anna), answer="5")
    assert begin_page(anna) == FIRST
    assert re.search(r'name="line-0" value="5" checked', anna.get(FIRST).content.decode())
    send(anna, turn="rest", **full(1, 18))
    assert begin(anna) == "/questions/1/20/"
    assert begin_page(anna) == "/questions/1/page/20/"
    send(anna, "/questions/1/page/20/", turn="one", line_35="2")
    assert 'href="/questions/1/page/0/"' in anna.get("/questions/1/page/20/").content.decode()


def test_a_slip_of_something_else_keeps_nothing(anna: User, ben: User) -> None:
    single = begin(anna)
    begin(ben)
    for slip in (slip_of(ben, FIRST), slip_of(anna, single), slip_of(anna, "/questions/1/page/20/"), ""):
        response = anna.post(FIRST, {"slip": slip, "turn": "answer", "line-0": "4"})
        assert response["Location"] == "/questions/1/"
    lines = slip_of(anna, FIRST)
    assert anna.post(single, {"slip": lines, "turn": "answer", "answer": "4"})["Location"] == "/questions/1/"
    assert kept(anna) == []


def test_lists_and_follow_ups_and_the_short_way_stay_one_at_a_time(anna: User) -> None:
    from pairbond.web.take.catalogue import NUMBERS

    for name in ("moves", "past-partners"):
        number = NUMBERS[name]
        assert b"on a page" not in anna.get(f"/questions/{number}/").content
        assert begin_page(anna, number) == f"/questions/{number}/0/"
        assert anna.get(f"/questions/{number}/page/0/")["Location"] == f"/questions/{number}/"
    place = anna.post("/questions/1/", {"how": "short"})["Location"]
    assert b"on a page" not in anna.get(place).content
    assert anna.get(FIRST)["Location"] == "/questions/1/"


def test_a_page_beyond_the_end_is_none(anna: User) -> None:
    begin_page(anna)
    assert anna.get("/questions/1/page/36/")["Location"] == "/questions/1/"
    assert anna.post("/questions/1/page/36/")["Location"] == "/questions/1/"
    assert anna.get("/questions/3/page/0/")["Location"] == "/questions/3/", "not begun"


def test_a_closed_questionnaire_takes_no_more_lines(anna: User) -> None:
    from pairbond.web.take.models import Sitting
    from pairbond.web.take.store import finish, keep_lines
    from pairbond.web.take.token import read_slip

    begin_page(anna)
    sitting = Sitting.objects.get(person=anna.person)
    page = read_slip(slip_of(anna, FIRST), sitting, 0, "")
    assert page
    finish(sitting)
    assert keep_lines(anna.person, sitting, {0: 4}, page) is None
    assert kept(anna) == []


def test_two_pages_at_once_keep_both_answers(anna: User) -> None:
    """The second write finds its number taken, reads again, and comes after the first."""
    from pairbond.web.take import store
    from pairbond.web.take.models import Sitting
    from pairbond.web.take.token import read_slip

    begin_page(anna)
    sitting = Sitting.objects.get(person=anna.person)
    page = read_slip(slip_of(anna, FIRST), sitting, 0, "")
    assert page
    real, calls = store.rows_of, []

    def late(*given: Any) -> Any:
        found = real(*given)
        if not calls:
            calls.append(1)
            store.keep_lines(anna.person, sitting, {1: 2}, page)
        return found

    store.rows_of = late
    try:
        assert store.keep_lines(anna.person, sitting, {0: 4}, page)
    finally:
        store.rows_of = real
    assert [row["value"] for row in kept(anna)] == [2, 4]
