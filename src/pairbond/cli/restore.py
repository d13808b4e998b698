"""``pairbond restore``: puts a backup in place of the web app's database."""

from __future__ import annotations

from pathlib import Path

import click

from pairbond.cli.options import examples


@click.command(
    "restore",
    short_help="Put a backup of the web app back.",
    epilog=examples("pairbond restore check-in-20260302T090000Z.backup"),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def command(file: Path) -> None:
    """Put the backup FILE in place of the database. Stop the server first.

    Whoever was erased since the backup was made is erased from it again before the server can start.
    """
    from pairbond.cli.web_setup import server

    server().prepare()
    from pairbond.web.ops.backup import restore

    again = restore(file)
    click.echo("Restored. The database from before is kept beside it as .before-restore.")
    if again:
        click.echo(f"Erased again: {again}.")
