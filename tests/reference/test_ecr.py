"""The ECR web sample scored as others score it: psych in R, and the figures stated for the data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pairbond.cohort.summary import TableSummary
from pairbond.cohort.table import TableOptions, score_chunks, scored_frame, table_reader
from pairbond.instruments import NormGroup
from pairbond.library.instruments import load_instrument
from pairbond.library.norm_build import NormRequest, build_norms
from pairbond.library.norm_files import NormLabel
from pairbond.library.norms import choose_norms, norm_paths, read_norm_spec
from pairbond.library.tables import open_table

pytestmark = pytest.mark.real_data
FIGURES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "ecr" / "figures.json").read_text(encoding="utf-8")
)
ECR = load_instrument("ecr")
OPTIONS = TableOptions(
    columns="Q{n}", response_range=(1, 5), missing=frozenset({0}), age_column="age", clean=True
)
SCALES = ("ecr.anxiety", "ecr.avoidance")


@cache
def scored(folder: Path) -> tuple[pl.DataFrame, TableSummary]:
    """The cleaned table scored from its file, and its summary."""
    table = open_table(folder / "ecr" / "ecr36.csv.gz")
    reader = table_reader(table.header, ECR, OPTIONS, choose_norms(ECR))
    summary = TableSummary(ECR, reader.bounds)
    chunks = list(score_chunks(table.chunks(reader.needed), reader, summary))
    return pl.concat([scored_frame(chunk) for chunk in chunks]), summary


def test_every_row_is_there_and_the_clean_ones_are_used(real_data: Path) -> None:
    frame, summary = scored(real_data)
    assert (frame.height, summary.rows, summary.used) == (30_000, 30_000, FIGURES["clean"]["n"])
    assert frame["ecr.anxiety"].is_not_null().sum() == FIGURES["clean"]["n"]


@pytest.mark.parametrize("scale", SCALES)
def test_mean_sd_and_alpha_of_the_clean_sample(real_data: Path, scale: str) -> None:
    _, summary = scored(real_data)
    found = summary.figures(ECR.scale(scale).id)
    for name, expected in FIGURES["clean"][scale].items():
        assert found[name] == pytest.approx(expected, abs=5e-5), name
    assert found["n"] == FIGURES["clean"]["n"]


def test_the_two_dimensions_hardly_correlate(real_data: Path) -> None:
    _, summary = scored(real_data)
    assert summary.correlations()[0, 1] == pytest.approx(FIGURES["clean"]["r"], abs=5e-5)


@pytest.mark.parametrize("scale", SCALES)
def test_the_first_five_thousand_equal_psych(real_data: Path, scale: str) -> None:
    frame = pl.read_csv(real_data / "ecr" / "ecr36.csv.gz")
    items = [f"Q{n}" for n in range(1, 37)]
    kept = frame.filter(
        pl.min_horizontal(items) > 0,
        pl.col("age").is_between(18, 80),
        pl.max_horizontal(items) > pl.min_horizontal(items),
    ).head(5_000)
    reader = table_reader(kept.columns, ECR, OPTIONS)
    summary = TableSummary(ECR, reader.bounds)
    list(score_chunks([kept], reader, summary))
    found = summary.figures(ECR.scale(scale).id)
    assert found["n"] == 5_000
    for name, expected in FIGURES["first_5000"][scale].items():
        assert found[name] == pytest.approx(expected, abs=1e-6), name


@pytest.mark.parametrize("scale", SCALES)
def test_the_shipped_norms_are_those_of_the_clean_sample(scale: str) -> None:
    norms = choose_norms(ECR)
    assert norms is not None
    norm = norms.group.scales[ECR.scale(scale).id]
    assert norm.n == FIGURES["clean"]["n"]
    found = {"mean": norm.mean, "sd": norm.sd, "alpha": norm.alpha}
    assert found == pytest.approx(FIGURES["clean"][scale], abs=5e-5)


@pytest.mark.parametrize(
    ("instrument", "file", "columns", "missing"),
    [("ecr", "ecr/ecr36.csv.gz", "Q{n}", 0), ("ipip-50", "ipip50/ipip50.csv.gz", "domains", 0)],
)
def test_the_shipped_norm_files_are_rebuilt_from_the_data(
    real_data: Path, instrument: str, file: str, columns: str, missing: int
) -> None:
    (path,) = [p for p in norm_paths() if read_norm_spec(p).instrument == instrument]
    shipped = read_norm_spec(path)
    label = NormLabel(
        id=shipped.id,
        title=shipped.title,
        year=shipped.year,
        source=shipped.source,
        cleaning=shipped.cleaning,
    )
    options = TableOptions(
        columns=columns, response_range=(1, 5), missing=frozenset({missing}), age_column="age"
    )
    request = NormRequest(label=label, who=shipped.groups[0].who, gender_column="gender")
    built = build_norms(open_table(real_data / file), load_instrument(instrument), options, request)
    assert built == shipped


def test_percentiles_of_the_sample_itself_average_fifty(real_data: Path) -> None:
    frame, _ = scored(real_data)
    for scale in SCALES:
        mean = frame[f"{scale}.percentile"].drop_nulls().mean()
        assert mean == pytest.approx(50, abs=0.5), scale


def test_norms_of_women_and_men_add_up_to_no_more_than_all() -> None:
    groups = {g.group: g for g in map_groups()}
    assert groups["women"].n + groups["men"].n <= groups["all"].n


def map_groups() -> list[NormGroup]:
    from pairbond.library.norms import load_norms

    return [group for group in load_norms() if group.instrument == "ecr"]
