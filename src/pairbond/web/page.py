"""What every page shows, and the pages that belong to no part of the app."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache  # noqa: F401  (loads the cache before threads do)
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from pairbond.report.catalogue import load_help
from pairbond.web.accounts.vault import is_locked, is_sealed

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from pairbond.web.configuration import Configuration

CLEAR = '"cache", "storage"'


class FormRenderer(TemplatesSetting):
    """Forms in the look of the app."""

    field_template_name = "forms/field.html"


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page needs; the title is neutral on every page."""
    return {
        "title": settings.PAIRBOND.title,
        "operator": settings.PAIRBOND.operator,
        "operator_contact": settings.PAIRBOND.operator_contact,
        "exit_url": settings.PAIRBOND.exit_url,
        "asset_version": settings.STATIC_VERSION,
        "here": here_of(request),
        "frame": Frame(request),
        "can_lock": can_lock(getattr(request, "user", None)),  # a refused host has no user yet
    }


def can_lock(user: Any) -> bool:
    return user is not None and is_sealed(user) and not is_locked(user)


def here_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


class Frame:
    """Head, top and foot of a page: the same for everybody on it, so each is drawn once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def drawn(self, part: str) -> SafeString:
        user = getattr(self.request, "user", None)
        signed_in = user is not None and user.is_authenticated
        return frame_part(part, signed_in, here_of(self.request), get_language() or "", settings.PAIRBOND)

    @property
    def head(self) -> SafeString:
        return self.drawn("head")

    @property
    def top(self) -> SafeString:
        return self.drawn("top")

    @property
    def foot(self) -> SafeString:
        return self.drawn("foot")


@lru_cache(maxsize=512)
def frame_part(part: str, signed_in: bool, here: str, language: str, host: Configuration) -> SafeString:
    shown = {
        "title": host.title,
        "exit_url": host.exit_url,
        "asset_version": settings.STATIC_VERSION,
        "signed_in": signed_in,
        "here": here,
    }
    return render_to_string(f"frame/{part}.html", shown)


def welcome(request: HttpRequest) -> HttpResponse:
    """Show what this is to somebody who is not signed in; send others home."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "welcome.html", {"open": settings.PAIRBOND.signup})


def help_page(request: HttpRequest) -> HttpResponse:
    """Show the help page, the same for everyone."""
    intro, checked, places = load_help("en")
    return render(request, "help.html", {"intro": intro, "checked": checked, "places": places})


def operator(request: HttpRequest) -> HttpResponse:
    """Say who runs this server and what they could read."""
    return render(request, "operator.html")


@csrf_exempt
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session and go to a neutral page; works as a link and as a beacon."""
    logout(request)
    if request.method == "POST":
        response = HttpResponse(status=204)
    else:
        response = HttpResponse(status=303, headers={"Location": settings.PAIRBOND.exit_url})
    response.headers["Clear-Site-Data"] = CLEAR
    return response


def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers; nothing else."""
    return HttpResponse("ok", content_type="text/plain")


def manifest(request: HttpRequest) -> HttpResponse:
    """Return the web app manifest under the neutral name."""
    name = settings.PAIRBOND.title
    icon = {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    data = {
        "name": name, "short_name": name, "start_url": "/", "display": "standalone",
        "background_color": "#fdfbf7", "theme_color": "#fdfbf7", "icons": [icon],
        "shortcuts": [{"name": _("A moment"), "url": "/moment/"}, {"name": _("Today"), "url": "/today/"}],
    }  # fmt: skip
    return JsonResponse(data, content_type="application/manifest+json")


def refused(request: HttpRequest, status: int, said: str) -> HttpResponse:
    return render(request, "refused.html", {"said": said}, status=status)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page had grown old."""
    return refused(request, 403, _("This page was open for too long. Please load it again and repeat."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, 404, _("There is no such page here."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, 400, _("This could not be read. Please go back and try again."))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, 403, _("This page is not for you."))


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something failed, without needing the database, a session or a template."""
    text = _("Something went wrong on our side. What you saved is saved. Please try again in a minute.")
    return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
