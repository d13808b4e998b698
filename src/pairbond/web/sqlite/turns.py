"""Turns at writing: whoever asks first writes first, among the threads of a process and between processes.

SQLite lets writers poll for its lock with growing pauses, so under load the unlucky wait for seconds. Here
threads stand in a line, and the first of each process waits for a lock on a file beside the database,
which the system hands on without pauses and takes back when a process is killed. SQLite's own lock is
taken as well; the turn only decides who asks for it.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from functools import cache

TIMEOUT_SECONDS = 20.0


class TurnError(Exception):
    """No turn came in time."""


class Turns:
    """The line before one database file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.mutex = threading.Lock()
        self.waiting: deque[threading.Lock] = deque()
        self.taken = False
        self.handle: int | None = None

    def take(self) -> None:
        """Wait for a turn; TurnError after twenty seconds in the line, or where there can be no file."""
        ticket = threading.Lock()
        ticket.acquire()
        with self.mutex:
            first = not self.taken
            if first:
                self.taken = True
            else:
                self.waiting.append(ticket)
        if not first and not ticket.acquire(timeout=TIMEOUT_SECONDS) and self.left(ticket):
            raise TurnError("database is locked")
        try:
            if self.handle is None:
                self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self.handle, fcntl.LOCK_EX)
        except OSError as error:  # a full or read-only disk: the line must not stand still for it
            self.pass_on()
            raise TurnError(f"unable to open database file ({error.strerror})") from error

    def left(self, ticket: threading.Lock) -> bool:
        """Leave the line; False where the turn came at the last moment."""
        with self.mutex:
            if ticket in self.waiting:
                self.waiting.remove(ticket)
                return True
        return False

    def give(self) -> None:
        """Hand the turn on."""
        assert self.handle is not None
        fcntl.flock(self.handle, fcntl.LOCK_UN)
        self.pass_on()

    def pass_on(self) -> None:
        with self.mutex:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.taken = False


@cache
def turns_for(database: str) -> Turns:
    """Return the line of a database; each process has its own, and its own hold on the file."""
    return Turns(f"{database}-turn")


os.register_at_fork(after_in_child=turns_for.cache_clear)
