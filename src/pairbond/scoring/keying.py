"""What a scale adds up, and how the total becomes the score.

A scale has *parts*: keyed answers, or products of two. With every part counted from its lowest
value, the score of any form (mean, sum, difference) is a straight line in

    total / room

where *total* is what the answered parts add up to and *room* is what they could add up to at
most. Unanswered parts are thereby taken to stand where the answered ones do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pairbond.instruments import Bounds, Instrument, Scale
from pairbond.scoring.responses import MISSING, Responses

Number = TypeVar("Number", float, npt.NDArray[np.float64])


@dataclass(frozen=True, slots=True, kw_only=True)
class Keying:
    """The parts of a scale on a response range: ``parts`` holds the lowest and highest of each."""

    scale: Scale
    parts: tuple[Bounds, ...]

    @property
    def base(self) -> int:
        return sum(low for low, _ in self.parts)

    @property
    def span(self) -> int:
        """The largest possible total."""
        return sum(high - low for low, high in self.parts)

    @property
    def divisor(self) -> int:
        """What sums of parts are divided by to give the score."""
        return self.scale.size if self.scale.aggregate == "mean" else 1

    @property
    def shift(self) -> int:
        """What is taken off the sum of parts: turning items round adds their lowest and highest."""
        if self.scale.aggregate != "difference":
            return 0
        return sum(sum(ends) for ends, turned in zip(self.parts, self.turned, strict=True) if turned)

    @property
    def unit(self) -> float:
        """How much the score rises when the mean of the parts rises by one."""
        return self.scale.size / self.divisor

    @property
    def bounds(self) -> Bounds:
        """The lowest and the highest possible score: whole, since means have parts of one range."""
        low = (self.base - self.shift) // self.divisor
        return (low, low + self.span // self.divisor)

    @property
    def uniform(self) -> bool:
        """Whether all parts have the same range."""
        return len(set(self.parts)) == 1

    @property
    def turned(self) -> tuple[bool, ...]:
        """Which parts are answers to turn round."""
        if self.scale.products:
            return (False,) * self.scale.size
        return tuple(item in self.scale.reverse for item in self.scale.items)

    def score(self, total: Number, room: Number) -> Number:
        """Return the score of what the answered parts add up to (see the module's text)."""
        return (self.base - self.shift) / self.divisor + total * self.span / (self.divisor * room)

    def from_part_mean(self, mean: float) -> float:
        """Return the score at a mean of parts, the unit of norm groups."""
        return self.unit * mean - self.shift / self.divisor

    def part_mean(self, score: Number) -> Number:
        """Return the mean of parts at a score."""
        return (score + self.shift / self.divisor) / self.unit


def keying(scale: Scale, instrument: Instrument, used: Bounds) -> Keying:
    """Return the parts of a scale where the instrument is answered on the range *used*."""
    bounds = instrument.item_bounds(used)
    if not scale.products:
        return Keying(scale=scale, parts=tuple(bounds[item] for item in scale.items))
    pairs = [(bounds[pair.concern], bounds[pair.expectancy]) for pair in scale.products]
    parts = tuple((low * other_low, high * other_high) for (low, high), (other_low, other_high) in pairs)
    return Keying(scale=scale, parts=parts)


def keyed_parts(responses: Responses, scale: Scale) -> list[int | None]:
    """Return the scale's parts: answers, turned round where reversed, or products; None unanswered."""
    values, instrument = responses.values.tolist(), responses.instrument
    given = {
        item: values[place] for item, place in zip(scale.items, instrument.positions(scale), strict=True)
    }
    if scale.products:
        pairs = [(given[pair.concern], given[pair.expectancy]) for pair in scale.products]
        return [None if MISSING in pair else pair[0] * (scale.flip - pair[1]) for pair in pairs]
    bounds = instrument.item_bounds(responses.bounds)
    turned = {
        item: sum(bounds[item]) - value if item in scale.reverse else value for item, value in given.items()
    }
    return [None if given[item] == MISSING else turned[item] for item in scale.items]


def keyed_answers(responses: Responses, scale: Scale) -> list[int]:
    """Return the scale's answered parts (see :func:`keyed_parts`)."""
    return [part for part in keyed_parts(responses, scale) if part is not None]
