"""How commands print: tables for people, JSON for programs."""

from __future__ import annotations

import json
import shutil

import click

from pairbond.types import JsonDict, Table

WIDEST = 100


def width() -> int:
    """Return how many columns text may take here."""
    return min(WIDEST, shutil.get_terminal_size((80, 24)).columns)


def print_table(table: Table, *, err: bool = False) -> None:
    from pairbond.report.terminal import table_lines

    click.echo("\n".join(line.rstrip() for line in table_lines(table, width())), err=err)


def print_text(text: str, *, indent: int = 0, err: bool = False) -> None:
    """Print a paragraph, wrapped."""
    from pairbond.report.terminal import filled

    click.echo("\n".join(filled(text, width(), indent=indent)), err=err)


def print_json(data: JsonDict) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))
