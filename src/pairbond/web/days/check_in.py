"""The daily check-in: one page, one minute, for oneself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.app.day_entry import CONTEXTS, HIGHEST, THREE_MONTHS, entry_of
from pairbond.web.clock import today
from pairbond.web.days.entry import days_of, keep_day

SCALES = (
    ("present", gettext_lazy("How much were you there for the two of you today?")),
    ("partner_present", gettext_lazy("How much did your partner seem to be there?")),
    ("unsettled", gettext_lazy("How unsettled did you feel about the two of you?")),
)
SWITCHES = (
    ("wanted_space", gettext_lazy("Did you want some space?")),
    ("said_so", gettext_lazy("If so: did you say so, and until when?")),
    ("reached", gettext_lazy("Did you reach for your partner, with a word, a look or a hand?")),
    ("met", gettext_lazy("If so: did they meet you?")),
)
CONTEXT_NAMES = {
    "none": gettext_lazy("nothing special"),
    "work": gettext_lazy("much work"),
    "ill": gettext_lazy("one of us was ill"),
    "travel": gettext_lazy("one of us was away"),
}
THREE_MONTHS_NAMES = {
    "nearer": gettext_lazy("we came nearer"),
    "same": gettext_lazy("about the same"),
    "further": gettext_lazy("we drifted apart"),
    "rather_not": gettext_lazy("rather not say"),
}
SHOWN = 14


def check_in(request: HttpRequest) -> HttpResponse:
    """Ask about the day, and show the last two weeks to the person alone."""
    if request.method == "POST":
        entry = entry_of(request.POST, today())
        if entry is not None:
            keep_day(request.user, entry)
            return redirect("day-kept")
        said = _("Nothing was chosen, so nothing was kept.")
        return render(request, "days/check_in.html", {**page(request), "said": said}, status=422)
    return render(request, "days/check_in.html", page(request))


def page(request: HttpRequest) -> dict[str, Any]:
    days = days_of(request.user)
    return {
        "scales": [(name, text, range(HIGHEST + 1)) for name, text in SCALES],
        "switches": SWITCHES,
        "contexts": [(name, CONTEXT_NAMES[name]) for name in CONTEXTS],
        "three_months": [] if days else [(name, THREE_MONTHS_NAMES[name]) for name in THREE_MONTHS],
        "today_kept": any(day["date"] == today().isoformat() for day in days),
    }


def kept(request: HttpRequest) -> HttpResponse:
    """Show the last two weeks."""
    days = days_of(request.user)
    rows = [
        (date.fromisoformat(str(day["date"])), [day.get(name) for name, _text in SCALES])
        for day in days[-SHOWN:]
    ]
    return render(request, "days/kept.html", {"rows": rows[::-1], "n": len(days)})
