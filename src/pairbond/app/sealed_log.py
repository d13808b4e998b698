"""An append-only log that is on the disk before the next step is taken, sealed unless said.

The first line is a header; each further line is one record. In a sealed log the header holds a
fresh X25519 identity, sealed by the passphrase, and every record is an age message to it: the
slow passphrase work is done once, and nothing can be read without the passphrase. Records are
padded, so that their length tells nothing.

A record is one ``write`` followed by ``fsync``. Whatever stops the program, the log holds every
record that was acknowledged, and at most one torn line after them, which opening drops.
"""

from __future__ import annotations

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self

from pairbond.app.sealing import seal, unseal
from pairbond.errors import ConfigError, StoreError
from pairbond.library.answers import write_bytes_safely
from pairbond.types import JsonDict

SCHEMA = "pairbond.log/1"
PAD = 256
MAX_BYTES = 20_000_000


class Codec(Protocol):
    """Turns records into lines (without the line end) and back; ValueError for a line that is none."""

    def encode(self, record: bytes) -> bytes: ...
    def decode(self, line: bytes) -> bytes: ...


class PlainCodec:
    """Records as they are."""

    def encode(self, record: bytes) -> bytes:
        return record

    def decode(self, line: bytes) -> bytes:
        return line


class AgeCodec:
    """Records as age messages to the log's own identity."""

    def __init__(self, identity: Any) -> None:
        self.identity = identity
        self.recipient = identity.to_public()

    def encode(self, record: bytes) -> bytes:
        import pyrage

        padded = record + b" " * (-len(record) % PAD)
        return b64encode(pyrage.encrypt(padded, [self.recipient]))

    def decode(self, line: bytes) -> bytes:
        import pyrage

        try:
            opened: bytes = pyrage.decrypt(b64decode(line, validate=True), [self.identity])
        except pyrage.DecryptError as error:
            raise ValueError("not a record of this log") from error
        return opened


class SealedLog:
    """An open log: ``records`` are those on disk, ``append`` adds one durably."""

    def __init__(self, path: Path, handle: int, codec: Codec, records: list[JsonDict]) -> None:
        self.path = path
        self.records = records
        self._handle = handle
        self._codec = codec

    @classmethod
    def create(cls, path: Path, *, kind: str, passphrase: str | None) -> Self:
        """Start a log; without a passphrase it is plain."""
        header: JsonDict = {"schema": SCHEMA, "kind": kind, "sealed": passphrase is not None}
        codec: Codec = PlainCodec()
        if passphrase is not None:
            import pyrage

            codec = AgeCodec(pyrage.x25519.Identity.generate())
            secret = str(codec.identity).encode("ascii")
            header["identity"] = seal(secret, passphrase).decode("ascii")
        write_bytes_safely(path, json.dumps(header).encode("ascii") + b"\n")
        sync_folder(path.parent)
        return cls(path, locked(path), codec, [])

    @classmethod
    def open(cls, path: Path, *, kind: str, passphrase: str | None) -> Self:
        """Open a log and drop a torn last line.

        Raises
        ------
        WrongPassphrase, StoreError
            When it does not open, is of another kind, is damaged before its last line, or is
            open elsewhere.
        """
        handle = locked(path)
        try:
            raw = read_all(handle, path)
            first, _, rest = raw.partition(b"\n")
            codec = codec_of(read_header(first, path, kind), path, passphrase)
            records, length = read_records(rest, codec, path)
            if len(rest) != length:
                os.ftruncate(handle, len(first) + 1 + length)
                os.fsync(handle)
        except BaseException:
            os.close(handle)
            raise
        return cls(path, handle, codec, records)

    def append(self, record: Mapping[str, object]) -> None:
        """Add a record; when this returns it is on the disk."""
        numbered = {"n": len(self.records), **record}
        text = json.dumps(numbered, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
        line = self._codec.encode(text.encode("ascii")) + b"\n"
        try:
            start = os.fstat(self._handle).st_size
            try:
                write_all(self._handle, line)
                os.fsync(self._handle)
            except OSError:
                os.ftruncate(self._handle, start)
                raise
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be written ({error.strerror}).") from error
        self.records.append(numbered)

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def delete(self) -> None:
        """Remove the log from the disk."""
        self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_sealed_log(path: Path) -> bool:
    """Return whether a log is sealed; StoreError when the file is no log."""
    try:
        with path.open("rb") as handle:
            return bool(read_header(handle.readline(MAX_BYTES), path, None)["sealed"])
    except OSError as error:
        raise store_error(path, error) from error


def locked(path: Path) -> int:
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND)
    except OSError as error:
        raise store_error(path, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise StoreError(f"{path.name} is open in another window; finish there first.") from error
    return handle


def store_error(path: Path, error: OSError) -> StoreError:
    if isinstance(error, StoreError):
        return error
    return StoreError(f"{path}: cannot be opened ({error.strerror}).")


def read_all(handle: int, path: Path) -> bytes:
    size = os.fstat(handle).st_size
    if size > MAX_BYTES:
        raise StoreError(f"{path.name}: {size:,} bytes are too many for a draft of answers.")
    return os.pread(handle, size, 0)


def read_header(line: bytes, path: Path, kind: str | None) -> JsonDict:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("schema") != SCHEMA:
        raise StoreError(f"{path.name}: this is not a file Pairbond began; move it away and start anew.")
    if kind is not None and header.get("kind") != kind:
        raise StoreError(f"{path.name}: found a log of another kind, not a {kind}; choose another name.")
    return {"sealed": False, **header}


def codec_of(header: JsonDict, path: Path, passphrase: str | None) -> Codec:
    """Return how the log's records are written, unlocked by the passphrase."""
    if not header["sealed"]:
        if passphrase is not None:
            raise ConfigError(f"{path.name} is not sealed; go on with --plain, or delete it.")
        return PlainCodec()
    if passphrase is None:
        raise ConfigError(f"{path.name} is sealed; go on without --plain.")
    import pyrage

    sealed = str(header.get("identity", "")).encode("utf-8", "replace")
    identity = unseal(sealed, passphrase, path.name).decode("ascii", "replace")
    try:
        return AgeCodec(pyrage.x25519.Identity.from_str(identity))
    except pyrage.IdentityError as error:
        raise StoreError(f"{path.name}: the key inside is damaged.") from error


def read_records(raw: bytes, codec: Codec, path: Path) -> tuple[list[JsonDict], int]:
    """Return the records, and how many bytes they take; what follows them is a torn line."""
    records: list[JsonDict] = []
    good = 0
    lines = raw.split(b"\n")
    for number, line in enumerate(lines):
        end = good + len(line) + 1
        record = decoded(line, codec, len(records)) if end <= len(raw) else None
        if record is None:
            if number < len(lines) - 2:
                raise StoreError(f"{path.name}: line {number + 2} is damaged; restore an earlier copy.")
            break
        records.append(record)
        good = end
    return records, good


def decoded(line: bytes, codec: Codec, expected: int) -> JsonDict | None:
    try:
        record = json.loads(codec.decode(line))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and record.get("n") == expected else None


def write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def sync_folder(folder: Path) -> None:
    """Make a file's appearance or removal in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
