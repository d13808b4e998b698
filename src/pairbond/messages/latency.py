"""How soon each of two people answers, on a clock that stops while the one who answers sleeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairbond.messages.survival import (
    Durations,
    answered_within,
    median_estimate,
    resampled_curves,
)
from pairbond.messages.timing import DAY, HOUR
from pairbond.messages.turns import Waits
from pairbond.types import Caution, Estimate, JsonDict, Severity, json_dict

FEWEST = 30
"""Waits below which no reply time is given."""
MINUTES_5 = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTime:
    """How soon one person answers.

    ``median`` runs from the last message of the other's turn and ``since_first`` from its first, both
    in waking seconds of the one who answers; ``within`` holds the shares answered within ``"5min"`` and
    ``"1h"`` of waking time and ``"24h"`` by the clock. All take account of the waits whose end was not seen.
    """

    n_waits: int
    n_answered: int
    median: Estimate | None
    since_first: Estimate | None
    within: dict[str, Estimate]
    cautions: tuple[Caution, ...] = ()

    def to_dict(self) -> JsonDict:
        return json_dict(
            {
                "n_waits": self.n_waits,
                "n_answered": self.n_answered,
                "median": self.median,
                "since_first": self.since_first,
                "within": self.within,
                "cautions": self.cautions,
            }
        )


def reply_time(waits: Waits, rng: np.random.Generator) -> ReplyTime:
    """Return the reply time of the one whom these waits waited for.

    Assumes that a wait's end goes unseen for reasons that have nothing to do with how long the reply
    would have taken. That fails where people fall silent on purpose, and nothing here can tell.
    """
    n, answered = len(waits.wall), int(waits.answered.sum())
    if n < FEWEST or not answered:
        return ReplyTime(
            n_waits=n,
            n_answered=answered,
            median=None,
            since_first=None,
            within={},
            cautions=(too_few(n),),
        )
    by_last = Durations(time=waits.waking, event=waits.answered, block=waits.day)
    by_first = Durations(time=waits.since_first, event=waits.answered, block=waits.day)
    by_clock = Durations(time=waits.wall, event=waits.answered, block=waits.day)
    curves = resampled_curves(by_last, rng)
    within = {
        "5min": answered_within(by_last, curves, MINUTES_5),
        "1h": answered_within(by_last, curves, float(HOUR)),
        "24h": answered_within(by_clock, resampled_curves(by_clock, rng), float(DAY) - 1),
    }
    return ReplyTime(
        n_waits=n,
        n_answered=answered,
        median=median_estimate(by_last, curves),
        since_first=median_estimate(by_first, resampled_curves(by_first, rng)),
        within=within,
    )


def too_few(n: int) -> Caution:
    return Caution(
        code="few-waits",
        text=f"Only {n} turns waited for a reply; {FEWEST} are needed to say how long one takes.",
        severity=Severity.CAUTION,
    )
