"""Django's SQLite backend over the engine that the ``sqlcipher3`` wheel brings.

SQLite before 3.51.3 can lose acknowledged commits in WAL mode, and systems still ship older ones. Where
the wheel is missing the system's engine is used, with the rollback journal unless it is new enough.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base as django_sqlite
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from pairbond.web.sqlite.schema import STRICT_TYPES, StrictSchemaEditor
from pairbond.web.sqlite.turns import TurnError, Turns, turns_for

try:
    from sqlcipher3 import dbapi2 as engine
except ImportError:  # pragma: no cover  (the wheel comes with the extra "web")
    from sqlite3 import dbapi2 as engine

__all__ = ["DatabaseWrapper", "engine", "wal_is_safe"]

WAL_IS_SAFE_FROM = (3, 51, 3)
APPLICATION_ID = 0x50_42_4E_44

PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "legacy_alter_table=OFF",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)


WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def take(turns: Turns) -> None:
    """Wait for a turn; without one in time it is as if SQLite had been locked all the while."""
    try:
        turns.take()
    except TurnError as error:
        raise engine.OperationalError(str(error)) from error


@contextmanager
def turn_at(turns: Turns) -> Iterator[None]:
    take(turns)
    try:
        yield
    finally:
        turns.give()


def wal_is_safe(version: tuple[int, ...] = engine.sqlite_version_info) -> bool:
    """Return whether this engine is free of the race that can lose commits in WAL mode."""
    return tuple(version) >= WAL_IS_SAFE_FROM


def prepare_engine() -> None:
    """Teach the engine Django's column types, as Django does with the standard library's."""
    if engine is django_sqlite.Database:  # pragma: no cover
        return
    for name, convert in (("date", parse_date), ("time", parse_time), ("datetime", parse_datetime)):
        engine.register_converter(name, django_sqlite.decoder(convert))
    engine.register_converter("timestamp", django_sqlite.decoder(parse_datetime))
    engine.register_converter("bool", b"1".__eq__)
    engine.register_adapter(decimal.Decimal, str)
    engine.register_adapter(datetime.date, django_sqlite.adapt_date)
    engine.register_adapter(datetime.datetime, django_sqlite.adapt_datetime)


prepare_engine()


class CursorWrapper(engine.Cursor):
    """Django's cursor, which writes %s where SQLite writes ?, over this engine."""

    convert_query = django_sqlite.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        rows = list(param_list)
        names = list(rows[0]) if rows and isinstance(rows[0], Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), rows)


class TurnCursor(CursorWrapper):
    """A cursor outside a transaction: a statement that writes waits for its turn."""

    turns: Turns

    def execute(self, query: str, params: Any = None) -> Any:
        if not query.startswith(WRITES) or self.connection.in_transaction:
            return super().execute(query, params)
        with turn_at(self.turns):
            return super().execute(query, params)


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """SQLite that answers only after the commit is on the disk."""

    Database = engine
    SchemaEditorClass = StrictSchemaEditor
    data_types = STRICT_TYPES

    turn: bool = False

    @property
    def turns(self) -> Turns:
        return turns_for(str(self.settings_dict["NAME"]))

    def _start_transaction_under_autocommit(self) -> None:
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        self.give_turn()  # not where the commit failed: then it is rolled back first

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self.give_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self.give_turn()

    def take_turn(self) -> None:
        if not self.turn:
            with self.wrap_database_errors:
                take(self.turns)
            self.turn = True

    def give_turn(self) -> None:
        if self.turn:
            self.turn = False
            self.turns.give()

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        conn = engine.connect(**conn_params)
        register_functions(conn)
        journal = "WAL" if wal_is_safe() else "DELETE"
        conn.execute(f"PRAGMA journal_mode={journal}")
        for pragma in PRAGMAS:
            conn.execute(f"PRAGMA {pragma}")
        return conn

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=TurnCursor)
        cursor.turns = self.turns
        return cursor
