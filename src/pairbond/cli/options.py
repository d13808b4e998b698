"""Kinds of option values: a response range and missing codes; and what tables are told by."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, allow_dash=True)


def examples(*lines: str) -> str:
    """Return an epilog of example commands, kept one a line."""
    return "\b\nFor example:\n" + "\n".join(f"  {line}" for line in lines)


class RangeType(click.ParamType):
    """``1:5`` as (1, 5)."""

    name = "LOW:HIGH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d{1,3})[:-](\d{1,3})", str(value).strip())
        if match is None or int(match[1]) >= int(match[2]):
            self.fail(f"{value!r} is not a range; write lowest:highest, for example 1:5.", param, ctx)
        return int(match[1]), int(match[2])


class CodesType(click.ParamType):
    """``0`` or ``0,99`` as a frozen set of whole numbers."""

    name = "CODES"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, frozenset):
            return value
        try:
            return frozenset(int(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not a list of whole numbers; write 0 or 0,99.", param, ctx)


def table_options(command: Command) -> Command:
    """Add the options that say how a table of answers is laid out."""
    options = (
        click.option(
            "--columns",
            metavar="NAMES",
            help="The item columns: 'Q{n}', E1..O10, names with commas, a layout.",
        ),
        click.option(
            "--range", "response_range", type=RangeType(), help="Lowest and highest answer, such as 1:5."
        ),
        click.option(
            "--missing",
            type=CodesType(),
            default=frozenset(),
            help="Codes that mean no answer, such as 0 or 0,99.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command
