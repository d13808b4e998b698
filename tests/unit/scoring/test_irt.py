"""The graded response model: formulas, input, results, and every degenerate case."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from pairbond.errors import DidNotConverge, ModelError, NotIdentified, ResponseError
from pairbond.scoring import graded
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.estimate import (
    empirical_reliability,
    marginal_reliability,
    plausible_values,
    sum_score_eap,
    sum_score_likelihoods,
)
from pairbond.scoring.estimate import (
    test_information as information_of_test,
)
from pairbond.scoring.expectation import Structure, expect
from pairbond.scoring.graded import Items
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.irt_data import Design, read_table
from pairbond.scoring.observed_information import gradient_vector, observed_information

A = np.array([1.2, 0.8, 2.0, 1.5, 1.0, 1.8])
B = np.array(
    [[-1.0, 0.0, 1.0], [-1.5, 0.2, 0.9], [-0.5, 0.1, 1.4], [-2, -1, 0.5], [-1, 0, 2], [-0.8, 0.3, 1.1]]
)


def simulated(n: int, seed: int, a: np.ndarray = A, b: np.ndarray = B) -> np.ndarray:
    rng = np.random.default_rng(seed)
    p = graded.cumulative(Items(a=a, d=-a[:, None] * b), rng.normal(size=n))[:, 1:-1]
    return (rng.random((len(a), 1, n)) < p).sum(axis=1).T


ANSWERS = simulated(800, 1)


@pytest.fixture(scope="module")
def model() -> GradedModel:
    return fit_grm(ANSWERS)


# ---- formulas ------------------------------------------------------------------------------------


def test_probabilities_sum_to_one_and_follow_the_definition() -> None:
    model = GradedModel(a=A, b=B)
    theta = np.array([-1.5, 0.3, 2.0])
    prob = model.probabilities(theta)
    np.testing.assert_allclose(prob.sum(axis=1), 1.0)
    above = 1 / (1 + np.exp(-A[:, None] * (theta - B[:, [1]])))
    np.testing.assert_allclose(prob[:, 2:].sum(axis=1), above)


def test_log_probabilities_stay_finite_far_out() -> None:
    items = Items(a=np.array([8.0]), d=np.array([[1.0, 0.999]]))
    assert np.isfinite(graded.log_probabilities(items, np.array([-40.0, 0.0, 40.0]))).all()


def test_information_is_minus_the_expected_second_derivative() -> None:
    items = GradedModel(a=A, b=B).items
    theta, step = np.array([0.4]), 1e-4
    logs = [graded.log_probabilities(items, theta + shift)[:, :, 0] for shift in (-step, 0, step)]
    second = (logs[2] - 2 * logs[1] + logs[0]) / step**2
    expected = -(np.exp(logs[1]) * second).sum(axis=1)
    np.testing.assert_allclose(graded.information(items, theta)[:, 0], expected, rtol=1e-5)


def test_gradient_and_information_equal_numerical_derivatives() -> None:
    table = read_table(ANSWERS[:300])
    design, structure = Design(table), Structure(grid=graded.normal_grid(), parts=(slice(0, 6),))
    items = GradedModel(a=A, b=B).items

    def gradient(a: np.ndarray, d: np.ndarray) -> np.ndarray:
        moved = Items(a=a, d=d)
        return gradient_vector(moved, expect(design, moved, None, structure, double=True), None, structure)

    found = observed_information(
        design, items, None, structure, expect(design, items, None, structure, double=True), degrees=6
    )
    step = 1e-4
    for place, (row, column) in enumerate([(0, None), (2, 1), (5, 2)]):
        a = [items.a.copy(), items.a.copy()]
        d = [items.d.copy(), items.d.copy()]
        for sign, (own_a, own_d) in zip((1, -1), zip(a, d, strict=True), strict=True):
            if column is None:
                own_a[row] += sign * step
            else:
                own_d[row, column] += sign * step
        numeric = -(gradient(a[0], d[0]) - gradient(a[1], d[1])) / (2 * step)
        position = row * 4 + (0 if column is None else column + 1)
        np.testing.assert_allclose(
            found.information[position], numeric, rtol=2e-3, atol=0.05, err_msg=str(place)
        )


# ---- fit -----------------------------------------------------------------------------------------


def test_a_fit_is_at_the_optimum_whatever_the_tolerance(model: GradedModel) -> None:
    exact = fit_grm(ANSWERS, tol=1e-8)
    assert exact.error < 1e-8 and model.error < 1e-4
    assert np.abs(model.a - exact.a).max() < 1e-4
    loose = fit_grm(ANSWERS, tol=0.01)
    assert np.abs(loose.a - exact.a).max() < 0.01
    assert exact.loglik >= model.loglik - 1e-6


def test_weights_count_as_repeated_rows() -> None:
    weights = np.random.default_rng(3).integers(0, 4, len(ANSWERS))
    weighted, repeated = fit_grm(ANSWERS, weights=weights), fit_grm(np.repeat(ANSWERS, weights, axis=0))
    np.testing.assert_allclose(weighted.a, repeated.a, atol=1e-5)
    np.testing.assert_allclose(weighted.se_b, repeated.se_b, rtol=1e-3)
    assert weighted.loglik == pytest.approx(repeated.loglik, abs=1e-4)


def test_sufficient_statistics_of_shards_add_up() -> None:
    table = read_table(ANSWERS)
    structure = Structure(grid=graded.normal_grid(), parts=(slice(0, 6),))
    items = GradedModel(a=A, b=B).items
    halves = [table.rows(np.arange(0, 300)), table.rows(np.arange(300, len(ANSWERS)))]
    one, two = (expect(Design(half), items, None, structure, double=True) for half in halves)
    whole = expect(Design(table), items, None, structure, double=True)
    np.testing.assert_allclose((one + two).counts, whole.counts)
    assert (one + two).loglik == pytest.approx(whole.loglik)


def test_unobserved_categories_are_blank_and_the_rest_is_as_if_recoded() -> None:
    gap = np.where(ANSWERS == 2, 3, ANSWERS)
    gap[:, 1:] = ANSWERS[:, 1:]
    model = fit_grm(gap)
    assert np.isnan(model.b[0, 1]) and np.isfinite(model.b[0, [0, 2]]).all()
    recoded = gap.copy()
    recoded[:, 0] = np.where(gap[:, 0] == 3, 2, gap[:, 0])
    other = fit_grm(recoded)
    np.testing.assert_allclose(model.b[0, [0, 2]], other.b[0, :2], atol=1e-6)
    assert np.isnan(other.b[0, 2])
    assert "unobserved-category" in {caution.code for caution in model.cautions}
    np.testing.assert_allclose(model.eap(gap)[0], other.eap(recoded)[0], atol=1e-6)


def test_missing_answers_are_left_out_and_empty_rows_counted() -> None:
    holes = ANSWERS.astype(float)
    holes[np.random.default_rng(0).random(holes.shape) < 0.2] = np.nan
    holes[:3] = np.nan
    model = fit_grm(holes)
    assert model.n < len(ANSWERS)
    assert "empty-rows" in {caution.code for caution in model.cautions}
    theta, se = model.eap(holes)
    assert theta[0] == pytest.approx(0.0, abs=1e-6) and se[0] == pytest.approx(1.0, abs=1e-6)


def test_a_reversed_item_gets_a_negative_slope_and_a_caution() -> None:
    turned = ANSWERS.copy()
    turned[:, 2] = 3 - turned[:, 2]
    model = fit_grm(turned)
    assert model.a[2] < 0 < model.a[0]
    assert "negative-slope" in {caution.code for caution in model.cautions}


def test_frames_and_nested_lists_are_taken() -> None:
    expected = fit_grm(ANSWERS).a
    np.testing.assert_array_equal(fit_grm(pl.DataFrame(ANSWERS)).a, expected)
    np.testing.assert_array_equal(fit_grm(ANSWERS.tolist()).a, expected)
    np.testing.assert_array_equal(fit_grm(ANSWERS.astype(object)).a, expected)


def test_order_of_factors_does_not_matter() -> None:
    two = np.hstack([simulated(600, 5), simulated(600, 6)])
    mixed = two[:, [0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11]]
    one, other = fit_grm(two, factors=[0] * 6 + [1] * 6), fit_grm(mixed, factors=[0, 1] * 6)
    np.testing.assert_allclose(one.a, other.a[[0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]], atol=1e-5)
    assert one.corr[0, 1] == pytest.approx(other.corr[0, 1], abs=1e-5)
    assert one.corr[0, 1] == pytest.approx(0.0, abs=3 * one.se_corr[0, 1])
    assert one.eap(two)[0].shape == (600, 2)


def test_three_factors_say_how_they_were_fitted() -> None:
    three = np.hstack([simulated(300, seed) for seed in (1, 2, 3)])
    model = fit_grm(three, factors=[0] * 6 + [1] * 6 + [2] * 6)
    assert model.corr.shape == (3, 3) and np.isnan(model.loglik)
    assert "pairwise-fit" in {caution.code for caution in model.cautions}
    theta, se = model.eap(three)
    assert theta.shape == (300, 3) and (se < 1).all()
    assert model.to_dict()["loglik"] is None


# ---- degenerate input: a named error or a caution, never a silent fit ----------------------------


def changed(column: int, value: float) -> np.ndarray:
    answers = ANSWERS.astype(float)
    answers[:, column] = value
    return answers


@pytest.mark.parametrize(
    ("answers", "error", "word"),
    [
        (changed(2, 1), NotIdentified, "item 2: every answer is 1"),
        (changed(2, np.nan), NotIdentified, "item 2: nobody"),
        (ANSWERS[:29], NotIdentified, "29 people"),
        (np.full((100, 4), -1), NotIdentified, "All answers are missing"),
        (np.empty((0, 4)), NotIdentified, "missing"),
        (ANSWERS[:, :2], NotIdentified, "2 items"),
        (ANSWERS + 0.5, ResponseError, "row 0, item 0"),
        (changed(0, np.inf), ResponseError, "inf"),
        (ANSWERS - 3, ResponseError, "is not from 0"),
        (ANSWERS + 100, ResponseError, "is not from 0"),
        (ANSWERS.astype(str), ResponseError, "not whole numbers"),
        (ANSWERS > 1, ResponseError, "bool"),
        (ANSWERS[:, 0], ResponseError, "people by items"),
        ([["a", "b"], ["c", "d"]], ResponseError, "whole numbers"),
        (np.repeat(ANSWERS[:, :1], 5, axis=1), NotIdentified, "runs off"),
    ],
)
def test_what_cannot_be_fitted_is_refused_by_name(answers: object, error: type[Exception], word: str) -> None:
    with pytest.raises(error, match=word):
        fit_grm(answers)


def test_copies_of_an_item_bring_a_serious_caution() -> None:
    many = simulated(800, 4, np.tile(A, 3), np.tile(B, (3, 1)))
    model = fit_grm(np.hstack([many, many[:, :1]]))
    assert [caution.code for caution in model.cautions if caution.severity == "serious"] == [
        "duplicate-items"
    ]


def test_small_samples_and_rare_answers_bring_cautions() -> None:
    codes = {caution.code for caution in fit_grm(ANSWERS[:60]).cautions}
    assert "small-sample" in codes
    rare = ANSWERS.copy()
    rare[:, 4] = rare[:, 4] > 0
    rare[:3, 4] = 2
    assert "sparse-category" in {caution.code for caution in fit_grm(rare).cautions}


def test_a_perfect_scale_is_refused() -> None:
    theta = np.random.default_rng(2).normal(size=500)
    with pytest.raises(ModelError):
        fit_grm((theta[:, None] > np.linspace(-1, 1, 6)).astype(int))


def test_one_factor_in_two_is_refused() -> None:
    with pytest.raises(NotIdentified, match="cannot be told apart"):
        fit_grm(np.hstack([ANSWERS, ANSWERS]), factors=[0] * 6 + [1] * 6)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"factors": [0] * 5}, ResponseError),
        ({"factors": [0, 0, 0, 2, 2, 2]}, ResponseError),
        ({"factors": [0, 0, 0, 0, 1, 1]}, NotIdentified),
        ({"quadrature": 5}, ResponseError),
        ({"tol": 0.0}, ResponseError),
        ({"weights": [1.0]}, ResponseError),
        ({"weights": np.full(800, -1.0)}, ResponseError),
        ({"item_ids": ["one"]}, ResponseError),
    ],
)
def test_wrong_options_are_refused(options: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        fit_grm(ANSWERS, **options)  # type: ignore[arg-type]


def test_errors_are_of_the_model_family() -> None:
    assert issubclass(NotIdentified, ModelError) and issubclass(DidNotConverge, ModelError)


# ---- result --------------------------------------------------------------------------------------


def test_the_result_is_json_safe_and_summed_up(model: GradedModel) -> None:
    data = json.loads(json.dumps(model.to_dict(), allow_nan=False))
    assert data["items"][0]["id"] == "0" and len(data["items"][0]["b"]) == 3
    assert data["converged"] is True and data["n"] == 800
    table = model.summary()
    assert len(table.rows) == 6 and "800 people" in table.notes[0]


def test_scoring_refuses_what_the_model_does_not_know(model: GradedModel) -> None:
    with pytest.raises(ResponseError, match="above 3"):
        model.eap(np.full((1, 6), 4))
    with pytest.raises(ResponseError, match="6 items"):
        model.eap(ANSWERS[:, :5])
    with pytest.raises(ResponseError, match="no score"):
        model.scores(ANSWERS, method="ML")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([1.0], [[0.0, -1.0]]),
        ([0.0], [[0.0]]),
        ([np.nan], [[0.0]]),
        ([1.0], [[np.nan]]),
        ([1.0, 2.0], [[0.0]]),
        ([1.0], [0.0]),
    ],
)
def test_impossible_parameters_are_refused(a: list[float], b: list[object]) -> None:
    with pytest.raises(ResponseError):
        GradedModel(a=np.array(a), b=np.array(b, dtype=float))


def test_scores_agree_where_they_should(model: GradedModel) -> None:
    eap, mode, weighted = (model.scores(ANSWERS, method=name) for name in ("EAP", "MAP", "WLE"))
    assert np.corrcoef(eap.theta, mode.theta)[0, 1] > 0.995
    assert np.corrcoef(eap.theta, weighted.theta)[0, 1] > 0.98
    assert weighted.theta.std() > eap.theta.std()
    assert float(empirical_reliability(eap)[0]) == pytest.approx(
        marginal_reliability(model.items, graded.normal_grid()), abs=0.05
    )


def test_wle_and_map_are_where_their_equations_say() -> None:
    model = GradedModel(a=A, b=B)
    answers = ANSWERS[:50]
    theta = np.linspace(-6, 6, 24_001)
    logs = graded.log_probabilities(model.items, theta)
    likelihood = logs[np.arange(6), answers].sum(axis=1)
    best = theta[(likelihood - theta**2 / 2).argmax(axis=1)]
    np.testing.assert_allclose(model.scores(answers, method="MAP").theta, best, atol=5e-4)
    nobody = model.scores(np.full((1, 6), -1), method="WLE")
    assert np.isnan(nobody.theta[0])


def test_sum_scores_have_a_distribution_and_a_rising_eap(model: GradedModel) -> None:
    grid = graded.normal_grid()
    np.testing.assert_allclose(sum_score_likelihoods(model.items, grid.nodes).sum(axis=0), 1.0)
    table = sum_score_eap(model.items, grid)
    assert len(table.theta) == 19 and (np.diff(table.theta) > 0).all()
    by_pattern = model.eap(ANSWERS)[0]
    assert np.abs(table.theta[ANSWERS.sum(axis=1)] - by_pattern).mean() < 0.15


def test_plausible_values_have_the_populations_spread(model: GradedModel) -> None:
    draws = plausible_values(
        model.codes(ANSWERS), model.items, graded.normal_grid(), draws=5, rng=np.random.default_rng(1)
    )
    assert draws.shape == (800, 5)
    assert draws.std() == pytest.approx(1.0, abs=0.05)
    assert model.eap(ANSWERS)[0].std() < 0.95


def test_expected_scores_rise_and_items_can_be_taken(model: GradedModel) -> None:
    assert (np.diff(model.expected_score(np.linspace(-3, 3, 20))) > 0).all()
    part = model.take([3, 1])
    np.testing.assert_array_equal(part.a, model.a[[3, 1]])
    assert part.names == ("3", "1")
    assert information_of_test(part.items, 0.0)[0] < information_of_test(model.items, 0.0)[0]
