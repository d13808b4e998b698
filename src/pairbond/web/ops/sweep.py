"""What is done without anybody asking: reports that are due, and everything whose time is over.

A scheduler in each process looks once a minute. Whoever moves a chore's due time on by one conditional
update does it, and has :data:`LEASE` for it; a chore whose process was killed is taken up again after
that. What a chore changes, it changes by a conditional update or a deletion, so doing it twice, or by
halves, does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection

from pairbond.app.day_weeks import closed_through
from pairbond.web.accounts.models import Event, OpenSession
from pairbond.web.accounts.ring import RING
from pairbond.web.accounts.scrubbing import scrub
from pairbond.web.accounts.sessions import store_class
from pairbond.web.accounts.vault import collect
from pairbond.web.chats.store import remove_old_figures
from pairbond.web.clock import now
from pairbond.web.couples.models import Couple
from pairbond.web.couples.release import end_old
from pairbond.web.days.answer import issue_weeks
from pairbond.web.days.models import Day, Note, Week, WeekAnswer
from pairbond.web.ops.models import Chore
from pairbond.web.ops.upkeep import check_whole, forget_counts, optimise
from pairbond.web.reports.joint import issue_if_due
from pairbond.web.reports.models import JointReport
from pairbond.web.take.models import Sitting

ANSWERS_KEPT = settings.PAIRBOND.answers_kept
LOG_KEPT = timedelta(days=365)
WEEKS_KEPT = timedelta(days=30)
EVERY = timedelta(minutes=10)
LEASE = timedelta(minutes=5)
PAUSE_SECONDS = 60.0
_log = logging.getLogger("pairbond")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say that something failed, and go on with the rest. What failed may hold answers, so its kind is all."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  (one chore, or one report, must not hold up the others)
        _log.error("%s failed and will be tried again: %s", what, type(error).__name__)


def issue_due() -> None:
    """Issue the reports whose time has come."""
    for couple in Couple.objects.filter(due_at__lte=now()):
        with told("a report"):
            issue_if_due(couple)


def remove_old() -> None:
    """Delete what has been kept for as long as it may be."""
    JointReport.objects.filter(ends_at__lte=now()).delete()
    end_old()
    Sitting.objects.filter(begun_at__lte=now() - ANSWERS_KEPT).delete()
    remove_old_figures(now() - ANSWERS_KEPT)
    for model in (Note, Day):
        model.objects.filter(at__lte=now() - ANSWERS_KEPT).delete()
    WeekAnswer.objects.filter(last_day__lt=closed_through(now())).delete()
    Week.objects.filter(last_day__lt=closed_through(now()) - WEEKS_KEPT).delete()
    Event.objects.filter(at__lte=now() - LOG_KEPT).delete()
    store_class().SessionStore.clear_expired()  # by the clock that set their end, which no test moves
    alive = Session.objects.values("session_key")
    OpenSession.objects.exclude(session_key__in=alive).delete()
    Couple.objects.filter(members=None).delete()


def tidy_log() -> None:
    """Empty SQLite's log, where replaced rows would stay until it is written over."""
    if connection.vendor == "sqlite":
        scrub()


CHORES: dict[str, tuple[Callable[[], None], timedelta]] = {
    "issue": (issue_due, EVERY),
    "weeks": (issue_weeks, EVERY),
    "old": (remove_old, timedelta(hours=1)),
    "log": (tidy_log, timedelta(hours=1)),
    "counts": (forget_counts, timedelta(hours=1)),
    "optimise": (optimise, timedelta(days=1)),
    "whole": (check_whole, timedelta(days=7)),
}


def claim(name: str) -> bool:
    """Return whether this chore is due and ours: only one claim of many succeeds."""
    Chore.objects.get_or_create(name=name, defaults={"due_at": now()})
    return Chore.objects.filter(name=name, due_at__lte=now()).update(due_at=now() + LEASE) == 1


def sweep() -> list[str]:
    """Do what is due; return what was done."""
    done = []
    for name, (chore, every) in CHORES.items():
        if not claim(name):
            continue
        with told(f"the chore {name!r}"):
            chore()
            Chore.objects.filter(name=name).update(due_at=now() + every)
            done.append(name)
    return done


def turn() -> None:
    """Sweep once. A chore that failed is tried again when its lease is over."""
    with told("a turn"):
        RING.expire(now().timestamp())
        collect()
        sweep()
    close_old_connections()


def start_sweeping(every_seconds: float = PAUSE_SECONDS) -> BackgroundScheduler:
    """Sweep in a thread of this process, one turn at a time."""
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)}, daemon=True)
    trigger = IntervalTrigger(seconds=every_seconds, timezone=UTC)
    scheduler.add_job(turn, trigger, max_instances=1, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    return scheduler
