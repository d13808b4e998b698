"""The printed recovery code: the only way back into an account whose password is forgotten.

Whoever reads a person's mail must not get in, so nothing is ever sent.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from pairbond.app.envelope import blind_index
from pairbond.web.keys import TOKENS, key_for

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
GROUPS, LENGTH = 6, 4
"""24 of 30 letters: 117 bits."""


def new_code(groups: int = GROUPS) -> str:
    """Return a code to write down, without letters that look alike."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(groups))


def fingerprint(code: str) -> str:
    """Return what a code is known by; spaces, hyphens and case do not matter."""
    return blind_index("".join(filter(str.isalnum, code)).upper(), key_for(TOKENS))


def make_recovery(person: Person) -> str:
    """Return a new recovery code; an older one no longer works."""
    code = new_code()
    person.recovery = fingerprint(code)
    person.save(update_fields=["recovery"])
    return code


def fits(person: Person, code: str) -> bool:
    return bool(person.recovery) and secrets.compare_digest(person.recovery, fingerprint(code))
