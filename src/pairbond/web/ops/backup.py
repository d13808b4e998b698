"""Backups of the SQLite database: consistent, checked, encrypted, on the disk before they count.

The master key is not in them. A backup is a header and chunks under AES-256-GCM, each bound to its
place and to whether it is the last, so that a file that was cut or put together does not open.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, connections

from pairbond.errors import ConfigError, StoreError
from pairbond.web.clock import now
from pairbond.web.keys import key_for
from pairbond.web.ops.erasing import replay
from pairbond.web.sqlite.base import engine

PURPOSE = "backups"
HEADER = b"pairbond-backup/1\n"
CHUNK = 1 << 20
SUFFIX = ".backup"
STAMP = "check-in-%Y%m%dT%H%M%SZ"


def backup(folder: Path, keep: timedelta = timedelta(days=30)) -> Path:
    """Write a backup into a folder and remove those that are older than *keep*; return its path."""
    refuse_postgres("Use pg_dump for PostgreSQL; keep its file encrypted.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"{now():{STAMP}}{SUFFIX}"
    plain = database_path().with_name(f".{target.name}.plain")
    try:
        plain.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(plain)])
        check(plain)
        write_sealed(plain, target)
    finally:
        plain.unlink(missing_ok=True)
    prune(folder, now() - keep)
    return target


def database_path() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def refuse_postgres(remedy: str) -> None:
    if connection.vendor != "sqlite":
        raise ConfigError(f"This command is for the SQLite database. {remedy}")


def check(path: Path) -> None:
    """Refuse a database file that is damaged."""
    try:
        opened = engine.connect(str(path))
        try:
            found = opened.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            opened.close()
    except engine.DatabaseError as error:
        raise StoreError(f"{path.name}: is no database, or a damaged one.") from error
    if found != "ok":
        raise StoreError(f"{path.name}: the database is damaged ({found}).")


def write_sealed(plain: Path, target: Path) -> None:
    part = target.with_name(target.name + ".part")
    cipher = AESGCM(key_for(PURPOSE))
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with plain.open("rb") as source, os.fdopen(handle, "wb") as out:
        out.write(HEADER)
        for number, (chunk, last) in enumerate(chunks(source.read, CHUNK)):
            nonce = os.urandom(12)
            sealed = cipher.encrypt(nonce, chunk, bound(number, last))
            out.write(bytes([last]) + len(sealed).to_bytes(4, "big") + nonce + sealed)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)
    sync_folder(target.parent)


def chunks(read: object, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield pieces, and whether each is the last."""
    assert callable(read)
    piece = read(size)
    while True:
        following = read(size)
        yield piece, not following
        if not following:
            return
        piece = following


def bound(number: int, last: bool) -> bytes:
    return b"%s|%d|%d" % (HEADER.strip(), number, last)


def open_sealed(source: Path, target: Path) -> None:
    """Write what a backup holds; StoreError where it is none, damaged, cut, or of another server."""
    cipher = AESGCM(key_for(PURPOSE))
    try:
        with source.open("rb") as given, target.open("wb") as out:
            target.chmod(0o600)
            if given.read(len(HEADER)) != HEADER:
                raise StoreError(f"{source.name}: is no backup of this kind.")
            last, number = False, 0
            while not last:
                head = given.read(5)
                last, length = head[:1] == b"\x01", int.from_bytes(head[1:], "big")
                nonce, sealed = given.read(12), given.read(length)
                out.write(cipher.decrypt(nonce, sealed, bound(number, last)))
                number += 1
            out.flush()
            os.fsync(out.fileno())
    except (InvalidTag, ValueError) as error:
        raise StoreError(f"{source.name}: damaged, cut short, or sealed with another master key.") from error
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{source}: cannot be read ({error.strerror}).") from error


def restore(source: Path) -> int:
    """Put a backup in place of the database; return how many erased people were erased from it again.

    The server must be stopped. The database from before stays beside it as ``.before-restore``.
    """
    refuse_postgres("Use pg_restore for PostgreSQL, then start the server, which replays the ledger.")
    here = database_path()
    fresh = here.with_name(".restore.sqlite3")
    try:
        open_sealed(source, fresh)
        check(fresh)
        connections.close_all()
        put_in_place(fresh, here)
    finally:
        fresh.unlink(missing_ok=True)
    from pairbond.web.server import migrate

    migrate()
    return replay()


def put_in_place(fresh: Path, here: Path) -> None:
    """Exchange the files; refuse while a server holds the database."""
    if here.exists():
        settle(here)
        shutil.copy2(here, here.with_name(here.name + ".before-restore"))
    for ending in ("-wal", "-shm"):
        here.with_name(here.name + ending).unlink(missing_ok=True)
    fresh.replace(here)
    sync_folder(here.parent)


def settle(here: Path) -> None:
    """Bring the log into the file, with nobody else at it."""
    opened = engine.connect(str(here), timeout=2, isolation_level=None)
    try:
        opened.execute("PRAGMA locking_mode=EXCLUSIVE")
        opened.execute("BEGIN EXCLUSIVE")
        opened.execute("COMMIT")
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except engine.OperationalError as error:
        raise StoreError("The server is still running; stop it, then restore.") from error
    finally:
        opened.close()


def prune(folder: Path, before: datetime) -> list[Path]:
    """Remove backups that are too old; what has another name is left alone."""
    gone = []
    for path in sorted(folder.glob(f"check-in-*{SUFFIX}")):
        try:
            made = datetime.strptime(path.name.removesuffix(SUFFIX), STAMP).replace(tzinfo=before.tzinfo)
        except ValueError:
            continue
        if made < before:
            path.unlink()
            gone.append(path)
    return gone


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
