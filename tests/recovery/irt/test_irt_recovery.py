"""Simulate, estimate, compare: bias within Monte Carlo error, intervals that cover as they say."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass

import numpy as np
import pytest

from pairbond.errors import ModelError
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.dif import dif
from pairbond.scoring.graded import Items, cumulative
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.item_fit import item_fit
from pairbond.scoring.person_fit import person_fit

pytestmark = pytest.mark.slow
Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One kind of data set."""

    n: int
    items: int
    categories: int


DESIGNS = [
    Design(n=n, items=items, categories=categories)
    for n in (500, 2000)
    for items, categories in (
        (4, 7),
        (6, 5),
        (10, 2),
        (12, 3),
        (18, 5),
        (24, 4),
        (36, 5),
        (36, 7),
        (10, 6),
        (20, 5),
    )
]
PER_DESIGN = 10  # 2 x 10 x 10 = 200 data sets


def drawn_items(rng: np.random.Generator, design: Design) -> tuple[np.ndarray, np.ndarray]:
    a = rng.uniform(0.8, 2.3, design.items)
    steps = design.categories - 1
    b = np.sort(rng.normal(0, 0.25, (design.items, steps)) + np.linspace(-1.6, 1.6, steps + 2)[1:-1], axis=1)
    b += np.arange(steps) * 0.05 + rng.normal(0, 0.3, (design.items, 1))
    return a, b


def simulated(rng: np.random.Generator, a: np.ndarray, b: np.ndarray, theta: np.ndarray) -> np.ndarray:
    p = cumulative(Items(a=a, d=-a[:, None] * b), theta)[:, 1:-1]
    return (rng.random((len(a), 1, len(theta))) < p).sum(axis=1).T


def test_bias_and_coverage_over_200_data_sets() -> None:
    rng = np.random.default_rng(20_260_401)
    z_a, z_b, fitted = [], [], 0
    for design in DESIGNS:
        for _ in range(PER_DESIGN):
            a, b = drawn_items(rng, design)
            model = fit_grm(simulated(rng, a, b, rng.normal(size=design.n)))
            fitted += 1
            z_a.append((model.a - a) / model.se_a)
            if model.b.shape == b.shape:
                z_b.append(((model.b - b) / model.se_b)[np.isfinite(model.b)])
    assert fitted == 200
    for z in (np.concatenate(z_a), np.concatenate([part.ravel() for part in z_b])):
        covered = float((np.abs(z) < Z).mean())
        assert 0.92 <= covered <= 0.98, covered
        # Estimates in one data set share its people, so the error of the mean is that of 200 sets.
        assert abs(float(z.mean())) < 3 / np.sqrt(200) + 0.1
        assert 0.9 < float(z.std()) < 1.15


def test_two_factors_recover_their_correlation() -> None:
    rng = np.random.default_rng(7)
    z = []
    for corr in (-0.6, 0.0, 0.3, 0.8) * 5:
        a, b = drawn_items(rng, Design(n=800, items=16, categories=5))
        theta = rng.multivariate_normal([0, 0], [[1, corr], [corr, 1]], size=800)
        X = np.hstack(
            [
                simulated(rng, a[half], b[half], theta[:, k])
                for k, half in enumerate((slice(0, 8), slice(8, 16)))
            ]
        )
        model = fit_grm(X, factors=[0] * 8 + [1] * 8)
        z.append((model.corr[0, 1] - corr) / model.se_corr[0, 1])
    assert abs(np.mean(z)) < 3 / np.sqrt(20)
    assert (np.abs(z) < 3.3).all()


def test_three_factors_recover_their_correlations() -> None:
    rng = np.random.default_rng(8)
    truth = np.array([[1, 0.5, 0.2], [0.5, 1, -0.3], [0.2, -0.3, 1]])
    a, b = drawn_items(rng, Design(n=3000, items=18, categories=4))
    theta = rng.multivariate_normal(np.zeros(3), truth, size=3000)
    X = np.hstack([simulated(rng, a[6 * k : 6 * k + 6], b[6 * k : 6 * k + 6], theta[:, k]) for k in range(3)])
    model = fit_grm(X, factors=[k for k in range(3) for _ in range(6)])
    off = np.abs(model.corr - truth)[np.triu_indices(3, 1)]
    assert (off < 3.5 * model.se_corr[np.triu_indices(3, 1)] + 0.01).all()
    scores, se = model.eap(X)
    assert all(np.corrcoef(scores[:, k], theta[:, k])[0, 1] > 0.85 for k in range(3))
    assert np.abs((scores - theta) / se).mean() == pytest.approx(0.8, abs=0.05)


def test_a_million_people_fit_in_bounded_memory() -> None:
    rng = np.random.default_rng(9)
    a, b = drawn_items(rng, Design(n=1, items=18, categories=5))
    parts = [simulated(rng, a, b, rng.normal(size=50_000)).astype(np.int8) for _ in range(20)]
    X = np.concatenate(parts)
    del parts
    tracemalloc.start()
    model = fit_grm(X)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 400e6, f"{peak / 1e6:.0f} MB above the answers themselves"
    assert np.abs((model.a - a) / model.se_a).max() < 4.5
    assert np.abs((model.b - b) / model.se_b).max() < 4.5


def test_item_bias_is_found_where_it_is_and_rarely_elsewhere() -> None:
    rng = np.random.default_rng(10)
    a, b = drawn_items(rng, Design(n=1, items=10, categories=5))
    biased = b.copy()
    biased[3] += 0.5
    X = np.vstack(
        [
            simulated(rng, a, b, rng.normal(size=1500)),
            simulated(rng, a, biased, rng.normal(0.4, 1.2, size=1200)),
        ]
    )
    found = dif(X, np.repeat([0, 1], [1500, 1200]))
    assert found.mean == pytest.approx(0.4, abs=0.12)
    assert found.sd == pytest.approx(1.2, abs=0.12)
    by_size = max(found.items, key=lambda item: item.unsigned)
    assert by_size.item == "3" and by_size.matters and by_size.signed < -0.2
    assert sum(item.matters for item in found.items) <= 2


def test_fit_statistics_keep_their_level() -> None:
    rng = np.random.default_rng(11)
    p_values, stars = [], []
    for _ in range(20):
        a, b = drawn_items(rng, Design(n=1, items=12, categories=4))
        X = simulated(rng, a, b, rng.normal(size=1500))
        model = fit_grm(X)
        p_values += [item.p for item in item_fit(model, X)]
        stars.append(person_fit(GradedModel(a=a, b=b), X).lz_star)
    assert 0.01 < float((np.array(p_values) < 0.05).mean()) < 0.11
    star = np.concatenate(stars)
    assert abs(float(star.mean())) < 0.2 and 0.85 < float(star.std()) < 1.1
    assert 0.03 < float((star < -1.645).mean()) < 0.075


def test_random_answers_never_pass_silently() -> None:
    rng = np.random.default_rng(12)
    for _ in range(10):
        try:
            model = fit_grm(rng.integers(0, 3, (400, 6)))
        except ModelError:
            continue
        assert model.cautions
