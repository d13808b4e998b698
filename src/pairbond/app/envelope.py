"""Envelope encryption: a data key per person, wrapped; every row bound to its place.

AES-256-GCM with a random 96-bit nonce. What is sealed is padded to a bucket first, so that its length
tells nothing about an answer. The place (table, column, row, owner, key version) is authenticated with it:
a row that is moved to another person, or to another line, does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pairbond.errors import StoreError
from pairbond.types import JsonDict

KEY_BYTES = 32
NONCE_BYTES = 12
BUCKET = 128
"""Padding: blobs are whole multiples of this many bytes, so all single answers are equally long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sealed blob stands; it opens nowhere else."""

    table: str
    column: str
    row: str
    owner: str
    version: int = 1

    @property
    def bound(self) -> bytes:
        """The place as bytes without ambiguity: a bar in a name cannot move the border of a part."""
        parts = (self.table, self.column, self.row, self.owner, str(self.version))
        text = "|".join(parts)
        if "\\" in text or text.count("|") != len(parts) - 1:
            text = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
        return text.encode()


def new_key() -> bytes:
    """Return a fresh 256-bit key."""
    return os.urandom(KEY_BYTES)


def derived_key(master: bytes, purpose: str) -> bytes:
    """Return a key for one purpose; the purposes' keys tell nothing about each other."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(master)


def seal_bytes(data: bytes, key: bytes | bytearray, place: Place) -> bytes:
    """Return nonce and ciphertext of the padded data, bound to its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, padded(data), place.bound)


def open_bytes(blob: bytes, key: bytes | bytearray, place: Place) -> bytes:
    """Return what was sealed.

    Raises
    ------
    StoreError
        When the key is another one, the blob is damaged, or it was moved from its place.
    """
    blob = bytes(blob)
    try:
        return unpadded(AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], place.bound))
    except (InvalidTag, ValueError) as error:
        raise StoreError(f"{place.table}: a sealed row does not open; it is damaged or was moved.") from error


def padded(data: bytes) -> bytes:
    """Return the data with its length in front, filled up to a whole bucket."""
    framed = len(data).to_bytes(4, "big") + data
    return framed + bytes(-len(framed) % BUCKET)


def unpadded(framed: bytes) -> bytes:
    length = int.from_bytes(framed[:4], "big")
    if length > len(framed) - 4:
        raise ValueError("length does not fit")
    return framed[4 : 4 + length]


def seal_json(data: object, key: bytes | bytearray, place: Place) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return seal_bytes(text.encode("utf-8"), key, place)


def open_json(blob: bytes, key: bytes | bytearray, place: Place) -> JsonDict:
    data: JsonDict = json.loads(open_bytes(blob, key, place))
    return data


def blind_index(text: str, key: bytes) -> str:
    """Return a keyed fingerprint of a sign-in name: equal for equal names, of no use without the key."""
    plain = normalize("NFKC", text).strip().casefold()
    return hmac.new(key, plain.encode("utf-8"), hashlib.sha256).hexdigest()
