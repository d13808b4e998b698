"""Trials with oneself: two actions by randomised weeks, and what the weeks say.

Weeks come in blocks of four (two of each action, in random order), a rest of two weeks makes a
block of its own. The first days of a week are left out, so that what the week before left behind
does not count. Each week gives one mean; the effect is the difference between actions within
blocks. Every week holds the same weekdays, and blocks take up slow drifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import inf, isfinite, sqrt
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from pairbond.errors import EvidenceError
from pairbond.types import Estimate, JsonDict

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Answer = Literal["difference", "no_difference_seen", "not_yet", "too_little"]

BLOCK: Final = 4
FEWEST, MOST = 8, 24
DAYS = 7
WASHOUT = 2
ENOUGH_DAYS = 3
LEVEL = 0.95
EARLY = 0.995
FINAL_AFTER_LOOK = 0.96
EARLY_FROM = 16
TYPICAL_SD, TYPICAL_AR, TYPICAL_MISSING = 2.0, 0.3, 0.2
METHOD = "difference of weekly means within blocks, Student t"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """What the weeks so far say.

    ``effect`` is action 1 less action 0 in points of the outcome; None with too few weeks.
    ``chance`` is the share of all orders that could have been drawn in which the difference is at
    least as large. ``weeks_used`` counts weeks with at least three days after the first two;
    ``looked_early`` says that the one planned early look was taken.
    """

    answer: Answer
    effect: Estimate | None
    chance: float | None
    weeks_done: int
    weeks_planned: int
    weeks_used: int
    means: tuple[float | None, ...]
    looked_early: bool

    def to_dict(self) -> JsonDict:
        return {
            "answer": self.answer,
            "effect": self.effect.to_dict() if self.effect else None,
            "chance": self.chance,
            "weeks_done": self.weeks_done,
            "weeks_planned": self.weeks_planned,
            "weeks_used": self.weeks_used,
            "means": list(self.means),
            "looked_early": self.looked_early,
        }


def blocks_of(weeks: int) -> tuple[int, ...]:
    """Return the sizes of the blocks; EvidenceError for a number of weeks that cannot be balanced."""
    if not FEWEST <= weeks <= MOST or weeks % 2:
        raise EvidenceError(f"A trial of {weeks} weeks cannot be balanced; choose an even number, 8 to 24.")
    return (BLOCK,) * (weeks // BLOCK) + ((2,) if weeks % BLOCK else ())


def draw_order(weeks: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Return the action (0 or 1) of each week, balanced within blocks."""
    order: list[int] = []
    for size in blocks_of(weeks):
        block = np.array([0] * (size // 2) + [1] * (size // 2))
        order += [int(action) for action in rng.permutation(block)]
    return tuple(order)


def early_look(weeks: int) -> int | None:
    """Return after how many weeks the one early look is; None where there is none."""
    return weeks // 8 * BLOCK if weeks >= EARLY_FROM else None


def weekly_means(days: Ints, values: Floats, weeks: int, *, washout: int = WASHOUT) -> Floats:
    """Return one mean for each week, NaN where fewer than three days count.

    ``days`` count from the trial's first day (0); the first *washout* days of a week are left out.
    """
    found = np.full(weeks, np.nan)
    counted = np.isfinite(values) & (days >= 0) & (days % DAYS >= washout)
    for week in range(weeks):
        own = values[counted & (days // DAYS == week)]
        if len(own) >= ENOUGH_DAYS:
            found[week] = own.mean()
    return found


def evaluate(
    order: Sequence[int], days: Ints, values: Floats, *, weeks_done: int, washout: int = WASHOUT
) -> TrialResult:
    """Return the effect with its interval, and what may be said about it now.

    Parameters
    ----------
    order
        The action of each planned week, as drawn by :func:`draw_order`.
    days, values
        (n,) the day of each entry counted from the trial's first day, and its answer (NaN: missing).
    weeks_done
        Full weeks that have passed. The trial is looked at after the last week; a plan of 16 weeks
        or more has one early look, at which only an interval of 99.5 % counts (and is what is shown).

    *Assumes* that the order was followed, and that what an action leaves behind is gone after
    *washout* days. Nobody is blind to the action, so expectation is part of every effect.
    *Source* Fisher's randomisation; *checked* by simulation, ``tests/recovery/checkins/test_trials.py``.
    """
    planned, look = len(order), early_look(len(order))
    done = min(weeks_done, planned)
    upto = planned if done == planned else look if look is not None and done >= look else 0
    means = weekly_means(days, values, planned, washout=washout)
    means[done:] = np.nan
    used = np.flatnonzero(np.isfinite(means[:upto]))
    level = LEVEL if upto == planned else EARLY
    effect = difference(np.array(order)[used], means[used], block_numbers(planned)[used], level=level)
    chance = None if effect is None else share_of_orders(order[:upto], means[:upto])
    return TrialResult(
        answer=answer_of(effect, chance, upto=upto, planned=planned, look=look),
        effect=effect,
        chance=chance,
        weeks_done=done,
        weeks_planned=planned,
        weeks_used=len(used),
        means=tuple(float(m) if isfinite(m) else None for m in means),
        looked_early=0 < upto < planned,
    )


def block_numbers(weeks: int) -> Ints:
    return np.repeat(np.arange(len(blocks_of(weeks))), blocks_of(weeks))


def centred(values: Floats, blocks: Ints) -> Floats:
    found = np.array(values, dtype=np.float64)
    for block in np.unique(blocks):
        found[blocks == block] -= found[blocks == block].mean()
    return found


def difference(actions: Ints, means: Floats, blocks: Ints, *, level: float = LEVEL) -> Estimate | None:
    """Return action 1 less action 0 within blocks; None below two degrees of freedom."""
    x, y = centred(actions.astype(np.float64), blocks), centred(means, blocks)
    df = len(y) - len(np.unique(blocks)) - 1
    if df < 2 or not x.any():
        return None
    spread = float(x @ x)
    value = float(x @ y) / spread
    se = sqrt(float(((y - value * x) ** 2).sum()) / df / spread)
    half = float(stdtrit(df, (1 + level) / 2)) * se
    return Estimate(
        value=value, lower=value - half, upper=value + half, level=level, se=se, n=len(y), method=METHOD
    )


def share_of_orders(order: Sequence[int], means: Floats) -> float:
    """Return the share of all orders that could have been drawn with at least this difference.

    Weeks without a mean keep their place and count in no order.
    """
    blocks = block_numbers_of(len(order))
    known = np.isfinite(means)
    y = centred(means[known], blocks[known])
    drawn = contrast(np.array([order], dtype=np.float64)[:, known], blocks[known], y)
    every = contrast(all_orders(blocks)[:, known], blocks[known], y)
    usable = np.isfinite(every)
    return float(np.mean(every[usable] >= drawn[0] - 1e-9))


def block_numbers_of(weeks: int) -> Ints:
    """Return block numbers of the first weeks of a plan, at whose end a block ends."""
    return np.arange(weeks) // BLOCK


def contrast(orders: Floats, blocks: Ints, y: Floats) -> Floats:
    """Return the size of the difference under each order; NaN where an order leaves none to compare."""
    x = orders.copy()
    for block in np.unique(blocks):
        x[:, blocks == block] -= x[:, blocks == block].mean(axis=1, keepdims=True)
    spread = (x**2).sum(axis=1)
    found: Floats = np.where(spread > 0, np.abs(x @ y) / np.where(spread > 0, spread, 1.0), np.nan)
    return found


def all_orders(blocks: Ints) -> Floats:
    """Return every balanced order, (orders, weeks)."""
    options = []
    for block in np.unique(blocks):
        size = int((blocks == block).sum())
        halves = [0] * (size // 2) + [1] * (size // 2)
        options.append(np.array(sorted(set(permutations(halves))), dtype=np.float64))
    chosen = np.indices([len(each) for each in options]).reshape(len(options), -1)
    return np.concatenate([each[rows] for each, rows in zip(options, chosen, strict=True)], axis=1)


def answer_of(
    effect: Estimate | None, chance: float | None, *, upto: int, planned: int, look: int | None
) -> Answer:
    """Return what may be said: the stated rule, and nothing before its time."""
    if upto == 0:
        return "not_yet"
    if effect is None or chance is None:
        return "too_little" if upto == planned else "not_yet"
    if upto < planned:
        return "difference" if excludes_zero(effect, upto, EARLY) else "not_yet"
    level = LEVEL if look is None else FINAL_AFTER_LOOK
    rare = chance <= max(1 - level, smallest_chance(planned))
    return "difference" if rare and excludes_zero(effect, planned, level) else "no_difference_seen"


def excludes_zero(effect: Estimate, weeks: int, level: float) -> bool:
    df = effect.n - len(np.unique(block_numbers_of(weeks))) - 1
    reach = abs(effect.value) / effect.se if effect.se > 0 else inf
    return reach > float(stdtrit(df, (1 + level) / 2))


def smallest_chance(weeks: int) -> float:
    """Return the smallest share that any result could have: an order and its mirror image."""
    count = 1
    for size in blocks_of(weeks):
        count *= 6 if size == BLOCK else 2
    return 2 / count


def smallest_told(
    weeks: int, *, sd: float = TYPICAL_SD, ar: float = TYPICAL_AR, washout: int = WASHOUT
) -> float:
    """Return the true difference that such a trial finds in about three of four cases.

    ``sd`` and ``ar`` are those of days, in points of the outcome; the defaults are typical diaries,
    with a fifth of the days missing.
    """
    m = DAYS - washout
    inflation = 1 + 2 * sum((1 - k / m) * ar**k for k in range(1, m))
    week_sd = sd * sqrt(inflation / m / (1 - TYPICAL_MISSING))
    df = weeks - len(blocks_of(weeks)) - 1
    se = week_sd * sqrt(4 / weeks)
    cut = float(stdtrit(df, (1 + LEVEL) / 2))
    wanted = cut
    while 1 - float(stdtr(df, cut - wanted)) < 0.8:
        wanted += 0.01
    return se * wanted
