"""Several lines on one page. With scripts each answer is kept when it is given; without, by one button."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from pairbond.app.lines import LINES, page_from
from pairbond.app.session import Given, Session, Value, allows
from pairbond.instruments import Instrument
from pairbond.web.take.catalogue import instrument_at, instrument_named
from pairbond.web.take.models import Sitting
from pairbond.web.take.store import begun, keep_lines, session_of
from pairbond.web.take.token import read_slip, slip
from pairbond.web.take.views import choices, see_other, to_place

if TYPE_CHECKING:
    from collections.abc import Mapping

SKIPPED = "skip"
PAGE = "lines"
"""Stands in a page's slip where the slip of a single question has its item."""


def page(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """Show the lines from a place on, and keep what is said to them."""
    instrument = instrument_at(number)
    sitting = begun(request.user, instrument)
    if sitting is None:
        return see_other("question", number)
    if request.method == "POST":
        return answered(request, (number, place), sitting)
    session = session_of(request.user, sitting)
    if not page_from(session, place):
        return see_other("question", number)
    return shown_page(request, (number, place), session, sitting)


def answered(request: HttpRequest, at: tuple[int, int], sitting: Sitting) -> HttpResponse:
    """Keep what was said; a single answer that a script sends is acknowledged without a page."""
    number, place = at
    instrument = instrument_at(number)
    sent = read_slip(request.POST.get("slip", ""), sitting, place, request.POST.get("seconds", ""))
    places = page_from(Session(instrument=instrument), place) if not sitting.calibration else ()
    if sent is None or sent.item != PAGE or not places:
        return see_other("question", number)
    said = said_on(request.POST, instrument, places)
    turn = request.POST.get("turn", "")
    if turn != "one":
        sent = replace(sent, seconds=sent.seconds / max(1, len(said)))
    session = keep_lines(request.user, sitting, said, sent)
    if session is None:
        return see_other("question", number)
    if turn == "one":
        return HttpResponse(status=204 if said else 422)
    ids = instrument.item_ids
    open_ = [place for place in places if ids[place] not in session.given]
    if open_ and turn == "rest":
        session = (
            keep_lines(request.user, sitting, dict.fromkeys(open_), replace(sent, seconds=0.0)) or session
        )
    elif open_:
        return shown_page(request, at, session, sitting, n_open=len(open_))
    return onward(number, places[-1] + 1, session)


def said_on(given: QueryDict, instrument: Instrument, places: tuple[int, ...]) -> Mapping[int, Value | None]:
    """Return what was said to each line that something fitting was said to."""
    said: dict[int, Value | None] = {}
    for place in places:
        text = given.get(f"line-{place}", "")
        if text == SKIPPED:
            said[place] = None
            continue
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None
        if value is not None and allows(instrument, instrument.items[place], value):
            said[place] = value
    return said


def onward(number: int, place: int, session: Session) -> HttpResponse:
    """Go to the next page; after the last one, to a line that is still open, or to the end."""
    if place < len(session.instrument.items):
        return see_other("question-page", number, place)
    ids = session.instrument.item_ids
    first = next((p for p in session.asked if ids[p] not in session.given), len(ids))
    return to_place(number, replace(session, position=first))


def shown_page(
    request: HttpRequest, at: tuple[int, int], session: Session, sitting: Sitting, n_open: int = 0
) -> HttpResponse:
    """Return the page of the lines from a place on."""
    number, place = at
    instrument, places = session.instrument, page_from(session, place)
    ids, language = instrument.item_ids, get_language() or ""
    shown = {
        "number": number,
        "place": place,
        "instrument": instrument,
        "lines": [line(instrument, p, chosen(session.given.get(ids[p])), language) for p in places],
        "last": places[-1] + 1,
        "n_asked": len(instrument.items),
        "before": max(0, place - LINES) if place else None,
        "slip": slip(sitting, place, PAGE),
        "n_open": n_open,
    }
    return render(request, "take/lines.html", shown, status=422 if n_open else 200)


def chosen(given: Given | None) -> str:
    """Return what was said to a line, as its form has it."""
    if given is None:
        return ""
    return SKIPPED if given.value is None else str(given.value)


def line(instrument: Instrument, place: int, said: str, language: str) -> SafeString:
    """Return the form of one line. It is the same for everybody, so it is made once."""
    return drawn(str(instrument.id), instrument.content_hash, place, said, language)


@lru_cache(maxsize=4_096)
def drawn(name: str, content_hash: str, place: int, said: str, language: str) -> SafeString:
    instrument = instrument_named(name)
    session = Session(instrument=instrument, position=place)
    item = instrument.items[place]
    shown = {
        "place": place,
        "text": item.text,
        "choices": [(value, label) for value, label, _chosen in choices(session, item)],
        "said": said,
    }
    return mark_safe(render_to_string("take/line.html", shown))  # noqa: S308  (escaped by the template)
