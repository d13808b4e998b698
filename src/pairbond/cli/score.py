"""``pairbond score``: one person's scores, or a table of many people's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples, table_options

if TYPE_CHECKING:
    from pairbond.instruments import NormRef
    from pairbond.library.answers import AnswersFile
    from pairbond.scoring import Scores
    from pairbond.types import JsonDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    instrument: str | None
    columns: str | None
    response_range: tuple[int, int] | None
    missing: frozenset[int]
    age_column: str | None
    norm: str | None
    clean: bool
    out: Path | None
    as_json: bool

    def table_only(self) -> str | None:
        """Return the first option given that makes sense for tables only."""
        given = {
            "--columns": self.columns,
            "--range": self.response_range,
            "--missing": self.missing,
            "--age-column": self.age_column,
            "--clean": self.clean,
        }
        return next((name for name, value in given.items() if value), None)


@click.command(
    "score",
    short_help="Score one person's answers, or a table of people.",
    epilog=examples(
        "pairbond score answers.json",
        "pairbond score people.csv --instrument ecr --columns 'Q{n}' --range 1:5 --missing 0 --out scores.csv",
    ),
)
@click.argument("file", type=FILE)
@click.option("--instrument", metavar="ID", help="The questionnaire; a person's file may hold several.")
@table_options
@click.option("--age-column", metavar="NAME", help="Compare each person with people of their age.")
@click.option("--norm", metavar="NAME", help="Norms by id or file; default: the questionnaire's own.")
@click.option("--clean", is_flag=True, help="Leave out incomplete, straight-lined and not 18-80.")
@click.option("--out", type=FILE, metavar="FILE", help="Write scores to .csv, .json, .parquet (- is CSV).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: Path, **options: object) -> None:
    """Score FILE: one person's answers (.json, sealed or plain), or a table (.csv, .gz, .parquet).

    A table is read as a stream and may be of any size; with --out it gives one row for every row.
    """
    from pairbond.app.inputs import as_file, kind_of

    request = Request(**options)  # type: ignore[arg-type]
    with as_file(file) as path:
        if kind_of(path) == "person":
            score_person(path, request)
        else:
            score_people(path, request)


def score_person(path: Path, request: Request) -> None:
    from pairbond.app.person_file import open_person, read_bytes
    from pairbond.cli.passphrase import known_passphrase, opened
    from pairbond.cli.printing import print_json

    stray = request.table_only()
    if stray is not None:
        raise click.UsageError(f"{stray} is for tables; an answers file says it itself.")
    raw = read_bytes(path)
    answers = opened(lambda: open_person(raw, path.name, known_passphrase))
    scores = person_scores(answers, request)
    if request.out is not None:
        write_person_scores(scores, request.out)
    data: JsonDict = {"schema": "pairbond.scores-list/1", "scores": [found.to_dict() for found in scores]}
    if request.as_json:
        print_json(scores[0].to_dict() if len(scores) == 1 else data)
    elif str(request.out) != "-":
        print_person(scores)


def person_scores(answers: AnswersFile, request: Request) -> list[Scores]:
    """Return the scores of the questionnaire asked for, or of all in the file."""
    from pairbond.errors import ResponseError
    from pairbond.library.instruments import load_instrument
    from pairbond.library.norms import choose_norms
    from pairbond.library.scored import scored

    held = ", ".join(answers.responses) or "none at all"
    wanted = [load_instrument(request.instrument).id] if request.instrument else [*answers.responses]
    if not wanted or any(name not in answers for name in wanted):
        name = request.instrument or "any questionnaire"
        raise ResponseError(f"{answers.source} has no answers to {name}; it has {held}.")
    found = []
    for name in wanted:
        responses = answers.responses[name]
        norms = choose_norms(responses.instrument, request.norm)
        found.append(scored(responses, norms=norms, age=answers.age))
    return found


def write_person_scores(scores: list[Scores], out: Path) -> None:
    from pairbond.app.person_scores import person_frame, person_json
    from pairbond.app.table_writer import check_ending, write_frames
    from pairbond.library.answers import write_bytes_safely

    check_ending(out)
    if out.suffix.lower() == ".json":
        write_bytes_safely(out, person_json(scores))
    else:
        write_frames(iter([person_frame(scores)]), out)


def print_person(scores: list[Scores]) -> None:
    from pairbond.cli.printing import print_table, print_text

    for number, found in enumerate(scores):
        if number:
            click.echo()
        print_table(found.summary())
        for caution in found.quality.cautions:
            print_text(caution.text)
        norm = next((s.percentile.norm for s in found.scales if s.percentile), None)
        if norm is not None:
            print_text(compared_with(norm))


def compared_with(norm: NormRef) -> str:
    borrowed = " (borrowed)" if norm.borrowed else ""
    return f"Percentiles{borrowed}: {norm.n:,} people, {norm.year}, {norm.who} [{norm.id}]."


def score_people(path: Path, request: Request) -> None:
    from pairbond.app.table_scoring import score_file
    from pairbond.cli.printing import print_json, print_table, print_text
    from pairbond.cli.progress import row_counter
    from pairbond.cohort.table import TableOptions
    from pairbond.library.instruments import load_instrument
    from pairbond.library.tables import open_table

    if request.instrument is None:
        raise click.UsageError("A table needs --instrument ID; see: pairbond instruments list")
    instrument = load_instrument(request.instrument)
    table = open_table(path)
    options = TableOptions(
        columns=request.columns,
        response_range=request.response_range,
        missing=request.missing,
        age_column=request.age_column,
        clean=request.clean,
    )
    with row_counter("Scoring", table.expected_rows()) as progress:
        done = score_file(table, instrument, options, norm=request.norm, out=request.out, progress=progress)
    on_stdout = str(request.out) == "-"
    if request.as_json:
        print_json(
            {
                "schema": "pairbond.table-scores/1",
                "instrument": instrument.ref.to_dict(),
                "file": path.name,
                **done.summary.to_dict(),
                "norm": done.norm.to_dict() if done.norm else None,
                "out": str(request.out) if request.out else None,
            }
        )
        return
    print_table(done.summary.summary(), err=on_stdout)
    print_text(
        compared_with(done.norm) if done.norm else "No norms fit, so there are no percentiles.", err=on_stdout
    )
    if request.out is not None and not on_stdout:
        print_text(f"Scores of {done.summary.rows:,} rows: {request.out}")
