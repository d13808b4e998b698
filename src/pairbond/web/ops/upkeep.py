"""Looking after the database: its marks, its tables, and whether it is whole."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import connection

from pairbond.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1
"""What ``user_version`` says: that the tables are strict."""
CHECKED_AT_START = 256 << 20
"""A larger database is looked through by the first weekly check, so that a start does not take minutes."""
_log = logging.getLogger("pairbond")


def settle() -> None:
    """Bring the tables of an earlier version up to date, and mark the file as ours."""
    if connection.vendor != "sqlite":
        return
    from pairbond.web.sqlite.base import APPLICATION_ID
    from pairbond.web.sqlite.schema import make_strict

    make_strict(connection)
    if (pragma("application_id"), pragma("user_version")) != (APPLICATION_ID, SCHEMA):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA application_id={APPLICATION_ID}")
            cursor.execute(f"PRAGMA user_version={SCHEMA}")


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def look_over(database: Path) -> None:
    """Refuse to start on a damaged database.

    Raises
    ------
    StoreError
        When SQLite finds damage.
    """
    if connection.vendor != "sqlite" or database.stat().st_size > CHECKED_AT_START:
        return
    found = pragma("quick_check(1)")
    if found != "ok":
        raise StoreError(f"{database}: the database is damaged ({found}); restore the last backup.")


def check_whole() -> None:
    """Look through the whole database, every index against its table; say so where it is damaged."""
    if connection.vendor == "sqlite" and (found := pragma("integrity_check(1)")) != "ok":
        _log.error("the database is damaged: %s; restore the last backup", found)


def optimise() -> None:
    """Let SQLite look after its indexes."""
    if connection.vendor == "sqlite":
        pragma_only("optimize")


def pragma_only(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")


def forget_counts() -> None:
    """Remove counts of attempts whose time is over; they may stand for network addresses."""
    forget = getattr(cache, "forget_old", None)
    if forget is not None:
        forget()
