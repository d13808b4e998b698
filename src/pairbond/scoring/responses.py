"""One person's answers to one instrument, read strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from numbers import Integral, Real

import numpy as np
import numpy.typing as npt

from pairbond.errors import ResponseError, shown
from pairbond.instruments import Instrument, Pick
from pairbond.types import ItemId

MISSING = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """Answers in the order of the instrument's items.

    ``values`` has shape (n_items,), integers in ``bounds`` (or the item's own) or -1 where
    unanswered; ``seconds`` (same shape, NaN where unknown) is how long each answer took; ``picks``
    holds the answers of items that are a choice from a list. ``asked`` names the items of an
    adaptive test in the order they were asked, skipped ones too; empty where all were asked.
    """

    instrument: Instrument
    values: npt.NDArray[np.int16]
    bounds: tuple[int, int]
    seconds: npt.NDArray[np.float64] | None = None
    picks: Mapping[ItemId, tuple[str, ...]] = field(default_factory=dict)
    asked: tuple[ItemId, ...] = ()

    @property
    def adaptive(self) -> bool:
        """Whether the answers are those of an adaptive test, scored by item parameters."""
        return bool(self.asked)

    @property
    def n_answered(self) -> int:
        return int((self.values != MISSING).sum()) + len(self.picks)

    def value(self, item_id: str) -> int | None:
        """Return one answer; None where the item was not answered."""
        found = int(self.values[self.instrument.item_ids.index(ItemId(item_id))])
        return None if found == MISSING else found


def read_responses(
    answers: Mapping[str, object],
    instrument: Instrument,
    *,
    response_range: tuple[int, int] | None = None,
    seconds: Mapping[str, float] | None = None,
    asked: Sequence[str] = (),
) -> Responses:
    """Return one person's answers, checked item by item.

    Parameters
    ----------
    answers
        Item id to answer; None or NaN where unanswered; items may be left out.
    response_range
        The scale the answers were given on, where it is not the instrument's own.
    asked
        For an adaptive test, the items in the order they were asked.

    Raises
    ------
    ResponseError
        For an unknown item, or a value that is not a whole number on the scale.
    """
    bounds = checked_range(instrument, response_range)
    known = {item_id: position for position, item_id in enumerate(instrument.item_ids)}
    allowed = instrument.item_bounds(bounds)
    lists = {item.id: item.pick for item in instrument.items if item.pick}
    picks: dict[ItemId, tuple[str, ...]] = {}
    values = np.full(len(known), MISSING, dtype=np.int16)
    for item_id, value in answers.items():
        if item_id not in known:
            raise ResponseError(unknown_item(item_id, instrument))
        item = ItemId(item_id)
        if item in lists:
            if value is not None:
                picks[item] = checked_pick(item_id, value, lists[item])
            continue
        values[known[item]] = checked_value(item_id, value, allowed[item])
    timing = None
    if seconds:
        timing = np.array([seconds.get(item_id, np.nan) for item_id in known], dtype=np.float64)
    return Responses(
        instrument=instrument,
        values=values,
        bounds=bounds,
        seconds=timing,
        picks=picks,
        asked=checked_path(asked, answers, instrument),
    )


def checked_path(
    asked: Sequence[str], answers: Mapping[str, object], instrument: Instrument
) -> tuple[ItemId, ...]:
    """Return the items an adaptive test asked: each once, and every answered one among them."""
    if not asked:
        return ()
    for item_id in asked:
        if item_id not in instrument.item_ids:
            raise ResponseError(unknown_item(item_id, instrument))
    if len(set(asked)) < len(asked):
        twice = next(item_id for item_id in asked if list(asked).count(item_id) > 1)
        raise ResponseError(f"{twice}: the adaptive test names it twice; an item is asked once.")
    for item_id, value in answers.items():
        if item_id not in asked and value is not None:
            raise ResponseError(
                f"{item_id}: it has an answer, but the adaptive test does not name it; "
                "answers of the two kinds cannot be mixed."
            )
    return tuple(ItemId(item_id) for item_id in asked)


def checked_pick(item_id: str, value: object, pick: Pick) -> tuple[str, ...]:
    """Return the options chosen; refuse anything but a list of different ones, at most so many."""
    chosen = tuple(value) if isinstance(value, (list, tuple)) else None
    if (
        chosen is None
        or len(chosen) > pick.maximum
        or not all(isinstance(option, str) and option in pick.options for option in chosen)
        or len(set(chosen)) != len(chosen)
    ):
        raise ResponseError(f"{item_id}: the answer {shown(value)} is not allowed; use {pick.allowed()}.")
    return chosen


def checked_range(instrument: Instrument, response_range: tuple[int, int] | None) -> tuple[int, int]:
    """Return the response range in force.

    Only instruments without our wording may change it, and only where all answers share one range.
    """
    own = instrument.response.bounds
    if response_range is None or tuple(response_range) == own:
        return own
    low, high = response_range
    if instrument.worded:
        raise ResponseError(
            f"{instrument.id} is always answered {own[0]}-{own[1]}; "
            f"the range {low}-{high} is for standard questionnaires only."
        )
    if instrument.fixed_range:
        raise ResponseError(
            f"{instrument.id} has one scoring only: its answers cannot have the range {low}-{high}."
        )
    if not (0 <= low < high <= low + 10):
        raise ResponseError(
            f"{instrument.id}: a response range of {low}-{high} is not allowed; "
            "it needs 0 <= lowest < highest and at most 11 steps."
        )
    return (low, high)


def checked_value(item_id: str, value: object, bounds: tuple[int, int]) -> int:
    """Return the answer as an integer, -1 where it is missing; refuse anything else."""
    if value is None or (isinstance(value, (float, np.floating)) and isnan(value)):
        return MISSING
    low, high = bounds
    whole = isinstance(value, Integral) and not isinstance(value, (bool, np.bool_))
    if isinstance(value, Real) and not isinstance(value, Integral):
        whole = isinstance(value, np.floating) and float(value).is_integer()
    if not whole or not low <= int(value) <= high:  # type: ignore[call-overload]
        raise ResponseError(
            f"{item_id}: the answer {shown(value)} is not allowed; "
            f"use a whole number from {low} to {high}, or leave it out."
        )
    return int(value)  # type: ignore[call-overload, no-any-return]


def unknown_item(item_id: object, instrument: Instrument) -> str:
    first, last = instrument.item_ids[0], instrument.item_ids[-1]
    return (
        f"{shown(item_id)} is not an item of {instrument.id} {instrument.version}; "
        f"its {len(instrument.items)} items run from {first} to {last}."
    )
