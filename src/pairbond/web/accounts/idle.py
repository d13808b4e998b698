"""A session ends after ten minutes without a request, by the app's own clock."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from pairbond.web.clock import now

SEEN = "seen"
COARSE = 60.0
"""Seconds after which the time of the last request is written anew: one write a minute, not one a page."""


class IdleMiddleware:
    """Signs out whoever was away too long, before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "_auth_user_id" in request.session:
            moment = now().timestamp()
            seen = request.session.get(SEEN)
            if seen is not None and not 0 <= moment - seen <= settings.IDLE_SECONDS + COARSE:
                logout(request)
            elif seen is None or moment - seen > COARSE:
                request.session[SEEN] = moment
        return self.get_response(request)
