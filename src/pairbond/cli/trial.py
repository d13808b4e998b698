"""``pairbond trial``: two actions by randomised weeks, planned and looked at."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pairbond.cli.options import FILE, examples

if TYPE_CHECKING:
    from pairbond.checkins.trials import TrialResult
    from pairbond.library.trials import Outcome, TrialSpec
    from pairbond.types import Who

OUTCOMES = ("unsettled", "partner_present", "present")


class DayType(click.ParamType):
    """``2026-11-30`` as a date."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-11-30.", param, ctx)


@click.group("trial", short_help="Try two actions by weeks in random order.")
def command() -> None:
    """Try two actions of your own by weeks in random order, and see whether they differ."""


@command.command(
    "plan",
    epilog=examples(
        "pairbond trial plan --action 'a walk after work' --action 'a call at noon' --out trial.json"
    ),
)
@click.option("--action", "actions", multiple=True, metavar="TEXT", help="An action; give two.")
@click.option("--weeks", type=int, default=12, show_default=True, help="How many weeks, 8 to 24, even.")
@click.option("--start", type=DayType(), help="The first day; the next Monday if not given.")
@click.option(
    "--outcome",
    type=click.Choice(OUTCOMES),
    default="unsettled",
    show_default=True,
    help="What is looked at.",
)
@click.option(
    "--person",
    type=click.Choice(["a", "b"]),
    default="a",
    show_default=True,
    help="Whose notes are looked at.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Draw the order with this seed.")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="The file for the plan.")
def plan(
    actions: tuple[str, ...],
    *,
    weeks: int,
    start: date | None,
    outcome: Outcome,
    person: Who,
    seed: int | None,
    out: Path,
) -> None:
    """Draw which action is for which week, and write the plan into a file."""
    from secrets import randbelow

    from pairbond.errors import ConfigError
    from pairbond.library.trials import make_trial, write_trial

    if len(actions) != 2:
        raise ConfigError("A trial compares two actions; give --action twice.")
    if out.exists():
        raise ConfigError(f"--out {out}: there is a file of this name; an order is drawn once.")
    trial = make_trial(
        (actions[0], actions[1]),
        outcome=outcome,
        person=person,
        start=start or next_monday(date.today()),  # noqa: DTZ011
        weeks=weeks,
        seed=randbelow(1_000_000) if seed is None else seed,
    )
    write_trial(trial, out)
    print_plan(trial)


def next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def print_plan(trial: TrialSpec) -> None:
    from pairbond.cli.printing import print_table, print_text
    from pairbond.report.catalogue import load_catalogue
    from pairbond.report.trial_text import plan_notes, plan_table

    words = load_catalogue()
    print_table(plan_table(words, trial))
    click.echo()
    for sentence in plan_notes(words, trial):
        print_text(sentence)


@command.command("evaluate", epilog=examples("pairbond trial evaluate trial.json days.csv"))
@click.argument("plan_file", type=FILE, metavar="TRIAL.json")
@click.argument("days_file", type=FILE, metavar="F.csv")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(plan_file: Path, days_file: Path, *, as_json: bool) -> None:
    """Say what the check-ins say about the two actions, once the weeks are over."""
    from pairbond.cli.printing import print_json
    from pairbond.library.checkins import read_checkins
    from pairbond.library.trials import evaluate_trial, read_trial

    today = date.today()  # noqa: DTZ011  (the day where the person is)
    trial = read_trial(plan_file)
    result = evaluate_trial(trial, read_checkins(days_file, today=today), today=today)
    if as_json:
        data = {"actions": list(trial.actions), "outcome": trial.outcome, "person": trial.person}
        print_json({"schema": "pairbond.trial-result/1", **data, **result.to_dict()})
    else:
        print_result(trial, result)


def print_result(trial: TrialSpec, result: TrialResult) -> None:
    from pairbond.cli.printing import print_text
    from pairbond.report.catalogue import load_catalogue
    from pairbond.report.trial_text import result_sentences

    for sentence in result_sentences(load_catalogue(), trial, result):
        print_text(sentence)
