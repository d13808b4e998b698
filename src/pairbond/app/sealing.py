"""Sealed files: the age format, opened by a passphrase (scrypt), readable by any age program."""

from __future__ import annotations

from base64 import b64decode
from unicodedata import normalize

from pairbond.errors import ConfigError, StoreError, WrongPassphrase

SHORTEST = 12
BINARY = b"age-encryption.org/v1"
ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"


def is_sealed(raw: bytes) -> bool:
    """Return whether these are the bytes of a sealed file."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((BINARY, ARMOUR))


def check_new_passphrase(passphrase: str) -> str:
    """Return the passphrase; ConfigError when it is too short to protect anything."""
    if len(passphrase) < SHORTEST:
        raise ConfigError(
            f"A passphrase needs at least {SHORTEST} characters; four or five unrelated words are "
            "easy to keep in mind and hard to guess."
        )
    return passphrase


def seal(data: bytes, passphrase: str) -> bytes:
    """Return the data sealed, as text that survives mail and notes."""
    import pyrage

    sealed: bytes = pyrage.passphrase.encrypt(data, normalize("NFC", passphrase), armored=True)
    return sealed


def unseal(raw: bytes, passphrase: str, name: str) -> bytes:
    """Return what was sealed; WrongPassphrase when this passphrase does not open it."""
    import pyrage

    try:
        opened: bytes = pyrage.passphrase.decrypt(unarmoured(raw, name), normalize("NFC", passphrase))
    except pyrage.DecryptError as error:
        if "header" in str(error).lower() or "fill whole buffer" in str(error):
            raise StoreError(f"{name}: the sealed file is damaged or cut short.") from error
        raise WrongPassphrase(
            f"{name}: this passphrase does not open it (or the file is damaged); try again."
        ) from error
    return opened


def unarmoured(raw: bytes, name: str) -> bytes:
    """Return the binary form of a sealed file, which may come as text."""
    text = raw.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(ARMOUR):
        return text
    body, end, _ = text.removeprefix(ARMOUR).partition(ARMOUR_END)
    if not end:
        raise StoreError(f"{name}: the sealed file is cut short.")
    try:
        return b64decode(b"".join(body.split()), validate=True)
    except ValueError as error:
        raise StoreError(f"{name}: the sealed file is damaged.") from error
