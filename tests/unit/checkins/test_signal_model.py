"""The model of two diaries against the same model written out as one multivariate normal."""

import numpy as np
import pytest

from pairbond.checkins.signal_grams import data_grams, design_grams, make_look
from pairbond.checkins.signal_looks import day_to_day_sd, evidence_at_looks, prepare
from pairbond.checkins.signal_model import SETTINGS, Cells, make_cells, make_design, whiten

DAYS = 18
CELLS = make_cells()
DESIGN = make_design(DAYS)
ONSET = 2


def diaries(seed: int, couples: int = 1, missing: bool = True) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    reported, perceived = rng.standard_normal((2, DAYS, couples))
    if missing:
        reported[[3, 11]] = np.nan
        perceived[[3, 8]] = np.nan
    return reported, perceived


def covariance(cells: Cells, cell: int) -> np.ndarray:
    """Covariance of B's reports and A's perceptions of all days, reports first."""
    apart = np.abs(np.subtract.outer(np.arange(DAYS), np.arange(DAYS)))
    presence = SETTINGS.reliability * cells.ar_b[cell] ** apart
    own = SETTINGS.reliability * cells.own[cell] * cells.ar_a[cell] ** apart
    slope, noise = cells.slope[cell], 1 - SETTINGS.reliability
    eye = np.eye(DAYS)
    return np.block(
        [
            [presence + noise * eye, slope * presence],
            [slope * presence, slope**2 * presence + own + noise * cells.own[cell] * eye],
        ]
    )


class Written:
    """The normal equations of one cell and one onset, from the written-out covariance."""

    def __init__(self, cell: int, reported: np.ndarray, perceived: np.ndarray) -> None:
        data = np.concatenate([reported, perceived])
        known = np.isfinite(data)
        cov = covariance(CELLS, cell)[np.ix_(known, known)]
        inverse = np.linalg.inv(cov)
        one, none = np.ones(DAYS), np.zeros(DAYS)
        step = (np.arange(DAYS) >= DESIGN.onsets[ONSET]).astype(float)
        line = np.arange(DAYS) / SETTINGS.last
        slope = CELLS.slope[cell]
        levels = np.column_stack([np.r_[one, none], np.r_[none, one]])[known]
        level_information = levels.T @ inverse @ levels
        self.kept = inverse - inverse @ levels @ np.linalg.inv(level_information) @ levels.T @ inverse
        self.d, self.e = np.r_[step, slope * step][known], np.r_[none, step][known]
        self.d_line, self.e_line = np.r_[line, slope * line][known], np.r_[none, line][known]
        self.z = data[known]
        self.base = (
            CELLS.log_prior[cell]
            - 0.5 * np.linalg.slogdet(cov)[1]
            - 0.5 * np.linalg.slogdet(level_information)[1]
        )

    def product(self, one: np.ndarray, two: np.ndarray) -> float:
        return float(one @ self.kept @ two)


@pytest.mark.parametrize("cell", [0, 23, 40, 80])
@pytest.mark.parametrize("missing", [False, True])
def test_filter_equals_the_written_out_normal(cell: int, missing: bool) -> None:
    reported, perceived = diaries(cell, missing=missing)
    white = whiten(DESIGN, reported, perceived, CELLS, SETTINGS.reliability)
    grams = design_grams(white, [DAYS]), data_grams(white, [DAYS])
    columns = 2 + len(DESIGN.onsets)
    entries = int(np.isfinite(reported).sum() + np.isfinite(perceived).sum())
    look = make_look(grams, 0, CELLS, (np.ones(1), np.ones(1)), (columns, entries))
    own = Written(cell, reported[:, 0], perceived[:, 0])
    column = 1 + ONSET
    found = [
        look.dd[cell, column, 0],
        look.de[cell, column, 0],
        look.ee[cell, column, 0],
        look.d_line[cell, column, 0],
        look.line_e[cell, column, 0],
        look.dz[cell, column, 0],
        look.ez[cell, column, 0],
        look.zz[cell, 0, 0],
        look.base[cell, 0, 0],
    ]
    expected = [
        own.product(own.d, own.d),
        own.product(own.d, own.e),
        own.product(own.e, own.e),
        own.product(own.d, own.e_line),
        own.product(own.e, own.d_line),
        own.product(own.d, own.z),
        own.product(own.e, own.z),
        own.product(own.z, own.z),
        own.base,
    ]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert look.freedom == entries - 2


def test_log_evidence_is_that_of_the_marginal_normal() -> None:
    """A change integrated out equals a normal with the change's variance added, at a known scale."""
    reported, perceived = diaries(5)
    own = Written(40, reported[:, 0], perceived[:, 0])
    variance = SETTINGS.size_partner**2
    gram, cross = own.product(own.d, own.d), own.product(own.d, own.z)
    posterior = gram + 1 / variance
    by_parts = -0.5 * np.log(posterior * variance) + 0.5 * cross**2 / posterior
    whole = own.kept - np.outer(own.kept @ own.d, own.kept @ own.d) / posterior
    direct = -0.5 * np.log1p(variance * gram) + 0.5 * (own.z @ own.kept @ own.z - own.z @ whole @ own.z)
    assert by_parts == pytest.approx(direct, rel=1e-9)


def test_grid_is_a_prior() -> None:
    assert np.exp(CELLS.log_prior).sum() == pytest.approx(1.0)
    weights = np.exp(CELLS.log_prior)
    for values, (mean, sd) in (
        (CELLS.slope, SETTINGS.slope),
        (CELLS.ar_b, SETTINGS.ar),
        (CELLS.ar_a, SETTINGS.ar),
    ):
        assert weights @ values == pytest.approx(mean)
        assert weights @ (values - mean) ** 2 == pytest.approx(sd**2)


@pytest.mark.parametrize("days", [14, 21, 60, 84])
def test_onsets_leave_days_on_both_sides(days: int) -> None:
    design = make_design(days)
    assert design.onsets[0] == SETTINGS.earliest
    assert design.onsets[-1] <= days - SETTINGS.earliest
    assert np.exp(design.log_onset).sum() >= len(design.onsets)
    assert design.basis.shape == (days, 2 + len(design.onsets))


def test_many_couples_at_once_are_each_alone() -> None:
    reported, perceived = np.random.default_rng(3).standard_normal((2, 28, 4))
    prepared = prepare((14, 28))
    together = list(evidence_at_looks(reported, perceived, prepared))
    for k in range(4):
        alone = list(evidence_at_looks(reported[:, [k]], perceived[:, [k]], prepared))
        for (_, all_, _), (_, one, _) in zip(together, alone, strict=True):
            for name in ("partner", "own", "larger", "absent", "way_partner"):
                assert getattr(all_, name)[k] == pytest.approx(getattr(one, name)[0], rel=1e-7, abs=1e-9)


def test_an_early_look_is_the_shorter_diary() -> None:
    reported, perceived = np.random.default_rng(4).standard_normal((2, 42, 2))
    on_the_way = next(iter(evidence_at_looks(reported, perceived, prepare((21, 42)))))[1]
    alone = next(iter(evidence_at_looks(reported[:21], perceived[:21], prepare((21,)))))[1]
    assert on_the_way.partner == pytest.approx(alone.partner, rel=1e-6, abs=1e-8)
    assert on_the_way.absent == pytest.approx(alone.absent, rel=1e-6, abs=1e-8)


def test_half_precision_moves_nothing_that_matters() -> None:
    reported, perceived = np.random.default_rng(8).standard_normal((2, 84, 3))
    full, half = (
        list(evidence_at_looks(reported, perceived, prepare((28, 84), precision=precision)))[-1][1]
        for precision in (np.float64, np.float32)
    )
    for name in ("partner", "own", "larger", "absent"):
        assert getattr(half, name) == pytest.approx(getattr(full, name), abs=1e-3)


def test_a_fall_is_found_where_it_began() -> None:
    rng = np.random.default_rng(11)
    reported, perceived = rng.standard_normal((2, 56, 1))
    reported[30:] -= 4.0
    perceived[30:] -= 2.6
    found = next(iter(evidence_at_looks(reported, perceived, prepare((56,)))))[1]
    onsets = make_design(56).onsets
    assert found.partner[0] > 8 and found.way_partner[0] < 0
    assert abs(int(onsets[found.onset[0, 1:].argmax()]) - 30) <= 2
    assert found.own[0] < 1
    assert found.absent[0] < -2


def test_a_fall_of_the_perceiver_alone() -> None:
    rng = np.random.default_rng(12)
    reported, perceived = rng.standard_normal((2, 70, 1))
    perceived[35:] -= 2.5
    found = next(iter(evidence_at_looks(reported, perceived, prepare((70,)))))[1]
    assert found.own[0] > 4 and found.way_own[0] < 0
    assert found.partner[0] < 1
    assert found.absent[0] > 1


def test_day_to_day_sd_hardly_sees_a_change_of_level() -> None:
    rng = np.random.default_rng(2)
    steady = rng.standard_normal((400, 1))
    moved = steady.copy()
    moved[200:] += 6.0
    assert day_to_day_sd(moved)[0] == pytest.approx(day_to_day_sd(steady)[0], rel=0.08)
    assert day_to_day_sd(np.full((20, 1), 7.0))[0] == 0.3
