"""Sealed mode (T-02): only the passphrase or the printed code opens, and nothing breaks while it is locked."""

from typing import Any

import pytest

from .conftest import PASSWORD, Clock, User, new_client
from .sealed_steps import (
    ANOTHER,
    PASSPHRASE,
    cheap,
    code_in,
    come_back,
    fresh,
    lock,
    stepped_up,
    turn_on,
    unlock,
)

CANARY = "Quetzalcoatl"


@pytest.fixture(autouse=True)
def quick(web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from pairbond.web.accounts import ring

    cheap(monkeypatch)
    ring.RING.expire(float("inf"))


def write_something(user: User) -> None:
    """An answer, a day, a moment, a name, a choice, a rule for copies and lines of the log."""
    from .test_data import answer, finish
    from .test_moment import to_the_wait

    user.post("/account/about/", {"alias": CANARY, "age": "44"})
    answer(user, 0, 4)
    finish(user)
    user.post("/today/", {"present": "3", "partner_present": "9"})
    to_the_wait(user)
    user.post("/two/share/", {"share-values": "open"})
    stepped_up(user)
    user.post("/account/data/copy/rule/", {"wish": "day"})


def person_rows(user: User) -> dict[str, int]:
    from pairbond.web.accounts.resealing import columns, sealed_rows

    return {f"{column.table}.{column.name}": len(sealed_rows(user.person, column)) for column in columns()}


def opens_with(person: Any, key: bytes) -> int:
    """How many of a person's rows a key opens."""
    from pairbond.app.envelope import open_bytes
    from pairbond.errors import StoreError
    from pairbond.web.accounts.resealing import columns, sealed_rows
    from pairbond.web.accounts.vault import place

    n = 0
    for column in columns():
        for id_, blob in sealed_rows(person, column):
            try:
                open_bytes(blob, key, place(person, column.table, column.name, id_))
            except StoreError:
                continue
            n += 1
    return n


# ---- what is sealed ------------------------------------------------------------------------------


def test_turning_it_on_seals_every_row_under_a_new_key(anna: User) -> None:
    from pairbond.web.accounts.vault import person_key

    write_something(anna)
    before = bytes(person_key(anna.person))
    rows = person_rows(anna)
    assert {"answer.sealed", "day.sealed", "note.sealed", "event.sealed", "sharing.sealed", "copy_rule.sealed"} <= {
        name for name, n in rows.items() if n
    }  # fmt: skip
    assert opens_with(fresh(anna), before) == sum(rows.values())
    turn_on(anna)
    assert opens_with(anna.person, before) == 0
    assert CANARY in anna.get("/home/").content.decode()
    assert anna.get("/reading/").status_code == 200
    assert b"Sealed mode was turned on" in anna.get("/account/log/").content


def test_the_master_key_and_the_database_open_nothing(anna: User) -> None:
    """Every blob of the person, and every key that the server can derive or unwrap, against each other."""
    from pairbond.app.envelope import open_bytes
    from pairbond.app.locked_key import stretched
    from pairbond.errors import StoreError
    from pairbond.web import keys
    from pairbond.web.accounts.sealing import COST
    from pairbond.web.accounts.vault import Locked, person_key, wrapping_place

    write_something(anna)
    turn_on(anna)
    row, server = anna.person.key, keys.key_for(keys.PASSPHRASES)
    purposes = [value for name, value in vars(keys).items() if name.isupper() and isinstance(value, str)]
    held = [keys.master_key(keys_file()), *(keys.key_for(purpose) for purpose in purposes)]
    for guess in ("", PASSWORD, anna.name, "a wrong passphrase of some length"):
        held.append(stretched(guess, bytes(row.wrapped[:16]), COST, server))
    assert len(held) > 10
    for key in held:
        assert opens_with(anna.person, key) == 0
        for blob, column in ((row.wrapped, "wrapped"), (row.by_code, "by_code"), (row.inner, "inner")):
            for data in (bytes(blob), bytes(blob[16:])):
                with pytest.raises(StoreError):
                    open_bytes(data, key, wrapping_place(anna.person, column))
    with pytest.raises(Locked):
        person_key(anna.person)


def keys_file() -> Any:
    from django.conf import settings

    return settings.PAIRBOND.key_file


def test_every_column_of_bytes_is_known(web: Any) -> None:
    """A new table whose rows are not sealed again would stay readable: this fails until it is thought of."""
    from pairbond.web.accounts.resealing import columns

    assert {(column.table, column.name): column.owner for column in columns()}.items() >= {
        ("person", "about"): "pk",
        ("event", "sealed"): "person",
        ("answer", "sealed"): "sitting__person",
        ("note", "sealed"): "person",
        ("day", "sealed"): "person",
        ("sharing", "sealed"): "person",
        ("copy_rule", "sealed"): "person",
        ("membership", "wrapped"): "person",
    }.items()


def test_a_row_that_does_not_open_undoes_all_of_it(anna: User) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.accounts.models import Event
    from pairbond.web.accounts.sealing import seal

    write_something(anna)
    Event.objects.filter(person=anna.person).update(sealed=b"x" * 200)
    with pytest.raises(StoreError):
        seal(anna.person, PASSPHRASE)
    assert fresh(anna).key.scheme == "master"
    assert CANARY in anna.get("/home/").content.decode()


def test_rows_on_their_way_while_the_key_is_exchanged_are_not_lost(anna: User) -> None:
    from pairbond.web.accounts.log import note
    from pairbond.web.accounts.vault import person_key

    person_key(anna.person)  # another request of the same moment holds the key before
    late = anna.person
    turn_on(anna)
    late._data_key = bytes(late._data_key)
    late.key.scheme = "master"
    note(late, "export")
    assert "A copy of your data was made" in anna.get("/account/log/").content.decode()


# ---- locked and unlocked -------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["lock", "sign-out", "idle", "leave", "revoke", "cookie"])
def test_the_key_is_dropped(anna: User, clock: Clock, how: str) -> None:
    from pairbond.web.accounts import ring

    turn_on(anna)
    assert len(ring.RING) >= 1
    other = anna.client
    if how == "lock":
        lock(anna)
    elif how == "sign-out":
        anna.post("/sign-out/")
    elif how == "idle":
        clock.forward(minutes=10, seconds=1)
        ring.RING.expire(clock.moment.timestamp())
    elif how == "leave":
        anna.post("/leave/")
    elif how == "revoke":
        come_back(anna)
        anna.post("/account/browsers/", {"session": "others"})
        lock(anna)
    else:
        del anna.client.cookies["u"]
        assert anna.get("/home/")["Location"].startswith("/unlock/")
        return
    assert len(ring.RING) == 0
    assert other.get("/home/").status_code == 302


def test_sealed_pages_ask_for_the_passphrase_and_come_back(anna: User) -> None:
    write_something(anna)
    turn_on(anna)
    anna.again()
    asked = anna.get("/account/about/")
    assert asked["Location"] == "/unlock/?next=%2Faccount%2Fabout%2F"
    page = anna.get(asked["Location"]).content.decode()
    assert 'value="/account/about/"' in page
    assert CANARY not in page
    assert unlock(anna, there="/account/about/")["Location"] == "/account/about/"
    assert CANARY in anna.get("/account/about/").content.decode()


def test_it_leads_nowhere_else(web: Any) -> None:
    from django.test import RequestFactory

    from pairbond.web.accounts.sealed_views import safe_next

    def leads(there: str) -> str:
        return safe_next(RequestFactory().get("/unlock/", {"next": there}))

    assert leads("/two/share/") == "/two/share/"
    for there in ("https://evil.example/", "//evil.example", "/nowhere/", "/leave/", "/unlock/", ""):
        assert leads(there) == "/home/", there


@pytest.mark.slow
def test_every_page_answers_while_it_is_locked(anna: User) -> None:
    from .test_access import path_of, patterns

    write_something(anna)
    turn_on(anna)
    anna.again()
    asked = set()
    for method in ("get", "post"):
        for pattern in patterns():
            if (pattern.name, method) not in {
                ("account_logout", "post"),
                ("leave", "get"),
                ("leave", "post"),
            }:
                response = getattr(anna, method)(path_of(pattern))
                assert response.status_code < 500, (pattern.name, method)
                if response.get("Location", "").startswith("/unlock/"):
                    asked.add(pattern.name)
                assert CANARY.encode() not in response.content, pattern.name
    assert {"home", "mine", "two", "day", "log", "private", "about"} <= asked
    assert not asked & {"help", "guides", "account", "sessions", "data", "two-unlink", "two-back"}


@pytest.mark.slow
def test_another_browser_of_the_same_person_stays_locked(anna: User) -> None:
    turn_on(anna)
    mine = anna.client
    come_back(anna)
    stranger = new_client()
    stranger.cookies["s"] = mine.cookies["s"].value
    assert stranger.get("/home/").status_code == 302, "a stolen session alone unlocks nothing"


def test_the_server_keeps_no_key_between_requests(anna: User) -> None:
    """What lies in memory is sealed under a secret that only the browser has."""
    from pairbond.web.accounts import ring
    from pairbond.web.accounts.sealing import opened_by

    turn_on(anna)
    key = opened_by(anna.person, PASSPHRASE)
    assert key is not None
    assert bytes(key) not in ring.RING._memory[:]
    assert anna.client.cookies["u"].value.encode() not in ring.RING._memory[:]
    assert anna.client.cookies["u"]["httponly"]
    from django.contrib.sessions.models import Session

    secret = anna.client.cookies["u"].value
    assert all(secret not in str(session.get_decoded()) for session in Session.objects.all())


@pytest.mark.slow
def test_a_new_password_keeps_this_browser_unlocked(anna: User) -> None:
    turn_on(anna)
    new = "nine patient herons fly"
    anna.post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert anna.get("/home/").status_code == 200


def test_a_wrong_passphrase_opens_nothing_and_tries_are_few(anna: User) -> None:
    turn_on(anna)
    anna.again()
    said = [unlock(anna, f"a wrong one, number {n}").status_code for n in range(6)]
    assert said == [422] * 5 + [429]
    assert unlock(anna).status_code == 429, "the right one has to wait as well"
    from django.core.cache import cache

    cache.clear()
    assert unlock(anna).status_code == 302
    assert anna.get("/account/log/").content.decode().count("A wrong passphrase was typed") == 5


def test_where_processes_share_no_memory_it_is_not_offered(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pairbond.web.accounts import ring

    monkeypatch.setattr(ring.RING, "shared", False)
    stepped_up(anna)
    assert anna.get("/account/sealed/on/")["Location"] == "/account/sealed/"
    assert "pairbond serve" in anna.get("/account/sealed/").content.decode()


# ---- the passphrase ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "repeated", "understood"),
    [
        ("short", "short", "on"),
        (PASSWORD, PASSWORD, "on"),
        (PASSPHRASE, ANOTHER, "on"),
        (PASSPHRASE, PASSPHRASE, ""),
    ],
)
def test_what_is_no_passphrase(anna: User, new: str, repeated: str, understood: str) -> None:
    stepped_up(anna)
    anna.post("/account/sealed/on/", {"new": new, "repeated": repeated, "understood": understood})
    assert fresh(anna).key.scheme == "master"


def test_a_new_passphrase_comes_with_a_new_key_and_code(anna: User) -> None:
    from pairbond.web.accounts.sealing import opened_by

    write_something(anna)
    code = turn_on(anna)
    before = opened_by(anna.person, PASSPHRASE)
    assert before is not None
    given = {"passphrase": PASSPHRASE, "new": ANOTHER, "repeated": ANOTHER}
    assert (
        anna.post("/account/sealed/change/", {**given, "passphrase": "not this one at all"}).status_code
        == 422
    )
    new_code = code_in(anna.post("/account/sealed/change/", given))
    anna.person = fresh(anna)
    assert opens_with(anna.person, bytes(before)) == 0
    assert opened_by(anna.person, PASSPHRASE) is None
    anna.again()
    by_code = {"new": PASSPHRASE, "repeated": PASSPHRASE}
    assert anna.post("/unlock/code/", {**by_code, "code": code}).status_code == 422
    assert CANARY not in anna.get("/home/").content.decode()
    assert anna.post("/unlock/code/", {**by_code, "code": new_code}).status_code == 200


def test_the_printed_code_is_the_only_way_back(anna: User) -> None:
    write_something(anna)
    code = turn_on(anna)
    anna.again()
    given = {"code": code.lower().replace("-", " "), "new": ANOTHER, "repeated": ANOTHER}
    code_in(anna.post("/unlock/code/", given))
    assert CANARY in anna.get("/home/").content.decode()
    anna.again()
    assert unlock(anna, ANOTHER)["Location"] == "/home/"
    assert anna.post("/unlock/code/", {**given, "code": code}).status_code == 422, "used up"


@pytest.mark.slow
def test_a_new_password_by_recovery_code_opens_nothing_sealed(anna: User, guest: Any) -> None:
    write_something(anna)
    turn_on(anna)
    stepped_up(anna)
    code = code_in(anna.post("/account/recovery/"))
    new = "nine patient herons fly"
    guest.post("/recover/", {"name": anna.name, "code": code, "password": new})
    guest.post("/sign-in/", {"login": anna.name, "password": new})
    assert guest.get("/home/")["Location"].startswith("/unlock/")


@pytest.mark.slow
def test_turning_it_off(anna: User) -> None:
    write_something(anna)
    turn_on(anna)
    assert anna.post("/account/sealed/off/", {"passphrase": "not this one at all"}).status_code == 422
    assert anna.post("/account/sealed/off/", {"passphrase": PASSPHRASE})["Location"] == "/account/sealed/"
    anna.again()
    assert CANARY in anna.get("/home/").content.decode()
    turn_on(anna, ANOTHER)
    assert CANARY in anna.get("/home/").content.decode()


# ---- everything else of the app ------------------------------------------------------------------


@pytest.mark.slow
def test_a_moment_can_be_written_while_it_is_locked(anna: User) -> None:
    from .test_moment import say, to_the_wait

    write_something(anna)
    turn_on(anna)
    anna.again()
    say(anna, say(anna, to_the_wait(anna), answer="4"), answer="waited")
    assert anna.get("/home/").status_code == 302, "still locked"
    unlock(anna)
    assert "moments.json" in moments_of(anna)
    assert moments_of(anna)["moments.json"].decode().count('"waited"') == 1
    come_back(anna)
    given = {"passphrase": PASSPHRASE, "new": ANOTHER, "repeated": ANOTHER}
    code_in(anna.post("/account/sealed/change/", given))
    assert moments_of(anna)["moments.json"].decode().count('"waited"') == 1, "boxes are sealed anew"


def moments_of(user: User) -> dict[str, bytes]:
    from .test_data import copy_of

    stepped_up(user)
    user.post("/account/data/copy/rule/", {"wish": "now"})
    from pairbond.web.ops.models import CopyRule

    CopyRule.objects.all().delete()
    return copy_of(user)


@pytest.mark.slow
def test_a_locked_person_can_leave_and_erase(anna: User, ben: User) -> None:
    from pairbond.web.accounts.models import Person
    from pairbond.web.couples.sharing import Shares
    from pairbond.web.couples.space import membership

    from .test_two import link

    link(anna, ben)
    anna.post("/two/share/", {"share-values": "open"})
    turn_on(anna)
    anna.again()
    stepped_up(anna)
    assert anna.post("/two/left/", {"password": "nine patient herons fly"}).status_code == 200
    assert membership(anna.person) is None
    unlock(anna)
    from pairbond.web.couples.models import Sharing

    assert not Sharing.objects.filter(person=anna.person).exists()
    assert Shares().choice("values") == "none"
    anna.person = fresh(anna)
    anna.again()
    anna.client.post("/again/", {"password": "nine patient herons fly"})
    assert "It is all gone" in anna.post("/account/data/end/", {"sure": "on"}).content.decode()
    assert not Person.objects.filter(pk=anna.person.pk).exists()


def test_what_was_typed_is_overwritten(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from pairbond.web.accounts import unlocked

    typed: list[str] = []
    keep = unlocked.forget_typed

    def spy(request: Any) -> None:
        typed.extend(request.POST.getlist("passphrase"))
        keep(request)

    monkeypatch.setattr(unlocked, "forget_typed", spy)
    turn_on(anna)
    come_back(anna)
    assert [set(text) for text in typed] == [{"\0"}]
