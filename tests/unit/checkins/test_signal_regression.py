"""Bias, tracking and projection of one couple."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm, t

from pairbond.checkins.signal_regression import (
    NORMAL,
    Mixture,
    Paired,
    Population,
    correlation,
    directional_bias,
    truth_and_bias,
)

FLAT = Population(tracking=(0.0, 50.0), projection=(0.0, 50.0))


def paired(n: int, *, slope: float = 0.6, projection: float = 0.0, seed: int = 1) -> Paired:
    """Presence of variance 1, reports of reliability .7, and A's own state, all without AR."""
    rng = np.random.default_rng(seed)
    presence = np.sqrt(0.7) * rng.standard_normal(n)
    own = rng.standard_normal(n)
    return Paired(
        days=np.arange(n),
        reported=5 + presence + np.sqrt(0.3) * rng.standard_normal(n),
        perceived=4 + slope * presence + projection * own + 0.8 * rng.standard_normal(n),
        present=6 + own,
        path=np.zeros(n),
        course=np.zeros(n),
        path_sd=0.0,
        own_sd=0.0,
    )


def test_slope_is_corrected_for_the_noise_of_a_report() -> None:
    """Least squares finds .42 of a slope of .6; the correction brings it back."""
    data = paired(400)
    naive = np.polyfit(data.reported, data.perceived, 1)[0]
    found = truth_and_bias(data, FLAT).tracking
    assert naive == pytest.approx(0.42, abs=0.08)
    assert found.value == pytest.approx(0.6, abs=0.1)
    assert found.lower < 0.6 < found.upper


def test_projection_stands_beside_tracking() -> None:
    found = truth_and_bias(paired(400, projection=0.5), FLAT)
    assert found.projection is not None
    assert found.projection.value == pytest.approx(0.5, abs=0.1)
    assert found.tracking.value == pytest.approx(0.6, abs=0.12)


def test_projection_needs_six_weeks() -> None:
    assert truth_and_bias(paired(41)).projection is None
    assert truth_and_bias(paired(42)).projection is not None
    without = replace(paired(60), present=np.full(60, np.nan))
    assert truth_and_bias(without).projection is None


def test_little_is_shrunk_much() -> None:
    data = paired(14, slope=2.5, seed=3)
    plain, shrunk = truth_and_bias(data, FLAT).tracking, truth_and_bias(data).tracking
    assert 0.65 < shrunk.value < plain.value
    assert shrunk.se < plain.se


def test_a_population_that_knows_everything_is_believed() -> None:
    known = Population(tracking=(0.2, 1e-4), projection=(0.0, 1.0))
    assert truth_and_bias(paired(60), known).tracking.value == pytest.approx(0.2, abs=1e-3)


def test_room_for_a_change_of_ones_own_widens_the_interval() -> None:
    data = paired(60)
    course = (np.arange(60) >= 30).astype(float)
    moved = replace(data, reported=data.reported - 3 * course, perceived=data.perceived - 1.8 * course)
    known = replace(moved, path=-3 * course, course=course, path_sd=0.3)
    free = replace(known, own_sd=2.0)
    assert truth_and_bias(free).tracking.se > truth_and_bias(known).tracking.se
    assert truth_and_bias(known).tracking.value == pytest.approx(0.6, abs=0.15)


def test_bias_of_independent_days_is_the_mean_difference() -> None:
    rng = np.random.default_rng(7)
    reported, noise = rng.standard_normal((2, 80))
    found = directional_bias(np.arange(80), reported, reported + 0.5 + noise)
    assert found.value == pytest.approx(0.5 + noise.mean(), abs=0.06)
    half = t.ppf(0.95, 79) * noise.std(ddof=1) / np.sqrt(80)
    assert found.upper - found.lower == pytest.approx(2 * half, rel=0.35)


def test_days_that_carry_on_are_worth_less() -> None:
    rng = np.random.default_rng(9)
    steady = rng.standard_normal(80)
    carried = steady.copy()
    for day in range(1, 80):
        carried[day] = 0.7 * carried[day - 1] + np.sqrt(1 - 0.49) * steady[day]
    zero = np.zeros(80)
    independent = directional_bias(np.arange(80), zero, steady)
    assert directional_bias(np.arange(80), zero, carried).se > 1.3 * independent.se


def test_quantiles_of_a_mixture() -> None:
    one = Mixture(weights=np.array([1.0]), means=np.array([2.0]), sds=np.array([0.5]))
    found = one.estimate(n=10, method="", df=NORMAL)
    assert (found.lower, found.upper) == pytest.approx(norm.interval(0.9, 2.0, 0.5), abs=1e-3)
    two = Mixture(weights=np.array([0.5, 0.5]), means=np.array([-3.0, 3.0]), sds=np.array([0.1, 0.1]))
    assert two.estimate(n=10, method="", df=NORMAL).upper == pytest.approx(3 + 0.1 * norm.ppf(0.9), abs=0.02)


def test_correlation_may_alternate() -> None:
    found = correlation(np.array([0, 1, 3]), -0.5)
    assert found[0] == pytest.approx([1.0, -0.5, -0.125])
    assert correlation(np.array([0, 1, 3]), 0.5)[0] == pytest.approx([1.0, 0.5, 0.125])
    assert correlation(np.array([0, 2]), 0.0) == pytest.approx(np.eye(2))
