"""A trial of one's own: two actions by weeks in random order. Private, and stopped at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from secrets import randbelow
from typing import TYPE_CHECKING, Any

import numpy as np
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.checkins.trials import DAYS, TrialResult, evaluate
from pairbond.errors import EvidenceError
from pairbond.library.trials import TrialSpec, checked, evaluate_trial, make_trial
from pairbond.report.catalogue import load_catalogue
from pairbond.report.trial_text import plan_notes, plan_table, result_sentences
from pairbond.web.days.desk import Setup, keep_setup, setup_of
from pairbond.web.days.diaries import own_check_ins

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

OUTCOMES = (
    ("unsettled", gettext_lazy("how unsettled I felt")),
    ("partner_present", gettext_lazy("how much my partner seemed to be there")),
    ("present", gettext_lazy("how much I was there")),
)
WEEKS = (8, 12, 16, 20, 24)
USUAL_WEEKS = 12
SEEDS = 1_000_000
LATE = timedelta(days=1)
"""A day can be written on the day after, so a week is over a day after its last."""


def trial_of(setup: Setup) -> TrialSpec | None:
    return checked(setup.trial, "trial") if setup.trial else None


def action_now(setup: Setup) -> str:
    """Return what is for this week; nothing before the first week, after the last, or without a trial."""
    found = trial_of(setup)
    weeks = found.weeks() if found else []
    return next((action for first, last, action in weeks if first <= setup.today <= last), "")


def trial(request: HttpRequest) -> HttpResponse:
    """Plan a trial, or show the one that runs; stop it at any time."""
    setup = setup_of(request.user)
    if request.method != "POST":
        found = trial_of(setup)
        shown = running(request.user, setup, found) if found else asked({})
        return render(request, "days/trial.html", shown)
    if request.POST.get("turn") == "stop":
        keep_setup(request.user, trial=None)
        messages.success(request, _("It is stopped. Nothing is concluded, and nothing of it is kept."))
        return redirect("day-trial")
    if setup.trial:
        return redirect("day-trial")
    return begun(request, setup)


def begun(request: HttpRequest, setup: Setup) -> HttpResponse:
    """Draw the order and keep the plan; say what is missing where it cannot be made."""
    given = request.POST
    actions = (given.get("first", "").strip(), given.get("second", "").strip())
    weeks, outcome = given.get("weeks", ""), given.get("outcome", "")
    said = ""
    if outcome not in dict(OUTCOMES) or weeks not in {str(n) for n in WEEKS}:
        said = _("Please choose how many weeks, and what is looked at.")
    else:
        try:
            made = make_trial(
                actions,
                outcome=outcome,
                person="a",
                start=next_monday(setup.today),
                weeks=int(weeks),
                seed=randbelow(SEEDS),
            )
        except EvidenceError:
            said = _("Please write two different actions, each in a few words on one line.")
    if said:
        return render(request, "days/trial.html", {**asked(given), "said": said}, status=422)
    keep_setup(request.user, trial=made.model_dump(by_alias=True, mode="json"))
    return redirect("day-trial")


def next_monday(today: date) -> date:
    return today + timedelta(days=DAYS - today.weekday())


def asked(given: Any) -> dict[str, Any]:
    """Return what the form needs, with what was filled in before."""
    weeks, outcome = str(given.get("weeks", USUAL_WEEKS)), given.get("outcome", OUTCOMES[0][0])
    return {
        "first": given.get("first", ""),
        "second": given.get("second", ""),
        "weeks": [(n, str(n) == weeks) for n in WEEKS],
        "outcomes": [(name, text, name == outcome) for name, text in OUTCOMES],
        "kind": load_catalogue().say("trial.plan.kind"),
    }


def running(person: Person, setup: Setup, found: TrialSpec) -> dict[str, Any]:
    """Return what the page of a trial shows: this week, what the weeks say so far, and the plan."""
    words, result = load_catalogue(), result_of(person, found, setup.today)
    said_elsewhere = {words.say("trial.plan.kind"), words.say("trial.plan.stop")}
    notes = [note for note in plan_notes(words, found) if note not in said_elsewhere]
    return {
        "trial": found,
        "action": action_now(setup),
        "over": result.weeks_done >= result.weeks_planned,
        "outcome": str(dict(OUTCOMES)[found.outcome]),
        "said_so_far": without_first(list(result_sentences(words, found, result))),
        "plan": plan_table(words, found),
        "notes": without_first(notes),
    }


def without_first(sentences: Sequence[str]) -> list[str]:
    """Return the sentences after the one that names whose notes they are: here they are one's own."""
    return list(islice(sentences, 1, None))


def result_of(person: Person, found: TrialSpec, today: date) -> TrialResult:
    """Return what the weeks say that are over and closed."""
    checkins = own_check_ins(person)
    if checkins is not None:
        return evaluate_trial(found, checkins, today=today - LATE)
    done = max(0, (today - LATE - found.first_day).days // DAYS)
    none = np.empty(0)
    return evaluate(found.order, none.astype(np.int64), none, weeks_done=done, washout=found.washout)
