"""The rhythm of contact between two people, and what one of them may see alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairbond.messages.balance import of_two, share
from pairbond.messages.bursts import Silence, burstiness, by_hour, memory, silences
from pairbond.messages.latency import ReplyTime, reply_time
from pairbond.messages.quiet import awake
from pairbond.messages.timing import Timing
from pairbond.messages.turns import (
    SESSION_GAP,
    Nights,
    Turns,
    Waits,
    learn_nights,
    sessions,
    started,
    turns,
    waits,
)
from pairbond.types import Estimate, JsonDict, json_dict

SENSITIVITY = (0.5, 2.0)
"""Session gaps, as multiples of the rule, at which the share of starts is given as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnContact:
    """What a person's own messages show, with nothing about the other.

    ``per_day`` is own messages a day over the days the chat covers; ``words`` the median of own words
    a message; ``starts_a_week`` how often a week the person began; ``hours`` the own share by hour.
    """

    who: int
    n_messages: int
    days: int
    per_day: float
    words: float
    starts_a_week: float
    hours: tuple[float, ...]

    def to_dict(self) -> JsonDict:
        return json_dict(
            {
                "who": "AB"[self.who],
                "n_messages": self.n_messages,
                "days": self.days,
                "per_day": self.per_day,
                "words": self.words,
                "starts_a_week": self.starts_a_week,
                "hours": self.hours,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How two people are in touch. Shares are A's, 0 to 1; times are seconds.

    ``starts`` is A's share of sessions begun, ``starts_at`` the same with half and twice the session
    gap; ``turns`` and ``words`` A's shares of each; ``follow_ups`` how many of a person's turns held a
    later message before the reply; ``reply`` how soon each answers; ``burstiness`` and ``memory``
    describe waking gaps between messages; ``hours`` is both together.
    """

    days: int
    n_messages: tuple[int, int]
    n_sessions: int
    n_turns: int
    per_day: float
    starts: Estimate | None
    starts_at: tuple[Estimate | None, ...]
    turns: Estimate | None
    words: Estimate | None
    follow_ups: tuple[Estimate | None, Estimate | None]
    reply: tuple[ReplyTime, ReplyTime]
    silences: tuple[Silence, ...]
    burstiness: float | None
    memory: float | None
    hours: tuple[float, ...]

    def to_dict(self) -> JsonDict:
        return json_dict(
            {
                "days": self.days,
                "n_messages": {"a": self.n_messages[0], "b": self.n_messages[1]},
                "n_sessions": self.n_sessions,
                "n_turns": self.n_turns,
                "per_day": self.per_day,
                "starts": self.starts,
                "starts_at": self.starts_at,
                "turns": self.turns,
                "words": self.words,
                "follow_ups": {"a": self.follow_ups[0], "b": self.follow_ups[1]},
                "reply": {"a": self.reply[0], "b": self.reply[1]},
                "silences": self.silences,
                "burstiness": self.burstiness,
                "memory": self.memory,
                "hours": self.hours,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A chat cut into sessions, turns and waits: computed once, read by every figure."""

    timing: Timing
    nights: Nights
    session: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    turns: Turns
    waits: Waits


def cut(timing: Timing) -> Contact:
    """Return the chat in sessions, turns and waits."""
    nights = learn_nights(timing)
    session = sessions(timing, nights)
    runs = turns(timing, session)
    return Contact(
        timing=timing, nights=nights, session=session, turns=runs, waits=waits(timing, runs, nights)
    )


def own_contact(contact: Contact, who: int) -> OwnContact:
    """Return what *who* may see without the other's consent: own messages only.

    Own starts need to know that the other was silent before, and nothing else about them.
    """
    timing = contact.timing
    mine = timing.who == who
    first, last = timing.span()
    days = last - first + 1
    began = int(np.sum(timing.who[started(timing, contact.session)] == who))
    written = timing.words[mine & (timing.words > 0)]
    return OwnContact(
        who=who,
        n_messages=int(mine.sum()),
        days=days,
        per_day=float(mine.sum()) / days,
        words=float(np.median(written)) if len(written) else 0.0,
        starts_a_week=7 * began / days,
        hours=by_hour(timing, who),
    )


def rhythm(contact: Contact, rng: np.random.Generator) -> Rhythm:
    """Return the couple's rhythm; *rng* draws the days of the bootstrap."""
    timing, runs = contact.timing, contact.turns
    gaps = np.diff(awake(timing.seconds, contact.nights.both))
    first, last = timing.span()
    days = last - first + 1
    return Rhythm(
        days=days,
        n_messages=(int(np.sum(timing.who == 0)), int(np.sum(timing.who == 1))),
        n_sessions=int(contact.session[-1]) + 1,
        n_turns=len(runs.first),
        per_day=len(timing) / days,
        starts=share_of_starts(contact, 1.0),
        starts_at=tuple(share_of_starts(contact, factor) for factor in SENSITIVITY),
        turns=share_of_turns(contact),
        words=share_of_words(contact),
        follow_ups=(share_followed(contact, 0), share_followed(contact, 1)),
        reply=(reply_time(contact.waits.of(0), rng), reply_time(contact.waits.of(1), rng)),
        silences=silences(timing, contact.session, contact.nights),
        burstiness=burstiness(gaps),
        memory=memory(gaps),
        hours=by_hour(timing),
    )


def share_of_starts(contact: Contact, factor: float) -> Estimate | None:
    """Return A's share of the sessions begun, at *factor* times the session gap."""
    session = (
        contact.session if factor == 1.0 else sessions(contact.timing, contact.nights, SESSION_GAP * factor)
    )
    who = contact.timing.who[started(contact.timing, session)]
    return of_two(int(np.sum(who == 0)), len(who), "sessions begun")


def share_of_turns(contact: Contact) -> Estimate | None:
    day = contact.timing.days()[contact.turns.first]
    return share((contact.turns.who == 0).astype(float), np.ones(len(day)), day, "turns")


def share_of_words(contact: Contact) -> Estimate | None:
    words = contact.timing.words.astype(float)
    return share(np.where(contact.timing.who == 0, words, 0.0), words, contact.timing.days(), "words")


def share_followed(contact: Contact, who: int) -> Estimate | None:
    """Return the share of *who*'s turns that held a later message before the other replied."""
    theirs = contact.waits.of(1 - who)
    if not len(theirs.day):
        return None
    return share((theirs.follow_ups > 0).astype(float), np.ones(len(theirs.day)), theirs.day, "follow-ups")
