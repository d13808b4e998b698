"""Where a cycle can be interrupted: four types of levers, each ranked among its own type only.

``stop``: leave the own move. ``answer-differently``: do something else after the partner's move.
``soothe``: settle oneself when the partner's move stirs. ``say-sooner``: put into words what the move
says without words. Different types cost different things, so they are never ranked against each
other. A coercive move has one lever: the one who does it stops. Nobody is asked to answer it
differently, to be less stirred by it, or to change what it draws from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairbond.dyad.loop_result import LEVER_TYPES, Cycle, Lever, LeverType
from pairbond.dyad.moves import MOVES
from pairbond.dyad.rating_error import Floats
from pairbond.dyad.sides import Drawn
from pairbond.types import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible lever; ``weight`` (draws,) ranks it among its type and is shown to nobody."""

    type: LeverType
    who: Who
    what: str
    trigger: str | None
    weight: Floats


def find_levers(cycle: Cycle, a: Drawn, b: Drawn) -> tuple[Lever, ...]:
    """Return the levers of a cycle with the chance of each to be the first of its type."""
    found = [*candidates(cycle, a, b), *candidates(cycle, b, a)]
    return tuple(lever for kind in LEVER_TYPES for lever in ranked([c for c in found if c.type == kind]))


def candidates(cycle: Cycle, own: Drawn, other: Drawn) -> list[Candidate]:
    """Return what one person could change in a cycle.

    Weights: a move weighs by how often it happens and how much it stirs the other; an answer
    also by how much the trigger stirs; saying it sooner by the sting alone, since the move may stay.
    """
    who = own.side.who
    mine, theirs = cycle.move(who), cycle.move(other.side.who)
    x, y = MOVES.index(mine), MOVES.index(theirs)
    sting = other.stirs[:, x]
    stop = Candidate(type="stop", who=who, what=mine, trigger=None, weight=sting + own.frequency[:, x])
    if who in cycle.coercive:
        return [stop]
    if other.side.who in cycle.coercive:
        return []
    stirred = own.stirs[:, y] + other.frequency[:, y]
    return [
        stop,
        Candidate(type="answer-differently", who=who, what=mine, trigger=theirs, weight=stirred + sting),
        Candidate(type="soothe", who=who, what=theirs, trigger=None, weight=stirred),
        Candidate(type="say-sooner", who=who, what=mine, trigger=None, weight=sting),
    ]


def ranked(found: Sequence[Candidate]) -> list[Lever]:
    """Return the levers of one type, likeliest to be first first; ties keep A before B."""
    if not found:
        return []
    weights = np.stack([candidate.weight for candidate in found], axis=1)
    first = weights == weights.max(axis=1, keepdims=True)
    shares = (first / first.sum(axis=1, keepdims=True)).mean(axis=0)
    levers = [
        Lever(type=c.type, who=c.who, what=c.what, trigger=c.trigger, probability=float(share))
        for c, share in zip(found, shares, strict=True)
    ]
    return sorted(levers, key=lambda lever: -lever.probability)
