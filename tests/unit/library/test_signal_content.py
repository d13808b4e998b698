"""The thresholds and tables that ship: for the model that ships, and the same everywhere."""

import json
from math import inf
from pathlib import Path

import pytest
from benchmarks.signal_page import page

from pairbond.checkins.signal_looks import LOOKS
from pairbond.checkins.signal_model import SETTINGS
from pairbond.checkins.signal_verdict import fingerprint_of
from pairbond.errors import ContentError
from pairbond.library import signal as content
from pairbond.library.signal_spec import SignalPowerSpec, SignalThresholdsSpec
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml


def test_thresholds_are_those_of_the_model_that_ships() -> None:
    """Whoever changes the model must run scripts/calibrate_signal.py again."""
    assert content.load_thresholds().fingerprint == fingerprint_of(SETTINGS)
    assert content.load_thresholds().looks == LOOKS


def test_differing_diaries_have_no_threshold_before_eight_weeks() -> None:
    thresholds = content.load_thresholds()
    for day, own, absent in zip(thresholds.looks, thresholds.own, thresholds.absent, strict=True):
        assert (own == inf) == (absent == inf) == (day < 56)


def test_no_threshold_is_the_toy_one() -> None:
    """A shared change needs more at the first look and at the last than in between."""
    shared = content.load_thresholds().shared
    assert shared[0] > min(shared) and shared[-1] > min(shared)
    assert min(shared) > 0.7


def test_power_table_was_made_with_these_thresholds() -> None:
    spec = validated(SignalPowerSpec, read_yaml(content.POWER), content.POWER.name)
    assert (spec.thresholds, spec.fingerprint) == (
        content.load_thresholds().id,
        content.load_thresholds().fingerprint,
    )
    table = content.load_power()
    assert table.days == LOOKS
    assert table.shared.shape == table.differ.shape == (len(table.changes), len(table.missing), len(LOOKS))
    assert (table.differ[..., : LOOKS.index(56)] == 0).all()
    assert (table.shared[:, :, 1:] >= table.shared[:, :, :-1]).all()


def test_published_tables_are_of_the_thresholds_that_ship(repository: Path) -> None:
    folder = repository / "docs" / "explanation"
    measured = json.loads((folder / "signal-or-script-errors.json").read_text(encoding="utf-8"))
    assert measured["fingerprint"] == content.load_thresholds().fingerprint
    assert measured["thresholds"] == content.load_thresholds().id
    assert (folder / "signal-or-script-errors.md").read_text(encoding="utf-8") == page(measured)


def test_no_published_error_passes_its_bound(repository: Path) -> None:
    path = repository / "docs" / "explanation" / "signal-or-script-errors.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    assert measured["runs"] >= 1000 and len(measured["errors"]) > 30
    for row in measured["errors"]:
        for name, bound in row["bounds"].items():
            if bound is not None:
                assert row["ever"][name] <= bound, row["name"]


def test_looks_must_follow_by_a_week() -> None:
    data = read_yaml(content.THRESHOLDS)
    assert isinstance(data, dict) and isinstance(data["looks"], list)
    wrong = {**data, "looks": data["looks"][::2]}
    with pytest.raises(ContentError, match="follow each other by a week"):
        validated(SignalThresholdsSpec, wrong, "thresholds")


def test_power_rows_must_be_complete() -> None:
    data = read_yaml(content.POWER)
    assert isinstance(data, dict) and isinstance(data["rows"], list)
    with pytest.raises(ContentError, match="every change"):
        validated(SignalPowerSpec, {**data, "rows": data["rows"][:-1]}, "power")
    short = [{**row, "shared": row["shared"][:-1]} for row in data["rows"]]
    with pytest.raises(ContentError, match="one chance for each day"):
        validated(SignalPowerSpec, {**data, "rows": short}, "power")
