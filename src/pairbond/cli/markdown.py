"""Markdown as plain wrapped text in a terminal."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown
from rich.text import Text


class LeftHeading(Heading):
    """A heading at the left, without a box."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text: Text = self.text
        text.justify = "left"
        if self.tag == "h1":
            text = Text(text.plain.upper(), style="bold")
        else:
            yield Text()
        yield text


class PlainMarkdown(Markdown):
    """Markdown with plain headings."""

    elements: ClassVar = {**Markdown.elements, "heading_open": LeftHeading}


def print_markdown(text: str, width: int) -> None:
    """Print Markdown in lines of at most *width* characters; styles only on a terminal."""
    import sys

    console = Console(file=sys.stdout, highlight=False, width=width)
    with console.capture() as captured:
        console.print(PlainMarkdown(text, hyperlinks=False))
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n")
