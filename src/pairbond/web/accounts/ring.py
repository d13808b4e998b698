"""Keys of people who unlocked: in memory that the processes of this server share, and nowhere else.

One key a session. What lies in the memory is the key sealed under a secret that only the person's browser
keeps, in a cookie. So whoever reads the table of sessions cannot go on as somebody who is unlocked. The
memory is made before the processes part, is kept out of swap and of core dumps, and is gone with the
server.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pairbond.app.envelope import derived_key
from pairbond.web.clock import now

SLOTS = 1024
TAG, UNTIL, NONCE, SEALED = 32, 8, 12, 48
SLOT = 128
EMPTY = bytes(SLOT)
SECRET_BYTES = 32


def tag_of(session_key: str) -> bytes:
    """Return what a session's key is found by."""
    return sha256(b"ring " + session_key.encode()).digest()


class Ring:
    """The slots. Every change is made under a lock that holds between processes, and dies with them."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, SLOTS * SLOT)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (only to lock; nothing is written to it)
        self._thread = threading.Lock()
        self.pinned = pin(self._memory)
        self.shared = False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._thread:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _slots(self) -> Iterator[tuple[int, bytes, float]]:
        for at in range(0, SLOTS * SLOT, SLOT):
            (until,) = struct.unpack_from("<d", self._memory, at + TAG)
            yield at, self._memory[at : at + TAG], until

    def _find(self, tag: bytes) -> int:
        """Return where a session's slot is, or -1."""
        at = self._memory.find(tag)
        while at % SLOT and at != -1:
            at = self._memory.find(tag, at + 1)
        return at

    def put(self, session_key: str, sealed: bytes, until: float) -> None:
        """Keep a sealed key; where all slots are taken, the one that ends first makes room."""
        tag = tag_of(session_key)
        slot = tag + struct.pack("<d", until) + sealed
        with self._alone():
            at = min(self._slots(), key=lambda each: (each[1] != tag, each[2]))[0]
            self._memory[at : at + SLOT] = slot.ljust(SLOT, b"\0")

    def get(self, session_key: str, at: float, until: float) -> bytes | None:
        """Return the sealed key of a session and let it live on; None where there is none any more."""
        with self._alone():
            where = self._find(tag_of(session_key))
            if where == -1:
                return None
            if struct.unpack_from("<d", self._memory, where + TAG)[0] < at:
                self._memory[where : where + SLOT] = EMPTY
                return None
            struct.pack_into("<d", self._memory, where + TAG, until)
            start = where + TAG + UNTIL
            return self._memory[start : start + NONCE + SEALED]

    def drop(self, session_key: str) -> None:
        """Overwrite the key of a session."""
        with self._alone():
            where = self._find(tag_of(session_key))
            if where != -1:
                self._memory[where : where + SLOT] = EMPTY

    def expire(self, at: float) -> None:
        """Overwrite every key whose time is over."""
        with self._alone():
            for where, _found, ends in self._slots():
                if 0 < ends < at:
                    self._memory[where : where + SLOT] = EMPTY

    def close(self) -> None:
        """Let go of the file; the memory goes with the object."""
        self._file.close()

    def __len__(self) -> int:
        with self._alone():
            return sum(ends > 0 for _where, _found, ends in self._slots())


def pin(memory: mmap.mmap) -> bool:
    """Keep memory out of swap and core dumps; return whether the system agreed to the first."""
    if hasattr(mmap, "MADV_DONTDUMP"):
        memory.madvise(mmap.MADV_DONTDUMP)
    try:
        start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        return ctypes.CDLL(None).mlock(ctypes.c_void_p(start), ctypes.c_size_t(len(memory))) == 0
    except (OSError, AttributeError):  # pragma: no cover  (no such call here)
        return False


RING = Ring()


def share() -> None:
    """Say that every process which answers is, or will be, forked from this one."""
    RING.shared = True


def available() -> bool:
    """Return whether a key that one process takes in is there for the others too.

    That is so where the app is started by ``pairbond serve``. Another server may start processes that
    share nothing; there a person would be asked for the passphrase again at random.
    """
    return RING.shared


# ---- a key in the ring, under a browser's secret --------------------------------------------------


def new_secret() -> str:
    return os.urandom(SECRET_BYTES).hex()


def bound(session_key: str, owner: str, version: int) -> bytes:
    return tag_of(session_key) + f"|{owner}|{version}".encode()


def keep(session_key: str, secret: str, key: bytes | bytearray, whose: tuple[str, int], last: float) -> None:
    """Keep a key for a session; *whose* is the owner and the version of their key, *last* in seconds."""
    nonce = os.urandom(NONCE)
    cipher = AESGCM(derived_key(secret.encode(), "ring"))
    sealed = nonce + cipher.encrypt(nonce, bytes(key), bound(session_key, *whose))
    RING.put(session_key, sealed, now().timestamp() + last)


def take(session_key: str, secret: str, whose: tuple[str, int], last: float) -> bytearray | None:
    """Return the key of a session; None where it was dropped, ran out, or is of another key or browser."""
    moment = now().timestamp()
    sealed = RING.get(session_key, moment, moment + last)
    if sealed is None:
        return None
    try:
        cipher = AESGCM(derived_key(secret.encode(), "ring"))
        return bytearray(cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound(session_key, *whose)))
    except InvalidTag:
        return None
