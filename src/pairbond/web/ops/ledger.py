"""The erasure ledger: a file beside the database that says who is erased, in fingerprints.

It is written before anything is deleted, and replayed at every start and on every restore, so that an
old backup or a crash in between does not bring anybody back. A line holds no name, only the keyed
fingerprint of an id that is never given again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from pairbond.app.envelope import blind_index
from pairbond.web.clock import now
from pairbond.web.keys import TOKENS, key_for

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person


def ledger_path() -> Path:
    return Path(settings.PAIRBOND.data) / "ledger" / "erased.jsonl"


def mark(person_id: object) -> str:
    return blind_index(f"erased {person_id}", key_for(TOKENS))


def enter(person: Person) -> None:
    """Write a person into the ledger; it is on the disk when this returns."""
    path = ledger_path()
    path.parent.mkdir(exist_ok=True, mode=0o700)
    line = json.dumps({"who": mark(person.pk), "on": now().date().isoformat()}) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def entered() -> set[str]:
    """Return the fingerprints of everybody who was erased; a torn last line counts for nothing."""
    path = ledger_path()
    if not path.exists():
        return set()
    return set(readable(path.read_text(encoding="ascii", errors="replace").splitlines()))


def readable(lines: list[str]) -> Iterator[str]:
    for line in lines:
        try:
            yield str(json.loads(line)["who"])
        except (ValueError, KeyError, TypeError):
            continue
