"""A request of a person in sealed mode: their key is there while it runs, and wiped when it ends.

Between requests the key is kept sealed under a secret in the browser's cookie (see
:mod:`pairbond.web.accounts.ring`). Whatever needs the key while it is locked leads to the page that asks
for the passphrase, and back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pairbond.app.locked_key import wipe_text
from pairbond.web.accounts import ring
from pairbond.web.accounts.vault import Locked, collect, forget_key, hold_key, is_sealed

TYPED = frozenset({"unlock", "unlock-code", "sealed-on", "sealed-change", "sealed-off"})
"""Pages into which a passphrase or its printed code is typed."""
FIELDS = ("passphrase", "new", "repeated", "code")
SECRET = "unlock_secret"  # noqa: S105  (the name of an attribute)


class UnlockedMiddleware:
    """Gives a request its person's key, if this browser unlocked it, and takes it away again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if request.user.is_authenticated else None
        before = request.session.session_key if person is not None else None
        if person is not None and is_sealed(person):
            bring_key(request, person)
        try:
            response = self.get_response(request)
            follow_session(request, before)
            return with_cookie(request, response)
        finally:
            if person is not None and is_sealed(person):
                forget_key(person)
            if request.method == "POST" and name_of(request) in TYPED:
                forget_typed(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Locked):
            return None
        return redirect(f"{reverse('unlock')}?{urlencode({'next': request.path})}")


def name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def forget_typed(request: HttpRequest) -> None:
    """Overwrite passphrases and codes that were typed, and let go of what held them."""
    for name in FIELDS:
        for text in request.POST.getlist(name):
            wipe_text(text)
    collect()


def bring_key(request: HttpRequest, person: Any) -> None:
    """Hold the key for this request, where this browser unlocked it."""
    secret = request.COOKIES.get(settings.UNLOCK_COOKIE_NAME, "")
    key = ring.take(request.session.session_key or "", secret, whose(person), settings.IDLE_SECONDS)
    if key is not None:
        hold_key(person, key)


def whose(person: Any) -> tuple[str, int]:
    return str(person.pk), person.key.version


def unlock_here(request: HttpRequest, key: bytes | bytearray) -> None:
    """Let this browser's session go on unlocked; the secret goes out with the response."""
    secret = ring.new_secret()
    setattr(request, SECRET, secret)
    ring.keep(request.session.session_key or "", secret, key, whose(request.user), settings.IDLE_SECONDS)


def lock_here(request: HttpRequest) -> None:
    """Drop the key of this session."""
    ring.RING.drop(request.session.session_key or "")
    forget_key(request.user)


def follow_session(request: HttpRequest, before: str | None) -> None:
    """Keep the key for a session that got a new name, as after a change of the password."""
    name = request.session.session_key
    held = getattr(request.user, "_data_key", None)
    if before in {None, name} or name is None or held is None or not is_sealed(request.user):
        return
    ring.RING.drop(before or "")
    if not hasattr(request, SECRET):
        unlock_here(request, held)


def with_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Hand out the secret of a key that was just unlocked; take back one that is of no use any more."""
    name, secret = settings.UNLOCK_COOKIE_NAME, getattr(request, SECRET, None)
    if secret is not None:
        response.set_cookie(
            name, secret, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax", path="/"
        )
    elif name in request.COOKIES and getattr(request.user, "_data_key", None) is None:
        response.delete_cookie(name, path="/", samesite="Lax")
    return response
