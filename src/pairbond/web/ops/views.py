"""A person's own data: a copy of it, and the end of it. Both ask for the password first."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pairbond.web.accounts.log import note
from pairbond.web.accounts.models import Person
from pairbond.web.clock import today
from pairbond.web.ops.erasing import erase
from pairbond.web.ops.export import archive
from pairbond.web.page import CLEAR


def data(request: HttpRequest) -> HttpResponse:
    """Say what is kept, for how long, and where to get or end it."""
    return render(request, "ops/data.html")


@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Send everything that is the person's own."""
    if request.method != "POST":
        return render(request, "ops/export.html")
    note(request.user, "export")
    response = HttpResponse(archive(request.user), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="check-in-{today():%Y%m%d}.zip"'
    return response


@reauthentication_required
def end(request: HttpRequest) -> HttpResponse:
    """Erase the person, after a tick; there is no way back."""
    if request.method != "POST":
        return render(request, "ops/end.html")
    if request.POST.get("sure") != "on":
        said = _("Please tick that you are sure, or leave it.")
        return render(request, "ops/end.html", {"said": said}, status=422)
    person = Person.objects.get(pk=request.user.pk)
    logout(request)
    erase(person)
    response = render(request, "ops/gone.html")
    response.headers["Clear-Site-Data"] = CLEAR
    return response
