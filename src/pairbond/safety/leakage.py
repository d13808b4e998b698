"""How much a band can tell about one private answer, in the worst case.

For every value that the released bands can take together, and every item behind them: how many
answers to the item stay possible, and how many bits are gained about it. Sums of keyed answers are
followed exactly (dynamic programming over the sums of all released scales at once), so bands of
scales that share items are judged by their intersection. The attacker knows the questionnaire, the
own answers and which items were answered. Every number of missing answers that a scale allows is
tried, because fewer answers tell more each.

The bound assumes that all answers are equally likely. Real answers hang together, and then a band
tells more about each of them: :func:`correlated` measures that with a common factor.

Source: the worst-case ambiguity bound of statistical disclosure control; a bound on the average
would hide the outer values, at which an exact sum gives away every answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from pairbond.instruments import Instrument, Scale
from pairbond.safety.bands import BANDS, band_of
from pairbond.types import JsonDict

Cell = Callable[[int, int], int]
"""Which value the report takes for a sum *place* above the lowest of a range of *span*."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_BITS = 0.5
FEWEST_OPTIONS = 3
NODES = 41


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKind:
    """Items that count alike: how many answers, and the way into each released sum (+1, -1, 0)."""

    options: int
    ways: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """What released bands tell about one answer.

    ``worst`` is the largest gain in bits over every value the report can take, every item and every
    number of missing answers; ``mean`` the average with no answer missing; ``fewest`` of ``options``
    answers stay possible at the worst value.
    """

    worst: float
    mean: float
    fewest: int
    options: int

    @property
    def within(self) -> bool:
        """Whether at most half a bit is gained, and at least three answers, or half, stay possible."""
        return self.worst <= MAX_BITS and self.fewest >= max(FEWEST_OPTIONS, ceil(self.options / 2))

    def to_dict(self) -> JsonDict:
        return {
            "worst_bits": self.worst,
            "mean_bits": self.mean,
            "fewest_options": self.fewest,
            "options": self.options,
            "within": self.within,
        }


def third(place: int, span: int) -> int:
    """Return the band of a sum as a number: what a banded report shows."""
    return BANDS.index(band_of(place, span))


def exact(place: int, span: int) -> int:
    """Return the sum itself: what an open report shows."""
    return place


def uniform(options: int) -> Floats:
    """Return the prior under which every answer is equally likely."""
    return np.full((1, options), 1.0 / options)


def common_factor(options: int, way: int, correlation: float) -> Floats:
    """Return answer probabilities at each point of a common factor, (points, options).

    Answers are equally likely overall, and any two items correlate by *correlation* before they
    are cut into answers.
    """
    nodes, _ = np.polynomial.hermite_e.hermegauss(NODES)
    edges = ndtri(np.arange(options + 1) / options)
    shift = (way or 1) * np.sqrt(correlation) * nodes[:, None]
    cumulative = ndtr((edges[None, :] - shift) / np.sqrt(1.0 - correlation))
    return np.asarray(np.diff(cumulative, axis=1))


def leak_of(
    kinds: Sequence[ItemKind],
    least: Sequence[int],
    *,
    cell: Cell = third,
    correlation: float = 0.0,
) -> Leak:
    """Return what the bands of some released sums tell together about any one item.

    Parameters
    ----------
    kinds
        The items behind the sums.
    least
        For each sum the number of answers it needs.
    cell
        What is shown of a sum.
    correlation
        0: every answer equally likely. Above: a common factor behind all items.
    """
    worst, fewest, options = 0.0, 10**9, 0
    mean = 0.0
    for counts in scenarios(kinds, least):
        whole = counts == tuple(kind.count for kind in kinds)
        total = 0.0
        for place, kind in enumerate(kinds):
            if not counts[place]:
                continue
            joint = joint_table(kinds, counts, place, cell=cell, correlation=correlation)
            gains, left, weight = gains_of(joint)
            worst = max(worst, float(gains.max()))
            if (left.min() - kind.options, kind.options) < (fewest - options, options):
                fewest, options = int(left.min()), kind.options
            total += float(gains @ weight) * counts[place]
        if whole:
            mean = total / sum(counts)
    return Leak(worst=worst, mean=mean, fewest=fewest, options=options)


def scenarios(kinds: Sequence[ItemKind], least: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield how many items of each kind are answered, wherever every sum has enough of them."""
    for counts in product(*(range(kind.count + 1) for kind in kinds)):
        answered = [
            sum(count for kind, count in zip(kinds, counts, strict=True) if kind.ways[output])
            for output in range(len(least))
        ]
        if all(n >= needed for n, needed in zip(answered, least, strict=True)):
            yield counts


def gains_of(joint: Floats) -> tuple[Floats, Ints, Floats]:
    """Return bits gained, answers left and probability of each value; *joint* is (answers, values)."""
    weight = joint.sum(axis=0)
    joint, weight = joint[:, weight > 0], weight[weight > 0]
    posterior = joint / weight
    gains = entropy(joint.sum(axis=1, keepdims=True)) - entropy(posterior)
    return gains, (posterior > 0).sum(axis=0), weight


def entropy(p: Floats) -> Floats:
    """Return the entropy of each column in bits."""
    logs = np.log2(p, out=np.zeros_like(p), where=p > 0)
    return np.asarray(-(p * logs).sum(axis=0))


def joint_table(
    kinds: Sequence[ItemKind],
    counts: Sequence[int],
    place: int,
    *,
    cell: Cell,
    correlation: float,
) -> Floats:
    """Return P(answer to one item of a kind, released value) as (answers, values)."""
    spans = [
        sum(c * (k.options - 1) for k, c in zip(kinds, counts, strict=True) if k.ways[output])
        for output in range(len(kinds[0].ways))
    ]
    cells = cells_of(spans, cell)
    kind = kinds[place]
    found = np.zeros((kind.options, int(cells.max()) + 1))
    for weight, priors in prior_points(kinds, correlation):
        others = sums_without(kinds, counts, place, spans, priors)
        for answer in range(kind.options):
            moved = shifted(others, steps(kind, answer))
            spread = np.bincount(cells.ravel(), moved.ravel(), found.shape[1])
            found[answer] += weight * priors[place][answer] * spread
    return found


def prior_points(kinds: Sequence[ItemKind], correlation: float) -> Iterator[tuple[float, list[Floats]]]:
    """Yield the weight of each point of the common factor with the answer probabilities there."""
    if not correlation:
        yield 1.0, [uniform(kind.options)[0] for kind in kinds]
        return
    _, weights = np.polynomial.hermite_e.hermegauss(NODES)
    tables = [
        common_factor(kind.options, next((w for w in kind.ways if w), 1), correlation) for kind in kinds
    ]
    for point, weight in enumerate(weights / weights.sum()):
        yield float(weight), [table[point] for table in tables]


def cells_of(spans: Sequence[int], cell: Cell) -> Ints:
    """Return for every combination of sums the number of the value the report then takes."""
    axes = [np.array([cell(s, span) for s in range(span + 1)]) for span in spans]
    number: Ints = np.zeros((1,) * len(axes), dtype=np.int64)
    for output, axis in enumerate(axes):
        shape = [1] * len(axes)
        shape[output] = -1
        number = number * (int(axis.max()) + 1) + axis.reshape(shape)
    return number


def steps(kind: ItemKind, answer: int) -> tuple[int, ...]:
    """Return what an answer adds to each sum."""
    turned = kind.options - 1 - answer
    return tuple(answer if way > 0 else turned if way < 0 else 0 for way in kind.ways)


def shifted(sums: Floats, step: Sequence[int]) -> Floats:
    """Return the distribution of sums moved up by *step* along each axis."""
    moved = np.zeros_like(sums)
    target = tuple(slice(s, None) for s in step)
    source = tuple(slice(0, size - s) for s, size in zip(step, sums.shape, strict=True))
    moved[target] = sums[source]
    return moved


def sums_without(
    kinds: Sequence[ItemKind],
    counts: Sequence[int],
    place: int,
    spans: Sequence[int],
    priors: Sequence[Floats],
) -> Floats:
    """Return the distribution of the sums over all answered items but one of a kind."""
    sums = np.zeros([span + 1 for span in spans])
    sums[(0,) * len(spans)] = 1.0
    for number, kind in enumerate(kinds):
        for _ in range(counts[number] - (number == place)):
            sums = np.sum(
                [
                    priors[number][answer] * shifted(sums, steps(kind, answer))
                    for answer in range(kind.options)
                ],
                axis=0,
            )
    return sums


# ---- of an instrument ----------------------------------------------------------------------------


def instrument_leaks(
    instrument: Instrument, scales: Sequence[Scale], *, correlation: float = 0.0
) -> dict[tuple[str, ...], Leak]:
    """Return the leak of each set of scales that share items, by the ids of the scales in it."""
    found = {}
    for group in overlapping(scales):
        kinds = item_kinds(instrument, group)
        least = [scale.min_answered for scale in group]
        found[tuple(str(scale.id) for scale in group)] = leak_of(kinds, least, correlation=correlation)
    return found


def correlated(instrument: Instrument, scales: Sequence[Scale], correlation: float = 0.3) -> float:
    """Return the worst gain in bits where items correlate; for the report, it is not bounded."""
    leaks = instrument_leaks(instrument, scales, correlation=correlation)
    return max((leak.worst for leak in leaks.values()), default=0.0)


def overlapping(scales: Sequence[Scale]) -> list[list[Scale]]:
    """Return scales in groups: two are together where they share an item, also through a third."""
    groups: list[list[Scale]] = []
    for scale in scales:
        joined = [g for g in groups if any(set(scale.items) & set(other.items) for other in g)]
        groups = [g for g in groups if g not in joined]
        groups.append([*(other for g in joined for other in g), scale])
    return groups


def item_kinds(instrument: Instrument, scales: Sequence[Scale]) -> list[ItemKind]:
    """Return the items behind some scales, those that count alike taken together."""
    bounds = instrument.item_bounds(instrument.response.bounds)
    tally: dict[tuple[int, tuple[int, ...]], int] = {}
    for item in dict.fromkeys(item for scale in scales for item in scale.items):
        low, high = bounds[item]
        ways = tuple(0 if item not in scale.items else -1 if item in scale.reverse else 1 for scale in scales)
        # Turning every way of an item round only renames its answers.
        first = next(way for way in ways if way)
        kind = (high - low + 1, tuple(way * first for way in ways))
        tally[kind] = tally.get(kind, 0) + 1
    return [ItemKind(options=options, ways=ways, count=n) for (options, ways), n in tally.items()]
