"""The account pages that are ours: overview, about you, browsers, log, recovery."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.web.accounts import sessions as browsers
from pairbond.web.accounts.about import about, keep_about
from pairbond.web.accounts.forms import AboutForm
from pairbond.web.accounts.log import lines, note
from pairbond.web.accounts.models import OpenSession, Person
from pairbond.web.accounts.recovery import fits, make_recovery
from pairbond.web.accounts.vault import name_index


def account(request: HttpRequest) -> HttpResponse:
    """Show where everything about the account is."""
    return render(request, "account/overview.html")


def about_you(request: HttpRequest) -> HttpResponse:
    """Ask what reports call the person, and their age."""
    told = about(request.user)
    form = AboutForm(request.POST or None, initial={"alias": told.alias, "age": told.age})
    if request.method == "POST" and form.is_valid():
        keep_about(request.user, form.about(told))
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(request, "account/about.html", {"form": form})


def sessions(request: HttpRequest) -> HttpResponse:
    """List the browsers that are signed in; end one, or all others."""
    mine = request.session.session_key
    if request.method == "POST":
        chosen = OpenSession.objects.filter(person=request.user).exclude(session_key=mine)
        if request.POST.get("session", "").isdecimal():
            chosen = chosen.filter(pk=int(request.POST["session"][:15]))
        elif request.POST.get("session") != "others":
            chosen = chosen.none()
        for session in chosen:
            browsers.end(session)
            note(request.user, "revoked")
        return redirect("sessions")
    rows = [(session, session.session_key == mine) for session in browsers.alive(request.user)]
    return render(request, "account/browsers.html", {"rows": rows})


def log_page(request: HttpRequest) -> HttpResponse:
    """Show a person's own log."""
    return render(request, "account/log.html", {"lines": lines(request.user)})


@reauthentication_required
def recovery(request: HttpRequest) -> HttpResponse:
    """Make a recovery code and show it, once."""
    code = None
    if request.method == "POST":
        with transaction.atomic():
            code = make_recovery(request.user)
            note(request.user, "recovery")
    return render(request, "account/recovery.html", {"code": code, "has": bool(request.user.recovery)})


class RecoverForm(forms.Form):
    """A name, the printed code and a new password."""

    name = forms.CharField(label=gettext_lazy("The name you sign in with"), max_length=60)
    code = forms.CharField(label=gettext_lazy("Your recovery code"), max_length=60)
    password = forms.CharField(
        label=gettext_lazy("A new password"), max_length=200, strip=False,
        help_text=gettext_lazy("15 characters or more. Four or five unrelated words work well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


def recover(request: HttpRequest) -> HttpResponse:
    """Replace a forgotten password with the help of the printed code, which is used up by it."""
    form = RecoverForm(request.POST or None)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(
            request, action="reset_password", key=name_index(request.POST.get("name", "")[:60])
        )
        if limited:
            return limited
        if form.is_valid() and replaced(form.cleaned_data):
            messages.success(request, _("Your password is replaced. Please sign in with it."))
            return redirect("account_login")
        if form.is_valid():
            form.add_error(None, _("This name and this code do not belong together."))
    return render(request, "account/recover.html", {"form": form})


def replaced(given: dict[str, str]) -> bool:
    """Set the new password where name and code fit; every browser is signed out then."""
    with transaction.atomic():
        found = Person.objects.select_related("key").filter(name_index=name_index(given["name"]))
        person = found.filter(is_active=True).first()
        if person is None or not fits(person, given["code"]):
            return False
        person.set_password(given["password"])
        person.recovery = ""
        person.save(update_fields=["password", "recovery"])
        browsers.end_all(person)
        note(person, "recovered")
    return True
