"""``pairbond plan-days``: how many days of check-ins an answer needs, told before the first."""

from __future__ import annotations

import click

from pairbond.cli.options import examples


@click.command(
    "plan-days",
    short_help="How many days of check-ins an answer needs.",
    epilog=examples("pairbond plan-days", "pairbond plan-days --change 2 --missing 0.1"),
)
@click.option(
    "--change", type=float, default=1.0, show_default=True, metavar="SIZE",
    help="Size of the change, in day-to-day standard deviations.",
)  # fmt: skip
@click.option(
    "--missing", type=float, default=0.2, show_default=True, metavar="SHARE", help="Share of days left out."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(change: float, missing: float, *, as_json: bool) -> None:
    """Say before the first day when an answer can be expected, and when it cannot."""
    from pairbond.checkins.planner import plan_days
    from pairbond.cli.printing import print_json, print_table, print_text
    from pairbond.library.signal import load_power
    from pairbond.report.answer_text import plan_sentences, plan_table
    from pairbond.report.catalogue import load_catalogue

    plan = plan_days(load_power(), change=change, missing=missing)
    if as_json:
        print_json({"schema": "pairbond.days-plan/1", **plan.to_dict()})
        return
    words = load_catalogue()
    for sentence in plan_sentences(words, plan):
        print_text(sentence)
    click.echo()
    print_table(plan_table(words, plan))
