"""How often is a shift told where there was none, and found where there was one?"""

import numpy as np
import pytest
from scipy.signal import lfilter

from pairbond.messages.shifts import find_shifts
from pairbond.messages.weekly import SeriesName, Weekly

pytestmark = pytest.mark.slow

NAMES: tuple[SeriesName, ...] = (
    "reply_a", "reply_b", "messages", "starts", "follow_ups_a", "follow_ups_b",
)  # fmt: skip
NOISE = 0.34
"""SD of a week's mean log reply time: .25 between weeks and 1.8 / sqrt(60) from its 60 waits."""


def couple(rng: np.random.Generator, weeks: int, ar: float, step: float = 0.0, at: int = 0) -> Weekly:
    shock = rng.normal(size=(len(NAMES), weeks + 60))
    noise = lfilter([1.0], [1.0, -ar], shock, axis=1)[:, 60:] * np.sqrt(1 - ar**2) * NOISE
    noise[0, at:] += step
    return Weekly(week=7 * np.arange(weeks), values=dict(zip(NAMES, noise, strict=True)))


@pytest.mark.parametrize(("weeks", "ar"), [(104, 0.0), (104, 0.3), (104, 0.6), (40, 0.6)])
def test_nothing_changed(weeks: int, ar: float) -> None:
    rng, runs = np.random.default_rng(11), 120
    told = sum(bool(find_shifts(couple(rng, weeks, ar), rng).found) for _ in range(runs)) / runs
    # The bar is 5 %; the SE of 120 runs is 2 points, and the benchmark measures with 1,000.
    assert told <= 0.05 + 2 * 0.02


def test_a_doubling_is_found_within_two_weeks() -> None:
    rng, runs = np.random.default_rng(12), 120
    near = 0
    for _ in range(runs):
        at = int(rng.integers(35, 70))
        found = find_shifts(couple(rng, 104, 0.0, np.log(2), at), rng).found
        near += any(s.series == "reply_a" and abs(s.week / 7 - at) <= 2 for s in found)
    assert near / runs >= 0.85
