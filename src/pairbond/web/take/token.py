"""The signed slip that a question's page carries: which sitting, which item, when shown, and a key."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from django.core import signing

from pairbond.web.clock import now
from pairbond.web.take.models import Sitting
from pairbond.web.take.store import Page

SALT = "question"
LONGEST_SECONDS = 3_600.0


def slip(sitting: Sitting, place: int, item: str) -> str:
    """Return a new slip for a page that shows an item at a place."""
    fields = [sitting.pk.hex, place, item, secrets.token_hex(12), int(now().timestamp() * 1000)]
    return signing.dumps(fields, salt=SALT)


def read_slip(text: str, sitting: Sitting, place: int, seconds: str) -> Page | None:
    """Return what a slip says; None where it is not one of this sitting and item.

    *seconds* is what the page measured; it is believed as far as the server's clock allows.
    """
    try:
        owner, shown_place, item, key, shown = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if owner != sitting.pk.hex or shown_place != place:
        return None
    shown_at = datetime.fromtimestamp(shown / 1000, UTC)
    most = max(0.0, (now() - shown_at).total_seconds())
    return Page(
        key=key,
        item=item,
        shown_at=shown_at,
        seconds=min(measured(seconds, most), most + 1.0, LONGEST_SECONDS),
    )


def measured(text: str, otherwise: float) -> float:
    """Return the seconds a page measured, or the server's own where it measured none."""
    try:
        value = float(text[:20])
    except ValueError:
        return otherwise
    return value if 0 <= value < float("inf") else otherwise
