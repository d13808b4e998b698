"""The pages of the two: what one shares, agreeing to a report, stepping back, leaving."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.app.pairing import shown_to
from pairbond.safety import MESSAGES
from pairbond.web.accounts.log import note
from pairbond.web.accounts.recovery import make_recovery
from pairbond.web.accounts.sessions import end_all, list_session
from pairbond.web.accounts.vault import is_locked, is_sealed, name_index
from pairbond.web.chats.store import drop_couple_figures
from pairbond.web.clock import now, today
from pairbond.web.couples import space
from pairbond.web.couples.marks import forget_marks, groups, keep_marks
from pairbond.web.couples.parts import part_rows
from pairbond.web.couples.release import renew
from pairbond.web.couples.sharing import (
    TEXT_VERSION,
    Shares,
    all_parts,
    choices_for,
    forget_shares,
    keep_shares,
    shares,
)
from pairbond.web.days.preview import weeks_seen
from pairbond.web.reports.joint import current, issued
from pairbond.web.reports.material import answers_of

if TYPE_CHECKING:
    from pairbond.library.answers import Sharing as Choice
    from pairbond.types import Who
    from pairbond.web.accounts.models import Person


def two(request: HttpRequest) -> HttpResponse:
    """Show where a person stands with their partner: own doing, and a report if one was issued."""
    side = space.membership(request.user)
    report = issued(current(side.couple, request.user)) if side else None
    shown = shown_to(space.own_side(request.user), report, at=now())
    chosen = shares(request.user)
    on = [part for part in all_parts() if chosen.choice(part) != "none"]
    page = {"linked": side is not None, "shown": shown, "n_on": len(on), "n_parts": len(all_parts())}
    page["sealed"] = is_sealed(request.user)
    return render(request, "couples/two.html", page)


def invite(request: HttpRequest) -> HttpResponse:
    """Make a code and show it, once."""
    if not shares(request.user).screened:
        return redirect("two")
    code = space.invite(request.user) if request.method == "POST" else None
    linked = space.membership(request.user) is not None
    return render(request, "couples/invite.html", {"code": code, "linked": linked})


class CodeForm(forms.Form):
    """A code that was handed over."""

    code = forms.CharField(
        label=gettext_lazy("The code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


def join(request: HttpRequest) -> HttpResponse:
    """Take the other side of the space that a code opens."""
    if not shares(request.user).screened or space.membership(request.user):
        return redirect("two")
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="reset_password", key=str(request.user.pk))
        if limited:
            return limited
        if form.is_valid() and space.join(request.user, form.cleaned_data["code"]):
            return redirect("two")
        if form.is_valid():
            form.add_error("code", _("This code does not open anything. Each works once, for two weeks."))
    return render(request, "couples/join.html", {"form": form})


def share(request: HttpRequest) -> HttpResponse:
    """Let a person choose, part by part, what their partner may see in a report for both."""
    chosen = shares(request.user)
    if request.method == "POST":
        later = with_choices(chosen, request.POST)
        keep_shares(request.user, later)
        if chosen.choice(MESSAGES) != "none" and later.choice(MESSAGES) == "none":
            drop_couple_figures(request.user)
        note(request.user, "sharing")
        messages.success(request, _("Saved. Nobody is told."))
        return redirect("two")
    rows = part_rows(answers_of(request.user), chosen, all_parts(), weeks_seen(request.user))
    return render(request, "couples/share.html", {"rows": rows, "sealed": is_sealed(request.user)})


def with_choices(chosen: Shares, given: QueryDict) -> Shares:
    """Return the choices of a form; whatever cannot be chosen is off."""
    parts: dict[str, Choice] = {}
    for part in all_parts():
        said = given.get(f"share-{part}")
        parts[part] = next((choice for choice in choices_for(part) if choice == said), "none")
    return replace(chosen, parts=parts, text=TEXT_VERSION, on=today().isoformat())


def words(request: HttpRequest) -> HttpResponse:
    """Let a person leave out of the next report for both what is not so for them."""
    if request.method == "POST":
        keep_marks(request.user, request.POST.getlist("out"))
        messages.success(request, _("Saved. Nobody is told."))
        return redirect("two")
    side = space.membership(request.user)
    who: Who = "b" if side and side.side == "b" else "a"
    return render(
        request, "couples/words.html", {"groups": groups(request.user, answers_of(request.user), who)}
    )


def agree(request: HttpRequest) -> HttpResponse:
    """Agree to a report for both, after the private screen was offered."""
    if request.method == "POST" and shares(request.user).screened:
        space.agree(request.user)
        renew(request.user)
        note(request.user, "sharing")
    return redirect("two")


def step_back(request: HttpRequest) -> HttpResponse:
    """Take the agreement back: one click, no reason, nobody is told."""
    if request.method == "POST":
        space.step_back(request.user)
        note(request.user, "sharing")
        messages.success(request, _("Done. Nothing will be made, and nobody is told."))
    return redirect("two")


def unlink(request: HttpRequest) -> HttpResponse:
    """Leave the space of the two; asked once, because a report for both is then gone."""
    if request.method == "POST":
        space.unlink(request.user)
        note(request.user, "sharing")
        messages.success(request, _("Done. You share nothing with anybody now, and nobody is told."))
        return redirect("two")
    return render(request, "couples/unlink.html")


class LeftForm(forms.Form):
    """A new password and, if wished, a new name, for somebody who has left."""

    name = forms.CharField(
        label=gettext_lazy("A new name to sign in with"),
        help_text=gettext_lazy("May be left out. With a new one, nobody who knew the old one can try it."),
        required=False,
        min_length=3,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("A new password"),
        help_text=gettext_lazy("15 characters or more, and nothing your former partner could guess."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return get_adapter().clean_username(name) if name else ""

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


@reauthentication_required
def left(request: HttpRequest) -> HttpResponse:
    """Do in one go what matters after a separation: unlink, new password, all other browsers out."""
    form = LeftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = request.user
        with transaction.atomic():
            code = begin_anew(person, **form.cleaned_data)
        update_session_auth_hash(request, person)
        end_all(person)
        list_session(request, person)
        return render(request, "couples/left_done.html", {"code": code, "sealed": is_sealed(person)})
    return render(request, "couples/left.html", {"form": form})


def begin_anew(person: Person, password: str, name: str) -> str:
    """Unlink, share nothing, and change all that opens the account; return the new recovery code."""
    space.unlink(person)
    if is_locked(person):
        forget_shares(person)
    else:
        keep_shares(person, Shares(screened=True))
    forget_marks(person)
    person.set_password(password)
    if name:
        person.name_index = name_index(name)
    person.save(update_fields=["password", "name_index"])
    person.authenticator_set.all().delete()
    note(person, "left")
    return make_recovery(person)
