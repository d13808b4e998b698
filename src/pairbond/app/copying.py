"""When a person may take a copy of their data: a pure policy.

A copy is a way to force answers out of somebody. So its owner can have it wait for a day, in which it
can be called off in silence, or switch it off. A looser rule than before takes effect after a day as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

Mode = Literal["now", "day", "never"]
MODES: tuple[Mode, ...] = ("now", "day", "never")
"""From the loosest to the strictest."""

WAIT = timedelta(hours=24)
OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRule:
    """The rule in force, one that is to come, and when a copy was asked for."""

    mode: Mode = "now"
    next_mode: Mode | None = None
    next_at: datetime | None = None
    asked_at: datetime | None = None


def at(rule: CopyRule, now: datetime) -> CopyRule:
    """Return the rule as it stands at a time: what was to come has come, old wishes have lapsed."""
    if rule.next_mode is not None and rule.next_at is not None and rule.next_at <= now:
        rule = replace(rule, mode=rule.next_mode, next_mode=None, next_at=None, asked_at=None)
    if rule.asked_at is not None and rule.asked_at + WAIT + OPEN_FOR <= now:
        rule = replace(rule, asked_at=None)
    return rule


def choose(rule: CopyRule, mode: Mode, now: datetime) -> CopyRule:
    """Return the rule with another mode: a stricter one at once, a looser one after a day."""
    rule = at(rule, now)
    if MODES.index(mode) >= MODES.index(rule.mode):
        asked = rule.asked_at if mode == rule.mode else None
        return CopyRule(mode=mode, asked_at=asked)
    return replace(rule, next_mode=mode, next_at=now + WAIT)


def ask(rule: CopyRule, now: datetime) -> CopyRule:
    """Return the rule with a copy asked for; where the mode is *day* it may be taken a day later."""
    rule = at(rule, now)
    if rule.mode != "day" or rule.asked_at is not None:
        return rule
    return replace(rule, asked_at=now)


def call_off(rule: CopyRule, now: datetime) -> CopyRule:
    """Return the rule with nothing asked for and nothing to come."""
    return replace(at(rule, now), asked_at=None, next_mode=None, next_at=None)


def may_take(rule: CopyRule, now: datetime) -> bool:
    """Return whether a copy may be taken now."""
    rule = at(rule, now)
    if rule.mode == "day":
        return rule.asked_at is not None and rule.asked_at + WAIT <= now
    return rule.mode == "now"
