"""How a questionnaire looks in a terminal; and, where there is none, as plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from math import ceil

from rich.console import Console
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pairbond.app.session import Session
from pairbond.instruments import Instrument, Item

WIDEST = 76
SECONDS_AN_ITEM = 9
KEYS = "number and Enter to answer · b back · s skip · q save and leave"


class Screen:
    """Shows one item at a time and reads lines; ``live`` on a terminal that can be redrawn."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, width=min(WIDEST, Console().width))
        self.live = (
            sys.stdin.isatty() and self.console.is_terminal and os.environ.get("TERM", "dumb") != "dumb"
        )

    @contextmanager
    def page(self) -> Iterator[None]:
        """Draw on the terminal's second page, which leaves no answers on the first."""
        with self.console.screen(hide_cursor=False) if self.live else nullcontext():
            yield

    def ask(self, prompt: str) -> str | None:
        """Return the line typed after the prompt, None at the end of input."""
        self.console.print(Text(prompt, style="bold"), end="")
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            self.console.print()
        return line.rstrip("\r\n") if line else None

    def say(self, text: str = "", style: str = "") -> None:
        self.console.print(Text(text, style=style))

    def fresh(self) -> None:
        """Begin a new page where pages are drawn, else leave a blank line."""
        if self.live:
            self.console.clear()
        else:
            self.console.print()

    def item(self, session: Session, note: str, *, first: bool) -> None:
        """Show the item the session is at."""
        item = session.item
        assert item is not None
        self.fresh()
        if first:
            self.introduction(session)
        self.head(session)
        self.say(f"\n{item.text}\n", "bold")
        self.console.print(Padding(self.choices(session, item), (0, 0, 1, 2)))
        current = session.current
        if current is not None:
            so_far = "skipped" if current.value is None else f"{current.value}"
            self.say(f"So far: {so_far}. Enter keeps it.", "italic")
        self.say(note or KEYS, "yellow" if note else "dim")

    def introduction(self, session: Session) -> None:
        instrument = session.instrument
        self.say(instrument.title, "bold underline")
        if session.given:
            left = len(instrument.items) - len(session.given)
            self.say(f"Welcome back. {left} of {len(instrument.items)} are left.\n")
        else:
            self.say(f"{length_of(instrument)} For adults of 18 and over.\n", "dim")
            self.say(f"{instrument.instructions}\n")

    def head(self, session: Session) -> None:
        n = len(session.instrument.items)
        place = min(session.position + 1, n)
        row = Table.grid(expand=True, padding=(0, 1))
        row.add_column(ratio=1)
        row.add_column(justify="right")
        row.add_row(
            ProgressBar(total=n, completed=session.position, style="dim", finished_style="bar.complete")
            if self.live
            else Text(session.instrument.title),
            Text(f"{place} of {n}", style="dim"),
        )
        self.console.print(row)

    def choices(self, session: Session, item: Item) -> Table:
        grid = Table.grid(padding=(0, 2))
        labels = session.instrument.labels_for(item)
        current = session.current.value if session.current else None
        for number, value in enumerate(session.instrument.response_for(item).values):
            chosen = "bold reverse" if value == current else "bold"
            grid.add_row(Text(f" {value} ", style=chosen), Text(labels[number] if labels else ""))
        return grid

    def end(self, session: Session, note: str) -> None:
        """Show that the last item was reached."""
        self.fresh()
        self.head(session)
        skipped = f"{session.n_skipped} skipped." if session.n_skipped else "None skipped."
        self.say(f"\nThat was the last one: {session.n_answered} answered, {skipped}\n", "bold")
        self.say(note or "Enter to finish · b to look back · q save and leave", "yellow" if note else "dim")


def length_of(instrument: Instrument) -> str:
    n = len(instrument.items)
    minutes = max(1, ceil(n * SECONDS_AN_ITEM / 60))
    unit = "minute" if minutes == 1 else "minutes"
    return f"{n} lines, about {minutes} {unit}."
