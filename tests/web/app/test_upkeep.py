"""The tables, the marks and the wholeness of the database; limits that all processes share."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from .test_operations import ROOT, pragma, sqlite_only

OLD = """
from django.db.backends.sqlite3.base import DatabaseWrapper as Django
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor
from pairbond.web.sqlite.base import DatabaseWrapper
DatabaseWrapper.SchemaEditorClass = DatabaseSchemaEditor
DatabaseWrapper.data_types = Django.data_types
from pairbond.web.ops import upkeep
upkeep.settle = lambda: None
"""
LOOK = """
import json
from django.db import connection
from pairbond.web.sqlite.schema import loose_tables
from pairbond.web.accounts.models import Person
with connection.cursor() as cursor:
    marks = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    columns = [row[1:] for row in cursor.execute("PRAGMA table_info(person)").fetchall()]
    indexes = cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index'").fetchone()[0]
rows = [str(row) for row in Person.objects.values()]
print(json.dumps([sorted(loose_tables(connection)), marks, sorted(name for name, *_ in columns), rows, indexes]))
"""


def in_process(data: Path, code: str) -> Any:
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    environ.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout) if done.stdout else None


def test_all_tables_are_strict_and_the_file_is_marked(web: Path) -> None:
    sqlite_only()
    from django.db import connection

    from pairbond.web.sqlite.base import APPLICATION_ID
    from pairbond.web.sqlite.schema import loose_tables

    assert loose_tables(connection) == set()
    assert (pragma("application_id"), pragma("user_version")) == (APPLICATION_ID, 1)
    assert pragma("busy_timeout") == 5_000


def test_a_column_takes_what_its_type_says(db: None) -> None:
    sqlite_only()
    from django.db import IntegrityError, connection, transaction

    statement = (
        "INSERT INTO open_session (session_key, begun_at, device, person_id) VALUES ('x', x'00', '', '')"
    )
    with pytest.raises(IntegrityError, match="cannot store BLOB"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.slow
def test_tables_of_an_earlier_version_become_strict_and_lose_nothing(tmp_path: Path) -> None:
    make = """
from pairbond.web import server
from pairbond.web.keys import make_key
server.make_folders(server.read_configuration())
make_key(server.read_configuration().key_file)
server.start_django()
"""
    person = """
server.prepare()
from datetime import date
from pairbond.web.accounts.models import Person
Person.objects.create(name_index="n" * 64, joined=date(2026, 3, 2), password="x", about=b"123")
"""
    before = in_process(tmp_path / "data", make + OLD + person + LOOK)
    assert len(before[0]) > 10
    after = in_process(tmp_path / "data", "from pairbond.web import server\nserver.prepare()\n" + LOOK)
    assert after[0] == []
    assert after[1] == [0x50_42_4E_44, 1]
    assert after[2:] == before[2:]


def test_a_damaged_database_does_not_start(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_only()
    from pairbond.errors import StoreError
    from pairbond.web.ops import upkeep

    database = web / "db" / "pairbond.sqlite3"
    upkeep.look_over(database)
    monkeypatch.setattr(upkeep, "pragma", lambda name: "row 3 missing from index x")
    with pytest.raises(StoreError, match="damaged"):
        upkeep.look_over(database)
    monkeypatch.setattr(upkeep, "CHECKED_AT_START", 0)
    upkeep.look_over(database)


def test_damage_is_said_by_the_weekly_check(
    web: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sqlite_only()
    from pairbond.web.ops import upkeep

    upkeep.check_whole()
    upkeep.optimise()
    assert not caplog.records
    monkeypatch.setattr(upkeep, "pragma", lambda name: "row 3 missing from index x")
    upkeep.check_whole()
    assert "restore the last backup" in caplog.text


# ---- group commit --------------------------------------------------------------------------------


def test_writes_that_wait_together_are_committed_together(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_only()
    from django.db import DatabaseError, connection, connections

    from pairbond.web.clock import now
    from pairbond.web.ops.models import Chore
    from pairbond.web.sqlite import base
    from pairbond.web.sqlite.together import group, written_together

    commits, outcomes = [], {}
    real = base.DatabaseWrapper._commit
    monkeypatch.setattr(base.DatabaseWrapper, "_commit", lambda self: (commits.append(1), real(self)))

    def write(n: int) -> None:
        name = "taken" if n in {3, 5} else f"together {n}"
        try:
            outcomes[n] = written_together(lambda: Chore.objects.create(name=name, due_at=now()).name)
        except DatabaseError as error:
            outcomes[n] = type(error).__name__
        finally:
            connections.close_all()

    Chore.objects.filter(name__startswith="t").delete()
    commits.clear()
    connection.turns.take()
    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    while len(group.waiting) < 8 and len(outcomes) < 8:
        threading.Event().wait(0.002)
    connection.turns.give()
    for thread in threads:
        thread.join()
    assert len(commits) == 1
    kept = set(Chore.objects.filter(name__startswith="t").values_list("name", flat=True))
    Chore.objects.filter(name__startswith="t").delete()
    assert sorted(map(outcomes.get, (3, 5))) == ["IntegrityError", "taken"], (
        "one failure is its owner's alone"
    )
    assert kept == {name for name in outcomes.values() if name != "IntegrityError"}


def test_a_write_that_fails_alone_leaves_nothing_behind(web: Path) -> None:
    sqlite_only()
    from pairbond.web.clock import now
    from pairbond.web.ops.models import Chore
    from pairbond.web.sqlite.together import group, written_together

    def fail() -> None:
        Chore.objects.create(name="half", due_at=now())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        written_together(fail)
    assert not Chore.objects.filter(name="half").exists()
    assert (group.led, group.waiting) == (False, [])


# ---- limits --------------------------------------------------------------------------------------


def test_counts_are_shared_by_processes_and_name_nobody(web: Path) -> None:
    from django.core.cache import cache

    cache.clear()
    cache.set("login:203.0.113.7", 4, 60)
    other = in_process(
        web,
        "from pairbond.web import server\nserver.start_django()\nimport json\n"
        "from django.core.cache import cache\n"
        "print(json.dumps([cache.get('login:203.0.113.7'), cache.add('login:203.0.113.7', 1), cache.add('lock', 1)]))",
    )
    assert other == [4, False, True]
    assert not cache.add("lock", 1)
    files = list((web / "counts").iterdir())
    assert len(files) == 2
    assert not any("203" in path.name or b"203.0" in path.read_bytes() for path in files)
    cache.clear()


def test_adding_succeeds_once_and_old_counts_go(web: Path) -> None:
    from django.core.cache import cache

    from pairbond.web.ops.upkeep import forget_counts

    cache.clear()
    won: list[bool] = []
    threads = [threading.Thread(target=lambda: won.append(cache.add("lock", 1, 60))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]
    cache.set("old", 1, -1)
    cache.set("older", 1, 0.001)
    threading.Event().wait(0.01)
    forget_counts()
    assert len(list((web / "counts").iterdir())) == 1
    cache.clear()
