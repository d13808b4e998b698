"""When a difference may be spoken of: the posterior, the two rules, the error they bound."""

from __future__ import annotations

from math import inf, nan, sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from pairbond.findings import Confidence, judge_difference, judge_level, posterior
from pairbond.findings.confidence import CLEAR, LIKELY, RELEVANT, Judgement

SES = (0.2, 0.3, 0.4, 0.5, 0.6)
DRAWS = 40_000
SAID = {Confidence.LIKELY, Confidence.CLEAR}


# ---- the posterior -------------------------------------------------------------------------------


@pytest.mark.parametrize("se", [0.1, 0.3, 0.6, 0.85, 0.95])
@pytest.mark.parametrize("z", [-2.5, -0.3, 0.0, 1.7])
def test_the_posterior_equals_numeric_integration(z: float, se: float) -> None:
    prior = norm(0, sqrt(max(1 - se**2, 0.2)))

    def weight(theta: float) -> float:
        return float(prior.pdf(theta) * norm.pdf(z, theta, se))

    total = quad(weight, -8, 8, points=[z])[0]
    mean = quad(lambda t: t * weight(t), -8, 8, points=[z])[0] / total
    square = quad(lambda t: t**2 * weight(t), -8, 8, points=[z])[0] / total
    found = posterior(z, se)
    assert found.mean == pytest.approx(mean, abs=1e-6)
    assert found.variance == pytest.approx(square - mean**2, abs=1e-6)


@pytest.mark.parametrize(("z", "se"), [(1.2, 0.3), (-0.8, 0.5), (0.1, 0.2)])
def test_the_probability_of_a_level_equals_numeric_integration(z: float, se: float) -> None:
    prior = norm(0, sqrt(1 - se**2))

    def weight(theta: float) -> float:
        return float(prior.pdf(theta) * norm.pdf(z, theta, se))

    sign = 1 if z > 0 else -1
    above = quad(lambda t: weight(sign * t), RELEVANT, 9)[0] / quad(weight, -9, 9)[0]
    found = judge_level(z, se)
    assert found.probability == pytest.approx(above, abs=1e-6)
    assert found.direction == sign


def test_the_probability_of_a_difference_equals_sampling() -> None:
    rng = np.random.default_rng(8)
    for z_a, se_a, z_b, se_b in ((1.0, 0.3, -0.4, 0.4), (0.2, 0.5, 0.9, 0.2)):
        sides = []
        for z, se in ((z_a, se_a), (z_b, se_b)):
            theta = rng.normal(0, sqrt(1 - se**2), 2_000_000)
            weights = norm.pdf(z, theta, se)
            sides.append(rng.choice(theta, 400_000, p=weights / weights.sum()))
        difference = sides[0] - sides[1]
        found = judge_difference(z_a, se_a, z_b, se_b)
        assert found.probability == pytest.approx((difference * found.direction > RELEVANT).mean(), abs=0.005)


def test_coarse_scores_are_not_shrunk_to_nothing() -> None:
    assert posterior(2.0, 0.99).mean == pytest.approx(2.0 * 0.2 / (0.2 + 0.99**2))
    assert 0 < posterior(2.0, 3.0).mean < posterior(2.0, 0.5).mean < 2.0


# ---- the words -----------------------------------------------------------------------------------


def test_words_follow_the_two_rules() -> None:
    for z in np.linspace(-3, 3, 121):
        for se in SES:
            found = judge_level(float(z), se)
            assert found.probability is not None
            silent = abs(z / se) < 1.959963984540054 or found.probability < LIKELY
            assert (found.confidence == Confidence.CANNOT_TELL) == silent == (not found.speaks)
            assert (found.confidence == Confidence.CLEAR) == (not silent and found.probability >= CLEAR)


def test_a_small_but_certain_difference_is_not_spoken_of() -> None:
    found = judge_difference(0.25, 0.05, 0.0, 0.05)
    assert not found.speaks and found.probability is not None and found.probability < LIKELY


def test_more_difference_never_gives_less_certainty() -> None:
    for se in SES:
        found = [judge_difference(z / 2, se, -z / 2, se).probability for z in np.linspace(0, 4, 60)]
        assert found == sorted(found)  # type: ignore[type-var]


@pytest.mark.parametrize("bad", [nan, inf, -inf])
def test_unknown_numbers_cannot_be_judged(bad: float) -> None:
    silent = Judgement(confidence=Confidence.CANNOT_TELL, probability=None, direction=0)
    assert judge_level(bad, 0.3) == judge_level(1.0, bad) == silent
    for values in ((bad, 0.3, 0.0, 0.3), (0.0, bad, 0.0, 0.3), (0.0, 0.3, bad, 0.3), (0.0, 0.3, 0.0, bad)):
        assert judge_difference(*values) == silent


def test_exchanging_the_two_turns_the_direction_only() -> None:
    rng = np.random.default_rng(3)
    for _ in range(500):
        z_a, z_b = rng.normal(size=2)
        se_a, se_b = rng.uniform(0.1, 1.2, size=2)
        found, turned = judge_difference(z_a, se_a, z_b, se_b), judge_difference(z_b, se_b, z_a, se_a)
        assert (found.confidence, found.probability) == (turned.confidence, turned.probability)
        assert found.direction == -turned.direction


# ---- how often they err --------------------------------------------------------------------------


def spoken(first: np.ndarray, second: np.ndarray, se_a: float, se_b: float) -> np.ndarray:
    return np.array([judge_difference(a, se_a, b, se_b).speaks for a, b in zip(first, second, strict=True)])


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("se_a", "se_b"), [(0.2, 0.2), (0.3, 0.3), (0.4, 0.4), (0.6, 0.6), (0.2, 0.6)])
def test_true_nulls_are_called_different_in_five_of_a_hundred_at_most(
    se_a: float, se_b: float, seed: int
) -> None:
    """Two people of equal true level; the bound allows three Monte Carlo errors."""
    n = DRAWS // 10
    rng = np.random.default_rng(seed)
    truth = rng.normal(0, sqrt(1 - max(se_a, se_b) ** 2), n)
    rate = spoken(rng.normal(truth, se_a), rng.normal(truth, se_b), se_a, se_b).mean()
    assert rate <= 0.05 + 3 * sqrt(0.05 * 0.95 / n), f"seed {seed}"


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("se", SES)
def test_average_people_are_called_high_or_low_in_five_of_a_hundred_at_most(se: float, seed: int) -> None:
    n = DRAWS // 10
    rng = np.random.default_rng(seed)
    rate = np.mean([judge_level(z, se).speaks for z in rng.normal(0, se, n)])
    assert rate <= 0.05 + 3 * sqrt(0.05 * 0.95 / n), f"seed {seed}"


@pytest.mark.parametrize(("se", "least"), [(0.2, 0.99), (0.3, 0.9), (0.4, 0.7), (0.6, 0.35)])
def test_a_difference_of_one_and_a_half_sd_is_mostly_seen(se: float, least: float) -> None:
    rng = np.random.default_rng(11)
    middle = rng.normal(0, 0.7, 2_000)
    first, second = rng.normal(middle + 0.75, se), rng.normal(middle - 0.75, se)
    rate = spoken(first, second, se, se).mean()
    assert rate >= least, rate


def test_what_is_called_higher_is_seldom_lower() -> None:
    """Among pairs drawn at random, the named direction is wrong in under two of a hundred."""
    rng = np.random.default_rng(12)
    truth = rng.normal(0, sqrt(1 - 0.4**2), (20_000, 2))
    seen = rng.normal(truth, 0.4)
    said = [
        judged.direction * (a - b) > 0
        for (a, b), (x, y) in zip(truth, seen, strict=True)
        if (judged := judge_difference(x, 0.4, y, 0.4)).speaks
    ]
    assert len(said) > 3_000
    assert np.mean(said) > 0.98
