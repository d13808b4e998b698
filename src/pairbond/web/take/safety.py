"""The private screen: nine lines that can only switch consents off, and are then forgotten.

Nothing that is answered here is stored, logged or put into a session. While the lines are on the screen
the consents concerned are off, so a page shut in haste leaves them off; nine times no puts them back. In
each case the same row is written twice, and what comes on the screen afterwards is the same.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from pairbond.errors import StoreError
from pairbond.library.instruments import load_instrument
from pairbond.library.safety_texts import load_safety_texts
from pairbond.safety.gate import BLANK, NO, RATHER_NOT, YES, forget, holds
from pairbond.web.accounts.vault import open_for, seal_for
from pairbond.web.clock import now
from pairbond.web.couples.sharing import Shares, held, keep_shares, shares

if TYPE_CHECKING:
    from pairbond.instruments import Instrument
    from pairbond.web.accounts.models import Person

SLIP_SECONDS = 3_600
MEANINGS = {"1": NO, "2": YES, "3": RATHER_NOT}


@sensitive_post_parameters()
def private(request: HttpRequest) -> HttpResponse:
    """Ask whether the person is alone, show the nine lines, and forget them."""
    texts = load_safety_texts()
    instrument = load_instrument("safety")
    step = request.POST.get("step", "")
    if request.method != "POST":
        return render(request, "take/private_before.html", {"texts": texts})
    if step == "go":
        before = shares(request.user)
        keep_shares(request.user, held(before))
        shown = {"texts": texts, "lines": lines(instrument), "slip": sealed_slip(request.user, before)}
        return render(request, "take/private_lines.html", shown)
    if step == "lines":
        close(request, instrument)
        return render(request, "take/private_after.html", {"paragraphs": texts.after})
    keep_shares(request.user, seen(shares(request.user)))
    return render(request, "take/private_after.html", {"paragraphs": texts.skipped})


def seen(chosen: Shares) -> Shares:
    return replace(chosen, screened=True)


def lines(instrument: Instrument) -> list[tuple[int, str, list[tuple[int, str]]]]:
    """Return number, text and choices of every line; never what was chosen."""
    response = instrument.response
    choices = list(zip(response.values, response.labels, strict=True))
    return [(n, item.text or "", choices) for n, item in enumerate(instrument.items, start=1)]


def close(request: HttpRequest, instrument: Instrument) -> None:
    """Put the consents back where nine answers were no; else leave them off. Then forget."""
    answers = bytearray(len(instrument.items))
    try:
        for n in range(len(answers)):
            answers[n] = MEANINGS.get(request.POST.get(f"line-{n + 1}", ""), BLANK)
        held_back = holds(answers)
    finally:
        forget(answers)
    now_set, before = shares(request.user), opened_slip(request.user, request.POST.get("slip", ""))
    untouched = before is not None and now_set.parts == held(before).parts
    keep = before if untouched and not held_back and before is not None else now_set
    keep_shares(request.user, seen(keep))


def sealed_slip(person: Person, before: Shares) -> str:
    """Return the choices from before the screen, sealed: the page carries them, the server does not."""
    data = {**asdict(before), "at": now().timestamp()}
    return urlsafe_b64encode(seal_for(person, ("private", "slip", person.pk), data)).decode("ascii")


def opened_slip(person: Person, text: str) -> Shares | None:
    try:
        data = open_for(person, ("private", "slip", person.pk), urlsafe_b64decode(text[:4_000]))
    except (StoreError, ValueError):
        return None
    if not 0 <= now().timestamp() - data.pop("at") <= SLIP_SECONDS:
        return None
    return Shares(**data)
