"""Every route, every role: what is not listed does not exist, and nothing is open by accident."""

import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from .conftest import User

NUMBERS = {"number": 1, "place": 0, "pk": 1}


def patterns() -> list[URLPattern]:
    from pairbond.web.urls import urlpatterns

    assert not any(isinstance(each, URLResolver) for each in urlpatterns), "includes hide routes"
    return list(urlpatterns)


def path_of(pattern: URLPattern) -> str:
    from django.urls import reverse

    needed = {name: NUMBERS[name] for name in pattern.pattern.converters}
    return reverse(pattern.name, kwargs=needed)


def test_the_table_lists_every_route_and_no_other(web: Any) -> None:
    from pairbond.web.access import ROUTES

    assert {pattern.name for pattern in patterns()} == set(ROUTES)


def test_a_route_that_is_not_in_the_table_does_not_exist(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from pairbond.web import access

    assert anna.get("/home/").status_code == 200
    monkeypatch.delitem(access.ROUTES, "home")
    assert anna.get("/home/").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_for_people_who_are_signed_in_sends_others_to_sign_in(guest: Any, method: str) -> None:
    from pairbond.web.access import ROUTES

    for pattern in patterns():
        if ROUTES[pattern.name] == "person":
            response = getattr(guest, method)(path_of(pattern))
            assert (response.status_code, response["Location"]) == (302, "/sign-in/"), pattern.name


def test_what_is_for_guests_sends_others_home(anna: User) -> None:
    from pairbond.web.access import ROUTES

    for pattern in patterns():
        if ROUTES[pattern.name] == "guest":
            assert anna.get(path_of(pattern))["Location"] == "/home/", pattern.name


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
def test_every_route_answers_without_a_fault(anna: User, guest: Any, method: str) -> None:
    for client in (anna.client, guest):
        for pattern in patterns():
            if (pattern.name, method) not in {("account_logout", "post"), ("leave", method)}:
                response = getattr(client, method)(path_of(pattern))
                assert response.status_code < 500, (pattern.name, method)


def test_every_page_keeps_the_rules(anna: User, guest: Any) -> None:
    """Headers, neutral title, no inline script or style, no outside address, and the way out."""
    for client in (anna.client, guest):
        for pattern in [*patterns(), None]:
            if pattern is not None and pattern.name == "leave":
                continue
            path = path_of(pattern) if pattern else "/nowhere/"
            check_page(path, client.get(path))


def check_page(path: str, response: Any) -> None:
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy, path
    assert "unsafe" not in policy, path
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"
    assert "camera=()" in response["Permissions-Policy"]
    if "text/html" not in response["Content-Type"] or response.status_code >= 300:
        return
    text = response.content.decode()
    assert "<title>Check-in</title>" in text, path
    assert 'id="exit" href="/leave/"' in text, path
    assert not re.search(r"<style|<script(?![^>]*(?:src=|application/json))|\sstyle=|\son[a-z]+=", text), path
    assert not re.findall(r'(?:src|href|action)="(https?:[^"]+)"', text), path


def test_addresses_name_nothing(web: Any) -> None:
    from pairbond.library.instruments import instrument_ids

    for pattern in patterns():
        words = set(path_of(pattern).strip("/").replace("-", "/").split("/"))
        assert not words & (set(instrument_ids()) | {"safety", "partner", "couple", "attachment"}), (
            pattern.name
        )


def test_forms_are_refused_without_their_token(anna: User) -> None:
    from .conftest import new_client

    strict = new_client(enforce_csrf_checks=True)
    strict.cookies = anna.client.cookies
    for pattern in patterns():
        if pattern.name not in {"leave"}:
            response = strict.post(path_of(pattern))
            assert response.status_code in {302, 403}, pattern.name


def test_a_strange_host_is_refused_without_a_fault(guest: Any) -> None:
    """The refusal comes before there is a session or a user."""
    response = guest.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert b"could not be read" in response.content
