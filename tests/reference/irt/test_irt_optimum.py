"""Is what is fitted an optimum? Finite differences of a likelihood written here, from the definition alone.

The expected slope of the log-likelihood is zero at the optimum; it is measured in the direction of each
parameter, per standard error, so that 1e-3 means: the optimum is about a thousandth of an SE away.
"""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pairbond.errors import PairbondError
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.irt import GradedModel

NODES = np.linspace(-6, 6, 61)
WEIGHTS = np.exp(-0.5 * NODES**2) / np.exp(-0.5 * NODES**2).sum()
IPIP_TURNED = {"E": (2, 4, 6, 8, 10), "N": (2, 4), "A": (1, 3, 5, 7), "C": (2, 4, 6, 8), "O": (2, 4, 6)}


def log_likelihood(X: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    """Sum over people of log of the mean over nodes of the product of P(Y >= k) - P(Y >= k + 1)."""
    logs = np.zeros((len(X), len(NODES)))
    for column, slope, row in zip(X.T, a, b, strict=True):
        kept = row[np.isfinite(row)]
        above = 1 / (1 + np.exp(-slope * (NODES - kept[:, None])))
        stairs = np.vstack([np.ones(len(NODES)), above, np.zeros(len(NODES))])
        place = np.concatenate([[0], np.cumsum(np.isfinite(row))])
        given = column >= 0
        logs[given] += np.log((stairs[:-1] - stairs[1:])[place[column[given]]])
    top = logs.max(axis=1, keepdims=True)
    return float((top[:, 0] + np.log(np.exp(logs - top) @ WEIGHTS)).sum())


def steepest(X: np.ndarray, model: GradedModel) -> float:
    """The largest slope of the log-likelihood over all parameters, per standard error."""
    found = []
    for name, se in (("a", model.se_a), ("b", model.se_b)):
        for place in zip(*np.nonzero(np.isfinite(getattr(model, name))), strict=True):
            values = []
            for sign in (1, -1):
                moved = {"a": model.a.copy(), "b": model.b.copy()}
                moved[name][place] += sign * 1e-3 * se[place]
                values.append(log_likelihood(X, **moved))
            found.append(abs(values[0] - values[1]) / 2e-3)
    return max(found)


def simulated(
    n: int, categories: int, seed: int, items: int = 6
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a = rng.uniform(0.8, 2.2, items)
    steps = categories - 1
    b = np.sort(rng.normal(0, 1, (items, steps)), axis=1) + 0.15 * np.arange(steps)
    theta = rng.normal(size=n)
    p = 1 / (1 + np.exp(-a[:, None, None] * (theta - b[:, :, None])))
    return (rng.random((items, 1, n)) < p).sum(axis=1).T, a, b


def check(X: np.ndarray) -> GradedModel:
    model = fit_grm(X)
    whole = np.where(np.isnan(X), -1, X).astype(int)
    assert model.converged
    assert model.loglik == pytest.approx(log_likelihood(whole, model.a, model.b), abs=1e-4)
    assert steepest(whole, model) < 2e-3
    return model


@pytest.mark.parametrize(("categories", "missing"), [(2, 0.3), (3, 0.1), (5, 0.3), (7, 0.2)])
def test_it_is_the_optimum_with_missing_answers(categories: int, missing: float) -> None:
    answers, a, b = simulated(400, categories, seed=categories)
    X = answers.astype(float)
    X[np.random.default_rng(1).random(X.shape) < missing] = np.nan
    model = check(X)
    assert np.abs((model.a - a) / model.se_a).max() < 4
    if model.b.shape == b.shape:
        assert np.nanmax(np.abs((model.b - b) / model.se_b)) < 4


@pytest.mark.parametrize(
    ("change", "caution"),
    [
        ({3: 2}, "unobserved-category"),
        ({4: 3}, "unobserved-category"),
        ({0: 1}, "unobserved-category"),
    ],
)
def test_it_is_the_optimum_where_an_answer_was_never_given(change: dict[int, int], caution: str) -> None:
    X, _, _ = simulated(400, 5, seed=9)
    ((old, new),) = change.items()
    X[X[:, 2] == old, 2] = new
    model = check(X)
    assert caution in {c.code for c in model.cautions}
    assert np.isnan(model.b[2]).sum() == 1


def test_it_is_the_optimum_where_an_answer_was_given_once() -> None:
    X, _, _ = simulated(400, 5, seed=9)
    X[X[:, 2] == 4, 2] = 3
    X[0, 2] = 4
    assert "sparse-category" in {c.code for c in check(X).cautions}


@pytest.mark.parametrize(
    "change", ["copy", "constant", "few", "nothing", "hole", "half", "nine", "inf", "text"]
)
def test_what_cannot_be_fitted_is_named(change: str) -> None:
    X: Any = simulated(300, 4, seed=5)[0].astype(float)
    if change == "copy":
        X = np.column_stack([X[:, 0]] * 3)
    elif change == "constant":
        X[:, 1] = 2
    elif change == "few":
        X = X[:29]
    elif change == "nothing":
        X[:] = np.nan
    elif change == "hole":
        X[:, 1] = np.nan
    elif change == "text":
        X = X.astype(str)
    else:
        X[3, 1] = {"half": 2.5, "nine": -9.0, "inf": np.inf}[change]
    with pytest.raises(PairbondError) as refused:
        fit_grm(X)
    assert len(str(refused.value).splitlines()) == 1


def ecr(folder: Path, first: int) -> np.ndarray:
    rows = []
    with gzip.open(folder / "ecr" / "ecr36.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            answers = [int(row[f"Q{n}"]) for n in range(1, 37)]
            if min(answers) >= 1 and 18 <= float(row["age"]) <= 80 and len(set(answers)) > 1:
                rows.append(answers)
    found = np.array(rows)
    turned = [n - 1 for n in (3, 15, 19, 22, 25, 27, 29, 31, 33, 35)]
    found[:, turned] = 6 - found[:, turned]
    return found[:, first::2] - 1


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize(("first", "loglik"), [(1, -542621.796), (0, -493549.006)])
def test_all_ecr_rows(real_data: Path, first: int, loglik: float) -> None:
    X = ecr(real_data, first)
    assert X.shape == (22_654, 18)
    model = fit_grm(X)
    assert model.loglik == pytest.approx(loglik, abs=2e-3)
    assert model.loglik == pytest.approx(log_likelihood(X, model.a, model.b), abs=1e-3)
    sample = X[:1500].astype(float)
    sample[np.random.default_rng(2).random(sample.shape) < 0.3] = np.nan
    check(sample)


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize("scale", "ENACO")
def test_big_five_scales(real_data: Path, scale: str) -> None:
    with gzip.open(real_data / "ipip50" / "ipip50.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        rows = [[int(row[f"{scale}{n}"]) for n in range(1, 11)] for row in csv.DictReader(handle)]
    X = np.array(rows, dtype=float)
    X[X == 0] = np.nan
    turned = [n - 1 for n in IPIP_TURNED[scale]]
    X[:, turned] = 6 - X[:, turned]
    model = fit_grm(X - 1)
    assert model.converged and (model.a > 0.5).all()
    whole = np.where(np.isnan(X), 0, X).astype(int) - 1
    assert model.loglik == pytest.approx(log_likelihood(whole, model.a, model.b), abs=1e-3)
    check(X[:1000] - 1)
