"""``pairbond lint``: what no text of a report, guide or help page may say."""

from __future__ import annotations

from pathlib import Path

import click

from pairbond.cli.options import FILE, examples


@click.command(
    "lint",
    short_help="Check texts for labels, blame, verdicts and forecasts.",
    epilog=examples("pairbond lint", "pairbond lint my-narratives.yaml report/report.json"),
)
@click.argument("files", type=FILE, nargs=-1, metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check the texts in content files (YAML), guides (Markdown) or a report.json.

    Without a FILE, every text that ships is checked. Ends with exit code 1 where something is found.
    """
    from pairbond.app.lint_files import lint_files, shipped_texts
    from pairbond.cli.printing import print_json

    found = lint_files(files or shipped_texts())
    flaws = [(path, flaw) for path, each in found.items() for flaw in each]
    if as_json:
        rows = [
            {"file": path.name, "where": f.where, "rule": f.rule, "found": f.found, "why": f.why}
            for path, f in flaws
        ]
        print_json({"schema": "pairbond.lint-result/1", "files": len(found), "flaws": rows})
    else:
        for path, flaw in flaws:
            click.echo(f"{path.name}: {flaw.line()}")
        checked = f"{len(found)} file" + ("" if len(found) == 1 else "s")
        click.echo(f"{checked} checked: {len(flaws) or 'nothing'} found.")
    ctx.exit(1 if flaws else 0)
