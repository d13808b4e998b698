"""Group commit: writes that wait at the same time are committed with one sync of the disk.

The first thread that wants to write leads: it waits for its turn, does what the others queued meanwhile
along with its own, commits once, and only then tells them. Each write has a savepoint, so one that fails
takes none of the others with it; if the commit fails, all of them have failed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection, transaction

Result = TypeVar("Result")


class Job:
    """A write that somebody waits for."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call = call
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.news = threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                self.result = self.call()
        except Exception as error:  # noqa: BLE001  (it belongs to whoever asked for the write)
            self.error = error

    def outcome(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.result


class Group:
    """The writes of one process that wait, and whether somebody leads."""

    def __init__(self) -> None:
        self.mutex = threading.Lock()
        self.waiting: list[Job] = []
        self.led = False

    def write(self, call: Callable[[], Any]) -> Any:
        mine = Job(call)
        with self.mutex:
            self.waiting.append(mine)
            lead = not self.led
            self.led = True
        if not lead:
            mine.news.wait()
        if not mine.done:
            self.lead()
        return mine.outcome()

    def lead(self) -> None:
        """Do all writes that wait, then tell everybody, and let the next one lead."""
        batch: list[Job] = []
        try:
            with transaction.atomic():
                batch = self.taken()
                if len(batch) == 1:
                    batch[0].result = batch[0].call()  # alone it needs no savepoint
                else:
                    for job in batch:
                        job.run()
        except BaseException as error:
            batch = batch or self.taken()
            for job in batch:
                job.result, job.error = None, error
            if not isinstance(error, Exception):
                raise
        finally:
            self.tell(batch)

    def taken(self) -> list[Job]:
        with self.mutex:
            batch, self.waiting = self.waiting, []
        return batch

    def tell(self, batch: list[Job]) -> None:
        with self.mutex:
            following = self.waiting[0] if self.waiting else None
            self.led = following is not None
        for job in batch:
            job.done = True
            job.news.set()
        if following is not None:
            following.news.set()


group = Group()


def written_together(call: Callable[[], Result]) -> Result:
    """Do a write in a transaction and return its result after the commit.

    Within a transaction it is part of that. PostgreSQL groups commits by itself.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        result: Result = group.write(call)
        return result
    with transaction.atomic():
        return call()
