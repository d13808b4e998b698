"""``pairbond chat``: the rhythm of contact from an exported chat, on this machine alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples

if TYPE_CHECKING:
    from pairbond.app.chat import ChatFigures
    from pairbond.messages.chat import Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    me: str | None
    both_agreed: bool
    date_order: str | None
    chat_name: str | None
    zone: str | None
    as_json: bool


@click.command(
    "chat",
    short_help="Describe the rhythm of an exported chat.",
    epilog=examples(
        "pairbond chat 'WhatsApp Chat with Sam.zip' --me Robin",
        "pairbond chat whatsapp.txt telegram/result.json --me Robin --both-agreed",
    ),
)
@click.argument("export", type=FILE, nargs=-1, required=True)
@click.option("--me", metavar="NAME", help="Your own name in the export. Default: who wrote first.")
@click.option(
    "--both-agreed",
    is_flag=True,
    help="Both people have agreed to be described. Without it: your own messages only.",
)
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd"]),
    help="The order of day and month, where the export leaves it open.",
)
@click.option("--chat-name", metavar="NAME", help="The chat to read, where an export holds several.")
@click.option(
    "--zone", metavar="ZONE", help="Your time zone, for apps that write UTC. Default: the machine's."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(export: tuple[Path, ...], **options: object) -> None:
    """Read exports of one chat and describe when and how much you write to each other.

    Only times and lengths are kept; no word of a message stays in memory, in a file or in what is printed.
    Nothing is sent anywhere. Several exports of the same two people are joined.
    """
    from pairbond.app.chat import describe, joined
    from pairbond.cli.printing import print_json

    request = Request(**options)  # type: ignore[arg-type]
    chat, new_app_days = joined([opened(path, request) for path in export])
    figures = describe(chat, both_agreed=request.both_agreed, new_app_days=new_app_days)
    if request.as_json:
        print_json(figures.to_dict())
    else:
        print_figures(chat, figures)


def opened(path: Path, request: Request) -> Chat:
    """Return the chat of one export, its times on the clock of the person's own zone."""
    from pairbond.app.inputs import as_file
    from pairbond.app.zone import machine_zone
    from pairbond.messages.read import read_chat

    with as_file(path) as here:
        return read_chat(
            here,
            me=request.me,
            date_order=request.date_order,
            chat_name=request.chat_name,
            zone=request.zone or machine_zone(),
        )


def print_figures(chat: Chat, figures: ChatFigures) -> None:
    from pairbond.app.chat import view_of
    from pairbond.cli.printing import print_table, print_text
    from pairbond.findings import Prose, TableBlock
    from pairbond.report.catalogue import load_catalogue
    from pairbond.report.contact import account_table, contact_blocks

    words = load_catalogue()
    names = {0: chat.people["A"], 1: chat.people.get("B", "B")}
    for block in contact_blocks(words, view_of(figures, names)):
        if isinstance(block, TableBlock):
            print_table(block.table)
        elif isinstance(block, Prose):
            print_text(block.text)
        click.echo()
    for caution in figures.account.cautions:
        print_text(caution.text)
    print_table(account_table(words, figures.account))
