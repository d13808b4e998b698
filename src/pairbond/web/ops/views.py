"""A person's own data: a copy of it, and the end of it. Both ask for the password first."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.app.copying import MODES, WAIT, ask, at, call_off, choose, may_take
from pairbond.web.accounts.log import note
from pairbond.web.accounts.models import Person
from pairbond.web.clock import now, today
from pairbond.web.ops.copies import keep_rule, rule_of
from pairbond.web.ops.erasing import erase
from pairbond.web.ops.export import archive
from pairbond.web.page import CLEAR

if TYPE_CHECKING:
    from pairbond.app.copying import Mode


def data(request: HttpRequest) -> HttpResponse:
    """Say what is kept, for how long, and where to get or end it."""
    return render(request, "ops/data.html", {"months": settings.PAIRBOND.keep_months})


MODE_WORDS = {
    "now": gettext_lazy("at once"),
    "day": gettext_lazy("a day after I ask, so that I can call it off"),
    "never": gettext_lazy("never"),
}


@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Send everything that is the person's own, where their own rule allows it now."""
    rule = at(rule_of(request.user), now())
    if request.method != "POST" or not may_take(rule, now()):
        page = {
            "rule": rule,
            "may": may_take(rule, now()),
            "modes": [(mode, words, mode == rule.mode) for mode, words in MODE_WORDS.items()],
            "next_words": MODE_WORDS[rule.next_mode] if rule.next_mode else None,
            "ready_at": rule.asked_at + WAIT if rule.asked_at else None,
        }
        return render(request, "ops/export.html", page)
    note(request.user, "export")
    response = HttpResponse(archive(request.user), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="check-in-{today():%Y%m%d}.zip"'
    return response


@reauthentication_required
def copy_rule(request: HttpRequest) -> HttpResponse:
    """Ask for a copy, call it off, or choose another rule for copies."""
    wish = request.POST.get("wish", "")
    rule = rule_of(request.user)
    if request.method == "POST" and wish in {"ask", "off", *MODES}:
        if wish == "ask":
            rule = ask(rule, now())
        elif wish == "off":
            rule = call_off(rule, now())
        else:
            rule = choose(rule, cast("Mode", wish), now())
        keep_rule(request.user, rule)
        messages.success(request, _("Saved."))
    return redirect("data-copy")


@reauthentication_required
def end(request: HttpRequest) -> HttpResponse:
    """Erase the person, after a tick; there is no way back."""
    if request.method != "POST":
        return render(request, "ops/end.html")
    if request.POST.get("sure") != "on":
        said = _("Please tick that you are sure, or leave it.")
        return render(request, "ops/end.html", {"said": said}, status=422)
    person = Person.objects.get(pk=request.user.pk)
    logout(request)
    erase(person)
    response = render(request, "ops/gone.html")
    response.headers["Clear-Site-Data"] = CLEAR
    return response
