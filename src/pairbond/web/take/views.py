"""Beginning, one question a page, and the end; every answer is kept before the next page comes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pairbond.app.adaptive_session import USUAL, AdaptiveSession
from pairbond.app.lines import page_with, suits
from pairbond.app.session import KEEP, PASS, SKIP, Answer, Move, Session, allows
from pairbond.instruments import Instrument, Item
from pairbond.web.accounts.about import about
from pairbond.web.couples.release import renew
from pairbond.web.take.catalogue import GROUPS, NUMBERS, calibration_for, entry, instrument_at
from pairbond.web.take.models import Sitting
from pairbond.web.take.store import at_place, begun, finish, finished, keep, session_of, sitting_for
from pairbond.web.take.token import read_slip, slip


def home(request: HttpRequest) -> HttpResponse:
    """Show what a person can do next."""
    unfinished = [
        entry(name)
        for name in Sitting.objects.filter(person=request.user, finished_at=None)
        .order_by("-begun_at")
        .values_list("instrument", flat=True)
        if name in NUMBERS
    ]
    done = finished(request.user)
    shown = {"going": unfinished[:1], "n_done": len(done), "told": about(request.user)}
    return render(request, "home.html", shown)


def questions(request: HttpRequest) -> HttpResponse:
    """List the questionnaires, and where one stands in each."""
    done = finished(request.user)
    going = set(
        Sitting.objects.filter(person=request.user, finished_at=None).values_list("instrument", flat=True)
    )
    groups = [
        (title, [(entry(name), name in done, name in going) for name in names]) for title, names in GROUPS
    ]
    return render(request, "take/list.html", {"groups": groups})


def question(request: HttpRequest, number: int) -> HttpResponse:
    """Introduce a questionnaire, and go on with it or begin it."""
    instrument = instrument_at(number)
    if request.method == "POST":
        how = request.POST.get("how", "")
        sitting = sitting_for(request.user, instrument, adaptive=how == "short")
        session = session_of(request.user, sitting)
        if how == "page" and in_lines(sitting, instrument) and not session.done:
            return see_other("question-page", number, page_with(session.position))
        return to_place(number, session)
    unfinished = begun(request.user, instrument)
    shown = {
        "number": number,
        "instrument": instrument,
        "going": unfinished is not None,
        "short": USUAL if calibration_for(instrument) else 0,
        "lines": in_lines(unfinished, instrument),
        "done": instrument.id in finished(request.user),
    }
    return render(request, "take/begin.html", shown)


def in_lines(sitting: Sitting | None, instrument: Instrument) -> bool:
    """Return whether several lines can be answered on one page."""
    return suits(instrument) and not (sitting is not None and sitting.calibration)


def to_place(number: int, session: Session) -> HttpResponse:
    """Send the browser to the item shown, or to the end."""
    if session.done:
        return see_other("question-done", number)
    return see_other("question-at", number, session.position)


def see_other(name: str, *args: object) -> HttpResponse:
    response = redirect(name, *args)
    response.status_code = 303
    return response


def question_at(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """Show one item, and keep what is said to it."""
    instrument = instrument_at(number)
    sitting = begun(request.user, instrument)
    if sitting is None:
        return see_other("question", number)
    if request.method == "POST":
        return answered(request, (number, place), instrument, sitting)
    session = at_place(session_of(request.user, sitting), place)
    if session is None:
        return see_other("question", number)
    return shown_item(request, number, session, sitting)


def answered(
    request: HttpRequest, at: tuple[int, int], instrument: Instrument, sitting: Sitting
) -> HttpResponse:
    """Keep an answer; what cannot be one shows the item again with a sentence."""
    number, place = at
    page = read_slip(request.POST.get("slip", ""), sitting, place, request.POST.get("seconds", ""))
    items = {str(item.id): item for item in instrument.items}
    if page is None or page.item not in items:
        return see_other("question", number)
    item = items[page.item]
    move = move_of(request.POST, instrument, item)
    if move is not None:
        following = keep(request.user, sitting, place, move, page)
        return see_other("question", number) if following is None else to_place(number, following)
    session = at_place(session_of(request.user, sitting), place)
    if session is None or session.item != item:
        return see_other("question", number)
    return shown_item(request, number, session, sitting, note=hint(item))


def hint(item: Item) -> str:
    if item.pick is not None:
        return _("Please choose up to %(most)d, or leave it out.") % {"most": item.pick.maximum}
    return _("Please choose one, or leave it out.")


def move_of(given: QueryDict, instrument: Instrument, item: Item) -> Move | None:
    """Return what was done on the page; None where nothing was chosen or it fits nothing."""
    turn = given.get("turn")
    if turn == "skip":
        return SKIP
    if turn == "pass":
        return PASS
    if turn == "keep":
        return KEEP
    value: Any
    if item.pick is not None:
        value = tuple(given.getlist("answer")[:20])
    else:
        text = given.get("answer", "")
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
    return Answer(value) if allows(instrument, item, value) else None


def shown_item(
    request: HttpRequest, number: int, session: Session, sitting: Sitting, note: str = ""
) -> HttpResponse:
    """Return the page of the item shown."""
    item = session.item
    if item is None:
        raise Http404
    before = session.before().position
    nth, n_asked = progress(session)
    shown = {
        "number": number,
        "instrument": session.instrument,
        "item": item,
        "choices": choices(session, item),
        "place": session.position,
        "before": before if before != session.position else None,
        "nth": nth,
        "n_asked": n_asked,
        "about": isinstance(session, AdaptiveSession),
        "whole_part": session.block is not None,
        "page": page_with(session.position) if in_lines(sitting, session.instrument) else None,
        "said": session.current is not None,
        "slip": slip(sitting, session.position, str(item.id)),
        "note": note,
    }
    return render(request, "take/item.html", shown, status=422 if note else 200)


def progress(session: Session) -> tuple[int, int]:
    """Return the how-manieth item this is, and of how many; of an adaptive test, about how many."""
    if isinstance(session, AdaptiveSession):
        return session.position + 1, max(session.usual, len(session.path))
    return session.asked.index(session.position) + 1, len(session.asked)


def last_place(session: Session) -> int:
    if isinstance(session, AdaptiveSession):
        return max(0, len(session.path) - 1)
    return session.asked[-1] if session.asked else 0


def choices(session: Session, item: Item) -> list[tuple[str, str, bool]]:
    """Return value, label and whether it was chosen, of everything that can be answered."""
    given = session.current.value if session.current else None
    if item.pick is not None:
        chosen = given if isinstance(given, tuple) else ()
        return [(option, item.pick.labels[option], option in chosen) for option in item.pick.options]
    values = session.instrument.response_for(item).values
    labels = session.instrument.labels_for(item) or tuple(map(str, values))
    return [(str(value), label, value == given) for value, label in zip(values, labels, strict=True)]


def done(request: HttpRequest, number: int) -> HttpResponse:
    """Ask whether the questionnaire is finished, and close it."""
    instrument = instrument_at(number)
    sitting = begun(request.user, instrument)
    if sitting is None:
        return render(request, "take/finished.html", {"instrument": instrument})
    session = session_of(request.user, sitting)
    if request.method == "POST" and not (session.n_answered or session.n_skipped):
        sitting.delete()  # else earlier answers would no longer count, and nothing would stand for them
        messages.success(request, _("Nothing was answered, so nothing changed."))
        return redirect("questions")
    if request.method == "POST":
        finish(sitting)
        renew(request.user)
        return see_other("question-done", number)
    shown = {"instrument": instrument, "number": number, "session": session, "last": last_place(session)}
    return render(request, "take/end.html", shown)
