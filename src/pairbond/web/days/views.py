"""The pages of the moment of alarm, and the guides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pairbond.app.alarm import AFTER, DONE, HELD, HIGHEST, SAFETY, Moment, Question, begin, question_at, step
from pairbond.library.alarm import load_alarm
from pairbond.library.alarm_spec import AlarmSpec
from pairbond.report.alarm_review import review
from pairbond.web.accounts.vault import is_locked
from pairbond.web.clock import today
from pairbond.web.days.moment import PersonLog, moment_of, move_of, slip_of

WANTS = ("go", "later", "so-far")


def moment(request: HttpRequest) -> HttpResponse:
    """Go through a moment of alarm, one question a page; safety comes first, each time."""
    spec = load_alarm()
    here = begin()
    if request.method == "POST" and request.POST.get("slip"):
        carried = moment_of(request.user, spec, request.POST["slip"])
        if carried is None:
            return redirect("moment")
        here = carried
    question = question_at(spec, here)
    if question is None:
        return redirect("moment")
    if request.method != "POST" or "turn" not in request.POST:
        return asked(request, spec, here)
    move = move_of(request.POST, question)
    if move is None:
        return asked(request, spec, here, note=_("Please choose or write something, or leave it out."))
    return moved(request, spec, here, step(spec, here, move))


def moved(request: HttpRequest, spec: AlarmSpec, before: Moment, after: Moment) -> HttpResponse:
    """Keep what has to be kept of a move, and show what comes."""
    log = PersonLog(request.user)
    if after.at == HELD:
        return render(request, "days/held.html", {"paragraphs": spec.safety.held})
    if before.at == SAFETY:
        return wanted(request, spec, after, log)
    if after.at == AFTER and before.at != AFTER and not after.empty:
        log.keep_waiting(after, today())
    if after.at == DONE:
        if not after.empty:
            log.keep_entry(after, today())
        stayed = after.given.get("did") in spec.after.did.stayed
        return render(request, "days/done.html", {"spec": spec, "stayed": stayed})
    return asked(request, spec, after)


def wanted(request: HttpRequest, spec: AlarmSpec, after: Moment, log: PersonLog) -> HttpResponse:
    """Show what was asked for, once safety was asked about: a moment, what came of one, or the review."""
    want = request.POST.get("want", "go")
    if want == "so-far":
        return render(request, "days/so_far.html", {"paragraphs": so_far(spec, log)})
    if want == "later":
        return render(request, "days/later.html", later_page(request, spec, log, after))
    waiting = None if is_locked(request.user) else log.waiting(spec)
    return asked(request, spec, waiting[0] if waiting else after)


def so_far(spec: AlarmSpec, log: PersonLog) -> tuple[str, ...]:
    return review([kept.entry for kept in log.kept(spec)], spec)


def asked(request: HttpRequest, spec: AlarmSpec, here: Moment, note: str = "") -> HttpResponse:
    """Return the page of the question shown."""
    question = question_at(spec, here)
    if question is None:
        return redirect("moment")
    given = here.given.get(question.id)
    shown = {
        "spec": spec,
        "question": question,
        "choices": choices(question, given),
        "text": given if question.kind == "text" and isinstance(given, str) else "",
        "reply": reply(spec, here) if question.id == "settle" else "",
        "first": question.id == SAFETY,
        "can_go_back": question.id not in {SAFETY, "happened-text", AFTER},
        "slip": "" if question.id == SAFETY else slip_of(request.user, here),
        "want": request.GET.get("want") if request.GET.get("want") in WANTS else request.POST.get("want", ""),
        "note": note,
    }
    return render(request, "days/moment.html", shown, status=422 if note else 200)


def choices(question: Question, given: object) -> list[tuple[str, str, bool]]:
    if question.kind == "scale":
        return [(str(n), str(n), n == given) for n in range(HIGHEST + 1)]
    chosen = given if isinstance(given, tuple) else (given,)
    return [(id_, text, id_ in chosen) for id_, text in question.choices]


def reply(spec: AlarmSpec, here: Moment) -> str:
    """Return what answers the thing a person is about to do."""
    about_to = here.given.get("about-to")
    return next((choice.reply for choice in spec.about_to.choices if choice.id == about_to), "")


def later_page(request: HttpRequest, spec: AlarmSpec, log: PersonLog, here: Moment) -> dict[str, Any]:
    """Return what the page needs on which a person says what came of earlier moments."""
    names = {choice.id: choice.text for choice in spec.happened.choices}
    rows = [
        (
            kept.number,
            kept.entry.date,
            kept.texts.get("happened-text") or names.get(kept.entry.happened or "", ""),
        )
        for kept in log.still_open(spec)
    ]
    return {"spec": spec, "rows": rows, "slip": slip_of(request.user, replace(here, at="happened"))}


def later(request: HttpRequest) -> HttpResponse:
    """Keep what came of an earlier moment; the slip shows that safety was asked about first."""
    spec, log = load_alarm(), PersonLog(request.user)
    if request.method != "POST" or moment_of(request.user, spec, request.POST.get("slip", "")) is None:
        return redirect("moment")
    open_ones = {str(kept.number): kept for kept in log.still_open(spec)}
    found = open_ones.get(request.POST.get("entry", ""))
    outcome = request.POST.get("outcome", "")
    if found is None or outcome not in {choice.id for choice in spec.outcome.choices}:
        return redirect("moment")
    talked = request.POST.get("talked")
    known = {choice.id for choice in spec.outcome.talked.choices}
    log.keep_outcome(found.number, outcome, talked if talked in known else None)
    return render(request, "days/thanks.html", {"said": spec.outcome.thanks})


# ---- guides --------------------------------------------------------------------------------------


def guides(request: HttpRequest) -> HttpResponse:
    """List the guides."""
    from pairbond.library.solo import guide_ids, load_guide

    rows = [(number, load_guide(id_).head.title) for number, id_ in enumerate(guide_ids(), start=1)]
    return render(request, "learn/list.html", {"rows": rows})


def guide(request: HttpRequest, number: int) -> HttpResponse:
    """Show a guide, and under it what each claim rests on."""
    from pairbond.library.solo import guide_ids, load_guide
    from pairbond.report.catalogue import load_sources
    from pairbond.web.days.reading import claims, to_page

    names = guide_ids()
    if not 1 <= number <= len(names):
        raise Http404
    found = load_guide(names[number - 1])
    page = {"title_text": found.head.title, "body": to_page(found.text), **claims(found.head, load_sources())}
    return render(request, "learn/guide.html", page)
