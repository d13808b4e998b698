"""The rhythm of messages, beside the check-ins and never part of their answer."""

from __future__ import annotations

from pairbond.findings import Section
from pairbond.report.contact import contact_blocks
from pairbond.report.context import Context


def messages_section(ctx: Context) -> Section | None:
    """Return what a chat's times and lengths show this reader; None without a chat, or without consent."""
    if ctx.contact is None:
        return None
    key = "chat.title" if ctx.contact.rhythm is not None else "chat.title.self"
    return Section(
        id="messages", number=6, title=ctx.say(key), blocks=contact_blocks(ctx.catalogue, ctx.contact)
    )
