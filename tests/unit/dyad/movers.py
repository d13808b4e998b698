"""Two people who rate moves and name next steps, for tests."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pairbond.dyad.moves import ASPECTS, MOVES, MoveAnswers
from pairbond.types import Who

Steps = Mapping[str, tuple[str, ...]]


def mover(
    who: Who,
    rated: Mapping[str, int] | None = None,
    *,
    other: int = 2,
    after: Steps | None = None,
    then: Steps | None = None,
) -> MoveAnswers:
    """Every rating is *other* but those given as "quiet.stirs"."""
    ratings = np.full((len(ASPECTS), len(MOVES)), other, dtype=np.int64)
    for name, value in (rated or {}).items():
        move, aspect = name.rsplit(".", 1)
        ratings[[str(a) for a in ASPECTS].index(aspect), MOVES.index(move)] = value
    return MoveAnswers(who=who, ratings=ratings, next=dict(after or {}), then=dict(then or {}))


def pursuer(who: Who = "a", **changes: int) -> MoveAnswers:
    """Criticises when the other goes quiet, and says that the other then goes quiet."""
    rated = {"criticism.do": 5, "quiet.sees": 5, "quiet.stirs": 5} | spelled(changes)
    return mover(who, rated, after={"quiet": ("criticism",)}, then={"criticism": ("quiet",)})


def distancer(who: Who = "b", **changes: int) -> MoveAnswers:
    """Goes quiet when criticised, and says that the other then criticises."""
    rated = {"quiet.do": 5, "criticism.sees": 5, "criticism.stirs": 5} | spelled(changes)
    return mover(who, rated, after={"criticism": ("quiet",)}, then={"quiet": ("criticism",)})


def spelled(changes: Mapping[str, int]) -> dict[str, int]:
    """Return quiet_stirs=2 as {"quiet.stirs": 2}; a move's own hyphen is written as two underscores."""
    return {name.replace("__", "-").replace("_", "."): value for name, value in changes.items()}
