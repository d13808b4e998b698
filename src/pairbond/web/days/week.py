"""The page of the weekly answer, and a person's choices about their days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pairbond.app.day_weeks import is_zone, zone_names
from pairbond.safety import SIGNAL
from pairbond.web.accounts.vault import is_sealed
from pairbond.web.couples.sharing import WEEKLY_SINCE, shares
from pairbond.web.couples.space import membership
from pairbond.web.days.answer import current
from pairbond.web.days.desk import keep_setup, setup_of
from pairbond.web.reports.frame import framed


def week(request: HttpRequest) -> HttpResponse:
    """Show this week's answer, or what one's own side lacks; of the other nothing is looked up."""
    found = current(request.user)
    if found is not None:
        foot = render_to_string("days/week_foot.html", request=request)
        html = found["html"].replace("</main>", f"{foot}</main>", 1)
        return framed(request, html, {"back": "day", "back_text": _("Today")})
    chosen = shares(request.user)
    page = {
        "linked": membership(request.user) is not None,
        "on": chosen.choice(SIGNAL) != "none",
        "sealed": is_sealed(request.user),
        "renew": chosen.text < WEEKLY_SINCE,
    }
    return render(request, "days/week.html", page)


def choices(request: HttpRequest) -> HttpResponse:
    """Let a person choose when their day begins, and whether they count minutes."""
    setup = setup_of(request.user)
    if request.method == "POST":
        zone = request.POST.get("zone", "")
        if zone and not is_zone(zone):
            said = _("Please choose a place from the list.")
            return render(request, "days/choices.html", {**page_of_choices(setup), "said": said}, status=422)
        keep_setup(request.user, zone=zone, contact=request.POST.get("contact") == "on")
        messages.success(request, _("Saved."))
        return redirect("day")
    return render(request, "days/choices.html", page_of_choices(setup))


def page_of_choices(setup: Any) -> dict[str, Any]:
    areas = [
        (area, [(name, shown(name), name == setup.zone) for name in names])
        for area, names in zone_names().items()
    ]
    return {"areas": areas, "setup": setup, "host": not setup.zone}


def shown(name: str) -> str:
    return name.replace("_", " ")
