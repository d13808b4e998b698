"""T-17: the private screen switches off, forgets, and cannot be told from a choice made by hand."""

import itertools
import re
from typing import Any

import pytest

from .conftest import User

NO = {f"line-{n}": "1" for n in range(1, 10)}
CHOSEN = {"attachment": "open", "conflict": "open", "loop": "open", "actions": "open"}


def share(user: User, parts: dict[str, str]) -> None:
    from pairbond.web.couples.sharing import Shares, keep_shares

    keep_shares(user.person, Shares(parts=parts, screened=True))  # type: ignore[arg-type]


def shared(user: User) -> Any:
    from pairbond.web.couples.sharing import shares

    return shares(user.person)


def go_through(user: User, given: dict[str, str]) -> bytes:
    page = user.post("/private/", {"step": "go"}).content.decode()
    slip = re.search(r'name="slip" value="([^"]+)"', page)
    assert slip
    after = user.post("/private/", {"step": "lines", "slip": slip[1], **given})
    assert after.status_code == 200
    return bytes(after.content)


def without_tokens(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page)


def test_nine_times_no_leaves_everything_as_it_was(anna: User) -> None:
    share(anna, CHOSEN)
    go_through(anna, NO)
    assert shared(anna).parts == CHOSEN


@pytest.mark.parametrize("line", range(1, 10))
@pytest.mark.parametrize("value", ["2", "3", None])
def test_any_other_answer_switches_the_parts_off(anna: User, line: int, value: str | None) -> None:
    share(anna, CHOSEN)
    given = {**NO, f"line-{line}": value} if value else {k: v for k, v in NO.items() if k != f"line-{line}"}
    go_through(anna, given)
    assert shared(anna).parts == {**CHOSEN, "loop": "none", "actions": "none"}


def test_a_page_shut_in_haste_leaves_them_off(anna: User) -> None:
    share(anna, CHOSEN)
    anna.post("/private/", {"step": "go"})
    assert shared(anna).choice("actions") == "none"


def test_the_page_after_is_the_same_for_every_answer(anna: User) -> None:
    pages = set()
    for line, value in itertools.product((1, 5, 8), ("1", "2", "3")):
        share(anna, CHOSEN)
        pages.add(without_tokens(go_through(anna, {**NO, f"line-{line}": value})))
    assert len(pages) == 1


def test_what_is_left_equals_the_same_choice_made_by_hand(anna: User, ben: User) -> None:
    share(anna, CHOSEN)
    go_through(anna, {**NO, "line-1": "2"})
    share(ben, {**CHOSEN, "loop": "none", "actions": "none"})
    assert shared(anna) == shared(ben)


def test_nothing_of_the_answers_is_stored(anna: User) -> None:
    from django.apps import apps

    def rows() -> dict[str, int]:
        return {model.__name__: model.objects.count() for model in apps.get_models()}

    share(anna, CHOSEN)
    before = rows()
    go_through(anna, {**NO, "line-2": "2"})
    assert rows() == before
    assert "line" not in " ".join(anna.client.session.keys())


def test_an_old_slip_gives_nothing_back(anna: User, clock: Any) -> None:
    share(anna, CHOSEN)
    page = anna.post("/private/", {"step": "go"}).content.decode()
    slip = re.search(r'name="slip" value="([^"]+)"', page)
    assert slip
    share(anna, {"attachment": "none"})
    anna.post("/private/", {"step": "lines", "slip": slip[1], **NO})
    assert shared(anna).parts == {"attachment": "none"}, "changed meanwhile in another window"


def test_a_slip_of_another_person_gives_nothing_back(anna: User, ben: User) -> None:
    share(anna, CHOSEN)
    share(ben, CHOSEN)
    page = ben.post("/private/", {"step": "go"}).content.decode()
    slip = re.search(r'name="slip" value="([^"]+)"', page)
    assert slip
    anna.post("/private/", {"step": "go"})
    anna.post("/private/", {"step": "lines", "slip": slip[1], **NO})
    assert shared(anna).choice("actions") == "none"


def test_not_now_changes_nothing_that_is_shared(anna: User) -> None:
    share(anna, CHOSEN)
    anna.post("/private/", {"step": "not-now"})
    assert shared(anna).parts == CHOSEN
