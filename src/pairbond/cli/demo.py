"""``pairbond demo``: the report of an invented couple."""

from __future__ import annotations

from pathlib import Path

import click

from pairbond.cli.options import FILE


@click.command("demo", short_help="See the report of an invented couple.")
@click.option("--out", type=FILE, default=Path("demo"), metavar="DIR", show_default=True, help="The folder.")
def command(out: Path) -> None:
    """Write the report of an invented couple, to see what a report is like."""
    from datetime import date

    from pairbond.app.report_files import ReportRequest, write_reports
    from pairbond.cli.report import check_folder, print_files
    from pairbond.library.answers import read_answers
    from pairbond.library.checkins import read_checkins
    from pairbond.library.paths import CONTENT

    check_folder(out)
    folder = CONTENT / "examples"
    a, b = (read_answers(folder / f"couple-{who}.json") for who in ("a", "b"))
    today = date.today()  # noqa: DTZ011  (the day where the person is)
    days = read_checkins(folder / "couple-days.csv", today=today)
    request = ReportRequest(a=a, b=b, created=today, checkins=days)
    written = write_reports(request, out)
    print_files(written)
    click.echo(f"Open {out / 'report-joint.html'} in a browser.")
