"""A progress bar on stderr, for work that takes longer than two seconds on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 2.0


class RowCounter:
    """Counts rows, and shows a bar once the work has lasted longer than ``PATIENCE``."""

    def __init__(self, what: str, total: int | None, clock: Callable[[], float] = monotonic) -> None:
        self.what = what
        self.total = total
        self.rows = 0
        self._clock = clock
        self._start = clock()
        self._bar: Progress | None = None

    def __call__(self, rows: int) -> None:
        self.rows += rows
        if self._bar is None and self._clock() - self._start > PATIENCE and sys.stderr.isatty():
            self._bar = self._shown()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self.rows)

    def _shown(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.completed:,.0f} rows"),
            console=Console(stderr=True),
            transient=True,
        )
        bar.add_task(self.what, total=self.total)
        bar.start()
        return bar

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


@contextmanager
def row_counter(what: str, total: int | None = None) -> Iterator[RowCounter]:
    """Yield a counter that is told of rows done; *total* may be an estimate or None."""
    counter = RowCounter(what, total)
    try:
        yield counter
    finally:
        counter.stop()
