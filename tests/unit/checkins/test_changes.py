"""Changes in one's own series: the enumeration, its dates and sizes, and what it does not depend on."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_t

from pairbond.checkins import changes as c
from pairbond.checkins.changes import by_week, find_changes

DAYS = np.arange(60)


def series(*levels: tuple[int, float], sd: float = 1.0, seed: int = 0) -> np.ndarray:
    """Rounded days around levels: (number of days, level) one after another."""
    rng = np.random.default_rng(seed)
    means = np.concatenate([np.full(n, level) for n, level in levels])
    return np.clip(np.round(means + sd * rng.standard_normal(len(means))), 0, 10)


def test_a_plain_step_is_found_with_its_size_and_day() -> None:
    found = find_changes(DAYS, series((30, 8.0), (30, 5.0)))
    (change,) = found.found
    assert change.size.lower < -3 < change.size.upper
    assert change.first <= 30 <= change.last
    assert change.last - change.first <= 7
    assert sum(change.probabilities) == pytest.approx(1)


def test_two_steps_are_told_apart() -> None:
    found = find_changes(DAYS, series((20, 8.0), (20, 4.0), (20, 8.0)))
    first, second = found.found
    assert first.size.value < -2 and second.size.value > 2
    assert first.first <= 20 <= first.last and second.first <= 40 <= second.last


def test_nothing_is_found_where_nothing_changed() -> None:
    found = find_changes(DAYS, series((60, 6.0)))
    assert found.found == () and found.log_factor < 0


def test_fewer_than_fourteen_entries_say_nothing() -> None:
    values = series((7, 9.0), (7, 2.0))
    values[3] = np.nan
    found = find_changes(np.arange(14), values)
    assert found.n == 13 and found.found == ()
    assert find_changes(np.arange(14), series((7, 9.0), (7, 2.0))).log_factor > 0


def test_a_constant_series_is_no_change() -> None:
    assert find_changes(DAYS, np.full(60, 7.0)).found == ()


def test_a_constant_added_and_a_later_origin_change_nothing() -> None:
    values = series((30, 6.0), (30, 3.5))
    one, two = find_changes(DAYS, values), find_changes(DAYS + 739_000, values + 2.0)
    assert two.log_factor == pytest.approx(one.log_factor)
    assert two.found[0].size.value == pytest.approx(one.found[0].size.value)
    assert two.found[0].first - one.found[0].first == 739_000


def test_turned_round_in_sign_the_step_turns_round() -> None:
    values = series((30, 6.0), (30, 3.5))
    up, down = find_changes(DAYS, 10 - values).found[0].size, find_changes(DAYS, values).found[0].size
    assert up.value == pytest.approx(-down.value)
    assert up.upper == pytest.approx(-down.lower)


def test_missing_days_are_gaps_and_not_values() -> None:
    values = series((30, 8.0), (30, 5.0))
    holes = values.copy()
    holes[[3, 4, 17, 33, 50]] = np.nan
    known = np.isfinite(holes)
    left_out = find_changes(DAYS[known], values[known])
    assert find_changes(DAYS, holes) == left_out
    closed_up = find_changes(np.arange(known.sum()), values[known])
    assert closed_up.log_factor != pytest.approx(left_out.log_factor, abs=1e-6)


def test_the_evidence_is_that_of_the_marginal_t_distribution() -> None:
    """One AR value, none and one step: against SciPy's multivariate t, level with a very wide prior."""
    rng = np.random.default_rng(4)
    at = np.array([0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13])
    y = rng.normal(5, 1, len(at))
    starts = np.array([6])
    fit = c.fitted(at, y, 0.4, starts, np.empty((0, 2), dtype=np.int64))
    base = 0.4 ** np.abs(at[:, None] - at[None, :])
    wide = 1e7
    step = (np.arange(len(at)) >= 6).astype(float)

    def log_density(cov: np.ndarray) -> float:
        df = 2 * c.SHAPE
        return float(multivariate_t.logpdf(y, np.zeros(len(y)), cov * c.SCALE / c.SHAPE, df=df))

    none = log_density(base + wide)
    one = log_density(base + wide + c.STEP_SD**2 * np.outer(step, step))
    assert fit.one[0] - fit.none == pytest.approx(one - none, abs=2e-3)


def test_weeks_add_up_and_begin_on_the_first_day() -> None:
    found = find_changes(DAYS + 5, series((30, 8.0), (30, 5.0)))
    weeks = by_week(found, found.found[0])
    assert weeks[0][0] == 5 and len(weeks) == 9
    assert sum(share for _, share in weeks) == pytest.approx(1)
    assert max(weeks, key=lambda each: each[1])[0] in {5 + 28, 5 + 21}


def test_as_data_it_is_plain() -> None:
    data = find_changes(DAYS, series((30, 8.0), (30, 5.0))).to_dict()
    assert data["n"] == 60 and isinstance(data["found"], list) and len(data["found"]) == 1
