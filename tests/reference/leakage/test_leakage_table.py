"""Leakage of one released score, against figures worked out by exact enumeration.

The figures (mean bits an item, bits at the worst value, fewest answers left) are for items that are
equally likely in every answer, released as the exact sum, or as five or three bands that hold about
the same number of sums each. They are quoted to two or three decimals; the tolerance is half of the
last one.
"""

from __future__ import annotations

from itertools import product
from math import log2

import numpy as np
import pytest

from pairbond.safety.leakage import Cell, ItemKind, exact, leak_of, third

TABLE = [
    (4, 6, None, 0.215, 2.58, 1),
    (4, 6, 5, 0.187, 1.10, 4),
    (4, 6, 3, 0.150, 0.46, 6),
    (7, 5, None, 0.112, 2.32, 1),
    (7, 5, 5, 0.091, 0.96, 5),
    (7, 5, 3, 0.065, 0.40, 5),
    (16, 6, None, 0.047, 2.58, 1),
    (16, 6, 5, 0.031, 0.73, 6),
    (16, 6, 3, 0.012, 0.26, 6),
    (36, 7, None, 0.020, 2.81, 1),
    (36, 7, 5, 0.007, 0.70, 7),
    (36, 7, 3, 0.001, 0.23, 7),
]


def equal_counts(bands: int | None) -> Cell:
    """Bands that begin at every whole ``n / bands`` of the n sums there are."""
    if bands is None:
        return exact
    return lambda place, span: sum(place >= (span + 1) * cut // bands for cut in range(1, bands))


@pytest.mark.parametrize(("items", "options", "bands", "mean", "worst", "fewest"), TABLE)
def test_the_figures_of_the_table(
    items: int, options: int, bands: int | None, mean: float, worst: float, fewest: int
) -> None:
    kinds = [ItemKind(options=options, ways=(1,), count=items)]
    found = leak_of(kinds, [items], cell=equal_counts(bands))
    assert found.mean == pytest.approx(mean, abs=0.0006)
    assert found.worst == pytest.approx(worst, abs=0.0051)
    assert (found.fewest, found.options) == (fewest, options)


def brute_force(options: list[int], outputs: list[dict[int, int]], cell: Cell) -> tuple[float, int]:
    """Worst gain and fewest answers left by going through every answer vector there is."""
    seen: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for answers in product(*(range(n) for n in options)):
        value = tuple(
            cell(
                sum(answers[i] if way > 0 else options[i] - 1 - answers[i] for i, way in output.items()),
                sum(options[i] - 1 for i in output),
            )
            for output in outputs
        )
        seen.setdefault(value, []).append(answers)
    worst, fewest = 0.0, 99
    for vectors in seen.values():
        for item, n in enumerate(options):
            share = np.bincount([v[item] for v in vectors], minlength=n) / len(vectors)
            left = share[share > 0]
            worst = max(worst, log2(n) + float((left * np.log2(left)).sum()))
            fewest = min(fewest, len(left))
    return worst, fewest


def test_two_scales_that_share_items_agree_with_going_through_every_vector() -> None:
    """Items 0-2 in the first only, 3-4 in both (4 turned round in the second), 5-6 in the second only."""
    outputs = [{0: 1, 1: 1, 2: 1, 3: 1, 4: 1}, {3: 1, 4: -1, 5: 1, 6: 1}]
    kinds = [
        ItemKind(options=4, ways=(1, 0), count=3),
        ItemKind(options=4, ways=(1, 1), count=1),
        ItemKind(options=4, ways=(1, -1), count=1),
        ItemKind(options=4, ways=(0, 1), count=2),
    ]
    found = leak_of(kinds, [5, 4])
    worst, fewest = brute_force([4] * 7, outputs, third)
    assert found.worst == pytest.approx(worst, abs=1e-12)
    assert found.fewest == fewest
    alone = max(
        leak_of([ItemKind(options=4, ways=(1,), count=5)], [5]).worst,
        leak_of([ItemKind(options=4, ways=(1,), count=4)], [4]).worst,
    )
    assert found.worst > alone + 0.05


def test_items_of_different_ranges_agree_with_going_through_every_vector() -> None:
    kinds = [ItemKind(options=6, ways=(1,), count=1), ItemKind(options=4, ways=(1,), count=4)]
    worst, fewest = brute_force([6, 4, 4, 4, 4], [dict.fromkeys(range(5), 1)], third)
    found = leak_of(kinds, [5])
    assert found.worst == pytest.approx(worst, abs=1e-12)
    assert fewest == 4
    assert found.fewest == fewest
