"""What is written down when somebody signs in or out, or changes how."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from pairbond.web.accounts.log import note
from pairbond.web.accounts.models import OpenSession
from pairbond.web.accounts.ring import RING
from pairbond.web.accounts.sessions import end_all, list_session


@receiver(user_logged_in)
def signed_in(request: Any, user: Any, **_: Any) -> None:
    """List the new session for its owner, at once."""
    list_session(request, user)
    note(user, "in")


@receiver(user_logged_out)
def signed_out(request: Any, user: Any, **_: Any) -> None:
    RING.drop(request.session.session_key or "")
    OpenSession.objects.filter(session_key=request.session.session_key or "").delete()
    if user is not None and getattr(user, "key", None) is not None:
        note(user, "out")


@receiver(account.user_signed_up)
def joined(user: Any, **_: Any) -> None:
    note(user, "joined")


@receiver(account.password_changed)
def password_changed(request: Any, user: Any, **_: Any) -> None:
    """End every other session: whoever knew the old password is out."""
    end_all(user, but=request.session.session_key)
    list_session(request, user)
    note(user, "password")


@receiver(factors.authenticator_added)
def factor_added(user: Any, **_: Any) -> None:
    note(user, "factor-on")


@receiver(factors.authenticator_removed)
def factor_removed(user: Any, **_: Any) -> None:
    note(user, "factor-off")
