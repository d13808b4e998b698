"""``pairbond calibrate``: item parameters from a table of answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples, table_options

if TYPE_CHECKING:
    from pairbond.library.calibration_fit import Calibrated


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    instrument: str
    scale: tuple[str, ...]
    columns: str | None
    response_range: tuple[int, int] | None
    missing: frozenset[int]
    age_column: str | None
    clean: bool
    link: bool
    out: Path | None


@click.command(
    "calibrate",
    short_help="Estimate item parameters from a table.",
    epilog=examples(
        "pairbond calibrate people.csv --instrument ecr --scale anxiety --columns 'Q{n}' --range 1:5 "
        "--missing 0 --out fit.json",
        "pairbond calibrate ours.csv --instrument closeness --scale anxiety --link --out fit.json",
    ),
)
@click.argument("file", type=FILE)
@click.option("--instrument", metavar="ID", required=True, help="The questionnaire.")
@click.option(
    "--scale",
    metavar="NAME",
    multiple=True,
    required=True,
    help="The scale; several give correlated factors.",
)
@table_options
@click.option("--age-column", metavar="NAME", help="The column of ages, for --clean.")
@click.option("--clean", is_flag=True, help="Leave out incomplete, straight-lined and not 18-80.")
@click.option("--link", is_flag=True, help="Put the result on the metric of the parameters that ship.")
@click.option("--out", type=FILE, metavar="FILE.json", help="Write the fit (- is standard output).")
def command(file: Path, **options: object) -> None:
    """Fit the graded response model to a table of answers (.csv, .gz, .parquet).

    Blanks, NaN and -1 are missing. Only item parameters are written, never a person's row.
    """
    from pairbond.cli.printing import print_json, print_table

    request = Request(**options)  # type: ignore[arg-type]
    found = fitted(file, request)
    if str(request.out) == "-":
        print_json(found.to_dict())
        return
    print_table(found.model.summary())
    if found.link is not None:
        print_link(found)
    if request.out is not None:
        write(found, request.out)


def fitted(file: Path, request: Request) -> Calibrated:
    from pairbond.app.inputs import as_file
    from pairbond.cli.progress import row_counter
    from pairbond.cohort.table import TableOptions
    from pairbond.library.calibration_fit import calibrate_table
    from pairbond.library.instruments import load_instrument
    from pairbond.library.tables import open_table

    options = TableOptions(
        columns=request.columns,
        response_range=request.response_range,
        missing=request.missing,
        age_column=request.age_column,
        clean=request.clean,
    )
    instrument = load_instrument(request.instrument)
    with as_file(file) as path:
        table = open_table(path)
        with row_counter("Reading", table.expected_rows()) as progress:
            return calibrate_table(
                table, instrument, request.scale, options, link=request.link, progress=progress
            )


def print_link(found: Calibrated) -> None:
    from pairbond.cli.printing import print_text

    link = found.link
    assert link is not None
    print_text(f"Linked: theta = {link.slope:.4f} x own + {link.shift:+.4f} on the metric that ships.")
    for caution in link.cautions:
        print_text(caution.text)


def write(found: Calibrated, out: Path) -> None:
    import json

    from pairbond.library.answers import write_bytes_safely

    text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
    write_bytes_safely(out, (text + "\n").encode("utf-8"), private=False)
    click.echo(f"Written to {out}.")
