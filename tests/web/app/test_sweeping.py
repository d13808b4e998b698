"""Chores and due reports: done once, however many processes sweep and however often they are killed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from .test_operations import ROOT
from .test_upkeep import in_process

COUPLES, KILLS, SWEEPERS = 40, 30, 3

MAKE = f"""
from pairbond.web import server
server.prepare()
from datetime import timedelta
from pairbond.web.accounts.models import Person
from pairbond.web.accounts.vault import make_person_key
from pairbond.web.clock import now, today
from pairbond.web.couples.models import Membership
from pairbond.web.couples.space import new_couple
for n in range({COUPLES}):
    couple = new_couple()
    couple.due_at = now() + timedelta(seconds=n / 10)
    couple.save()
    for side in "ab":
        person = Person.objects.create(name_index=f"{{side}}{{n}}", joined=today(), password="x")
        make_person_key(person)
        Membership.objects.create(person=person, couple=couple, side=side, joined_at=now(), agreed_at=now())
"""

SWEEP = """
import time
from datetime import timedelta
from pairbond.web import server
server.start_django()
from pairbond.web.ops import sweep
from pairbond.web.reports import joint
def build(*people, **how):
    time.sleep(.03)
    return joint.Copy(html="<p>x", pdf=None)
joint.build = build
sweep.LEASE = timedelta(seconds=.2)
sweep.CHORES = {"issue": (sweep.issue_due, timedelta(seconds=.2))}
sweep.start_sweeping(.05)
print("ready", flush=True)
time.sleep(600)
"""

COUNT = """
import json
from pairbond.web import server
server.start_django()
from django.db.models import Count
from pairbond.web.couples.models import Couple
from pairbond.web.reports.models import JointReport
reports = JointReport.objects.values("couple").annotate(n=Count("id")).values_list("n", flat=True)
print(json.dumps([Couple.objects.filter(due_at__isnull=False).count(), sorted(reports)]))
"""


def sweeper(data: Path) -> "subprocess.Popen[bytes]":
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    environ.pop("DATABASE_URL", None)
    return subprocess.Popen([sys.executable, "-c", SWEEP], env=environ, stdout=subprocess.PIPE)


@pytest.mark.slow
def test_every_due_report_is_issued_once_though_sweepers_are_killed(tmp_path: Path) -> None:
    data, rng = tmp_path / "data", random.Random(8)
    in_process(data, MAKE)
    running = [sweeper(data) for _ in range(SWEEPERS)]
    try:
        for _ in range(KILLS):
            victim = running.pop(rng.randrange(len(running)))
            assert victim.stdout
            victim.stdout.readline()
            time.sleep(rng.random() * 0.3)
            victim.send_signal(signal.SIGKILL)
            victim.communicate()
            running.append(sweeper(data))
        until = time.monotonic() + 60
        while (left := in_process(data, COUNT))[0] and time.monotonic() < until:
            time.sleep(0.5)
    finally:
        for each in running:
            each.kill()
            each.communicate()
    assert left == [0, [1] * COUPLES]


def test_what_fails_holds_nothing_up_and_is_told_by_its_kind_only(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pairbond.web.clock import now
    from pairbond.web.couples.space import new_couple
    from pairbond.web.ops import sweep

    seen = []

    def fail_once(couple: Any) -> None:
        seen.append(couple.pk)
        if len(seen) == 1:
            raise ValueError("an answer of 4 to line 3")

    for _ in range(2):
        couple = new_couple()
        couple.due_at = now()
        couple.save()
    monkeypatch.setattr(sweep, "issue_if_due", fail_once)
    monkeypatch.setitem(sweep.CHORES, "old", (lambda: 1 / 0, sweep.EVERY))  # type: ignore[dict-item]
    done = sweep.sweep()
    assert len(seen) == 2
    assert {"issue", "optimise"} <= set(done)
    assert "old" not in done
    assert [record.getMessage() for record in caplog.records] == [
        "a report failed and will be tried again: ValueError",
        "the chore 'old' failed and will be tried again: ZeroDivisionError",
    ]
    assert "line 3" not in caplog.text
