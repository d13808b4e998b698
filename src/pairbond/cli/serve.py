"""``pairbond serve``: the web app on this machine."""

from __future__ import annotations

import click

from pairbond.cli.options import examples

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@click.command(
    "serve",
    short_help="Run the web app.",
    epilog=examples("pairbond serve", "pairbond serve --port 8080"),
)
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Address to listen on.")
@click.option("--port", default=8000, type=click.IntRange(1, 65_535), metavar="N", help="Port to listen on.")
@click.option("--workers", default=2, type=click.IntRange(1, 64), metavar="N", help="Processes that answer.")
def command(host: str, port: int, *, workers: int) -> None:
    """Run the web app until you stop it. Tables and keys are made where they are missing.

    By default it listens to this machine only. To let others in, put a server with https in front of
    it and set PAIRBOND_SITE to the address that people use.
    """
    from pairbond.cli.web_setup import server
    from pairbond.errors import ConfigError

    app = server()
    app.hold_collection()
    configuration = app.prepare()
    if host not in LOOPBACK and not configuration.https:
        raise ConfigError(
            f"--host {host} would let others in without https; set PAIRBOND_SITE to the https:// address "
            "that people use, or listen on 127.0.0.1."
        )
    shown = f"[{host}]" if ":" in host else host
    click.echo(
        f"The app is at {configuration.site or f'http://{shown}:{port}'}/  (data: {configuration.data})"
    )
    click.echo("Stop it with Ctrl+C.")
    app.serve(app.Serving(host=host, port=port, workers=workers))
