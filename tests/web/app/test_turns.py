"""Turns at writing: in the order of asking, and given back by whoever is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("django")

ROOT = Path(__file__).resolve().parents[3]


def test_threads_write_in_the_order_they_asked(tmp_path: Path) -> None:
    from pairbond.web.sqlite.turns import Turns

    turns, order = Turns(str(tmp_path / "turn")), []
    turns.take()

    def wait(n: int) -> None:
        turns.take()
        order.append(n)
        turns.give()

    threads = []
    for n in range(8):
        threads.append(threading.Thread(target=wait, args=(n,)))
        threads[-1].start()
        while len(turns.waiting) <= n:
            time.sleep(0.001)
    turns.give()
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert not turns.taken


def test_who_waits_too_long_leaves_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pairbond.web.sqlite import turns as module

    monkeypatch.setattr(module, "TIMEOUT_SECONDS", 0.02)
    turns = module.Turns(str(tmp_path / "turn"))
    turns.take()
    with pytest.raises(module.TurnError):
        turns.take()
    turns.give()
    turns.take()
    turns.give()


def test_a_disk_that_takes_no_file_does_not_stop_the_line(tmp_path: Path) -> None:
    from pairbond.web.sqlite.turns import TurnError, Turns

    turns = Turns(str(tmp_path / "missing" / "turn"))
    for _ in range(2):
        with pytest.raises(TurnError, match="unable to open"):
            turns.take()
    (tmp_path / "missing").mkdir()
    turns.take()
    turns.give()


def test_a_killed_process_gives_its_turn_back(tmp_path: Path) -> None:
    from pairbond.web.sqlite.turns import Turns

    path = str(tmp_path / "turn")
    code = (
        f"from pairbond.web.sqlite.turns import Turns as T; T({path!r}).take(); print(1, flush=True); input()"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    other = subprocess.Popen(
        [sys.executable, "-c", code], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout and other.stdout.readline()
    turns, got = Turns(path), threading.Event()
    thread = threading.Thread(target=lambda: (turns.take(), got.set()), daemon=True)
    thread.start()
    assert not got.wait(0.05)
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert got.wait(5)
    turns.give()


def test_a_transaction_holds_its_turn_to_the_end(web: Path) -> None:
    from django.db import connection, transaction

    if connection.vendor != "sqlite":
        pytest.skip("about the SQLite engine")
    with transaction.atomic():
        assert connection.turn
        with transaction.atomic():
            assert connection.turns.taken
        assert connection.turn
    assert not connection.turn
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018
    assert not connection.turns.taken
