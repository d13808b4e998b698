"""Every route, every role: what is not listed does not exist, and nothing is open by accident."""

from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from .conftest import User

NUMBERS = {"number": 1, "place": 0}


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


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
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


def test_every_route_answers_without_a_fault(anna: User, guest: Any) -> None:
    for client in (anna.client, guest):
        for pattern in patterns():
            for method in ("get", "post", "head", "put", "delete"):
                if (pattern.name, method) not in {("account_logout", "post"), ("leave", method)}:
                    response = getattr(client, method)(path_of(pattern))
                    assert response.status_code < 500, (pattern.name, method)


def test_every_answer_carries_the_headers(anna: User, guest: Any) -> None:
    for client in (anna.client, guest):
        for pattern in [*patterns(), None]:
            if pattern is not None and pattern.name == "leave":
                continue
            response = client.get(path_of(pattern) if pattern else "/nowhere/")
            policy = response["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Referrer-Policy"] == "same-origin"
            assert response["Cache-Control"] == "no-store"
            assert "camera=()" in response["Permissions-Policy"]


def test_titles_are_neutral_and_addresses_name_nothing(anna: User) -> None:
    from pairbond.library.instruments import instrument_ids

    for pattern in patterns():
        path = path_of(pattern)
        words = set(path.strip("/").replace("-", "/").split("/"))
        assert not words & (set(instrument_ids()) | {"safety", "partner", "couple", "attachment"}), path
        if pattern.name == "leave":
            continue
        response = anna.get(path)
        if "text/html" in response["Content-Type"] and response.status_code == 200:
            assert "<title>Check-in</title>" in response.content.decode(), path


def test_pages_need_no_inline_script_or_style(anna: User) -> None:
    import re

    for pattern in patterns():
        if pattern.name == "leave":
            continue
        text = anna.get(path_of(pattern)).content.decode(errors="ignore")
        assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", text), pattern.name
        outside = set(re.findall(r'(?:src|href|action)="(https?:[^"]+)"', text))
        assert not outside, pattern.name


def test_quick_exit_is_on_every_page(anna: User, guest: Any) -> None:
    for client in (anna.client, guest):
        for pattern in patterns():
            if pattern.name in {"leave", "health", "manifest"}:
                continue
            response = client.get(path_of(pattern))
            if response.status_code == 200 and "text/html" in response["Content-Type"]:
                assert 'id="exit" href="/leave/"' in response.content.decode(), pattern.name


def test_forms_are_refused_without_their_token(anna: User) -> None:
    from .conftest import new_client

    strict = new_client(enforce_csrf_checks=True)
    strict.cookies = anna.client.cookies
    for pattern in patterns():
        if pattern.name not in {"leave"}:
            response = strict.post(path_of(pattern))
            assert response.status_code in {302, 403}, pattern.name
