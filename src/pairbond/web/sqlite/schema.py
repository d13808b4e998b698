"""STRICT tables: a column takes what its type says, and nothing else.

Django writes type names that strict tables do not know (``varchar(40)``, ``datetime``). What is stored is
the same as ever: texts, whole numbers, fractions and bytes; Django itself turns them into times and ids.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base as django_sqlite
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

TEXTS = ("char", "varchar", "text", "date", "time", "decimal")
WHOLE = ("integer", "bigint", "smallint", "bool")


class StrictSchemaEditor(DatabaseSchemaEditor):
    """Writes STRICT after every table."""

    sql_create_table = "CREATE TABLE %(table)s (%(definition)s) STRICT"


def strict_type(name: Any) -> Any:
    """Return the strict type of a column that Django would give this one."""
    if not isinstance(name, str):  # Django asks a function for the length, which SQLite does not use
        return "text"
    plain = name.lower()
    if plain.startswith(WHOLE):
        return "integer"
    return "text" if plain.startswith(TEXTS) else name


STRICT_TYPES = {field: strict_type(name) for field, name in django_sqlite.DatabaseWrapper.data_types.items()}


def loose_tables(connection: Any) -> set[str]:
    """Return the tables that are not strict yet, such as those of an earlier version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict")
        names = {row[0] for row in cursor.fetchall()}
    return {name for name in names if not name.startswith("sqlite_")}


def make_strict(connection: Any) -> list[str]:
    """Rebuild the tables that are not strict, all or none; return which."""
    loose = loose_tables(connection)
    if not loose:
        return []
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    # The migrations' models: the app's own may inherit fields that have no column.
    apps = MigrationLoader(connection).project_state().apps
    models = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    with connection.schema_editor() as editor:
        for model in models:
            if model._meta.db_table in loose:
                editor._remake_table(model)
    return sorted(loose)
