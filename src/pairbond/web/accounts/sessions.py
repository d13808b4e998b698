"""The browsers in which a person is signed in: listing and ending them."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest

from pairbond.web.accounts.models import OpenSession
from pairbond.web.accounts.ring import RING
from pairbond.web.clock import now

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(request: HttpRequest) -> str:
    """Return a few words by which the owner knows a browser again, such as *Firefox, Android*."""
    agent = request.headers.get("User-Agent", "")
    found = [
        next((name for sign, name in table if re.search(sign, agent)), "") for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def list_session(request: HttpRequest, person: Person) -> None:
    """Put the session of this request on its owner's list."""
    if request.session.session_key is None:
        request.session.save()
    OpenSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"person": person, "begun_at": now(), "device": device_of(request)},
    )


def end(session: OpenSession) -> None:
    """End a session; its next request is signed out, and what it had unlocked is locked."""
    RING.drop(session.session_key)
    store_class().SessionStore(session.session_key).delete()
    session.delete()


def end_all(person: Person, but: str | None = None) -> int:
    """End every session of a person except one; return how many."""
    ended = 0
    for session in OpenSession.objects.filter(person=person).exclude(session_key=but or ""):
        end(session)
        ended += 1
    return ended


def alive(person: Person) -> list[OpenSession]:
    """Return the sessions that still exist, the latest first; lines of those that ran out are removed."""
    store = store_class().SessionStore()
    found = []
    for session in OpenSession.objects.filter(person=person).order_by("-begun_at"):
        if store.exists(session.session_key):
            found.append(session)
        else:
            session.delete()
    return found


def store_class() -> Any:
    return import_module(settings.SESSION_ENGINE)
