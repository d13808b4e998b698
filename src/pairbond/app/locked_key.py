"""A data key that only its owner's passphrase opens, and a box that can be filled while it is shut.

The passphrase is stretched by Argon2id (RFC 9106), then mixed with a key of the server. So a thief of the
database alone cannot even try passphrases, and whoever has the server's key too must pay for each try.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass
from unicodedata import normalize

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pairbond.app.envelope import KEY_BYTES, Place, open_bytes, seal_bytes
from pairbond.errors import ConfigError, StoreError, WrongPassphrase

SALT_BYTES = 16
MARK = b"box/1\x00\xf3\x9d"
"""The beginning of a box. A sealed row begins with a random nonce, which is this once in 2^64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one try at a passphrase costs: memory in KiB, passes over it, lanes."""

    memory: int = 65_536
    passes: int = 4
    lanes: int = 1

    @property
    def text(self) -> str:
        return f"argon2id,m={self.memory},t={self.passes},p={self.lanes}"


def read_cost(text: str) -> Cost:
    """Return the cost that a key was wrapped at, so that a later version may ask for more."""
    try:
        name, *parts = text.split(",")
        memory, passes, lanes = (int(part.partition("=")[2]) for part in parts)
    except ValueError as error:
        raise ConfigError(f"{text!r} is no cost of a passphrase.") from error
    if name != "argon2id":
        raise ConfigError(f"{text!r} is no cost of a passphrase.")
    return Cost(memory=memory, passes=passes, lanes=lanes)


def stretched(secret: str, salt: bytes, cost: Cost, server: bytes) -> bytes:
    """Return the key that a passphrase stands for; *server* is a key of the server."""
    raw = hash_secret_raw(
        normalize("NFKC", secret).encode("utf-8"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=server, info=b"passphrase").derive(raw)


def wrap(key: bytes | bytearray, secret: str, place: Place, *, cost: Cost, server: bytes) -> bytes:
    """Return a key wrapped by a passphrase, with the salt in front."""
    salt = os.urandom(SALT_BYTES)
    return salt + seal_bytes(bytes(key), stretched(secret, salt, cost, server), place)


def unwrap(blob: bytes, secret: str, place: Place, *, cost: Cost, server: bytes) -> bytearray:
    """Return the wrapped key, in a form that can be wiped.

    Raises
    ------
    WrongPassphrase
        When the passphrase is another one, or the blob was changed or moved.
    """
    salt, sealed = bytes(blob[:SALT_BYTES]), bytes(blob[SALT_BYTES:])
    try:
        return bytearray(open_bytes(sealed, stretched(secret, salt, cost, server), place))
    except StoreError as error:
        raise WrongPassphrase("This passphrase does not open it.") from error


def wipe(key: bytearray) -> None:
    """Overwrite a key."""
    key[:] = bytes(len(key))


def wipe_text(text: str) -> None:
    """Overwrite a passphrase that nobody needs any more, where the interpreter lets us.

    A string of Python is not meant to change. This one was made for one request and is in nobody's hands
    afterwards; without this it would stay readable in memory until something else takes its place. It is
    done for plain ASCII in CPython, whose layout is known, and for texts too long to be shared.
    """
    if sys.implementation.name == "cpython" and text.isascii() and len(text) > 7:
        ctypes.memset(id(text) + sys.getsizeof("") - 1, 0, len(text))


# ---- the box: anybody can put in, only the owner's private key takes out --------------------------


def new_pair() -> tuple[bytes, bytes]:
    """Return a private and a public key."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def box_key(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    salt = ephemeral + public
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"box").derive(shared)


def into_box(data: bytes, public: bytes, place: Place) -> bytes:
    """Return data that only the holder of the private key can read; the sender cannot either, later."""
    once = X25519PrivateKey.generate()
    ephemeral = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return MARK + ephemeral + seal_bytes(data, box_key(shared, ephemeral, public), place)


def is_box(blob: bytes) -> bool:
    return bytes(blob[: len(MARK)]) == MARK


def out_of_box(blob: bytes, private: bytes, place: Place) -> bytes:
    """Return what was put in; StoreError where it was not put in for this key and place."""
    rest = bytes(blob[len(MARK) :])
    ephemeral, sealed = rest[:KEY_BYTES], rest[KEY_BYTES:]
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    except ValueError as error:
        raise StoreError(f"{place.table}: a sealed row does not open; it is damaged.") from error
    return open_bytes(sealed, box_key(shared, ephemeral, own.public_key().public_bytes_raw()), place)
