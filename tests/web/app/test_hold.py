"""T-12 and T-17 over everything a partner can open: every route, every form, every copy, the report itself."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Clock, User
from .forms import forms_of
from .sealed_steps import cheap
from .test_canaries import ENDS, addresses, as_it_is, forms_on
from .test_chats import bring_and_say, export, here  # noqa: F401  (a fixture)
from .test_private_screen import NO, go_through
from .test_reports import fill
from .test_two import STATES, invite, joined, pages, read_own, screen

pytestmark = pytest.mark.slow

NEW_IN_EVERY_ANSWER = re.compile(
    rb'name="(?:csrfmiddlewaretoken|slip|state|credential)" value="[^"]*"|class="code">[^<]*<|"challenge": "[^"]*"'
)


def told(response: Any) -> tuple[int, list[tuple[str, str]], list[bytes]]:
    """Return what an answer of the server says, without what is new in every answer."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    headers = [(k, v) for k, v in sorted(response.headers.items()) if k != "Content-Length"]
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            files = [part for name in held.namelist() for part in (name.encode(), in_order(held.read(name)))]
    else:
        files = [in_order(NEW_IN_EVERY_ANSWER.sub(b"", data))]
    return response.status_code, headers, files


def in_order(data: bytes) -> bytes:
    """Lines of a log that were written at one moment stand in any order: the clock of a test is stopped."""
    if b"Signed in" not in data:
        return data
    return b"\n".join(sorted(data.replace(b"<tr>", b"\n<tr>").splitlines()))


def everything(user: User) -> dict[str, Any]:
    """Open every route and send its forms as they are; everything is undone afterwards."""
    from django.core.cache import cache
    from django.db import transaction

    sid = transaction.savepoint()
    cache.clear()  # one's own earlier requests are counted there
    found: dict[str, Any] = {}
    user.step_up()
    for name, path in addresses():
        if name in ENDS or name.startswith("mfa_"):
            continue
        page = user.get(path)
        found[f"GET {path}"] = told(page)
        for n, form in enumerate(forms_on(page)):
            action = form.action or path
            if not action.startswith("/sign-out/"):
                found[f"POST {n} of {path}"] = told(user.post(action, form.filled(as_it_is)))
    transaction.savepoint_rollback(sid)
    return found


def brought_a_chat(a: User, b: User, code: str) -> None:
    joined(a, b, code)
    b.post("/two/share/", {"share-messages": "open", "share-signal": "open"})
    bring_and_say(b, export())


def kept_days(a: User, b: User, code: str) -> None:
    joined(a, b, code)
    b.post("/two/share/", {"share-signal": "open"})
    b.post("/today/", {"present": "3", "partner_present": "8"})


def finished_a_questionnaire(a: User, b: User, code: str) -> None:
    joined(a, b, code)
    fill(b, "values", 5)
    b.post("/two/yes/")


MORE: tuple[Callable[[User, User, str], None], ...] = (
    brought_a_chat, kept_days, finished_a_questionnaire,
)  # fmt: skip


@pytest.mark.usefixtures("here")
def test_every_route_and_form_says_the_same_whatever_the_other_did(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One waits, with answers, days and a chat of their own; the other does each thing there is to do."""
    from django.db import transaction

    from pairbond.web.accounts.models import Person

    cheap(monkeypatch)
    a, b = User("a"), User("b")
    who = b.person.pk
    screen(a)
    fill(a, "values", 1)
    a.post("/today/", {"present": "5", "partner_present": "5"})
    bring_and_say(a, export(), who=0)
    every = ("attachment", "values", "signal", "messages", "loop", "actions")
    a.post("/two/share/", {f"share-{part}": "open" for part in every})
    code = invite(a)
    a.post("/two/yes/")
    reference: dict[str, Any] = {}
    for state in (*STATES, *MORE):
        sid = transaction.savepoint()
        b.person = Person.objects.select_related("key").get(pk=who)  # not as the last state left it
        b.again()
        state(a, b, code)
        found = everything(a)
        transaction.savepoint_rollback(sid)
        reference = reference or found
        assert len(found) > 60
        assert found.keys() == reference.keys()
        for where, said in found.items():
            assert said == reference[where], f"{state.__name__}: {where}"


SHARED = {
    f"share-{part}": "open"
    for part in ("attachment", "values", "conflict", "loop", "signal", "messages", "actions")
}
KEPT = {key: SHARED[key] for key in ("share-attachment", "share-values", "share-conflict")}
"""The same without the parts that the private screen holds back."""


def two_who_share() -> tuple[User, User]:
    """Two people who answered, are linked, and share a good deal."""
    a, b = User("a"), User("b")
    for seed, user in enumerate((a, b)):
        user.post("/account/about/", {"alias": ("Nika", "Toma")[seed]})
        for name in ("closeness", "values", "conflict"):
            fill(user, name, 3 + seed)
        screen(user)
    b.post("/two/join/", {"code": invite(a)})
    for user in (a, b):
        user.post("/two/share/", SHARED)
    return a, b


def report_read(
    a: User, b: User, clock: Clock, doing: Callable[[User], object], *, full: bool = True
) -> dict[str, Any]:
    """Return what one can open after a report was made, when the other did something before it.

    In full that is every route and form there is; else the report and the pages about the two.
    """
    from django.db import transaction

    sid, before, browsers = transaction.savepoint(), clock.moment, (a.client, b.client)
    doing(b)
    for user in (a, b):
        user.post("/two/yes/")
    clock.forward(hours=37)
    for user in (a, b):
        user.again()
    a.get("/two/")  # makes the report
    read_own(a)
    page = a.get("/reading/two/")
    assert page.status_code == 200
    found = {"report": told(page), "paper": told(a.get("/reading/two/paper/"))}
    found |= (
        everything(a) if full else {"pages": pages(a, ("/two/", "/home/", "/two/share/", "/account/data/"))}
    )
    transaction.savepoint_rollback(sid)
    clock.moment = before
    clock.forward()
    a.client, b.client = browsers
    return found


def nothing_done(_: User) -> None:
    """Do nothing."""


def by_hand(user: User) -> None:
    user.post("/two/share/", KEPT)


def answering(given: dict[str, str]) -> Callable[[User], object]:
    return lambda user: go_through(user, given)


def shut_in_haste(user: User) -> None:
    user.post("/private/", {"step": "go"})


def test_the_private_screen_cannot_be_told_from_parts_not_shared(db: None, clock: Clock) -> None:
    """T-17: yes to a line gives, byte for byte, what not sharing the parts concerned gives.

    In the report, its PDF, every other route and form of the partner, and the partner's own copy.
    """
    a, b = two_who_share()
    open_ = report_read(a, b, clock, nothing_done)
    held = report_read(a, b, clock, by_hand)
    assert held["report"] != open_["report"], "the parts do make a difference where both share them"
    assert report_read(a, b, clock, answering(NO)) == open_, "nine times no changes nothing"
    for doing in (answering({**NO, "line-1": "2"}), shut_in_haste):
        found = report_read(a, b, clock, doing)
        for where, said in held.items():
            assert found[where] == said, where


@pytest.mark.parametrize("value", ["2", "3", None])
def test_every_line_of_the_private_screen_gives_the_same(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    """Each of the nine, answered with yes, with rather not, or left out; without paper, which is slow."""
    from pairbond.report.document import Document

    def no_paper(*_: object) -> bytes:
        raise ImportError

    monkeypatch.setattr(Document, "pdf", no_paper)
    a, b = two_who_share()
    held = report_read(a, b, clock, by_hand, full=False)
    for line in range(1, 10):
        given = {key: said for key, said in NO.items() if key != f"line-{line}"}
        flipped = {**given, f"line-{line}": value} if value else given
        assert report_read(a, b, clock, answering(flipped), full=False) == held, line


def test_forms_are_found_with_their_fields() -> None:
    """The proofs above rest on this reader of pages."""
    found = forms_of(
        '<form action="/x/"><input type="hidden" name="a" value="1"><input name="b" value="2">'
        '<input type="radio" name="c" value="3" checked><input type="radio" name="c" value="4">'
        '<button name="d" value="5"></button></form><input name="outside">'
    )
    assert [form.action for form in found] == ["/x/"]
    assert found[0].filled(as_it_is) == {"a": "1", "b": "2", "c": "3"}
    assert found[0].fields["c"].options == ["3", "4"]
    assert found[0].buttons == [("d", "5")]
