"""The moment of alarm: safety first, kept sealed, never with the safety answer."""

import re
from typing import Any

import pytest

from .conftest import Clock, User

STEPS: list[dict[str, Any]] = [
    {"answer": "I wrote at four"},
    {"answer": "no-answer"},
    {"answer": "8"},
    {"answer": "They are losing interest"},
    {"answer": "7"},
    {"answer": ["busy", "mine"]},
    {"answer": "draft"},
    {"answer": "walk"},
    {"answer": "10-minutes"},
]


def slip_in(response: Any) -> str:
    found = re.search(r'name="slip" value="([^"]*)"', response.content.decode())
    assert found, response.content.decode()[:1500]
    return found[1]


def say(user: User, before: Any, **given: Any) -> Any:
    return user.post("/moment/", {"slip": slip_in(before), "turn": "answer", **given})


def safe(user: User, want: str = "go") -> Any:
    return user.post("/moment/", {"slip": "", "turn": "answer", "answer": "no", "want": want})


def to_the_wait(user: User) -> Any:
    page = safe(user)
    for given in STEPS:
        page = say(user, page, **given)
        assert page.status_code == 200
    return page


def notes(user: User) -> list[dict[str, Any]]:
    from pairbond.web.days.models import Note
    from pairbond.web.days.rows import all_rows

    return all_rows(user.person, Note)


def test_a_moment_from_start_to_end(anna: User) -> None:
    waiting = to_the_wait(anna)
    assert "Nothing needs to be decided now" in waiting.content.decode()
    assert [note["kind"] for note in notes(anna)] == ["waiting"]
    done = say(anna, say(anna, waiting, answer="4"), answer="waited")
    assert "You stayed with it" in done.content.decode()
    kept = notes(anna)
    assert [note["kind"] for note in kept] == ["waiting", "entry"]
    assert kept[1]["given"]["before"] == 8
    assert kept[1]["given"]["after"] == 4
    assert "safety" not in kept[1]["given"]


@pytest.mark.parametrize("value", ["yes", "rather-not"])
def test_anything_but_no_leads_to_help_and_leaves_nothing(anna: User, value: str) -> None:
    page = anna.post("/moment/", {"slip": "", "turn": "answer", "answer": value})
    assert "emergency number" in page.content.decode()
    assert 'name="slip"' not in page.content.decode()
    assert notes(anna) == []


def test_leaving_the_safety_question_out_counts_like_yes(anna: User) -> None:
    page = anna.post("/moment/", {"slip": "", "turn": "skip"})
    assert "emergency number" in page.content.decode()


def test_what_one_is_about_to_do_is_answered(anna: User) -> None:
    page = safe(anna)
    for given in STEPS[:7]:
        page = say(anna, page, **given)
    assert "cannot be sent from" in page.content.decode()


def test_the_page_may_be_closed_during_the_wait(anna: User, clock: Clock) -> None:
    to_the_wait(anna)
    clock.forward(hours=5)
    anna.again()
    page = safe(anna)
    assert "How stirred are you now" in page.content.decode()


def test_everything_can_be_left_out_and_then_nothing_is_kept(anna: User) -> None:
    page = safe(anna)
    for _ in range(20):
        if 'name="slip"' not in page.content.decode():
            break
        page = anna.post("/moment/", {"slip": slip_in(page), "turn": "skip"})
    assert "That is all" in page.content.decode()
    assert notes(anna) == []


def test_what_fits_nothing_is_asked_again(anna: User) -> None:
    page = say(anna, safe(anna), answer="")
    page = anna.post("/moment/", {"slip": slip_in(safe(anna)), "turn": "answer", "answer": "x" * 1001})
    assert page.status_code == 422


def test_a_slip_of_another_person_or_an_old_one_begins_anew(anna: User, ben: User, clock: Clock) -> None:
    slip = slip_in(safe(ben))
    assert anna.post("/moment/", {"slip": slip, "turn": "skip"})["Location"] == "/moment/"
    clock.forward(hours=3)
    ben.again()
    assert ben.post("/moment/", {"slip": slip, "turn": "skip"})["Location"] == "/moment/"


def test_what_came_of_it_is_kept_after_safety_was_asked(anna: User) -> None:
    say(anna, say(anna, to_the_wait(anna), answer="4"), answer="waited")
    page = safe(anna, want="later")
    assert "I wrote at four" in page.content.decode()
    assert anna.post("/moment/later/", {"entry": "1", "outcome": "different"})["Location"] == "/moment/"
    given = {"slip": slip_in(page), "entry": "1", "outcome": "different", "talked": "nonsense"}
    assert anna.post("/moment/later/", given).status_code == 200
    assert notes(anna)[-1] == {"kind": "outcome", "entry": 1, "outcome": "different", "talked": None}
    assert "nothing waiting" in safe(anna, want="later").content.decode()


def test_old_moments_go_and_later_ones_keep_their_numbers(anna: User, clock: Clock) -> None:
    from pairbond.web.ops.sweep import sweep

    say(anna, say(anna, to_the_wait(anna), answer="4"), answer="waited")
    clock.forward(days=700)
    anna.again()
    say(anna, say(anna, to_the_wait(anna), answer="3"), answer="waited")
    clock.forward(days=60)
    sweep()
    anna.again()
    page = safe(anna, want="later")
    numbers = re.findall(r'name="entry" value="(\d+)"', page.content.decode())
    assert numbers == ["3"]
    given = {"slip": slip_in(page), "entry": "3", "outcome": "different"}
    assert anna.post("/moment/later/", given).status_code == 200
    assert "nothing waiting" in safe(anna, want="later").content.decode()


def test_the_review_needs_enough_entries(anna: User) -> None:
    assert "6" in safe(anna, want="so-far").content.decode()


def test_nobody_elses_moments_are_shown(anna: User, ben: User) -> None:
    say(anna, say(anna, to_the_wait(anna), answer="4"), answer="waited")
    assert "nothing waiting" in safe(ben, want="later").content.decode()


def test_every_guide_opens(anna: User) -> None:
    from pairbond.library.solo import guide_ids

    listed = anna.get("/learn/").content.decode()
    for number in range(1, len(guide_ids()) + 1):
        assert f'href="/learn/{number}/"' in listed
        page = anna.get(f"/learn/{number}/").content.decode()
        assert "What this rests on" in page
        assert page.count("<h1>") == 1
    assert anna.get("/learn/0/").status_code == 404
    assert anna.get("/learn/99/").status_code == 404
