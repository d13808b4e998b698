"""What ``pairbond doctor`` says of the web app."""

from __future__ import annotations

import importlib.util

from pairbond.app.checkup import Check
from pairbond.errors import PairbondError
from pairbond.web.configuration import read_configuration

NEEDED = ("django", "allauth", "argon2", "cryptography", "gunicorn", "whitenoise")


def web_checks() -> list[Check]:
    """Return what the web app has and lacks; nothing is made or changed."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        remedy = "For the web app: pip install 'pairbond[web]'"
        return [Check(name="web app", state="missing", found=f"{missing[0]} is not there", remedy=remedy)]
    return [
        Check(name="web app", state="fine", found="its packages are there"),
        engine_check(),
        memory_check(),
        *store_checks(),
    ]


def engine_check() -> Check:
    from pairbond.web.sqlite.base import engine, wal_is_safe

    found = engine.sqlite_version
    if wal_is_safe():
        return Check(name="SQLite", state="fine", found=found)
    remedy = "pip install sqlcipher3: before 3.51.3 a slower journal is used, to lose nothing."
    return Check(name="SQLite", state="missing", found=f"{found}, slower journal", remedy=remedy)


def memory_check() -> Check:
    """Return whether keys of sealed mode can be kept out of swap."""
    from pairbond.web.accounts.ring import RING

    if RING.pinned:
        return Check(name="sealed mode", state="fine", found="unlocked keys stay out of swap")
    remedy = "Let the service lock memory (systemd: LimitMEMLOCK=1M), or switch swap off."
    return Check(name="sealed mode", state="missing", found="unlocked keys may get into swap", remedy=remedy)


def store_checks() -> list[Check]:
    """Return whether key and database fit each other and are whole, where there are any."""
    try:
        configuration = read_configuration()
    except PairbondError as error:
        return [Check(name="settings", state="broken", found=str(error), remedy="Correct it and try again.")]
    here = configuration.data / "db" / "pairbond.sqlite3"
    if configuration.database_url or not here.exists():
        return []
    return [key_check(), database_check()]


def key_check() -> Check:
    from pairbond.web.keys import master_key

    path = read_configuration().key_file
    try:
        master_key(path)
    except PairbondError as error:
        return Check(
            name="master key", state="broken", found=str(error), remedy="Put it back from your copy."
        )
    return Check(name="master key", state="fine", found=f"{path}; keep a copy apart from the backups")


def database_check() -> Check:
    from pairbond.web.sqlite.base import engine

    here = read_configuration().data / "db" / "pairbond.sqlite3"
    try:
        opened = engine.connect(f"file:{here}?mode=ro", uri=True, timeout=5)
        found = opened.execute("PRAGMA quick_check").fetchone()[0]
        opened.close()
    except engine.DatabaseError as error:
        found = str(error)
    if found == "ok":
        return Check(name="database", state="fine", found=str(here))
    return Check(
        name="database", state="broken", found=found, remedy="Restore the last backup: pairbond restore"
    )
