"""How many days an answer from two diaries takes, told before the first."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from pairbond.checkins.planner import plan_days
from pairbond.library.signal import load_power
from pairbond.report.answer_text import plan_sentences, plan_table
from pairbond.report.catalogue import load_catalogue
from pairbond.types import Table

LARGE = 2.0
SIZES = (LARGE, 1.0)
NAMES = (gettext_lazy("A large change"), gettext_lazy("A smaller change"))
MISSING = 0.2


@cache
def plans() -> tuple[tuple[tuple[str, ...], Table], ...]:
    """Return sentences and chances for a large change and for one of ordinary size."""
    words = load_catalogue()
    found = [plan_days(load_power(), change=size, missing=MISSING) for size in SIZES]
    return tuple((tuple(plan_sentences(words, plan)), plan_table(words, plan)) for plan in found)


def plan_lines() -> tuple[str, ...]:
    """Return what is said before the first day."""
    return plans()[0][0]


def plan(request: HttpRequest) -> HttpResponse:
    """Say when an answer can be expected, and when it cannot."""
    rows = [(name, *found) for name, found in zip(NAMES, plans(), strict=True)]
    return render(request, "days/plan.html", {"plans": rows})
