"""Taking what was replaced or deleted out of the database's own files, as far as it can be taken."""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError, connection

KEY_TABLES = ("person_key", "couple", "membership")
TRIES = 20
PAUSE_SECONDS = 0.1
_log = logging.getLogger("pairbond")


def scrub() -> bool:
    """Leave no trace of replaced rows in the database's files; return whether that was possible.

    SQLite overwrites freed space at once (``secure_delete``), and its log is emptied here. PostgreSQL
    keeps replaced rows until a table is written anew, which is done here with the tables of keys: without
    the key before, old rows are of no use. Its log (WAL) keeps them until it is recycled.
    """
    if connection.in_atomic_block:
        return False
    if connection.vendor == "sqlite":
        return empty_log()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
            for table in KEY_TABLES:
                cursor.execute(f"VACUUM (FULL) {table}")
            cursor.execute("RESET lock_timeout")
    except DatabaseError as error:
        _log.error("the tables of keys could not be written anew: %s", type(error).__name__)
        return False
    return True


def empty_log() -> bool:
    """Empty SQLite's log; whoever reads just now is waited for."""
    for _ in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        if not busy:
            return True
        time.sleep(PAUSE_SECONDS)
    _log.error("the log of the database could not be emptied; it is tried again within the hour")
    return False
