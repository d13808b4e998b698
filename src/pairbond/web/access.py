"""Who may open which page. What is not in this table does not exist for anybody.

A page shows the signed-in person's own things only: views find them through ``request.user``, and no
address names a person or a couple. So a table by route and role, and the owner in every query, are the
whole of authorisation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

Audience = Literal["anyone", "guest", "person"]
"""Everybody; those who are not signed in (others go home); those who are (others sign in)."""

ROUTES: dict[str, Audience] = {
    # pages that belong to no part
    "welcome": "anyone",
    "help": "anyone",
    "operator": "anyone",
    "leave": "anyone",
    "health": "anyone",
    "manifest": "anyone",
    "home": "person",
    # accounts, as the account library has them
    "account_signup": "guest",
    "account_login": "guest",
    "account_logout": "person",
    "account_reauthenticate": "person",
    "account_change_password": "person",
    "mfa_authenticate": "guest",
    "mfa_reauthenticate": "person",
    "mfa_index": "person",
    "mfa_activate_totp": "person",
    "mfa_deactivate_totp": "person",
    "mfa_view_recovery_codes": "person",
    "mfa_generate_recovery_codes": "person",
    "mfa_download_recovery_codes": "person",
    "mfa_list_webauthn": "person",
    "mfa_add_webauthn": "person",
    "mfa_reauthenticate_webauthn": "person",
    "mfa_login_webauthn": "guest",
    "mfa_remove_webauthn": "person",
    # accounts, our own pages
    "account": "person",
    "about": "person",
    "sessions": "person",
    "log": "person",
    "recovery": "person",
    "recover": "guest",
    "unlock": "person",
    "unlock-code": "person",
    "sealed": "person",
    "sealed-on": "person",
    "sealed-change": "person",
    "sealed-off": "person",
    "sealed-lock": "person",
    # questionnaires
    "questions": "person",
    "question": "person",
    "question-at": "person",
    "question-page": "person",
    "question-done": "person",
    "private": "person",
    # days and reading
    "day": "person",
    "day-kept": "person",
    "day-own": "person",
    "day-plan": "person",
    "day-week": "person",
    "day-trial": "person",
    "day-words": "person",
    "day-choices": "person",
    "moment": "person",
    "moment-later": "person",
    "guides": "person",
    "guide": "person",
    # exported chats
    "chat": "person",
    "chat-bring": "person",
    "chat-which": "person",
    "chat-remove": "person",
    # a person's own data
    "data": "person",
    "data-copy": "person",
    "data-rule": "person",
    "data-end": "person",
    # the two
    "two": "person",
    "two-invite": "person",
    "two-join": "person",
    "two-share": "person",
    "two-words": "person",
    "two-agree": "person",
    "two-back": "person",
    "two-unlink": "person",
    "two-left": "person",
    # reports
    "mine": "person",
    "mine-paper": "person",
    "both": "person",
    "both-paper": "person",
}


class AccessMiddleware:
    """Refuses every route that is not in the table, and whoever it is not for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        audience = ROUTES.get(match.view_name) if match else None
        if audience is None:
            raise Http404
        signed_in = request.user.is_authenticated
        if audience == "person" and not signed_in:
            return redirect("account_login")
        if audience == "guest" and signed_in:
            return redirect("home")
        return None
