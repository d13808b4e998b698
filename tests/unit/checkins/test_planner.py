"""The planner: looking up and interpolating chances, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from pairbond.checkins.planner import PowerTable, plan_days
from pairbond.errors import ConfigError

LOOKS = (14, 28, 42, 56, 84)
SHARED = [[[0.1, 0.3, 0.5, 0.7, 0.9], [0.05, 0.2, 0.4, 0.55, 0.8]],
          [[0.4, 0.7, 0.9, 0.97, 1.0], [0.3, 0.5, 0.8, 0.9, 0.99]]]  # fmt: skip
DIFFER = [[[0.0, 0.0, 0.0, 0.1, 0.2], [0.0, 0.0, 0.0, 0.05, 0.1]],
          [[0.0, 0.0, 0.0, 0.5, 0.6], [0.0, 0.0, 0.0, 0.3, 0.5]]]  # fmt: skip
TABLE = PowerTable(
    id="test", runs=1000, days=LOOKS, changes=np.array([1.0, 2.0]), missing=np.array([0.0, 0.2]),
    shared=np.array(SHARED), differ=np.array(DIFFER),
)  # fmt: skip


def test_a_simulated_cell_is_given_as_it_was() -> None:
    plan = plan_days(TABLE, change=2.0, missing=0.2)
    assert [each.shared for each in plan.chances] == pytest.approx(SHARED[1][1])
    assert [each.differ for each in plan.chances] == pytest.approx(DIFFER[1][1])
    assert (plan.even, plan.likely, plan.differ_even, plan.differ_likely) == (28, 42, 84, None)
    assert plan.last == 84 and plan.table == "test"


def test_between_cells_the_probit_is_straight() -> None:
    plan = plan_days(TABLE, change=1.5, missing=0.0)
    expected = ndtr((ndtri(0.3) + ndtri(0.7)) / 2)
    assert plan.chances[1].shared == pytest.approx(expected)
    assert plan_days(TABLE, change=1.5, missing=0.1).chances[1].shared < expected


def test_a_larger_change_and_fewer_missing_days_never_take_longer() -> None:
    for missing in (0.0, 0.1, 0.3):
        chances = [plan_days(TABLE, change=c, missing=missing).chances[2].shared for c in (0.6, 1, 1.7, 3)]
        assert chances == sorted(chances)
    for change in (1.0, 2.5):
        chances = [plan_days(TABLE, change=change, missing=m).chances[3].shared for m in (0.0, 0.2, 0.45)]
        assert chances == sorted(chances, reverse=True)


def test_chances_never_fall_with_the_days() -> None:
    shaken = np.array(SHARED)
    shaken[0, 0, 3] = 0.45
    table = PowerTable(
        id="x", runs=100, days=LOOKS, changes=TABLE.changes, missing=TABLE.missing,
        shared=shaken, differ=TABLE.differ,
    )  # fmt: skip
    chances = [each.shared for each in plan_days(table, change=1.0, missing=0.0).chances]
    assert chances == sorted(chances)


def test_what_was_never_seen_stays_nothing() -> None:
    assert plan_days(TABLE, change=2.0, missing=0.0).chances[0].differ == 0.0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"change": 0.2}, "0.2 was not simulated; choose 0.5 to 3"),
        ({"change": 5}, "5 was not simulated"),
        ({"change": float("nan")}, "nan was not simulated"),
        ({"missing": 0.7}, "0.7 missing days was not simulated; choose 0 to 0.5"),
        ({"missing": -0.1}, "-0.1 missing days"),
    ],
)
def test_what_was_not_simulated_is_refused(options: dict[str, float], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        plan_days(TABLE, **options)


def test_as_data_it_names_the_days() -> None:
    data = plan_days(TABLE, change=1.0, missing=0.0).to_dict()
    assert (data["not_before"], data["likely"], data["differ_not_before"]) == (42, 84, None)
