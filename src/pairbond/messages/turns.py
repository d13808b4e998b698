"""Sessions, turns, and how long each turn waited for the other person.

A *session* ends where nobody writes for two hours in which somebody is awake. A *turn* is a run of
one person's messages inside a session. A *wait* runs from a turn to the other's next message. It
ends unseen (it is *censored*) when the same person begins a new session first, when the export
ends or is known to have a hole, and after 24 hours. Leaving such waits out would make everybody
look quicker than they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pairbond.messages.quiet import awake, both_quiet, quiet_nights
from pairbond.messages.timing import DAY, HOUR, Flags, Floats, Ints, Timing

SESSION_GAP = 2 * HOUR
HORIZON = DAY
CALL_NEAR = 15 * 60
FOLLOW_UP = 20 * 60
"""Waking seconds of the other after which a further message is a follow-up and not the same breath."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """Quiet stretches of A, of B, and of both at once; see :func:`quiet_nights`."""

    a: Ints
    b: Ints
    both: Ints

    def of(self, who: int) -> Ints:
        return self.b if who else self.a


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Runs of one person's messages; arrays of equal length, oldest first.

    ``first`` and ``last`` are the row numbers of a run's messages, ``session`` counts from 0.
    """

    first: Ints
    last: Ints
    who: NDArray[np.int8]
    session: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long each turn waited; arrays of equal length, one row per turn.

    ``replier`` is the one who was to answer; ``wall`` and ``waking`` are seconds from the turn's
    last message, ``since_first`` waking seconds from its first; ``answered`` is False where the wait
    ended unseen; ``follow_ups`` counts later messages of the same turn; ``day`` is the day it began.
    """

    replier: NDArray[np.int8]
    wall: Floats
    waking: Floats
    since_first: Floats
    answered: Flags
    follow_ups: Ints
    day: Ints

    def of(self, replier: int) -> Waits:
        """Return the waits that one person was to end."""
        keep = self.replier == replier
        return Waits(
            replier=self.replier[keep],
            wall=self.wall[keep],
            waking=self.waking[keep],
            since_first=self.since_first[keep],
            answered=self.answered[keep],
            follow_ups=self.follow_ups[keep],
            day=self.day[keep],
        )


def learn_nights(timing: Timing) -> Nights:
    """Return both persons' quiet stretches."""
    a, b = quiet_nights(timing, 0), quiet_nights(timing, 1)
    return Nights(a=a, b=b, both=both_quiet(a, b))


def sessions(timing: Timing, nights: Nights, gap: float = SESSION_GAP) -> Ints:
    """Return the session number of each message; *gap* is in seconds somebody is awake."""
    between = np.diff(awake(timing.seconds, nights.both))
    return np.concatenate([[0], np.cumsum(between > gap)]).astype(np.int64)


def turns(timing: Timing, session: Ints) -> Turns:
    """Return the runs of one person's messages inside a session."""
    new = np.ones(len(timing), dtype=bool)
    new[1:] = (np.diff(timing.who) != 0) | (np.diff(session) != 0)
    first = np.flatnonzero(new)
    last = np.concatenate([first[1:] - 1, [len(timing) - 1]])
    return Turns(first=first, last=last, who=timing.who[first], session=session[first])


def waits(timing: Timing, runs: Turns, nights: Nights) -> Waits:
    """Return how long each turn waited for the other, on the replier's waking clock."""
    begin, until, answered = wait_ends(timing, runs)
    replier = (1 - runs.who).astype(np.int8)
    since = timing.seconds[runs.first]
    waking, since_first = np.empty(len(begin)), np.empty(len(begin))
    for who in (0, 1):
        mine = replier == who
        clock = awake(until[mine], nights.of(who))
        waking[mine] = clock - awake(begin[mine], nights.of(who))
        since_first[mine] = clock - awake(since[mine], nights.of(who))
    wall = (until - begin).astype(float)
    # A clock of whole minutes hides up to a minute: a reply in the same minute took half of it.
    shortest = np.where(answered, np.maximum(timing.resolution / 2, 1.0), 1.0)
    return Waits(
        replier=replier,
        wall=np.maximum(wall, shortest),
        waking=np.maximum(waking, shortest),
        since_first=np.maximum(since_first, shortest),
        answered=answered,
        follow_ups=follow_ups(timing, runs, nights),
        day=begin // DAY,
    )


def wait_ends(timing: Timing, runs: Turns) -> tuple[Ints, Ints, Flags]:
    """Return when each wait began, when it ended, and whether the other's message ended it."""
    begin = timing.seconds[runs.last]
    until = np.append(timing.seconds[runs.first[1:]], max(timing.end, int(timing.seconds[-1])))
    answered = np.append(runs.who[1:] != runs.who[:-1], False)
    for start, stop in timing.gaps:
        cut = (begin <= start) & (until >= stop)
        until = np.where(cut, np.maximum(start, begin), until)
        answered = answered & ~cut
    long = until - begin > HORIZON
    return begin, np.where(long, begin + HORIZON, until), answered & ~long


def follow_ups(timing: Timing, runs: Turns, nights: Nights) -> Ints:
    """Return how many messages of each turn came after a pause, with no reply in between."""
    counts = np.zeros(len(runs.first), dtype=np.int64)
    turn_of = np.repeat(np.arange(len(runs.first)), runs.last - runs.first + 1)
    for who in (0, 1):
        pause = np.diff(awake(timing.seconds, nights.of(1 - who)), prepend=-np.inf)
        inside = np.concatenate([[False], turn_of[1:] == turn_of[:-1]])
        later = inside & (pause > FOLLOW_UP) & (timing.who == who)
        counts += np.bincount(turn_of[later], minlength=len(counts))
    return counts


def started(timing: Timing, session: Ints) -> Ints:
    """Return the rows that began a session, those apart that a call within a quarter of an hour explains."""
    first = np.flatnonzero(np.diff(session, prepend=-1))
    opened = timing.seconds[first]
    calls = timing.seconds[timing.call]
    if len(calls):
        index = np.searchsorted(calls, opened)
        before = opened - calls[np.maximum(index - 1, 0)]
        after = calls[np.minimum(index, len(calls) - 1)] - opened
        near = ((before >= 0) & (before <= CALL_NEAR)) | ((after >= 0) & (after <= CALL_NEAR))
        first = first[~near | timing.call[first]]
    return first
