"""Error rates, power and coverage of signal or script, on fewer couples than the published tables.

A rate passes when 200 couples do not contradict its bound: the bound is exceeded by no more than a
binomial would exceed it in one of a thousand runs. The full tables (1,000 couples in every cell) are in
docs/explanation/signal-or-script-errors.md.
"""

import numpy as np
import pytest
from benchmarks.signal_errors import COVERAGE, coverage
from benchmarks.signal_scenarios import error_cells
from benchmarks.signal_simulation import Scenario, answers_along, draw, follow
from scipy.stats import binom

from pairbond.checkins.signal_looks import LOOKS
from pairbond.checkins.signal_verdict import CANNOT_TELL, DIFFER, LARGER, SHARED
from pairbond.library.signal import load_thresholds

pytestmark = pytest.mark.slow

COUPLES = 200
SEED = 5_511
CHOSEN = (
    "nothing happened",
    "nothing happened, 20 % of days missing",
    "nothing happened, persons differ in scale and AR",
    "only A: step of 2 SD, persons differ in scale and AR",
    "only A: drift of 2 SD",
    "B falls 2 SD, fully reported",
    "B falls .75 SD, A over-reads by 1.3 SD",
)
CELLS = {cell.scenario.name: cell for cell in error_cells()}


def answers(scenario: Scenario, looks: list[int] | None = None) -> np.ndarray:
    couples = draw(scenario, COUPLES, np.random.default_rng(SEED))
    used = looks or [look for look in LOOKS if look <= scenario.days]
    return answers_along(follow(couples, used), load_thresholds())[0]


def at_most(share: float, bound: float) -> bool:
    return round(share * COUPLES) <= binom.ppf(0.999, COUPLES, bound)


def at_least(share: float, bound: float) -> bool:
    return round(share * COUPLES) >= binom.ppf(0.001, COUPLES, bound)


@pytest.mark.parametrize("name", CHOSEN)
def test_errors_over_the_whole_path_of_looks(name: str) -> None:
    cell = CELLS[name]
    codes = answers(cell.scenario)
    shared, differ = np.isin(codes, (SHARED, LARGER)).any(0).mean(), (codes == DIFFER).any(0).mean()
    if cell.shared is not None:
        assert at_most(shared, cell.shared)
    if cell.differ is not None:
        assert at_most(differ, cell.differ)
    assert not (codes[: LOOKS.index(56)] == DIFFER).any()


@pytest.mark.parametrize(("days", "bound"), [(28, 0.5), (42, 0.8)])
def test_a_fall_of_two_sds_in_both_diaries_is_found(days: int, bound: float) -> None:
    codes = answers(Scenario(name="both", fall=2.0, days=days, slope=0.46))
    assert at_least(np.isin(codes[-1], (SHARED, LARGER)).mean(), bound)


@pytest.mark.parametrize(("days", "bound"), [(56, 0.35), (84, 0.5)])
def test_a_fall_of_two_sds_in_one_diary_is_found(days: int, bound: float) -> None:
    codes = answers(Scenario(name="one", own=2.0, days=days))
    assert at_least((codes[-1] == DIFFER).mean(), bound)


def test_a_concealed_fall_looks_like_an_alarm() -> None:
    """What the published table says openly: nothing in two diaries tells these apart."""
    concealed = answers(Scenario(name="none reported", fall=2.0, reported=0.0), [84])
    alarm = answers(Scenario(name="alarm", own=1.16), [84])
    assert abs((concealed == DIFFER).mean() - (alarm == DIFFER).mean()) < 0.17
    assert (concealed == DIFFER).mean() > 0.15


def test_half_of_the_days_at_the_top_cannot_tell() -> None:
    codes = answers(Scenario(name="top", level=(11.0, 6.3)), [28, 84])
    assert (codes == CANNOT_TELL).all()


def test_intervals_hold_the_truth() -> None:
    held = coverage(COVERAGE[0], COUPLES, [SEED, 1])["coverage"]
    assert isinstance(held, dict)
    for share in held.values():
        assert at_least(share, 0.87) and at_most(share, 0.93)


@pytest.mark.parametrize("place", range(2, len(COVERAGE)), ids=lambda place: COVERAGE[place].name)
def test_intervals_hold_the_truth_under_hard_conditions(place: int) -> None:
    held = coverage(COVERAGE[place], 100, [SEED, place])["coverage"]
    assert isinstance(held, dict)
    for share in held.values():
        assert round(share * 100) >= binom.ppf(0.001, 100, 0.85)
