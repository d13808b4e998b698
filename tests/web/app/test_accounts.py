from typing import Any

import pytest

from .conftest import PASSWORD, Clock, User, new_client

JOIN = {"username": "Carla", "password1": "four unrelated words here", "adult": "on", "free": "on"}


def test_joining_keeps_no_name(guest: Any) -> None:
    from pairbond.web.accounts.models import Person

    response = guest.post("/join/", JOIN)
    assert response.status_code == 302, response.content
    assert response["Location"] == "/home/"
    person = Person.objects.get()
    stored = " ".join(str(value) for value in vars(person).values()).casefold()
    assert "carla" not in stored
    assert person.key.scheme == "master"


def test_the_operator_is_named_before_anything_is_asked(guest: Any) -> None:
    for page in ("/", "/join/"):
        text = guest.get(page).content.decode()
        assert "Robin Example" in text
        assert "technically read" in text
    form = guest.get("/join/").content.decode()
    assert form.index("technically read") < form.index("<form")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"adult": ""}, "18 and over"),
        ({"free": ""}, "free to choose"),
        ({"password1": "short"}, "15 characters"),
        ({"password1": "aaaaaaaaaaaaaaaaaaaa"}, "too few characters"),
        ({"password1": "123456789012345678"}, "entirely numeric"),
        ({"username": "a\u0000b"}, ""),
    ],
)
def test_joining_is_refused_with_a_reason(guest: Any, change: dict[str, str], said: str) -> None:
    from pairbond.web.accounts.models import Person

    response = guest.post("/join/", {**JOIN, **change})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Person.objects.exists()


def test_a_name_is_one_person(guest: Any, anna: User) -> None:
    response = guest.post("/join/", {**JOIN, "username": " ANNA@example.org "})
    assert "taken" in response.content.decode()


def test_signing_in_needs_the_right_password(guest: Any, anna: User) -> None:
    wrong = guest.post("/sign-in/", {"login": anna.name, "password": "another long password"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in guest.session
    right = guest.post("/sign-in/", {"login": anna.name.upper(), "password": PASSWORD})
    assert right["Location"] == "/home/"


def test_signing_in_is_limited(guest: Any, anna: User) -> None:
    said = [
        guest.post("/sign-in/", {"login": anna.name, "password": f"wrong password number {n}"})
        for n in range(12)
    ]
    assert "_auth_user_id" not in guest.session
    last = said[-1]
    assert last.status_code == 429 or "Too many" in last.content.decode()


def test_a_session_ends_after_ten_idle_minutes(anna: User, clock: Clock) -> None:
    assert anna.get("/home/").status_code == 200
    clock.forward(minutes=9)
    assert anna.get("/home/").status_code == 200
    clock.forward(minutes=9)
    assert anna.get("/home/").status_code == 200
    clock.forward(minutes=12)
    assert anna.get("/home/")["Location"] == "/sign-in/"


def test_the_session_cookie_is_for_the_browser_only(guest: Any, anna: User) -> None:
    guest.post("/sign-in/", {"login": anna.name, "password": PASSWORD})
    cookie = guest.cookies["s"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
    assert not cookie["expires"]


def test_a_new_browser_is_listed_and_logged_at_once(guest: Any, anna: User) -> None:
    guest.post(
        "/sign-in/",
        {"login": anna.name, "password": PASSWORD},
        headers={"User-Agent": "X Firefox/1 (Android)"},
    )
    assert "Firefox, Android" in anna.get("/account/browsers/").content.decode()
    assert anna.get("/account/log/").content.decode().count("Signed in") == 2


def test_another_browser_can_be_signed_out(guest: Any, anna: User) -> None:
    guest.post("/sign-in/", {"login": anna.name, "password": PASSWORD})
    assert guest.get("/home/").status_code == 200
    anna.post("/account/browsers/", {"session": "others"})
    assert guest.get("/home/").status_code == 302
    assert anna.get("/home/").status_code == 200


def test_nobody_ends_another_persons_session(anna: User, ben: User) -> None:
    from pairbond.web.accounts.models import OpenSession

    session = OpenSession.objects.get(person=ben.person)
    anna.post("/account/browsers/", {"session": str(session.pk)})
    assert ben.get("/home/").status_code == 200


def test_quick_exit_ends_the_session(anna: User) -> None:
    gone = anna.get("/leave/")
    assert gone.status_code == 303
    assert gone["Location"].startswith("https://")
    assert "Clear-Site-Data" in gone
    assert anna.get("/home/")["Location"] == "/sign-in/"


def test_quick_exit_as_a_beacon_needs_no_token(anna: User) -> None:
    strict = new_client(enforce_csrf_checks=True)
    strict.cookies = anna.client.cookies
    assert strict.post("/leave/").status_code == 204
    assert anna.get("/home/").status_code == 302


def test_recovery_replaces_the_password_once(anna: User, guest: Any) -> None:
    anna.step_up()
    shown = anna.post("/account/recovery/").content.decode()
    code = shown.split('class="code">')[1].split("<")[0]
    new = "a wholly new long password"
    wrong = guest.post("/recover/", {"name": anna.name, "code": code[::-1], "password": new})
    assert b"do not belong together" in wrong.content
    given = {"name": anna.name, "code": code.lower().replace("-", " "), "password": new}
    assert guest.post("/recover/", given)["Location"] == "/sign-in/"
    assert guest.post("/recover/", given).status_code == 200
    assert guest.post("/sign-in/", {"login": anna.name, "password": new})["Location"] == "/home/"
    assert anna.get("/home/").status_code == 302, "every browser was signed out"


def test_a_recovery_code_needs_the_password_again(anna: User, clock: Clock) -> None:
    response = anna.get("/account/recovery/")
    assert response["Location"].startswith("/again/")


def test_second_step_secret_is_sealed(web: Any) -> None:
    from pairbond.web.accounts.adapter import SecondFactorAdapter

    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_about_is_kept_sealed(anna: User) -> None:
    anna.post("/account/about/", {"alias": "Annabel", "age": "31"})
    assert "Hello, Annabel" in anna.get("/home/").content.decode()
    anna.person.refresh_from_db()
    assert b"Annabel" not in bytes(anna.person.about)


@pytest.mark.parametrize("age", ["17", "-3", "x", "111"])
def test_nobody_under_18(anna: User, age: str) -> None:
    assert anna.post("/account/about/", {"alias": "", "age": age}).status_code == 200
    assert not bytes(anna.person.about)


@pytest.mark.parametrize(
    "credential",
    [
        "0",
        "false",
        "1",
        "{}",
        "[]",
        "null",
        '{"id": 0}',
        '{"id": "eA", "rawId": "eA", "response": {"userHandle": 7}}',
    ],
)
def test_what_is_no_passkey_is_not_kept_and_opens_nothing(anna: User, guest: Any, credential: str) -> None:
    anna.step_up()
    anna.get("/passkeys/add/")
    for path in ("/passkeys/add/", "/passkeys/again/"):
        assert anna.post(path, {"credential": credential, "name": "x"}).status_code < 500
    assert not anna.person.authenticator_set.exists()
    assert anna.get("/passkeys/add/").status_code == 200
    guest.get("/passkeys/sign-in/")
    assert guest.post("/passkeys/sign-in/", {"credential": credential}).status_code < 500
    assert "_auth_user_id" not in guest.session
