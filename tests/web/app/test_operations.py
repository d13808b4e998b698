"""Backup, restore, keys and the engine, on folders of their own and in processes of their own."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import PASSWORD

ROOT = Path(__file__).resolve().parents[3]
CANARY = "Quetzalcoatl"

FILL = f"""
import json, sys
from pairbond.web import server
server.prepare()
from django.test import Client
from pairbond.web.accounts.models import Person
def person(name):
    client = Client(SERVER_NAME="localhost")
    client.post("/join/", dict(username=name, password1="{PASSWORD}", adult="on", free="on"))
    client.post("/account/about/", dict(alias="{CANARY}", age="44"))
    return client
"""


def run(data: Path, code: str) -> str:
    """Run code in a process of its own on a data folder."""
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    environ.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", FILL + code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def pairbond(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    environ.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "pairbond", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_restored_backup_keeps_the_erased_person_erased(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    run(data, "person('anna'); person('ben')")
    assert pairbond(data, "backup", "--out", str(copies)).returncode == 0
    made = next(copies.glob("*.backup"))
    assert pairbond(data, "erase", "anna", "--yes").returncode == 0
    run(data, "person('carla')")
    done = pairbond(data, "restore", str(made))
    assert done.returncode == 0, done.stderr
    assert "Erased again: 1" in done.stdout
    there = run(
        data,
        "from pairbond.web.accounts.vault import name_index as n\n"
        "print(json.dumps([Person.objects.filter(name_index=n(x)).count() for x in ('anna', 'ben', 'carla')]))",
    )
    assert json.loads(there) == [0, 1, 0]


@pytest.mark.slow
def test_database_and_backup_without_the_key_tell_nothing(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    run(
        data,
        "c = person('anna@example.org')\n"
        "import re\n"
        "path = c.post('/questions/1/')['Location']\n"
        'slip = re.search(\'name="slip" value="([^"]+)"\', c.get(path).content.decode())[1]\n'
        "assert c.post(path, dict(slip=slip, turn='answer', answer='4')).status_code == 303\n",
    )
    assert pairbond(data, "backup", "--out", str(copies)).returncode == 0
    files = [path for folder in (data / "db", copies) for path in folder.iterdir()]
    assert len(files) >= 2
    for path in files:
        held = path.read_bytes()
        for canary in (CANARY, "anna", "example.org", "closeness.01", PASSWORD):
            assert canary.encode() not in held, (path.name, canary)


@pytest.mark.slow
def test_nothing_of_an_erased_person_is_left_in_the_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    out = run(
        data,
        "c = person('anna')\np = Person.objects.get()\nprint(p.name_index, bytes(p.about).hex(), bytes(p.key.wrapped).hex())",
    )
    index, about, wrapped = out.split()
    before = b"".join(path.read_bytes() for path in (data / "db").iterdir())
    assert index.encode() in before
    assert bytes.fromhex(wrapped) in before
    assert pairbond(data, "erase", "anna", "--yes").returncode == 0
    left = b"".join(path.read_bytes() for path in (data / "db").iterdir())
    for trace in (index.encode(), bytes.fromhex(about), bytes.fromhex(wrapped)):
        assert trace not in left


@pytest.mark.slow
def test_a_server_without_its_key_does_not_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "")
    (data / "keys" / "master.key").unlink()
    done = pairbond(data, "serve", "--port", "1")
    assert done.returncode == 1
    assert "master key is missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_others_are_not_let_in_without_https(tmp_path: Path) -> None:
    done = pairbond(tmp_path, "serve", "--host", "0.0.0.0")
    assert done.returncode == 1
    assert "without https" in done.stderr


def test_the_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    from pairbond.web.keys import make_key, master_key

    path = tmp_path / "keys" / "master.key"
    make_key(path)
    assert path.stat().st_mode & 0o777 == 0o400
    assert len(master_key(path)) == 32
    with pytest.raises(FileExistsError):
        make_key(path)


@pytest.mark.parametrize("text", [b"", b"abc", b"zz" * 32, b"\xff" * 64])
def test_what_is_no_key_is_refused(tmp_path: Path, text: bytes) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.keys import master_key

    path = tmp_path / "k"
    path.write_bytes(text)
    path.chmod(0o400)
    with pytest.raises(StoreError, match="no master key"):
        master_key(path)


def test_a_key_open_to_others_is_refused(tmp_path: Path) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.keys import master_key

    path = tmp_path / "k"
    path.write_bytes(b"00" * 32)
    path.chmod(0o644)
    with pytest.raises(StoreError, match="open to others"):
        master_key(path)


# ---- the engine ----------------------------------------------------------------------------------


def pragma(name: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def sqlite_only() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("about the SQLite engine")


def test_the_engine_keeps_what_it_acknowledged(web: Path) -> None:
    sqlite_only()
    from pairbond.web.sqlite.base import wal_is_safe

    assert wal_is_safe()
    assert pragma("journal_mode") == "wal"
    expected = {
        "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0, "cell_size_check": 1,
        "temp_store": 2, "journal_size_limit": 67_108_864,
    }  # fmt: skip
    assert {name: pragma(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True)],
)
def test_wal_is_for_engines_without_the_race(version: tuple[int, ...], safe: bool) -> None:
    from pairbond.web.sqlite.base import wal_is_safe

    assert wal_is_safe(version) is safe


def test_transactions_take_the_write_lock_at_once(web: Path) -> None:
    sqlite_only()
    from django.db import connection

    assert connection.transaction_mode == "IMMEDIATE"


# ---- backup files --------------------------------------------------------------------------------


def sealed(tmp_path: Path, data: bytes) -> Path:
    from pairbond.web.ops.backup import write_sealed

    plain, target = tmp_path / "plain", tmp_path / "x.backup"
    plain.write_bytes(data)
    write_sealed(plain, target)
    return target


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_a_backup_comes_back(web: Path, tmp_path: Path, size: int) -> None:
    from pairbond.web.ops.backup import open_sealed

    data = os.urandom(size)
    open_sealed(sealed(tmp_path, data), tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == data


def test_a_backup_that_was_changed_or_cut_does_not_open(web: Path, tmp_path: Path) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.ops.backup import open_sealed

    whole = sealed(tmp_path, os.urandom((2 << 20) + 7)).read_bytes()
    first = len(b"pairbond-backup/1\n")
    chunk = 5 + 12 + (1 << 20) + 16
    variants = {
        "cut": whole[: first + 2 * chunk],
        "cut inside": whole[:-3],
        "changed": whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        "swapped": whole[:first] + whole[first + chunk : first + 2 * chunk] + whole[first : first + chunk],
        "other": b"something else",
        "empty": b"",
    }
    for name, data in variants.items():
        path = tmp_path / "bad.backup"
        path.write_bytes(data)
        with pytest.raises(StoreError):
            open_sealed(path, tmp_path / "back")
        assert name


def test_only_old_backups_are_removed(web: Path, tmp_path: Path) -> None:
    from pairbond.web.clock import now
    from pairbond.web.ops.backup import STAMP, SUFFIX, prune

    for days in (1, 29, 31, 400):
        (tmp_path / f"{now() - timedelta(days=days):{STAMP}}{SUFFIX}").write_bytes(b"")
    (tmp_path / "check-in-mine.backup").write_bytes(b"")
    gone = prune(tmp_path, now() - timedelta(days=30))
    assert len(gone) == 2
    assert len(list(tmp_path.iterdir())) == 3


def test_a_damaged_database_is_refused(web: Path, tmp_path: Path) -> None:
    from pairbond.errors import StoreError
    from pairbond.web.ops.backup import check

    path = tmp_path / "d.sqlite3"
    made = sqlite3.connect(path)
    made.executescript("create table t(x); insert into t select value from json_each('[1,2,3]')")
    made.close()
    check(path)
    raw = bytearray(path.read_bytes())
    raw[100:4000] = b"\xff" * 3900
    path.write_bytes(raw)
    with pytest.raises(StoreError):
        check(path)


# ---- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAIRBOND_SITE", "check.example.org"),
        ("PAIRBOND_EXIT_URL", "http://example.org"),
        ("PAIRBOND_PROXIES", "one"),
    ],
)
def test_a_setting_that_is_not_possible_is_named(name: str, value: str) -> None:
    from pairbond.errors import ConfigError
    from pairbond.web.configuration import read_configuration

    with pytest.raises(ConfigError, match=name):
        read_configuration({name: value})


def test_every_setting_is_documented() -> None:
    import re

    source = (ROOT / "src/pairbond/web/configuration.py").read_text(encoding="utf-8")
    page = (ROOT / "docs/how-to/run-the-app.md").read_text(encoding="utf-8")
    names = set(re.findall(r'"(PAIRBOND_[A-Z_]+|DATABASE_URL)"', source))
    assert len(names) >= 9
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_databases_by_url() -> None:
    from pairbond.errors import ConfigError
    from pairbond.web.configuration import database, read_configuration

    found = database(
        read_configuration({"DATABASE_URL": "postgresql://u:p%40@h:5433/d?host=/run/x&sslmode=require"})
    )
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "u", "p@", "/run/x", "5433", "d",
    )  # fmt: skip
    assert found["OPTIONS"]["sslmode"] == "require"
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        database(read_configuration({"DATABASE_URL": "mysql://x"}))


@pytest.mark.slow
def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "PAIRBOND_DATA": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        "PAIRBOND_SITE": "https://check.example.org",
    }
    environ.pop("DATABASE_URL", None)
    environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set for tests that drive a browser
    code = (
        "from pairbond.web import server; server.prepare()\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "call_command('makemigrations', check=True, dry_run=True)\n"
        "from django.conf import settings\n"
        "assert settings.SESSION_COOKIE_NAME == '__Host-s' and settings.SESSION_COOKIE_SECURE\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-1500:] + done.stdout[-500:]
