"""Reading rows by statements that are written out, for what every request asks.

Django's query builder takes about half a millisecond to write a statement that the engine answers in twenty
microseconds. The columns come from the model, so a new field needs nothing here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.utils.timezone import get_default_timezone, make_naive

AT_ONCE = 50
"""Rows of one statement: an engine takes only so many values."""
PLAIN = frozenset({str, int, bytes, float, type(None)})
Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any, Any, Any], Any]
Plan = tuple[str, list[str], list[tuple[int, Convert, Any]]]


def select(model: type[Row], tail: str, params: Sequence[Any]) -> list[Row]:
    """Return the rows of a model; *tail* is what follows the table's name (``WHERE id = %s``)."""
    found, names = fetched(plan(model), tail, params)  # type: ignore[arg-type]
    return [model.from_db("default", names, row) for row in found]


def columns(model: type[Model], names: tuple[str, ...], tail: str, params: Sequence[Any]) -> list[list[Any]]:
    """Return some fields of the rows of a model, without making an object of each."""
    return fetched(plan(model, names), tail, params)[0]  # type: ignore[arg-type]


def fetched(planned: Plan, tail: str, params: Sequence[Any]) -> tuple[list[list[Any]], list[str]]:
    statement, names, converters = planned
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} {tail}", [adapted(value) for value in params])
        found = cursor.fetchall()
    return [converted(row, converters) for row in found], names


def first(model: type[Row], tail: str, params: Sequence[Any]) -> Row | None:
    found = select(model, f"{tail} LIMIT 1", params)
    return found[0] if found else None


def insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add new rows, each with all fields of the model: ids, times, texts, numbers and bytes.

    Many rows are one statement: each statement lets other threads have the interpreter, and takes a turn
    to get it back.
    """
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    named = ", ".join(quote(field.column) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES"
    for at in range(0, len(rows), AT_ONCE):
        some = rows[at : at + AT_ONCE]
        values = [adapted(row[field.attname]) for row in some for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(f"{begin} {', '.join([places] * len(some))}", values)


def change(model: type[Model], tail: str, params: Sequence[Any]) -> int:
    """Change rows and return how many; *tail* is what follows the table's name (``SET n = %s WHERE id = %s``)."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} {tail}", [adapted(value) for value in params])
        return int(cursor.rowcount)


@cache
def plan(model: Any, names: tuple[str, ...] = ()) -> Plan:
    """Return the beginning of the statement, the fields' names (default: all), and what has to be converted."""
    fields = [field for field in model._meta.concrete_fields if not names or field.attname in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    converters = []
    for position, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        for convert in (
            *connection.ops.get_db_converters(column),
            *field.get_db_converters(connection),
        ):
            converters.append((position, convert, column))
    statement = f"SELECT {columns} FROM {quote(model._meta.db_table)}"  # noqa: S608  (names of ours only)
    return statement, [field.attname for field in fields], converters


def converted(row: Sequence[Any], converters: list[tuple[int, Convert, Any]]) -> list[Any]:
    values = list(row)
    for position, convert, column in converters:
        values[position] = convert(values[position], column, connection)
    return values


def adapted(value: Any) -> Any:
    """Return a parameter as the engine keeps it: SQLite has neither ids nor times of its own."""
    kind = type(value)
    if kind in PLAIN or connection.vendor != "sqlite":
        return value
    if kind is uuid.UUID:
        return value.hex
    if isinstance(value, datetime):
        return str(make_naive(value, get_default_timezone()))
    return value
