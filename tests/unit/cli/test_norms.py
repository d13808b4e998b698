"""Norms from a table, and norms of several hosts added up."""

import random
from pathlib import Path

import polars as pl
import pytest
from tests.unit.cli.conftest import Run

from pairbond.library.norms import read_norms

LAYOUT = ("--columns", "Q{n}", "--range", "1:5", "--age-column", "age")


def people(path: Path, rows: int, seed: int) -> Path:
    rng = random.Random(seed)
    columns = {f"Q{n}": [rng.randint(1, 5) for _ in range(rows)] for n in range(1, 37)}
    extra = {
        "age": [rng.randint(18, 60) for _ in range(rows)],
        "sex": [rng.randint(1, 2) for _ in range(rows)],
    }
    pl.DataFrame({**columns, **extra}).write_csv(path)
    return path


@pytest.fixture
def ours(run: Run, tmp_path: Path) -> Path:
    table = people(tmp_path / "ours.csv", 700, 1)
    options = ("--who", "couples in our clinic", "--year", "2025", "--source", "the clinic", "--id", "clinic")
    done = run(
        "norms",
        table,
        "--instrument",
        "ecr",
        *LAYOUT,
        "--gender-column",
        "sex",
        *options,
        "--out",
        tmp_path / "ours.yaml",
    )
    assert (done.code, done.err) == (0, "")
    return tmp_path / "ours.yaml"


def test_a_norm_file_says_who_was_asked(ours: Path) -> None:
    groups = read_norms(ours)
    assert [group.group for group in groups] == ["all", "women", "men"]
    everyone = groups[0]
    assert (everyone.id, everyone.who, everyone.year, everyone.n) == (
        "clinic",
        "couples in our clinic",
        2025,
        700,
    )


def test_scores_can_be_compared_with_them(run: Run, ours: Path, answers: Path) -> None:
    data = run("score", answers, "--instrument", "closeness", "--norm", ours, "--json").data
    assert data["scales"]["closeness.anxiety"]["norm"]["who"] == "couples in our clinic"


def test_norms_add_up(run: Run, ours: Path, tmp_path: Path) -> None:
    table = people(tmp_path / "theirs.csv", 400, 2)
    run(
        "norms", table, "--instrument", "ecr", *LAYOUT, "--who", "students", "--out", tmp_path / "theirs.yaml"
    )
    done = run("norms", ours, tmp_path / "theirs.yaml", "--id", "both", "--out", tmp_path / "both.yaml")
    assert (done.code, done.err) == (0, "")
    both = read_norms(tmp_path / "both.yaml")
    assert both[0].n == 1_100
    assert both[0].id == "both"
    assert both[0].who == "couples in our clinic; students"
    assert [group.title for group in both] == [group.title for group in read_norms(ours)]
    together = people(tmp_path / "a.csv", 700, 1).read_text(encoding="utf-8")
    together += people(tmp_path / "b.csv", 400, 2).read_text(encoding="utf-8").split("\n", 1)[1]
    (tmp_path / "all.csv").write_text(together, encoding="utf-8")
    run("norms", tmp_path / "all.csv", "--instrument", "ecr", *LAYOUT, "--out", tmp_path / "all.yaml")
    for scale_id, norm in read_norms(tmp_path / "all.yaml")[0].scales.items():
        merged = both[0].scales[scale_id]
        assert (merged.counts == norm.counts).all()
        assert merged.alpha == pytest.approx(norm.alpha, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ours.yaml", "--out", "x.yaml"], 1, "adding up needs two or more"),
        (["ours.yaml", "ours.yaml", "--out", "x.yaml"], 1, "would count double"),
        (["ours.yaml", "ours.csv", "--out", "x.yaml"], 1, "Give one table to make norms from"),
        (["ours.csv", "--out", "x.yaml"], 2, "A table needs --instrument ID"),
        (
            ["ours.csv", "--instrument", "ecr", "--columns", "Q{n}", "--range", "1:5", "--out", "x.yaml"],
            1,
            "--age-column",
        ),
        (["ours.csv", "--instrument", "ecr", *LAYOUT, "--out", "x.csv"], 1, "end the name with .yaml"),
        (
            ["ours.csv", "--instrument", "ecr", *LAYOUT, "--id", "No Id", "--out", "x.yaml"],
            1,
            "id must have the form",
        ),
    ],
)
def test_what_does_not_fit_is_said(run: Run, ours: Path, arguments: list[str], code: int, says: str) -> None:
    done = run("norms", *arguments)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert not Path("x.yaml").exists()


def test_few_people_make_no_norms(run: Run, tmp_path: Path) -> None:
    table = people(tmp_path / "few.csv", 199, 3)
    done = run("norms", table, "--instrument", "ecr", *LAYOUT, "--out", tmp_path / "few.yaml")
    assert done.code == 1
    assert "199 people; at least 200" in done.err


def test_norms_of_different_instruments_do_not_add(run: Run, ours: Path, tmp_path: Path) -> None:
    text = ours.read_text(encoding="utf-8").replace("instrument: ecr\n", "instrument: ecr-r\n")
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    done = run("norms", ours, tmp_path / "other.yaml", "--out", tmp_path / "x.yaml")
    assert done.code == 1
    assert "other.yaml: norms of ecr-r" in done.err
