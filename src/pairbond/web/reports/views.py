"""Reading: one's own report at any time, the report for both once it was issued."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pairbond.app.pairing import shown_to
from pairbond.report.build import build_report
from pairbond.report.document import Document
from pairbond.web.accounts.log import note
from pairbond.web.chats.store import own_contact_view
from pairbond.web.clock import now, today
from pairbond.web.couples.models import Membership
from pairbond.web.couples.space import membership, own_side
from pairbond.web.reports.frame import framed, slim
from pairbond.web.reports.joint import Copy, current, issued, read
from pairbond.web.reports.material import answers_of, check_ins

FILE = "check-in.pdf"


def own_document(request: HttpRequest) -> Document | None:
    """Return a person's own report; None before anything is finished."""
    answers = answers_of(request.user)
    if not answers.responses:
        return None
    return build_report(
        answers,
        reader="a",
        created=today(),
        checkins=check_ins(request.user),
        contact=own_contact_view(request.user),
    )


def mine(request: HttpRequest) -> HttpResponse:
    """Show a person's own report, from their own answers alone."""
    document = own_document(request)
    if document is None:
        return render(request, "reports/none.html")
    Membership.objects.filter(person=request.user).update(read_own_at=now())
    note(request.user, "read")
    return framed(request, slim(document.html()), {"paper": "mine-paper"})


def mine_on_paper(request: HttpRequest) -> HttpResponse:
    """Send the same as a PDF, where the server can make one."""
    document = own_document(request)
    if document is None:
        return redirect("mine")
    try:
        data = document.pdf()
    except (ImportError, OSError):
        return render(request, "reports/no_paper.html")
    return paper(data)


def paper(data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


def issued_copy(request: HttpRequest) -> Copy | None:
    """Return the report for both where this person may read it now: own part first."""
    side = membership(request.user)
    report = current(side.couple, request.user) if side else None
    if report is None:
        return None
    shown = shown_to(own_side(request.user), issued(report), at=now())
    return read(report, request.user) if shown.report and not shown.read_own_first else None


def both(request: HttpRequest) -> HttpResponse:
    """Show the report for both."""
    found = issued_copy(request)
    if found is None:
        return redirect("two")
    note(request.user, "read-two")
    return framed(request, found.html, {"paper": "both-paper" if found.pdf else ""})


def both_on_paper(request: HttpRequest) -> HttpResponse:
    """Send the report for both as a PDF."""
    found = issued_copy(request)
    if found is None or found.pdf is None:
        raise Http404
    return paper(found.pdf)
