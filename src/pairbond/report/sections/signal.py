"""Section 6: is the distance really there? From one day it cannot be said, and what is missing is named."""

from __future__ import annotations

from pairbond.findings import Block, Section
from pairbond.report.context import Context


def signal_section(ctx: Context) -> Section:
    """Return the question and what it takes to answer it."""
    blocks: list[Block] = [
        ctx.prose(f"signal.question.{ctx.voice}", "heading"),
        ctx.prose("signal.missing", "text"),
    ]
    return Section(id="signal", number=6, title=ctx.say("signal.title"), blocks=tuple(blocks))
