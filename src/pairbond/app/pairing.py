"""When two people's report may be issued, and what one of them may be shown of that: a pure policy.

The one rule: what a person's pages show depends on that person's own doing and on a report that was
issued, never on anything else about the other. So not invited, not started, declined, holding and
withdrawn cannot be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

COOLING_OFF = timedelta(hours=24)
SPREAD = timedelta(hours=12)
BETWEEN_REPORTS = timedelta(days=90)
KEPT_FOR = timedelta(days=30)
CODE_LASTS = timedelta(days=14)
MOST_CODES = 3
"""The invitation and two repetitions; codes after that open nothing, and look the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One person's own doing. ``agreed_at`` is None before they agree and after they step back."""

    screened: bool = False
    agreed_at: datetime | None = None
    read_own_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A report for both, from when until when."""

    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a person's page of the two of them shows."""

    screened: bool
    agreed: bool
    report: bool
    read_own_first: bool


def due_at(
    first: Side, second: Side, *, last_issued: datetime | None, rng: np.random.Generator
) -> datetime | None:
    """Return when the report of these two is due; None while not both agree.

    A day, and up to half a day more by chance, after the second agreement, so that a delay means
    nothing; and at least 90 days after the report before.
    """
    if first.agreed_at is None or second.agreed_at is None:
        return None
    cooled = max(first.agreed_at, second.agreed_at) + COOLING_OFF + SPREAD * float(rng.random())
    return cooled if last_issued is None else max(cooled, last_issued + BETWEEN_REPORTS)


def is_open(report: Issued | None, at: datetime) -> bool:
    """Return whether there is a report that has not expired."""
    return report is not None and report.at <= at < report.ends_at


def shown_to(own: Side, report: Issued | None, *, at: datetime) -> Shown:
    """Return what a person is shown; there is no argument for the other's doing."""
    there = is_open(report, at)
    read = report is not None and own.read_own_at is not None and own.read_own_at >= report.at
    return Shown(
        screened=own.screened,
        agreed=own.agreed_at is not None,
        report=there,
        read_own_first=there and not read,
    )


def code_opens(made: int, n_members: int) -> bool:
    """Return whether a code that is made now shall open anything; the person who makes it sees no difference."""
    return made < MOST_CODES and n_members < 2
