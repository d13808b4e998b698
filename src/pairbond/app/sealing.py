"""Sealed files: the age format, opened by a passphrase (scrypt), readable by any age program."""

from __future__ import annotations

from unicodedata import normalize

from pairbond.errors import ConfigError, StoreError, WrongPassphrase

SHORTEST = 12
BINARY = b"age-encryption.org/v1"
ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
LEADING = b"\xef\xbb\xbf \t\r\n"


def is_sealed(raw: bytes) -> bool:
    """Return whether these are the bytes of a sealed file."""
    return raw.lstrip(LEADING).startswith((BINARY, ARMOUR))


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
        opened: bytes = pyrage.passphrase.decrypt(raw.lstrip(LEADING), normalize("NFC", passphrase))
    except pyrage.DecryptError as error:
        if str(error) == "Decryption failed":
            raise WrongPassphrase(f"{name}: this passphrase does not open it; try again.") from error
        if "No matching keys" in str(error):
            raise StoreError(f"{name}: sealed for a key, not by a passphrase; open it with age.") from error
        raise StoreError(f"{name}: the sealed file is damaged; use an earlier copy.") from error
    return opened
