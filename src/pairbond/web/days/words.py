"""An agreement about space, in one's own words, with a private count. No times, no dates; it ends silently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pairbond.checkins.agreement import LONGEST, Agreement
from pairbond.errors import EvidenceError
from pairbond.web.days.desk import keep_setup, setup_of

if TYPE_CHECKING:
    from pairbond.types import JsonDict
    from pairbond.web.accounts.models import Person

HELD, NOT, BACK, END = "held", "not", "back", "end"


def agreement_of(person: Person) -> Agreement | None:
    kept = setup_of(person).agreement
    return Agreement(**without_last(kept)) if kept else None


def without_last(kept: JsonDict) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name != "last"}


def words(request: HttpRequest) -> HttpResponse:
    """Write down an agreement, count for oneself how it goes, and let it rest."""
    found = agreement_of(request.user)
    if request.method != "POST":
        return render(request, "days/words.html", shown(request.user, found))
    turn = request.POST.get("turn", "")
    if turn == END:
        keep_setup(request.user, agreement=None)
        messages.success(request, _("It rests. The words and the count are gone, and nobody is told."))
    elif found is None:
        return begun(request)
    elif turn in {HELD, NOT, BACK}:
        count(request.user, turn)
    return redirect("day-words")


def begun(request: HttpRequest) -> HttpResponse:
    """Keep an agreement; say what is missing where there is none in the form."""
    given = {name: request.POST.get(name, "").strip() for name in ("until", "then")}
    try:
        made = Agreement(**given)
    except EvidenceError:
        said = _("Please fill in both, each on one line of at most %(n)s characters.") % {"n": LONGEST}
        return render(request, "days/words.html", {**given, "longest": LONGEST, "said": said}, status=422)
    keep_setup(request.user, agreement={**made.to_dict(), "last": ""})
    return redirect("day-words")


def count(person: Person, turn: str) -> None:
    """Count once more, or take the last count back (one of them, in case of a slip of the finger)."""
    with transaction.atomic():
        kept = setup_of(person).agreement
        if kept is None:
            return
        made, last = Agreement(**without_last(kept)), str(kept.get("last", ""))
        if turn != BACK:
            keep_setup(person, agreement={**made.marked(held=turn == HELD).to_dict(), "last": turn})
        elif last:
            fewer = {"held": made.held - (last == HELD), "broken": made.broken - (last == NOT)}
            keep_setup(person, agreement={**made.to_dict(), **fewer, "last": ""})


def shown(person: Person, found: Agreement | None) -> dict[str, Any]:
    """Return what the page needs."""
    if found is None:
        return {"longest": LONGEST}
    rate = found.rate()
    kept = setup_of(person).agreement or {}
    return {
        "found": found,
        "n": found.held + found.broken,
        "can_take_back": bool(kept.get("last")),
        "rate": (round(100 * rate.lower), round(100 * rate.upper)) if rate else None,
    }
