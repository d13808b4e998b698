"""``pairbond calibrate``: the fit it writes, and what it refuses."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.unit.cli.conftest import Run

LAYOUT = ("--instrument", "ecr", "--columns", "Q{n}", "--range", "1:5", "--missing", "0")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    trait = rng.normal(size=(600, 1))
    answers = np.clip(np.rint(3 + trait + rng.normal(size=(600, 36))), 1, 5).astype(int)
    answers[:, 21] = 6 - answers[:, 21]
    answers[0, 1] = 0
    path = tmp_path / "people.csv"
    pl.DataFrame({f"Q{n + 1}": answers[:, n] for n in range(36)}).write_csv(path)
    return path


def test_the_fit_is_written_as_promised(run: Run, people: Path, tmp_path: Path) -> None:
    done = run("calibrate", people, *LAYOUT, "--scale", "anxiety", "--out", tmp_path / "fit.json")
    assert done.code == 0, done.err
    assert "ecr.02" in done.out
    data = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert {"items", "loglik", "n", "iterations", "seconds", "corr"} <= set(data)
    assert data["n"] == 600 and len(data["items"]) == 18
    assert set(data["items"][0]) >= {"id", "a", "b", "se_a", "se_b"}
    assert all(item["a"] > 0 for item in data["items"])


def test_it_can_be_linked_and_piped(run: Run, people: Path) -> None:
    done = run("calibrate", people, *LAYOUT, "--scale", "ecr.anxiety", "--link", "--out", "-")
    assert done.code == 0, done.err
    assert done.data["link"]["slope"] > 0
    shown = run("calibrate", people, *LAYOUT, "--scale", "anxiety", "--link")
    assert "Linked" in shown.out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--scale", "anger"), "no scale"),
        (("--scale", "anxiety", "--scale", "avoidance", "--link"), "one --scale"),
    ],
)
def test_what_is_wrong_is_said(run: Run, people: Path, arguments: tuple[str, ...], word: str) -> None:
    done = run("calibrate", people, *LAYOUT, *arguments)
    assert done.code == 1 and word in done.err


def test_a_table_that_cannot_be_fitted_is_refused_by_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "flat.csv"
    pl.DataFrame({f"Q{n}": [3] * 100 for n in range(1, 37)}).write_csv(path)
    done = run("calibrate", path, *LAYOUT, "--scale", "anxiety")
    assert done.code == 1 and "every answer is" in done.err
