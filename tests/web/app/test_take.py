"""Answering: what is acknowledged is kept, once, sealed, and only its owner's."""

import re
from typing import Any

import pytest

from .conftest import Clock, User


def begin(user: User, number: int = 1) -> str:
    response = user.post(f"/questions/{number}/")
    assert response.status_code == 303
    return str(response["Location"])


def slip_of(user: User, path: str) -> str:
    found = re.search(r'name="slip" value="([^"]+)"', user.get(path).content.decode())
    assert found
    return found[1]


def answer(user: User, path: str, **given: Any) -> Any:
    return user.post(path, {"slip": slip_of(user, path), "turn": "answer", **given})


def kept(user: User) -> list[dict[str, Any]]:
    from pairbond.web.take.models import Sitting
    from pairbond.web.take.store import records

    return [
        record
        for sitting in Sitting.objects.filter(person=user.person)
        for record in records(user.person, sitting)
    ]


def test_an_answer_is_kept_with_its_times(anna: User, clock: Clock) -> None:
    path = begin(anna)
    slip = slip_of(anna, path)
    clock.forward(seconds=4)
    response = anna.post(path, {"slip": slip, "turn": "answer", "answer": "4", "seconds": "3.21"})
    assert (response.status_code, response["Location"]) == (303, "/questions/1/1/")
    assert kept(anna) == [
        {
            "item": "closeness.01",
            "value": 4,
            "seconds": 3.21,
            "shown_at": "2026-03-02T09:00:00+00:00",
            "answered_at": "2026-03-02T09:00:04+00:00",
        }
    ]


def test_time_that_a_page_claims_is_bounded_by_the_clock(anna: User, clock: Clock) -> None:
    path = begin(anna)
    for claimed in ("9999", "nan", "-1", "x"):
        slip = slip_of(anna, path)
        clock.forward(seconds=2)
        anna.post(path, {"slip": slip, "turn": "answer", "answer": "4", "seconds": claimed})
    assert all(0 <= record["seconds"] <= 3 for record in kept(anna))


def test_a_page_sent_twice_is_kept_once(anna: User) -> None:
    path = begin(anna)
    given = {"slip": slip_of(anna, path), "turn": "answer", "answer": "4"}
    first, second = anna.post(path, given), anna.post(path, {**given, "answer": "5"})
    assert first["Location"] == second["Location"]
    assert [record["value"] for record in kept(anna)] == [4]


def test_a_slip_of_another_item_or_person_is_no_answer(anna: User, ben: User) -> None:
    path = begin(anna)
    begin(ben)
    for slip in (slip_of(ben, path), slip_of(anna, "/questions/1/5/"), "nonsense", ""):
        response = anna.post(path, {"slip": slip, "turn": "answer", "answer": "4"})
        assert response["Location"] == "/questions/1/"
    assert kept(anna) == []


@pytest.mark.parametrize("value", ["0", "6", "", "x", "4.5", "-1", "999999999"])
def test_what_cannot_be_an_answer_is_not_kept(anna: User, value: str) -> None:
    path = begin(anna)
    response = answer(anna, path, answer=value)
    assert response.status_code == 422
    assert "Please choose one" in response.content.decode()
    assert kept(anna) == []


def test_changing_an_answer_adds_a_row(anna: User) -> None:
    path = begin(anna)
    answer(anna, path, answer="4")
    answer(anna, path, answer="2")
    assert [record["value"] for record in kept(anna)] == [4, 2]
    assert re.search(r'value="2" checked', anna.get(path).content.decode())


def test_going_on_later_comes_to_the_first_open_item(anna: User) -> None:
    path = begin(anna)
    answer(anna, path, answer="4")
    anna.again()
    assert begin(anna) == "/questions/1/1/"


def test_skipping_back_and_finishing(anna: User) -> None:
    from pairbond.web.take.catalogue import NUMBERS

    number = NUMBERS["over-responsibility"]
    path = begin(anna, number)
    for _ in range(8):
        response = anna.post(path, {"slip": slip_of(anna, path), "turn": "skip"})
        path = response["Location"]
    assert path == f"/questions/{number}/done/"
    assert "left out 8" in anna.get(path).content.decode()
    assert anna.post(path).status_code == 303
    assert "is kept" in anna.get(path).content.decode()
    assert begin(anna, number) == f"/questions/{number}/0/", "answering again begins anew"


def test_a_block_is_left_out_whole(anna: User) -> None:
    from pairbond.web.take.catalogue import NUMBERS

    path = begin(anna, NUMBERS["targets"])
    assert "Leave out this whole part" in anna.get(path).content.decode()
    response = anna.post(path, {"slip": slip_of(anna, path), "turn": "pass"})
    assert response["Location"] == f"/questions/{NUMBERS['targets']}/9/"
    assert len(kept(anna)) == 9


def test_choosing_from_a_list(anna: User) -> None:
    from pairbond.web.take.catalogue import NUMBERS

    number = NUMBERS["moves"]
    begin(anna, number)
    from pairbond.library.instruments import load_instrument

    items = load_instrument("moves").items
    for place, item in enumerate(items):
        if item.pick is None and item.id.startswith("moves.quiet"):
            assert answer(anna, f"/questions/{number}/{place}/", answer="5").status_code == 303, item.id
        if item.id == "moves.quiet.next":
            path = f"/questions/{number}/{place}/"
            options = list(item.pick.options)
            too_many = answer(anna, path, answer=options[: item.pick.maximum + 1])
            assert too_many.status_code == 422
            assert answer(anna, path, answer=options[:2]).status_code == 303
            assert kept(anna)[-1]["value"] == options[:2]


def short_way(user: User) -> str:
    return str(user.post("/questions/1/", {"how": "short"})["Location"])


def test_the_short_way_asks_fewer_lines_and_ends(anna: User) -> None:
    path, items = short_way(anna), []
    while not path.endswith("/done/"):
        page = anna.get(path).content.decode()
        assert "of about" in page
        items.append(re.search(r"<h1>([^<]+)</h1>", page)[1])  # type: ignore[index]
        path = answer(anna, path, answer=str(2 + len(items) % 3))["Location"]
    assert 8 <= len(items) < 36
    assert len(set(items)) == len(items)
    anna.post(path)
    from pairbond.web.reports.material import answers_of

    given = answers_of(anna.person).responses["closeness"]
    assert given.adaptive
    assert given.n_answered == len(items)


def test_the_short_way_goes_on_where_it_was(anna: User) -> None:
    path = answer(anna, answer(anna, short_way(anna), answer="4")["Location"], answer="2")["Location"]
    asked = re.search(r"<h1>([^<]+)</h1>", anna.get(path).content.decode())
    anna.again()
    assert short_way(anna) == path == "/questions/1/2/"
    assert anna.post("/questions/1/", {"how": "whole"})["Location"] == path, (
        "begun the short way, it stays so"
    )
    assert re.search(r"<h1>([^<]+)</h1>", anna.get(path).content.decode())[1] == asked[1]  # type: ignore[index]


def test_an_answer_never_lands_on_another_item(anna: User) -> None:
    """Another window changed an earlier answer, so another item stands at this place now."""
    from pairbond.web.take.models import Sitting
    from pairbond.web.take.token import slip

    path = short_way(anna)
    sitting = Sitting.objects.get()
    stray = slip(sitting, 0, "closeness.36")
    assert anna.post(path, {"slip": stray, "turn": "answer", "answer": "3"})["Location"] == "/questions/1/"
    assert kept(anna) == []


def test_items_are_never_asked_that_do_not_exist(anna: User) -> None:
    begin(anna)
    assert anna.get("/questions/1/36/")["Location"] == "/questions/1/"
    assert anna.post("/questions/1/36/")["Location"] == "/questions/1/"
    assert anna.get("/questions/99/").status_code == 404
    assert anna.get("/questions/0/").status_code == 404


def test_nobody_sees_another_persons_answers(anna: User, ben: User) -> None:
    answer(anna, begin(anna), answer="5")
    assert ben.get("/questions/1/0/")["Location"] == "/questions/1/"
    begin(ben)
    assert "checked" not in ben.get("/questions/1/0/").content.decode()


def test_rows_swapped_between_people_do_not_open(anna: User, ben: User) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.take.models import Answer

    answer(anna, begin(anna), answer="5")
    answer(ben, begin(ben), answer="1")
    mine, theirs = Answer.objects.order_by("sitting__person__name_index")
    Answer.objects.filter(pk=mine.pk).update(sealed=theirs.sealed)
    owner = anna if mine.sitting.person_id == anna.person.pk else ben
    with pytest.raises(StoreError):
        kept(owner)


def test_every_questionnaire_can_be_begun_and_shows_its_first_item(anna: User) -> None:
    from pairbond.web.take.catalogue import ORDER

    for number in range(1, len(ORDER) + 1):
        assert anna.get(f"/questions/{number}/").status_code == 200
        assert anna.get(begin(anna, number)).status_code == 200
    assert anna.get("/questions/").content.decode().count("begun") == len(ORDER)


def test_ending_before_the_first_line_changes_nothing(anna: User) -> None:
    from pairbond.web.take.store import finished

    from .test_data import answer

    answer(anna, 0, 4)
    anna.post("/questions/1/done/")
    before = finished(anna.person)
    anna.post("/questions/1/")
    assert "nothing changed" in anna.post("/questions/1/done/", follow=True).content.decode()
    assert finished(anna.person) == before


def test_what_is_finished_is_not_finished_again_later(anna: User, clock: Clock) -> None:
    from pairbond.web.take.store import finish, finished

    from .test_data import answer

    answer(anna, 0, 4)
    anna.post("/questions/1/done/")
    (sitting,) = finished(anna.person).values()
    clock.forward(hours=1)
    finish(sitting)
    (again,) = finished(anna.person).values()
    assert again.finished_at == sitting.finished_at
