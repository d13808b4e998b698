"""Linking, item bias, item fit and person fit."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pairbond.errors import NotIdentified, ResponseError
from pairbond.scoring import graded
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.dif import dif, holm
from pairbond.scoring.graded import Items
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.item_fit import item_fit
from pairbond.scoring.linking import fixed_parameter_link, stocking_lord, transformed
from pairbond.scoring.person_fit import person_fit

A = np.array([1.2, 0.8, 2.0, 1.5, 1.0, 1.8])
B = np.array(
    [[-1.0, 0.0, 1.0], [-1.5, 0.2, 0.9], [-0.5, 0.1, 1.4], [-2, -1, 0.5], [-1, 0, 2], [-0.8, 0.3, 1.1]]
)
MODEL = GradedModel(a=A, b=B)


def simulated(theta: np.ndarray, seed: int, b: np.ndarray = B) -> np.ndarray:
    rng = np.random.default_rng(seed)
    p = graded.cumulative(Items(a=A, d=-A[:, None] * b), theta)[:, 1:-1]
    return (rng.random((len(A), 1, len(theta))) < p).sum(axis=1).T


def normal(n: int, seed: int, mean: float = 0.0, sd: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(mean, sd, n)


def test_a_link_undoes_a_change_of_metric() -> None:
    link = stocking_lord(transformed(MODEL, 1 / 1.3, -0.4 / 1.3), MODEL)
    assert link.slope == pytest.approx(1.3, abs=1e-4) and link.shift == pytest.approx(0.4, abs=1e-4)
    np.testing.assert_allclose(link.model.b, B, atol=1e-3)
    assert link.cautions == () and json.dumps(link.to_dict(), allow_nan=False)


def test_an_anchor_that_drifts_is_named() -> None:
    moved = B.copy()
    moved[2] += 1.0
    link = stocking_lord(GradedModel(a=A, b=moved), MODEL)
    assert [caution.code for caution in link.cautions] == ["anchors-differ"]
    assert max(link.drift, key=lambda name: link.drift[name]) == "2"


def test_anchors_are_paired_by_name() -> None:
    names = ("a", "b", "c", "d", "e", "f")
    target = GradedModel(a=A, b=B, item_ids=names)
    new = GradedModel(a=A[[5, 0, 2, 3]], b=B[[5, 0, 2, 3]], item_ids=("f", "a", "c", "d"))
    assert stocking_lord(new, target).slope == pytest.approx(1.0, abs=1e-4)
    with pytest.raises(ResponseError, match="too few"):
        stocking_lord(GradedModel(a=A[:2], b=B[:2], item_ids=("a", "z")), target)


def test_fixed_items_give_the_samples_mean_and_sd() -> None:
    X = simulated(normal(3000, 1, 0.5, 1.3), 2)
    model, mean, sd = fixed_parameter_link(X, MODEL, [(0, 0), (2, 2), (3, 3), (5, 5)])
    assert mean == pytest.approx(0.5, abs=0.08) and sd == pytest.approx(1.3, abs=0.08)
    np.testing.assert_array_equal(model.a[[0, 2, 3, 5]], A[[0, 2, 3, 5]])
    assert np.abs(model.a[[1, 4]] - A[[1, 4]]).max() < 0.15
    with pytest.raises(ResponseError):
        fixed_parameter_link(X, MODEL, [(0, 0)])


def test_item_bias_needs_two_groups_of_some_size() -> None:
    X = simulated(normal(400, 1), 1)
    for groups, error in (
        (np.zeros(400), NotIdentified),
        (np.arange(400) < 50, NotIdentified),
        (np.arange(400) % 3, ResponseError),
        (np.zeros(3), ResponseError),
    ):
        with pytest.raises(error):
            dif(X, groups)


def test_item_bias_of_one_item() -> None:
    moved = B.copy()
    moved[1] += 1.0
    X = np.vstack([simulated(normal(700, 1), 1), simulated(normal(600, 2), 2, moved)])
    found = dif(X, ["x"] * 700 + ["y"] * 600, items=[1, 4])
    assert (found.reference, found.focal) == ("x", "y")
    assert found.items[0].matters and found.items[0].signed < -0.1
    assert not found.items[1].matters
    assert json.dumps(found.to_dict(), allow_nan=False) and len(found.summary().rows) == 2


def test_holm_never_makes_a_p_smaller() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_items_that_fit_and_one_that_does_not() -> None:
    X = simulated(normal(1500, 3), 3)
    X[:, 4] = np.random.default_rng(0).integers(0, 4, 1500)
    found = item_fit(MODEL, X)
    assert found[4].p < 1e-6 and found[4].rmsea > 0.05
    assert sum(item.p < 0.001 for item in found) <= 2
    assert json.dumps(found[0].to_dict(), allow_nan=False)
    with pytest.raises(NotIdentified):
        item_fit(MODEL, X[:50])


def test_answers_that_contradict_each_other_stand_out() -> None:
    X = simulated(normal(1000, 4), 4)
    X[0] = [3, 0, 3, 0, 3, 0]
    X[1, 1:] = -1
    found = person_fit(MODEL, X)
    assert found.lz_star[0] < -2
    assert np.isnan(found.lz_star[1])
    assert np.nanmean(found.lz_star) == pytest.approx(0.0, abs=0.2)


def test_fit_is_for_one_factor() -> None:
    two = fit_grm(
        np.hstack([simulated(normal(300, 1), 1), simulated(normal(300, 2), 2)]), factors=[0] * 6 + [1] * 6
    )
    for function in (item_fit, person_fit):
        with pytest.raises(ResponseError, match="factor"):
            function(two, np.zeros((200, 12), dtype=int))
