"""The pages of sealed mode: what it is, on, off, a new passphrase, unlocking and locking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from pairbond.web.accounts import ring
from pairbond.web.accounts.log import note
from pairbond.web.accounts.scrubbing import scrub
from pairbond.web.accounts.sealed_forms import ChangeForm, CodeForm, TurnOnForm, UnlockForm
from pairbond.web.accounts.sealing import opened_by, opened_by_code, seal, unseal
from pairbond.web.accounts.sessions import end_all
from pairbond.web.accounts.unlocked import lock_here, unlock_here
from pairbond.web.accounts.vault import hold_key, is_locked, is_sealed
from pairbond.web.couples.key import settle
from pairbond.web.couples.release import destroy, renew


def overview(request: HttpRequest) -> HttpResponse:
    """Say what sealed mode is, and whether it is on."""
    shown = {"on": is_sealed(request.user), "possible": ring.available()}
    return render(request, "sealed/overview.html", shown)


def limited(request: HttpRequest) -> HttpResponse | None:
    """Return the page that says *too many tries*, after five of them."""
    found: HttpResponse | None = ratelimit.consume_or_429(request, action="unlock", key=str(request.user.pk))
    return found


def handed_over(request: HttpRequest, passphrase: str, kind: str) -> HttpResponse:
    """Seal under a passphrase, sign out every other browser, and show the printed code, once."""
    code = seal(request.user, passphrase, kind)
    end_all(request.user, but=request.session.session_key)
    unlock_here(request, request.user._data_key)
    if settle(request.user):
        scrub()
    renew(request.user)
    return render(request, "sealed/code.html", {"code": code, "first": kind == "sealed-on"})


@sensitive_post_parameters()
@reauthentication_required
def turn_on(request: HttpRequest) -> HttpResponse:
    """Turn sealed mode on."""
    if is_sealed(request.user) or not ring.available():
        return redirect("sealed")
    form = TurnOnForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return handed_over(request, form.cleaned_data["new"], "sealed-on")
    return render(request, "sealed/on.html", {"form": form})


@sensitive_post_parameters()
def change(request: HttpRequest) -> HttpResponse:
    """Take a new passphrase, by the present one."""
    if not is_sealed(request.user):
        return redirect("sealed")
    form = ChangeForm(request.user, request.POST or None)
    shown = {"form": form, "sealed": True}
    return replaced(request, form, opened_by_present, ("sealed/change.html", "passphrase", shown))


def opened_by_present(person: Any, given: dict[str, str]) -> bytearray | None:
    return opened_by(person, given["passphrase"])


def opened_by_printed(person: Any, given: dict[str, str]) -> bytearray | None:
    return opened_by_code(person, given["code"])


@sensitive_post_parameters()
def unlock_by_code(request: HttpRequest) -> HttpResponse:
    """Take a new passphrase by the printed code, for somebody who forgot theirs."""
    if not is_sealed(request.user) or not ring.available():
        return redirect("sealed")
    form = CodeForm(request.user, request.POST or None)
    return replaced(request, form, opened_by_printed, ("sealed/by_code.html", "by-code", {"form": form}))


def replaced(
    request: HttpRequest,
    form: Form,
    opens: Callable[[Any, dict[str, str]], bytearray | None],
    page: tuple[str, str, dict[str, Any]],
) -> HttpResponse:
    """Open the key by what was typed, and seal it under the new passphrase."""
    template, kind, shown = page
    if request.method == "POST":
        stopped = limited(request)
        if stopped:
            return stopped
        if form.is_valid():
            key = opens(request.user, form.cleaned_data)
            if key is not None:
                hold_key(request.user, key)
                return handed_over(request, form.cleaned_data["new"], kind)
            note(request.user, "wrong")
            form.add_error(None, _("This does not open your answers. Please look again."))
    return render(request, template, shown, status=422 if form.errors else 200)


@sensitive_post_parameters()
def turn_off(request: HttpRequest) -> HttpResponse:
    """Turn sealed mode off, by the passphrase."""
    if not is_sealed(request.user):
        return redirect("sealed")
    form = UnlockForm(request.POST or None)
    if request.method == "POST":
        stopped = limited(request)
        if stopped:
            return stopped
        if form.is_valid() and opened_with(request, form):
            unseal(request.user)
            settle(request.user)
            destroy(request.user)  # while it is off, a report is made from the answers themselves
            messages.success(request, _("Sealed mode is off."))
            return redirect("sealed")
    return render(request, "sealed/off.html", {"form": form}, status=422 if form.errors else 200)


def opened_with(request: HttpRequest, form: Form) -> bool:
    """Hold the key that the typed passphrase opens; say so on the form where it opens none."""
    key = opened_by(request.user, form.cleaned_data["passphrase"])
    if key is None:
        note(request.user, "wrong")
        form.add_error("passphrase", _("This passphrase does not open your answers."))
        return False
    hold_key(request.user, key)
    return True


@sensitive_post_parameters()
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase, and go back to where it was needed."""
    there = safe_next(request)
    if not is_locked(request.user):
        return redirect(there)
    if not ring.available():
        return render(request, "sealed/not_here.html", status=503)
    form = UnlockForm(request.POST or None)
    if request.method == "POST":
        stopped = limited(request)
        if stopped:
            return stopped
        if form.is_valid() and opened_with(request, form):
            unlock_here(request, request.user._data_key)
            note(request.user, "unlocked")
            renew(request.user)
            return redirect(there)
    shown = {"form": form, "next": there}
    return render(request, "sealed/unlock.html", shown, status=422 if form.errors else 200)


def safe_next(request: HttpRequest) -> str:
    """Return a page of this app to go to afterwards."""
    wanted = (request.POST.get("next") or request.GET.get("next") or "")[:200]
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        try:
            found = resolve(wanted)
        except Resolver404:
            return "/home/"
        return "/home/" if found.view_name in {"unlock", "unlock-code", "leave", "sealed-lock"} else wanted
    return "/home/"


def lock(request: HttpRequest) -> HttpResponse:
    """Lock at once, and stay signed in."""
    if request.method == "POST" and is_sealed(request.user):
        note(request.user, "locked")
        lock_here(request)
        return redirect("unlock")
    return redirect("sealed")
