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

from pairbond.app.session import Given, Session, block_name
from pairbond.instruments import Item, Pick

WIDEST = 76
SECONDS_AN_ITEM = 9
KEYS = "number and Enter to answer · b back · s skip · q save and leave"
PICK_KEYS = "{numbers} and Enter to answer · 0 none · b back · s skip · q save and leave"
LEAVE_OUT = "p leave out {block}"
OPTIONAL = (
    "This one is for you alone. You may skip any line, or all of them, or stop at any time; nothing will be "
    "missing from your report."
)


ABOUT = "about {} questions in all, for some people more"
CHOSEN = (
    "Each line is chosen by what you said before, so not everybody sees the same ones. If you skip a line, "
    "another takes its place. It ends when there is enough to go by, or when no lines are left."
)


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
        self.prompt(prompt)
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            self.console.print()
        return line.rstrip("\r\n") if line else None

    def prompt(self, prompt: str) -> None:
        self.console.print(Text(prompt, style="bold"), end="")

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
        grid = self.options(session, item.pick) if item.pick else self.choices(session, item)
        self.console.print(Padding(grid, (0, 0, 1, 2)))
        if session.current is not None:
            self.say(f"So far: {so_far(session.current, item)}. Enter keeps it.", "italic")
        self.say(note or keys(session, item), "yellow" if note else "dim")

    def introduction(self, session: Session) -> None:
        instrument = session.instrument
        self.say(instrument.title, "bold underline")
        n = len(session.asked)
        if session.usual is not None:
            self.adaptive_introduction(session)
        elif session.given:
            self.say(f"Welcome back. {n - len(session.said)} of {n} are left.\n")
        else:
            self.say(f"{length_of(n)} For adults of 18 and over.\n", "dim")
            self.say(f"{instrument.instructions}\n")
        if instrument.optional:
            self.say(f"{OPTIONAL}\n")

    def adaptive_introduction(self, session: Session) -> None:
        if session.given:
            self.say(f"Welcome back. You have seen {len(session.said)}; {ABOUT.format(session.usual)}.\n")
            return
        self.say(f"About {length_of(session.usual or 0)} For adults of 18 and over.\n", "dim")
        self.say(f"{session.instrument.instructions}\n")
        self.say(f"{CHOSEN}\n")

    def head(self, session: Session) -> None:
        if session.usual is not None:
            place = min(session.position + 1, max(1, len(session.asked)))
            self.say(f"Question {place} · {ABOUT.format(session.usual)}", "dim")
            return
        asked = session.asked
        n, before = len(asked), sum(place < session.position for place in asked)
        row = Table.grid(expand=True, padding=(0, 1))
        row.add_column(ratio=1)
        row.add_column(justify="right")
        row.add_row(
            ProgressBar(total=n, completed=before, style="dim", finished_style="bar.complete")
            if self.live
            else Text(session.instrument.title),
            Text(f"{min(before + 1, n)} of {n}", style="dim"),
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

    def options(self, session: Session, pick: Pick) -> Table:
        """Return the list to choose from, numbered."""
        grid = Table.grid(padding=(0, 2))
        current = session.current.value if session.current else None
        chosen = current if isinstance(current, tuple) else ()
        for number, option in enumerate(pick.options, start=1):
            style = "bold reverse" if option in chosen else "bold"
            grid.add_row(Text(f"{number:>3} ", style=style), Text(pick.labels[option]))
        grid.add_row(Text("  0 ", style="bold"), Text("none of these"))
        return grid

    def end(self, session: Session, note: str) -> None:
        """Show that the last item was reached."""
        self.fresh()
        self.head(session)
        skipped = f"{session.n_skipped} skipped." if session.n_skipped else "None skipped."
        self.say(f"\nThat was the last one: {session.n_answered} answered, {skipped}\n", "bold")
        self.say(note or "Enter to finish · b to look back · q save and leave", "yellow" if note else "dim")


def length_of(n: int) -> str:
    minutes = max(1, ceil(n * SECONDS_AN_ITEM / 60))
    unit = "minute" if minutes == 1 else "minutes"
    return f"{n} {'line' if n == 1 else 'lines'}, about {minutes} {unit}."


def keys(session: Session, item: Item) -> str:
    """Return the keys that can be used at the item shown."""
    line = KEYS
    if item.pick is not None:
        numbers = "number" if item.pick.maximum == 1 else f"up to {item.pick.maximum} numbers, such as 3 7,"
        line = PICK_KEYS.format(numbers=numbers)
    block = block_name(session)
    return f"{line} · {LEAVE_OUT.format(block=block)}" if block else line


def so_far(given: Given, item: Item) -> str:
    """Return what was said before, as it would be typed."""
    if given.value is None:
        return "skipped"
    if item.pick is None or not isinstance(given.value, tuple):
        return str(given.value)
    numbers = (str(item.pick.options.index(option) + 1) for option in given.value)
    return " ".join(numbers) or "none of these"
