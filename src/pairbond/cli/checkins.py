"""``pairbond checkins``: whether a change shows in both diaries, and what one's own notes say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples

if TYPE_CHECKING:
    from pairbond.checkins.changes import Changes
    from pairbond.checkins.entries import CheckIns
    from pairbond.checkins.signal_result import Signal
    from pairbond.types import JsonDict, Who


@click.command(
    "checkins",
    short_help="Does a change show in both diaries, or in one?",
    epilog=examples(
        "pairbond checkins days.csv",
        "pairbond checkins days.csv --person b --json",
        "pairbond checkins --agree answers.json",
    ),
)
@click.argument("file", type=FILE, metavar="FILE", required=False)
@click.option(
    "--person", type=click.Choice(["a", "b"]), default="a", show_default=True, help="Whose question it is."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--agree", type=FILE, metavar="ANSWERS.json", help="Only ask what your partner may see of your check-ins."
)
def command(file: Path | None, *, person: Who, as_json: bool, agree: Path | None) -> None:
    """Read the daily check-ins of two people, and say whether a change that one felt shows in both.

    FILE is CSV, JSON or Parquet, one row for each person and day.
    """
    if agree is not None:
        from pairbond.cli.checkins_consent import ask_again

        ask_again(agree)
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    from pairbond.app.inputs import as_file
    from pairbond.cli.printing import print_json
    from pairbond.library.checkins import read_checkins
    from pairbond.library.signal import answered

    with as_file(file) as here:
        found = read_checkins(here)
    signal = answered(found, person=person)
    changes = own_changes(found, person)
    if as_json:
        print_json(as_data(found, signal, changes))
    else:
        print_answer(found, signal, changes)


def own_changes(checkins: CheckIns, person: Who) -> dict[str, Changes]:
    from pairbond.checkins.changes import find_changes
    from pairbond.report.sections.signal import TRACKED

    diary = checkins.diary
    return {name: find_changes(diary.days, getattr(diary.of(person), name)) for name in TRACKED}


def as_data(checkins: CheckIns, signal: Signal, changes: dict[str, Changes]) -> JsonDict:
    from pairbond.report.sections.own_days import described
    from pairbond.types import json_dict

    own = checkins.diary.of(signal.person)
    reaches, space, swing = described(own, checkins.diary)
    return json_dict(
        {
            "schema": "pairbond.signal/1",
            **dated(signal),
            "spans": dict(checkins.spans),
            "three_months": checkins.three_months.get(signal.person),
            "changes": {name: dated_changes(found) for name, found in changes.items()},
            "own_days": {"reaches": reaches, "space": space, "swing": swing},
        }
    )


def day_text(day: int) -> str:
    from datetime import date

    return date.fromordinal(day).isoformat()


def dated(signal: Signal) -> JsonDict:
    """Return an answer as data, with days as dates."""
    return {
        **signal.to_dict(),
        "daily": [{**each.to_dict(), "day": day_text(each.day)} for each in signal.daily],
        "onset": [[day_text(day), chance] for day, chance in signal.onset],
    }


def dated_changes(changes: Changes) -> JsonDict:
    """Return changes as data: their sizes, and the days between which they began."""
    found = [
        {"size": each.size.to_dict(), "first": day_text(each.first), "last": day_text(each.last)}
        for each in changes.found
    ]
    return {"n": changes.n, "log_factor": changes.log_factor, "found": found}


def print_answer(checkins: CheckIns, signal: Signal, changes: dict[str, Changes]) -> None:
    """Print the entries, the answer with what it cannot say, its numbers, and one's own changes."""
    from pairbond.cli.printing import print_table, print_text
    from pairbond.report.answer_text import answer_sentences, change_sentences, numbers_table, spans_table
    from pairbond.report.catalogue import load_catalogue

    words = load_catalogue()
    print_table(spans_table(words, checkins))
    click.echo()
    for sentence in answer_sentences(words, signal):
        print_text(sentence)
        click.echo()
    table = numbers_table(words, signal)
    if table.rows:
        print_table(table)
        click.echo()
    for sentence in change_sentences(words, changes, signal.verdict):
        print_text(sentence)
        click.echo()
    print_text(words.say("cli.file"))
