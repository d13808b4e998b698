"""The master key: a file outside the database, readable by its owner only, and what is derived from it.

It is made at the first start and never again; a key that is missing beside an existing database stops
the server, because a new one could not open anything.
"""

from __future__ import annotations

import os
import stat
from functools import cache
from pathlib import Path

from pairbond.app.envelope import KEY_BYTES, derived_key, new_key
from pairbond.errors import StoreError

WRAPPING = "wrap person keys"
NAMES = "sign-in names"
DJANGO = "django secret key"
SECRETS = "second factors"
TOKENS = "invitations and recovery codes"
PASSPHRASES = "passphrases of sealed mode"
SLIPS = "slips that a page carries"


def make_key(path: Path) -> None:
    """Make the master key where there is none yet; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as out:
        out.write(new_key().hex().encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@cache
def master_key(path: Path) -> bytes:
    """Return the master key.

    Raises
    ------
    StoreError
        When there is no such file, it is open to others, or it holds no key.
    """
    try:
        text = path.read_bytes().strip()
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise StoreError(f"{path}: the master key cannot be read ({error.strerror}).") from error
    if mode & 0o077:
        raise StoreError(f"{path}: the master key is open to others; run chmod 400 on it.")
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except (UnicodeDecodeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreError(f"{path}: this is no master key; put back the one this server was begun with.")
    return key


@cache
def key_for(purpose: str) -> bytes:
    """Return the key of this server for one purpose."""
    from django.conf import settings

    return derived_key(master_key(settings.PAIRBOND.key_file), purpose)
