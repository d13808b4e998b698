"""Item parameters that ship, those that are borrowed, and those made from a table."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pairbond.cohort.table import TableOptions
from pairbond.errors import ConfigError, ContentError
from pairbond.library.calibration import FOLDER, load_calibration, read_calibration
from pairbond.library.calibration_fit import calibrate_table
from pairbond.library.instruments import load_instrument
from pairbond.library.tables import open_table
from pairbond.scoring.graded import cumulative


def test_the_ecr_has_its_own_parameters() -> None:
    instrument = load_instrument("ecr")
    found = load_calibration(instrument)
    assert found is not None and not found.borrowed and found.tau == 0 and found.cautions == ()
    assert found.response_range == (1, 5)
    for scale in instrument.scales:
        model = found.models[scale.id]
        assert model.names == scale.items and model.n == 22_654
        assert (model.a > 0.8).all() and (np.diff(model.b, axis=1) > 0).all()


def test_closeness_borrows_them_with_a_caution() -> None:
    instrument = load_instrument("closeness")
    found = load_calibration(instrument)
    assert found is not None and found.borrowed and found.tau == 0.25
    assert [caution.code for caution in found.cautions] == ["borrowed-calibration"]
    model = found.models["closeness.avoidance"]
    assert model.names == instrument.scale("closeness.avoidance").items


def test_others_have_none() -> None:
    assert load_calibration(load_instrument("values")) is None


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    text = (FOLDER / "ecr-web-2018.yaml").read_text(encoding="utf-8")
    path = tmp_path / "bad.yaml"
    path.write_text(text.replace("response_range: [1, 5]", "response_range: [1, 7]"), encoding="utf-8")
    with pytest.raises(ContentError, match="6 entries"):
        read_calibration(path)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Answers to `closeness`, simulated from borrowed parameters in a group that stands higher."""
    instrument = load_instrument("closeness")
    calibration = load_calibration(instrument)
    assert calibration is not None
    rng = np.random.default_rng(1)
    columns: dict[str, np.ndarray] = {}
    for scale in instrument.scales:
        theta = rng.normal(0.5, 1.2, 1500)
        p = cumulative(calibration.models[scale.id].items, theta)[:, 1:-1]
        for item, answers in zip(scale.items, (rng.random((18, 1, 1500)) < p).sum(axis=1), strict=True):
            columns[item] = 5 - answers if item in scale.reverse else 1 + answers
    path = tmp_path / "ours.csv"
    pl.DataFrame({item: columns[item] for item in instrument.item_ids}).write_csv(path)
    return path


def test_a_table_is_calibrated_and_linked(table: Path) -> None:
    found = calibrate_table(
        open_table(table), load_instrument("closeness"), ["anxiety"], TableOptions(), link=True
    )
    assert found.link is not None
    assert found.link.slope == pytest.approx(1.2, abs=0.1) and found.link.shift == pytest.approx(0.5, abs=0.1)
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert {"items", "loglik", "n", "iterations", "seconds", "corr"} <= set(data)
    assert data["items"][0]["id"] == "closeness.02" and len(data["items"][0]["b"]) == 4


def test_two_scales_are_two_correlated_factors(table: Path) -> None:
    found = calibrate_table(
        open_table(table), load_instrument("closeness"), ["anxiety", "closeness.avoidance"], TableOptions()
    )
    assert len(found.model.a) == 36 and abs(found.model.corr[0, 1]) < 0.1


def test_wrong_requests_are_refused(table: Path) -> None:
    instrument = load_instrument("closeness")
    with pytest.raises(ConfigError, match="no scale"):
        calibrate_table(open_table(table), instrument, ["anger"], TableOptions())
    with pytest.raises(ConfigError, match="one --scale"):
        calibrate_table(open_table(table), instrument, ["anxiety", "avoidance"], TableOptions(), link=True)
