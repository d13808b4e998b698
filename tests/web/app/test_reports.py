"""Real reports from what is kept: own, and for both, with days and bands."""

import random
from typing import Any

import pytest

from .conftest import Clock, User
from .test_two import link, read_own, say_yes

pytestmark = pytest.mark.slow


def fill(user: User, name: str, seed: int) -> None:
    """Keep finished answers to a questionnaire, as the pages would."""
    from pairbond.app.session import SKIP, Answer, Move
    from pairbond.library.instruments import load_instrument
    from pairbond.web.take import store

    rng = random.Random(seed)
    instrument = load_instrument(name)
    sitting = store.sitting_for(user.person, instrument)
    session = store.session_of(user.person, sitting)
    while not session.done:
        item = session.item
        assert item
        move: Move = SKIP if item.pick else Answer(rng.choice(list(instrument.response_for(item).values)))
        from pairbond.web.clock import now

        page = store.Page(key=f"{session.position:024x}", item=str(item.id), shown_at=now(), seconds=4.0)
        moved = store.keep(user.person, sitting, session.position, move, page)
        assert moved is not None
        session = moved
    store.finish(sitting)


def days(user: User, clock: Clock, count: int) -> None:
    for n in range(count):
        user.post("/today/", {"present": str(4 + n % 5), "partner_present": str(3 + n % 6)})
        clock.forward(days=1)
        user.again()


def test_ones_own_report_has_ones_own_days(anna: User, clock: Clock) -> None:
    anna.post("/account/about/", {"alias": "Anna", "age": "34"})
    fill(anna, "closeness", 1)
    days(anna, clock, 4)
    page = anna.get("/reading/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Anna" in text
    assert "<title>Check-in</title>" in text
    assert "sha256-" in page["Content-Security-Policy"]
    assert 'id="exit"' in text
    assert "data:font" not in text
    paper = anna.get("/reading/paper/")
    assert paper.content.startswith(b"%PDF") or "cannot make PDF" in paper.content.decode()


@pytest.mark.parametrize("how", ["open", "banded"])
def test_a_report_for_both_from_everything(anna: User, ben: User, clock: Clock, how: str) -> None:
    anna.post("/account/about/", {"alias": "Anna", "age": "34"})
    ben.post("/account/about/", {"alias": "Benedikt", "age": "36"})
    for seed, user in enumerate((anna, ben)):
        for name in ("closeness", "bond", "needs", "moves", "values"):
            fill(user, name, 10 * seed + 3)
    for user in (anna, ben):
        user.again()
    days(anna, clock, 3)
    ben.again()
    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-attachment": how, "share-values": "open", "share-signal": how})
    say_yes(anna, ben)
    clock.forward(hours=37)
    anna.again()
    anna.get("/two/")
    read_own(anna)
    page = anna.get("/reading/two/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Benedikt" in text
    for private in canaries(ben):
        assert private not in text
    assert anna.get("/reading/two/paper/").content.startswith(b"%PDF")


def canaries(user: User) -> list[str]:
    return [str(user.person.pk), user.person.name_index, "“bond", "safety."]


def test_changed_answers_do_not_change_an_issued_report(anna: User, ben: User, clock: Clock) -> None:
    """T-25: no oracle."""
    for seed, user in enumerate((anna, ben)):
        fill(user, "closeness", seed)
    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-attachment": "open"})
    say_yes(anna, ben)
    clock.forward(hours=37)
    anna.again()
    anna.get("/two/")
    read_own(anna)
    before: Any = anna.get("/reading/two/").content
    fill(anna, "closeness", 99)
    assert anna.get("/reading/two/").content == before
