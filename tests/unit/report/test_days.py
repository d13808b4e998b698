"""Weekly bands: what they are, and that they tell at most half a bit about any day."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from pairbond.report.days import ENOUGH_DAYS, WEEK, band_of, weekly_bands

OPTIONS = 11


@pytest.mark.parametrize(
    ("mean", "band"),
    [(0, "low"), (3.3, "low"), (3.4, "middle"), (6.6, "middle"), (6.7, "high"), (10, "high")],
)
def test_bands_are_thirds(mean: float, band: str) -> None:
    assert band_of(mean) == band


def test_a_week_needs_five_entries() -> None:
    values = np.array([9.0] * 4 + [np.nan] * 3 + [1.0] * 5 + [np.nan] * 2 + [5.0] * 6)
    assert weekly_bands(values) == (None, "low", "middle")


@pytest.mark.parametrize("n", range(ENOUGH_DAYS, WEEK + 1))
def test_a_band_leaves_every_answer_possible_and_tells_at_most_half_a_bit(n: int) -> None:
    """All sums of n answers of 0 to 10, exactly; every answer equally likely beforehand."""
    others = np.ones(1)
    for _ in range(n - 1):
        others = np.convolve(others, np.ones(OPTIONS) / OPTIONS)
    for band in ("low", "middle", "high"):
        sums = [s for s in range(10 * n + 1) if band_of(s / n) == band]
        chances = np.array(
            [sum(others[s - v] for s in sums if 0 <= s - v < len(others)) for v in range(OPTIONS)]
        )
        chances /= chances.sum()
        assert (chances > 0).all()
        assert log2(OPTIONS) + float((chances * np.log2(chances)).sum()) <= 0.505
