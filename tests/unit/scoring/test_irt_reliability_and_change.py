"""Alpha, omega and reliable change."""

from __future__ import annotations

import json
from math import sqrt

import numpy as np
import pytest

from pairbond.errors import NotIdentified, ResponseError
from pairbond.scoring.change import reliable_change, trait_change
from pairbond.scoring.factor_analysis import minres, oblimin, schmid_leiman
from pairbond.scoring.reliability import reliability


def bifactor(n: int, seed: int) -> np.ndarray:
    """Twelve items: a general factor (.6) and three group factors (.4)."""
    rng = np.random.default_rng(seed)
    general, groups = rng.normal(size=(n, 1)), rng.normal(size=(n, 3))
    noise = rng.normal(size=(n, 12)) * sqrt(1 - 0.36 - 0.16)
    return 0.6 * general + 0.4 * np.repeat(groups, 4, axis=1) + noise


def test_alpha_of_parallel_items_is_spearman_brown() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20_000, 1)) + rng.normal(size=(20_000, 4))
    found = reliability(X)
    assert found.alpha.value == pytest.approx(0.8, abs=0.01)
    assert found.omega_total.value == pytest.approx(0.8, abs=0.01)
    assert found.omega_hierarchical is None
    assert "one-factor-omega" in {caution.code for caution in found.cautions}


def test_omega_finds_the_general_factor() -> None:
    found = reliability(bifactor(20_000, 1))
    corr = np.full((12, 12), 0.36) + np.kron(np.eye(3), np.full((4, 4), 0.16)) + np.eye(12) * 0.48
    whole = corr.sum()
    assert found.omega_hierarchical is not None
    assert found.omega_hierarchical.value == pytest.approx((12 * 0.6) ** 2 / whole, abs=0.02)
    assert found.omega_total.value == pytest.approx(1 - 12 * 0.48 / whole, abs=0.01)
    assert json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.slow
def test_intervals_cover() -> None:
    truth = reliability(bifactor(100_000, 2))
    assert truth.omega_hierarchical is not None
    hits = np.zeros(3)
    for seed in range(60):
        found = reliability(bifactor(400, 1000 + seed))
        pairs = zip(
            (found.alpha, found.omega_total, found.omega_hierarchical),
            (truth.alpha, truth.omega_total, truth.omega_hierarchical),
            strict=True,
        )
        hits += [own.lower <= true.value <= own.upper for own, true in pairs if own is not None]
    assert (hits / 60 >= 0.85).all(), hits / 60


def test_minres_and_rotation_reproduce_what_made_the_correlations() -> None:
    loadings = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.7], [0, 0.6], [0, 0.5]])
    phi = np.array([[1, 0.4], [0.4, 1]])
    corr = loadings @ phi @ loadings.T
    np.fill_diagonal(corr, 1.0)
    pattern, between = oblimin(minres(corr, 2))
    np.testing.assert_allclose(np.sort(np.abs(pattern).max(axis=1)), np.sort(loadings.max(axis=1)), atol=1e-3)
    assert abs(between[0, 1]) == pytest.approx(0.4, abs=1e-3)


def test_schmid_leiman_keeps_the_communalities() -> None:
    corr = np.corrcoef(bifactor(2000, 5), rowvar=False)
    found = schmid_leiman(corr)
    explained = found.general**2 + (found.groups**2).sum(axis=1)
    np.testing.assert_allclose(explained, 1 - found.uniqueness, atol=1e-3)


@pytest.mark.parametrize(
    ("X", "error"),
    [
        (np.zeros((100, 3)), NotIdentified),
        (np.random.default_rng(0).normal(size=(20, 3)), NotIdentified),
        (np.random.default_rng(0).normal(size=(100, 1)), ResponseError),
        (np.zeros(5), ResponseError),
        (np.array([["a", "b"]] * 40), ResponseError),
        (np.array([["a", 1]] * 40, dtype=object), ResponseError),
        (np.full((100, 3), np.nan), NotIdentified),
    ],
)
def test_what_has_no_reliability_is_refused(X: np.ndarray, error: type[Exception]) -> None:
    with pytest.raises(error):
        reliability(X)


def test_missing_rows_and_wrong_keys_are_told() -> None:
    X = np.random.default_rng(0).integers(0, 5, (200, 1)) + np.random.default_rng(1).integers(0, 2, (200, 4))
    X[:, 2] = 9 - X[:, 2]
    X[:5, 0] = -1
    codes = {caution.code for caution in reliability(X).cautions}
    assert {"incomplete-rows", "negative-item"} <= codes


# ---- change --------------------------------------------------------------------------------------


def test_the_published_formula() -> None:
    found = reliable_change(3.0, 4.0, 1.12, 0.90)
    assert found.index == pytest.approx(1.0 / (1.12 * sqrt(1 - 0.90) * sqrt(2)))
    assert found.smallest == pytest.approx(0.98, abs=0.005)
    assert found.verdict == "rose" and found.corrected is None
    assert reliable_change(4.0, 3.0, 1.12, 0.90).verdict == "fell"
    assert reliable_change(3.0, 3.5, 1.12, 0.90).verdict == "no-reliable-change"


def test_an_extreme_first_score_is_expected_to_come_back() -> None:
    back = reliable_change(6.0, 5.0, 1.0, 0.8, mean=3.5)
    assert back.corrected is not None and back.corrected.value == pytest.approx(5.0 - 5.5)
    assert back.corrected.se == pytest.approx(sqrt(1 - 0.64))
    assert back.corrected_index == pytest.approx(-0.5 / 0.6)
    assert json.dumps(back.to_dict(), allow_nan=False)


def test_alpha_is_taken_with_a_caution() -> None:
    codes = {c.code for c in reliable_change(1, 2, 1, 0.6, basis="alpha").cautions}
    assert codes == {"alpha-for-change", "unreliable-for-change"}
    assert reliable_change(1, 2, 1, 0.9).cautions == ()


def test_trait_change_uses_both_errors() -> None:
    found = trait_change(0.0, 0.3, 1.0, 0.4)
    assert found.index == pytest.approx(2.0) and found.verdict == "rose"
    assert found.cautions[0].code == "within-occasion-error"


@pytest.mark.parametrize(
    "given", [(1, 2, 0, 0.8), (1, 2, 1, 1.0), (1, 2, 1, -0.1), (float("nan"), 2, 1, 0.5)]
)
def test_impossible_numbers_are_refused(given: tuple[float, float, float, float]) -> None:
    with pytest.raises(ResponseError):
        reliable_change(*given)
    with pytest.raises(ResponseError):
        trait_change(0.0, 0.0, 1.0, 0.3)


def test_one_dimension_has_an_omega_too() -> None:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(3000, 1)) + rng.normal(size=(3000, 18))
    found = reliability(X)
    assert found.omega_total.value == pytest.approx(found.alpha.value, abs=0.01)
    assert found.omega_total.lower < found.omega_total.value < found.omega_total.upper
