"""The daily check-in: one page, one minute, for oneself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.app.day_entry import CONTACT, CONTEXTS, HIGHEST, THREE_MONTHS, day_of, entry_of
from pairbond.web.days.desk import Setup, setup_of
from pairbond.web.days.entry import days_of, keep_day
from pairbond.web.days.planning import plan_lines
from pairbond.web.days.trial import action_now

if TYPE_CHECKING:
    from pairbond.types import JsonDict

SCALES = (
    ("present", gettext_lazy("How much were you there for the two of you?")),
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
    """Ask about today or yesterday, filled in with what was kept of it."""
    setup = setup_of(request.user)
    if request.method != "POST":
        return render(request, "days/check_in.html", page(request, setup))
    day = day_of(request.POST, setup.today)
    entry: JsonDict | None = {"date": day.isoformat()}
    if request.POST.get("turn") != "remove":
        entry = entry_of(request.POST, setup.today, contact=setup.contact)
    if entry is None:
        said = _("Nothing was chosen, so nothing was changed.")
    elif keep_day(request.user, entry):
        messages.success(request, _("Kept.") if len(entry) > 1 else _("The entry is gone."))
        return redirect("day-kept")
    else:
        said = _(
            "A day can be written until the end of the day after. This one is closed; nothing was changed."
        )
    return render(request, "days/check_in.html", {**page(request, setup), "said": said}, status=422)


def page(request: HttpRequest, setup: Setup) -> dict[str, Any]:
    """Return what the page needs: the day it is about, its choices, and what was kept of it."""
    today = setup.today
    yesterday = today - timedelta(days=1)
    late = (request.GET.get("day") or request.POST.get("day")) in {"yesterday", yesterday.isoformat()}
    day = yesterday if late else today
    days = days_of(request.user)
    kept = next((row for row in days if row["date"] == day.isoformat()), {})
    return {
        "day": day,
        "late": late,
        "kept": bool(kept),
        "scales": [(name, text, marked(range(HIGHEST + 1), kept.get(name))) for name, text in SCALES],
        "switches": [(name, text, kept.get(name)) for name, text in SWITCHES],
        "contexts": [(name, CONTEXT_NAMES[name], name == kept.get("context")) for name in CONTEXTS],
        "more": any(name in kept for name in ("context", CONTACT, *(name for name, _text in SWITCHES))),
        "three_months": three_months(days, yesterday),
        "contact": setup.contact,
        "minutes": kept.get(CONTACT),
        "plan": [] if days else plan_lines(),
        "action": action_now(setup),
    }


def marked(values: range, chosen: object) -> list[tuple[int, bool]]:
    return [(value, value == chosen) for value in values]


def three_months(days: list[JsonDict], since: date) -> list[tuple[str, Any, bool]]:
    """Return the choices of the question of the first day; none once it is over."""
    if days and str(days[0]["date"]) < since.isoformat():
        return []
    said = days[0].get("three_months") if days else None
    return [(name, THREE_MONTHS_NAMES[name], name == said) for name in THREE_MONTHS]


def kept(request: HttpRequest) -> HttpResponse:
    """Show the last two weeks."""
    days = days_of(request.user)
    rows = [
        (date.fromisoformat(str(day["date"])), [day.get(name) for name, _text in SCALES])
        for day in days[-SHOWN:]
    ]
    return render(request, "days/kept.html", {"rows": rows[::-1], "n": len(days)})
