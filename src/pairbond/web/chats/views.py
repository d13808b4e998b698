"""The pages on which a person brings an exported chat, says which of the two they are, and deletes it again."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from pairbond.app.zone import machine_zone
from pairbond.errors import EvidenceError
from pairbond.web.accounts.log import note
from pairbond.web.chats import store
from pairbond.web.chats.refusals import sentence, too_large
from pairbond.web.chats.upload import MOST_BYTES, MemoryFiles, memory_only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pairbond.app.chat_apart import Reading
    from pairbond.app.chat_record import OwnFigures

ONE_AT_A_TIME = threading.BoundedSemaphore(1)
"""A chat that is read takes memory; a second one waits."""
PATIENCE = 45.0
EPOCH = date(1970, 1, 1)


def chat(request: HttpRequest) -> HttpResponse:
    """Show what is kept of a chat, and how to bring one."""
    return render(request, "chats/chat.html", page(request))


def page(request: HttpRequest, said: str = "") -> dict[str, Any]:
    found = store.own_figures(request.user)
    shown = {"said": said, "can": memory_only(), "most": MOST_BYTES, "most_mb": MOST_BYTES >> 20}
    return {**shown, "kept": kept(found) if found else None}


def kept(found: OwnFigures) -> dict[str, Any]:
    """Return the tables of an import: own figures, and what became of each part of the file."""
    from pairbond.app.chat_record import own_view
    from pairbond.findings import Prose, TableBlock
    from pairbond.report.catalogue import load_catalogue
    from pairbond.report.contact import account_table, contact_blocks

    words = load_catalogue()
    blocks = contact_blocks(words, own_view(found))
    return {
        "tables": [block.table for block in blocks if isinstance(block, TableBlock)],
        "limits": [block.text for block in blocks if isinstance(block, Prose)][-1],
        "account": account_table(words, found.account),
        "cautions": [caution.text for caution in found.account.cautions],
    }


def refused(request: HttpRequest, said: str) -> HttpResponse:
    return render(request, "chats/chat.html", page(request, said), status=422)


@csrf_exempt  # the form's token is checked in taken_in, once it is settled where the files go
def bring(request: HttpRequest) -> HttpResponse:
    """Read exported files in memory; then ask which of the two this person is."""
    if request.method != "POST":
        return redirect("chat")
    request.upload_handlers = [MemoryFiles(request)]
    return taken_in(request)


@csrf_protect
def taken_in(request: HttpRequest) -> HttpResponse:
    limited = ratelimit.consume_or_429(request, action="chat", key=str(request.user.pk))
    if limited:
        return limited
    files = request.FILES.getlist("files")
    try:
        if any(getattr(handler, "too_large", False) for handler in request.upload_handlers):
            return refused(request, too_large())
        if not files:
            return refused(request, _("Please choose a file."))
        readings = read(files, request.POST.get("zone", "").strip() or machine_zone())
    except EvidenceError as error:
        return refused(request, sentence(error.why))
    finally:
        for file in files:
            file.close()
    return render(request, "chats/which.html", question(request, readings))


def read(files: Sequence[Any], zone: str) -> tuple[Reading, ...]:
    from pairbond.app.chat_apart import Export, read_exports

    exports = [Export(handle=file.fileno(), name=file.name or "") for file in files]
    if not ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise EvidenceError("another chat is being read", why="busy")
    try:
        return read_exports(exports, zone)
    finally:
        ONE_AT_A_TIME.release()


def question(request: HttpRequest, readings: Sequence[Reading]) -> dict[str, Any]:
    """Return the page that asks which of the two the person is; the names are on it and nowhere else."""
    orders = list(dict.fromkeys(reading.order for reading in readings))
    people: list[tuple[str, ...]] = []
    choices = []
    for number, reading in enumerate(readings):
        for side, names in enumerate(reading.people):
            if any(names):
                people += [names] if names not in people else []
                choices.append((orders.index(reading.order), people.index(names), number, side))
    spans = {reading.order: span(reading) for reading in readings}
    return {
        "slip": store.slip_of(request.user, [reading.figures for reading in readings], choices),
        "orders": [(n, spans[order]) for n, order in enumerate(orders)] if len(orders) > 1 else [],
        "people": [(n, _(" and ").join(filter(None, names))) for n, names in enumerate(people)],
    }


def span(reading: Reading) -> str:
    days = {"first": long_day(reading.first_day), "last": long_day(reading.last_day)}
    if reading.first_day == reading.last_day:
        return str(_("on %(first)s") % days)
    return str(_("from %(first)s to %(last)s") % days)


def long_day(day: int) -> str:
    return str(date_format(EPOCH + timedelta(days=day), "j F Y"))


def which(request: HttpRequest) -> HttpResponse:
    """Keep the figures, once it is said which of the two the person is."""
    if request.method != "POST":
        return redirect("chat")
    found = store.opened_slip(request.user, request.POST.get("slip", ""))
    if found is None:
        return refused(request, _("This took too long, so nothing was kept. Please bring the file again."))
    wanted = (request.POST.get("order", "0"), request.POST.get("who", ""))
    for order, who, reading, side in found.choices:
        if (str(order), str(who)) == wanted:
            store.keep(request.user, found.readings[reading], side)
            note(request.user, "chat")
            messages.success(request, _("Counted. The text is gone."))
            return redirect("chat")
    return refused(request, _("Nothing was chosen, so nothing was kept. Please bring the file again."))


def remove(request: HttpRequest) -> HttpResponse:
    """Delete what is kept of a chat."""
    if request.method == "POST":
        store.drop(request.user)
        note(request.user, "chat-gone")
        messages.success(request, _("Deleted."))
    return redirect("chat")
