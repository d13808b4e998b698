"""Not so for me: private, before a report; what is marked is left out of it for both."""

import re
from typing import Any

import pytest

from .conftest import Clock, User
from .test_two import after, link, pages, read_own, say_yes


def words(user: User) -> str:
    text: str = user.get("/two/words/").content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_marks_are_kept_by_part_and_stand_in_ones_own_copy(anna: User) -> None:
    from pairbond.web.couples.marks import marks_of

    assert "You share nothing yet" in words(anna)
    anna.post("/two/share/", {"share-bond": "open", "share-loop": "open"})
    anna.post("/two/words/", {"out": ["content", "loop", "worry", "nonsense"]})
    assert marks_of(anna.person) == {"content", "loop"}
    anna.post("/two/share/", {"share-bond": "open"})
    anna.post("/two/words/", {"out": []})
    assert marks_of(anna.person) == {"loop"}  # of a part that is off now; it is not on the page
    from pairbond.web.ops.export import choices

    assert b'"loop"' in choices(anna.person)


def test_nobody_sees_what_the_other_marked(anna: User, ben: User) -> None:
    """T-12: the page of marks depends on one's own doing, and marks change no page of the other."""
    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-bond": "open"})
    ben.get("/two/")  # what was told once is told
    before = [*pages(ben), words(ben)]
    say_yes(anna)
    anna.post("/two/words/", {"out": ["content", "cared-for"]})
    assert [*pages(ben), words(ben)] == before
    words(anna)  # what was told once is told
    own = words(anna)
    say_yes(ben)
    ben.post("/two/words/", {"out": ["content"]})
    assert words(anna) == own


def test_leaving_forgets_them(anna: User) -> None:
    from pairbond.web.couples.models import Marks

    anna.post("/two/share/", {"share-bond": "open"})
    anna.post("/two/words/", {"out": ["content"]})
    assert Marks.objects.count() == 1
    anna.step_up()
    anna.post("/two/left/", {"password": "nine patient herons fly"})
    assert Marks.objects.count() == 0


def issued(reader: User, clock: Clock, *users: User) -> str:
    say_yes(*users)
    after(clock, *users, hours=37)
    reader.get("/two/")
    read_own(reader)
    text: str = reader.get("/reading/two/").content.decode()
    return text


def contented(user: User) -> None:
    """Keep answers by which this person is clearly content and cared for."""
    from pairbond.app.session import Answer
    from pairbond.library.instruments import load_instrument
    from pairbond.web.clock import now
    from pairbond.web.take import store

    instrument = load_instrument("bond")
    reverse = {item for scale in instrument.scales for item in scale.reverse}
    sitting = store.sitting_for(user.person, instrument)
    session = store.session_of(user.person, sitting)
    while not session.done:
        item: Any = session.item
        low, high = instrument.response.bounds
        page = store.Page(key=f"{session.position:024x}", item=str(item.id), shown_at=now(), seconds=4.0)
        move = Answer(low if item.id in reverse else high)
        session = store.keep(user.person, sitting, session.position, move, page) or session
    store.finish(sitting)


def test_what_is_marked_is_left_out_for_both_and_not_of_ones_own(
    anna: User, ben: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pairbond.report.document.Document.pdf", lambda *_: b"%PDF")
    for user, alias in ((anna, "Anna"), (ben, "Benedikt")):
        user.post("/account/about/", {"alias": alias, "age": "34"})
        contented(user)
    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-bond": "open"})
    said = "Anna is content with the relationship as it is now."
    assert said in words(anna)
    assert "Benedikt" not in words(anna)
    anna.post("/two/words/", {"out": ["content"]})
    seen = issued(ben, clock, anna, ben)
    assert said not in seen
    assert "Anna mostly feels understood, valued and cared for." in seen
    assert "Benedikt is content with the relationship as it is now." in seen
    assert "not so for me" not in seen.lower()
    assert "You describe being content" in anna.get("/reading/").content.decode()
    # a report that was made stays as it is
    anna.post("/two/words/", {"out": ["content", "cared-for"]})
    assert ben.get("/reading/two/").content.decode() == seen
