"""The batch kernel reads columns as strictly as one person's answers are read."""

from __future__ import annotations

import numpy as np
import pytest

from pairbond.errors import ResponseError
from pairbond.scoring.batch import age_rows, code_answers

NONE: frozenset[int] = frozenset()


def coded(values: object, *, missing: frozenset[int] = NONE, low: int = 1, high: int = 5) -> list[int]:
    return code_answers(np.asarray(values), (low, high), missing, "Q1").tolist()


@pytest.mark.parametrize(
    "dtype", ["int8", "int16", "int32", "int64", "uint8", "uint64", "float32", "float64"]
)
def test_codes_start_at_one(dtype: str) -> None:
    assert coded(np.array([1, 2, 5], dtype=dtype)) == [1, 2, 5]
    assert coded(np.array([0, 4], dtype=dtype), low=0, high=4) == [1, 5]


@pytest.mark.parametrize("dtype", ["int8", "int64", "float64"])
def test_missing_is_minus_one_nan_and_the_given_codes(dtype: str) -> None:
    assert coded(np.array([-1, 3], dtype=dtype)) == [0, 3]
    assert coded(np.array([0, 99, 3], dtype=dtype), missing=frozenset({0, 99})) == [0, 0, 3]
    assert coded([float("nan"), 2.0]) == [0, 2]


def test_a_missing_code_on_the_scale_is_missing() -> None:
    assert coded(np.array([5, 3]), missing=frozenset({5})) == [0, 3]


@pytest.mark.parametrize(
    ("values", "row", "shown"),
    [
        ([1, 6], 1, "6"),
        ([1, 2, 0], 2, "0"),
        ([1, -2], 1, "-2"),
        ([2.5, 1.0], 0, "2.5"),
        ([1.0, float("inf")], 1, "inf"),
        ([1, 10**9], 1, "1000000000"),
        ([1, -(10**9)], 1, "-1000000000"),
    ],
)
def test_what_is_off_the_scale_is_named_by_row_column_and_value(
    values: list[float], row: int, shown: str
) -> None:
    with pytest.raises(ResponseError) as refused:
        coded(values)
    assert str(refused.value) == (
        f"row {row}, Q1: the answer {shown} is not allowed; use a whole number from 1 to 5, "
        "or a missing code (--missing)."
    )


def test_the_quick_way_for_small_integers_refuses_as_well() -> None:
    with pytest.raises(ResponseError, match="row 1, Q1: the answer 6"):
        coded(np.array([0, 6], dtype=np.int8), missing=frozenset({0}))
    with pytest.raises(ResponseError, match="row 0, Q1: the answer -3"):
        coded(np.array([-3, 4], dtype=np.int8), missing=frozenset({0}))


def test_rows_are_counted_from_the_start_of_the_table() -> None:
    with pytest.raises(ResponseError, match="row 1001, Q1"):
        code_answers(np.array([1, 9]), (1, 5), NONE, "Q1", first_row=1000)


@pytest.mark.parametrize("values", [np.array(["1", "2"]), np.array([True, False]), np.array([1 + 0j])])
def test_columns_that_hold_no_numbers_are_refused(values: np.ndarray) -> None:
    with pytest.raises(ResponseError, match="is not answers; use whole numbers"):
        coded(values)


def test_unknown_ages_take_the_row_of_all_ages() -> None:
    rows = age_rows(np.array([10.0, 30.4, np.nan, 150.0]))
    assert rows.tolist() == [0, 20, 91, 90]
