"""Real couples' diaries: the truth slope of all of them, and an answer for each of them.

The figures are those of R's nlme (``lme``, restricted maximum likelihood; person intercepts and couple
slopes) on the daily conflict of Campbell, Simpson, Boldry & Kashy (2005): truth .4575589 (SE .0277779),
SD of couples .198769, of people .5334261, residual 1.0543840, 2,596 rows.
"""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.signal_couples import (
    BOLGER,
    CAMPBELL,
    answers,
    bolger_diaries,
    campbell,
    campbell_diaries,
    counts,
)

from pairbond.checkins.signal_population import population_truth_slope
from pairbond.checkins.signal_result import VERDICTS, Signal
from pairbond.errors import NotIdentified


def needed(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        pytest.skip(f"no {name} in the folder of data sets")
    return folder


def within(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    out = values.copy()
    for group in np.unique(groups):
        out[groups == group] -= np.nanmean(values[groups == group])
    return out


def truth_columns(data: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Judgement, truth within the person, and the covariates of the reference: between, own, avoidance."""
    person = data["dyadid"] * 10 + data["person"]
    yesterday = np.full(len(person), np.nan)
    same = person[1:] == person[:-1]
    yesterday[1:][same] = data["satisf_A"][:-1][same]
    mean = np.nanmean(data["conflict_P"])
    truth = within(data["conflict_P"], person)
    covariates = np.column_stack(
        [data["conflict_P"] - truth - mean, within(yesterday, person), data["Cavoid_A"]]
    )
    return data["conflict_A"] - mean, truth, covariates


@pytest.mark.real_data
def test_truth_slope_of_real_couples(real_data: Path) -> None:
    data = campbell(needed(real_data, CAMPBELL))
    judgement, truth, covariates = truth_columns(data)
    found = population_truth_slope(
        judgement, truth, covariates, data["dyadid"].astype(np.int64), data["person"].astype(np.int64)
    )
    assert found.slope.value == pytest.approx(0.4575589, abs=2e-6)
    assert found.slope.se == pytest.approx(0.0277779, abs=2e-6)
    assert found.couple_sd == pytest.approx(0.198769, abs=2e-5)
    assert found.person_sd == pytest.approx(0.5334261, abs=2e-5)
    assert found.day_sd == pytest.approx(1.054384, abs=2e-5)
    assert found.slope.n == 2596


def test_truth_slope_of_made_up_couples() -> None:
    rng = np.random.default_rng(5)
    couple = np.repeat(np.arange(60), 40)
    person = np.tile(np.repeat([1, 2], 20), 60)
    truth = rng.standard_normal(2400)
    drawn = 0.5 + 0.3 * rng.standard_normal(60)
    slopes = drawn[couple]
    levels = 0.5 * rng.standard_normal((60, 2))[couple, person - 1]
    judgement = 1 + slopes * truth + levels + rng.standard_normal(2400)
    found = population_truth_slope(judgement, truth, np.empty((2400, 0)), couple, person)
    assert found.slope.value == pytest.approx(drawn.mean(), abs=0.06)
    assert found.slope.se == pytest.approx(np.hypot(0.3, 1 / np.sqrt(40)) / np.sqrt(60), rel=0.2)
    assert found.couple_sd == pytest.approx(0.3, abs=0.1)
    assert found.person_sd == pytest.approx(0.5, abs=0.12)
    assert found.day_sd == pytest.approx(1.0, abs=0.05)


def test_a_handful_of_couples_has_no_population() -> None:
    ones = np.ones(40)
    with pytest.raises(NotIdentified, match="10 couples"):
        population_truth_slope(
            ones, ones, np.empty((40, 0)), np.repeat(np.arange(4), 10), np.tile([1, 2], 20)
        )


def sound(signals: list[Signal]) -> bool:
    """Whether every answer is one of five, too early for one of them, and has numbers that are numbers."""
    for signal in signals:
        assert signal.verdict in VERDICTS and signal.verdict != "diaries_differ"
        for name in ("bias", "tracking", "step_partner", "step_perceived", "step_own"):
            estimate = getattr(signal, name)
            if estimate is not None:
                assert np.isfinite([estimate.value, estimate.lower, estimate.upper]).all()
                assert estimate.lower <= estimate.value <= estimate.upper
    return True


@pytest.mark.slow
@pytest.mark.real_data
def test_every_couple_of_campbell_has_an_answer(real_data: Path) -> None:
    found = answers(campbell_diaries(needed(real_data, CAMPBELL)))
    assert len(found) >= 200 and sound(found)
    assert counts(found)["cannot_tell"] > len(found) / 2


@pytest.mark.slow
@pytest.mark.real_data
def test_every_couple_of_bolger_has_an_answer(real_data: Path) -> None:
    found = answers(bolger_diaries(needed(real_data, BOLGER)))
    assert len(found) == 200 and sound(found)
    assert counts(found)["cannot_tell"] > len(found) / 2
