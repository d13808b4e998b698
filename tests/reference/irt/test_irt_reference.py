"""The measurement engine against mirt, mirtCAT and psych; see the README beside this file."""

from __future__ import annotations

import csv
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pairbond.scoring.adaptive import AdaptiveTest
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.estimate import empirical_reliability
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.reliability import reliability

pytestmark = pytest.mark.real_data
VALUES: dict[str, Any] = json.loads((Path(__file__).parent / "values.json").read_text(encoding="utf-8"))
REVERSED = (3, 15, 19, 22, 25, 27, 29, 31, 33, 35)


@cache
def keyed(path: Path) -> np.ndarray:
    """The first 5,500 cleaned rows, keyed, from 0."""
    rows: list[list[int]] = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            answers = [int(row[f"Q{number}"]) for number in range(1, 37)]
            if min(answers) >= 1 and 18 <= float(row["age"]) <= 80 and len(set(answers)) > 1:
                rows.append(answers)
            if len(rows) == 5_500:
                break
    found = np.array(rows)
    for number in REVERSED:
        found[:, number - 1] = 6 - found[:, number - 1]
    return found - 1


@pytest.fixture(scope="module")
def answers(real_data: Path) -> np.ndarray:
    return keyed(real_data / "ecr" / "ecr36.csv.gz")


def test_anxiety_equals_mirt(answers: np.ndarray) -> None:
    expected = VALUES["anxiety"]
    model = fit_grm(answers[:5000, 1::2])
    assert model.converged
    np.testing.assert_allclose(model.a, expected["a"], atol=2e-5)
    np.testing.assert_allclose(model.b, expected["b"], atol=2e-5)
    np.testing.assert_allclose(model.se_a, expected["se_a"], rtol=1e-3)
    np.testing.assert_allclose(model.se_b, expected["se_b"], rtol=1e-3)
    assert model.loglik == pytest.approx(expected["loglik"], abs=1e-5)
    theta, se = model.eap(answers[:5000, 1::2])
    np.testing.assert_allclose(theta[:200], expected["theta"], atol=2e-5)
    np.testing.assert_allclose(se[:200], expected["se"], atol=2e-5)
    traits = model.scores(answers[:5000, 1::2])
    assert empirical_reliability(traits)[0] == pytest.approx(expected["empirical_rxx"], abs=1e-4)


@pytest.mark.parametrize(("nodes", "tolerance"), [(31, 2e-4), (61, 5e-3)])
def test_two_factors_equal_mirt(answers: np.ndarray, nodes: int, tolerance: float) -> None:
    expected = VALUES["two"]
    columns = [int(name[1:]) - 1 for name in expected["items"]]
    model = fit_grm(answers[:5000, columns], factors=[0] * 18 + [1] * 18, quadrature=nodes)
    np.testing.assert_allclose(model.a, expected["a"], atol=tolerance)
    np.testing.assert_allclose(model.se_a, expected["se_a"], rtol=0.01)
    assert model.corr[0, 1] == pytest.approx(expected["corr"], abs=1e-3)
    assert model.se_corr[0, 1] == pytest.approx(expected["se_corr"], rel=0.01)
    if nodes == expected["quadpts"]:
        assert model.loglik == pytest.approx(expected["loglik"], abs=1e-3)


@pytest.mark.parametrize("name", ["SE30", "rel90"])
def test_adaptive_test_takes_the_same_path_as_mirtcat(answers: np.ndarray, name: str) -> None:
    expected = VALUES["adaptive"][name]
    model = GradedModel(a=np.array(VALUES["anxiety"]["a"]), b=np.array(VALUES["anxiety"]["b"]))
    paths, theta = [], []
    for row in answers[5000:5500, 1::2].tolist():
        test = AdaptiveTest(None, model, expected["target"])
        while (item := test.next_item()) is not None:
            test.answer(item, row[int(item)])
        paths.append([int(item) + 1 for item, _ in test.answers])
        theta.append(test.estimate.value)
    assert paths == expected["items"]
    np.testing.assert_allclose(theta, expected["theta"], atol=1e-5)
    assert np.mean([len(path) for path in paths]) == pytest.approx(expected["mean_items"], abs=1e-9)
    assert np.corrcoef(theta, VALUES["full_theta"])[0, 1] == pytest.approx(expected["r_full"], abs=1e-5)


@pytest.mark.parametrize(("scale", "first"), [("anxiety", 1), ("avoidance", 0)])
def test_reliability_equals_psych(answers: np.ndarray, scale: str, first: int) -> None:
    expected = VALUES["reliability"][scale]
    found = reliability(answers[:5000, first::2])
    assert found.alpha.value == pytest.approx(expected["alpha"], abs=1e-9)
    assert found.omega_total.value == pytest.approx(expected["omega_total"], abs=1e-4)
    assert found.omega_hierarchical is not None
    assert found.omega_hierarchical.value == pytest.approx(expected["omega_hierarchical"], abs=1e-4)
