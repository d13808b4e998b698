"""``pairbond backup``: an encrypted copy of the web app's database."""

from __future__ import annotations

from pathlib import Path

import click

from pairbond.cli.options import examples


@click.command(
    "backup",
    short_help="Back the web app up.",
    epilog=examples("pairbond backup --out /var/backups/pairbond"),
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where to."
)
@click.option(
    "--keep", default=30, type=click.IntRange(1, 30), metavar="DAYS", help="Remove older ones; at most 30."
)
def command(out: Path, keep: int) -> None:
    """Write an encrypted, checked copy of the database; the server may go on meanwhile.

    The master key is not in it. Keep a copy of the key apart from the backups: who has both can read
    everything, and without it nothing can be read.
    """
    from datetime import timedelta

    from pairbond.cli.web_setup import server

    server().prepare()
    from pairbond.web.ops.backup import backup

    click.echo(f"Written: {backup(out, timedelta(days=keep))}")
