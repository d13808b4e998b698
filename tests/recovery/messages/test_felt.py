"""Do the intervals of the diary beside the chat hold what they should, with days that carry over?"""

import numpy as np
import pytest
from scipy.signal import lfilter

from pairbond.messages.felt import slope

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("ar", [0.0, 0.5])
def test_intervals_hold_the_truth(ar: float) -> None:
    rng, runs = np.random.default_rng(4), 300
    held = 0
    day = np.arange(42)
    for _ in range(runs):
        x = lfilter([1.0], [1.0, -0.4], rng.normal(size=80))[-42:]
        y = lfilter([1.0], [1.0, -ar], rng.normal(size=80))[-42:]
        estimate = slope(day, x, y)
        held += estimate.lower <= 0 <= estimate.upper
    # Binomial SE at 300 runs: 1.7 points.
    assert 0.85 <= held / runs <= 0.95
