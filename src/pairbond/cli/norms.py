"""``pairbond norms``: makes a norm file from a table, or adds norm files up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples, table_options

if TYPE_CHECKING:
    from pairbond.library.spec import NormSpec

YAML = {".yaml", ".yml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    instrument: str | None
    columns: str | None
    response_range: tuple[int, int] | None
    missing: frozenset[int]
    age_column: str | None
    gender_column: str | None
    label_id: str | None
    title: str | None
    who: str | None
    year: int | None
    source: str | None
    out: Path


@click.command(
    "norms",
    short_help="Make norms from a table, or add norm files up.",
    epilog=examples(
        "pairbond norms people.csv --instrument ecr --columns 'Q{n}' --range 1:5 --age-column age --out own.yaml",
        "pairbond norms ours.yaml theirs.yaml --out both.yaml",
    ),
)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--instrument", metavar="ID", help="The questionnaire; norm files name it themselves.")
@table_options
@click.option("--age-column", metavar="NAME", help="The column of ages in years; needed for a table.")
@click.option(
    "--gender-column", metavar="NAME", help="A column coded 1 men, 2 women: also norms within each."
)
@click.option("--id", "label_id", metavar="ID", help="The norms' own id; default: ID-own.")
@click.option("--title", help="A title for people.")
@click.option("--who", help="Who was asked, in a few words.")
@click.option("--year", type=int, help="When they were asked; default: this year.")
@click.option("--source", help="Where the answers come from.")
@click.option("--out", type=FILE, required=True, metavar="FILE.yaml", help="Where to write the norms.")
def command(files: tuple[Path, ...], **options: object) -> None:
    """Make norms from one table of answers, or add up norm FILEs of several hosts.

    Only counts are kept, never a person's row. Complete answers of people aged 18-80 are used.
    """
    from pairbond.cli.printing import print_text
    from pairbond.errors import ConfigError
    from pairbond.library.norm_files import write_norms

    request = Request(**options)  # type: ignore[arg-type]
    if request.out.suffix.lower() not in YAML:
        raise ConfigError(f"--out {request.out.name}: end the name with .yaml.")
    merging = [path.suffix.lower() in YAML for path in files]
    if all(merging):
        spec = merged(files, request)
    elif any(merging) or len(files) > 1:
        raise ConfigError("Give one table to make norms from, or only norm files to add up.")
    else:
        spec = made(files[0], request)
    write_norms(spec, request.out)
    print_norms(spec)
    print_text(f"Written to {request.out}. Use it with: pairbond score FILE --norm {request.out}")


def merged(files: tuple[Path, ...], request: Request) -> NormSpec:
    from pairbond.errors import ConfigError
    from pairbond.library.instruments import load_instrument
    from pairbond.library.norm_build import merge_norm_files
    from pairbond.library.norms import read_norm_spec

    if len(files) < 2:
        raise ConfigError("There is one norm file only; adding up needs two or more.")
    contents = [path.read_bytes() for path in files]
    if len(set(contents)) != len(contents):
        raise ConfigError(
            "A norm file is named twice, so its people would count double; name each file once."
        )
    name = request.instrument or read_norm_spec(files[0]).instrument
    return merge_norm_files(files, load_instrument(name), request.label_id)


def made(file: Path, request: Request) -> NormSpec:
    from datetime import date

    from pairbond.app.inputs import as_file
    from pairbond.cli.progress import row_counter
    from pairbond.cohort.table import TableOptions
    from pairbond.library.instruments import load_instrument
    from pairbond.library.norm_build import CLEANING, NormRequest, build_norms
    from pairbond.library.norm_files import NormLabel
    from pairbond.library.tables import open_table

    if request.instrument is None:
        raise click.UsageError("A table needs --instrument ID; see: pairbond instruments list")
    instrument = load_instrument(request.instrument)
    label = NormLabel(
        id=request.label_id or f"{instrument.id}-own",
        title=request.title or f"{instrument.title}: own norms",
        year=request.year or date.today().year,  # noqa: DTZ011  (the year where the host is)
        source=request.source or f"made from {file.name}",
        cleaning=CLEANING,
    )
    options = TableOptions(
        columns=request.columns,
        response_range=request.response_range,
        missing=request.missing,
        age_column=request.age_column,
    )
    wanted = NormRequest(
        label=label, who=request.who or f"the people in {file.name}", gender_column=request.gender_column
    )
    with as_file(file) as path:
        table = open_table(path)
        with row_counter("Counting", table.expected_rows()) as progress:
            return build_norms(table, instrument, options, wanted, progress)


def print_norms(spec: NormSpec) -> None:
    from pairbond.cli.printing import print_table
    from pairbond.library.norms import build_group
    from pairbond.types import Table

    rows = []
    for group in (build_group(spec, each) for each in spec.groups):
        for scale_id, norm in group.scales.items():
            figures = (f"{norm.n:,}", f"{norm.mean:.4f}", f"{norm.sd:.4f}", f"{norm.alpha:.4f}")
            rows.append((group.group, str(scale_id), *figures))
    print_table(
        Table(
            title=f"{spec.title} ({spec.id})",
            columns=("group", "scale", "n", "mean", "SD", "alpha"),
            rows=tuple(rows),
            numeric=frozenset({2, 3, 4, 5}),
        )
    )
