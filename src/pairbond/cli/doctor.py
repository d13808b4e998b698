"""``pairbond doctor``: what this machine has, and what to do about what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pairbond.app.checkup import Check

MARKS = {"fine": "ok", "missing": "--", "broken": "!!"}


def web_checks() -> list[Check]:
    """Return the checks of the web app; without Django there is one, that says so."""
    from pairbond.web.ops.checks import web_checks as found

    return found()


@click.command("doctor", short_help="Check this machine.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """Check what Pairbond needs on this machine, and say what to do."""
    from pairbond.app.checkup import examine
    from pairbond.cli.printing import print_json, print_text

    checks = [*examine(), *web_checks()]
    works = all(check.state != "broken" for check in checks)
    if as_json:
        rows = [check.to_dict() for check in checks]
        print_json({"schema": "pairbond.doctor/1", "ok": works, "checks": rows})
        return 0 if works else 1
    longest = max(len(check.name) for check in checks)
    for check in checks:
        click.echo(f"{MARKS[check.state]}  {check.name:<{longest}}  {check.found}")
        if check.remedy:
            print_text(check.remedy, indent=longest + 6)
    lacking = [check.name for check in checks if check.state != "fine"]
    click.echo()
    if not lacking:
        click.echo("Everything is there.")
    elif works:
        click.echo(f"Pairbond works; it would do more with: {', '.join(lacking)}.")
    else:
        click.echo("Pairbond cannot work yet: see the lines marked !!.")
    return 0 if works else 1
