"""Do 90 % intervals hold what they should, and do true nulls stay quiet, from answers to verdict?

Model: each ECR item is a five-step cut of ``loading * theta + noise`` with its own loading
(.45-.80) and its own four cuts; theta is N(0, 1), noise independent. The true keyed mean of a
person is the expectation of the mean of all 18 keyed answers given theta, computed from the
normal distribution function. Norms (SD, alpha) come from 20,000 other people of the same model,
so that precision is measured and not assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
import pytest
from scipy.stats import norm

from pairbond.cohort.norm_table import NormTotals, norm_group
from pairbond.dyad.pair import contrast_of
from pairbond.findings import judge_difference
from pairbond.library.instruments import load_instrument
from pairbond.scoring import NormChoice, Responses, score
from pairbond.scoring.batch import score_batch
from pairbond.scoring.classical import ScaleScore

pytestmark = pytest.mark.slow
ECR = load_instrument("ecr")
ANXIETY = ECR.scale("ecr.anxiety")
PLACES = np.array(ECR.positions(ANXIETY))
TURNED = np.array([item in ANXIETY.reverse for item in ANXIETY.items])
K, PEOPLE, SEED = 18, 6_000, 20_261_101


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Loadings (18,) and cuts (18, 4) of the keyed items."""

    loadings: np.ndarray
    cuts: np.ndarray

    def draw(self, theta: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Keyed answers 1-5, shape (people, 18)."""
        noise = rng.standard_normal((len(theta), K)) * np.sqrt(1 - self.loadings**2)
        latent = theta[:, None] * self.loadings + noise
        return 1 + (latent[:, :, None] > self.cuts).sum(axis=2)

    def true_mean(self, theta: np.ndarray) -> np.ndarray:
        above = (theta[:, None, None] * self.loadings[:, None] - self.cuts) / np.sqrt(
            1 - self.loadings[:, None] ** 2
        )
        expected: np.ndarray = 1 + norm.cdf(above).sum(axis=2).mean(axis=1)
        return expected


@cache
def model() -> Model:
    rng = np.random.default_rng(SEED)
    centres = rng.normal(0, 0.3, (K, 1))
    return Model(loadings=rng.uniform(0.45, 0.80, K), cuts=centres + np.array([-1.3, -0.4, 0.4, 1.3]))


@cache
def norms() -> NormChoice:
    rng = np.random.default_rng(SEED + 1)
    n = 20_000
    sheet = np.ones((n, len(ECR.items)), dtype=np.int8)
    sheet[:, PLACES] = raw(model().draw(rng.standard_normal(n), rng))
    codes = {item: sheet[:, i] for i, item in enumerate(ECR.item_ids)}
    totals = NormTotals(ECR, (1, 5))
    scores = score_batch(codes, ECR, (1, 5))
    totals.add(codes, scores, np.full(n, 30.0), np.ones(n, dtype=bool))
    group = norm_group(totals, group_id="sim", group="all", title="t", who="w", year=2026, source="simulated")
    return NormChoice(group=group, scales={ANXIETY.id: ANXIETY.id})


def raw(keyed: np.ndarray) -> np.ndarray:
    return np.where(TURNED, 6 - keyed, keyed)


def scored(keyed: np.ndarray, rng: np.random.Generator, missing: int) -> ScaleScore:
    values = np.full(len(ECR.items), -1, dtype=np.int16)
    values[PLACES] = raw(keyed)
    values[rng.choice(PLACES, missing, replace=False)] = -1
    found = score(Responses(instrument=ECR, values=values, bounds=(1, 5)), norms=norms())
    return found["ecr.anxiety"]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("missing", [0, 4])
def test_ninety_percent_intervals_cover_the_true_mean(missing: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(PEOPLE)
    truth, answers = model().true_mean(theta), model().draw(theta, rng)
    inside = []
    for true, keyed in zip(truth, answers, strict=True):
        estimate = scored(keyed, rng, missing).estimate
        assert estimate is not None
        inside.append(estimate.lower <= true <= estimate.upper)
    coverage = float(np.mean(inside))
    print(f"coverage with {missing} missing, seed {seed}: {coverage:.4f}")
    assert 0.88 <= coverage <= 0.92, coverage


@pytest.mark.parametrize("missing", [0, 4])
def test_couples_of_equal_true_level_are_called_different_in_five_of_a_hundred_at_most(missing: int) -> None:
    rng = np.random.default_rng(30 + missing)
    theta = rng.standard_normal(PEOPLE)
    sides = [model().draw(theta, rng) for _ in range(2)]
    spoken = []
    for first, second in zip(*sides, strict=True):
        found = contrast_of("attachment.anxiety", scored(first, rng, missing), scored(second, rng, missing))
        spoken.append(judge_difference(found.z_a, found.se_a, found.z_b, found.se_b).speaks)
    rate = float(np.mean(spoken))
    print(f"true nulls spoken of with {missing} missing: {rate:.4f}")
    assert rate <= 0.05 + 3 * sqrt(0.05 * 0.95 / PEOPLE), rate


def test_true_differences_of_one_and_a_half_sd_are_seen() -> None:
    rng = np.random.default_rng(40)
    middle = rng.normal(0, 0.6, 2_000)
    high, low = model().draw(middle + 0.75, rng), model().draw(middle - 0.75, rng)
    seen = []
    for first, second in zip(high, low, strict=True):
        found = contrast_of("attachment.anxiety", scored(first, rng, 0), scored(second, rng, 0))
        judged = judge_difference(found.z_a, found.se_a, found.z_b, found.se_b)
        seen.append(judged.speaks and judged.direction > 0)
    print(f"power at 1.5 SD: {np.mean(seen):.4f}")
    assert np.mean(seen) >= 0.9
