"""Answers are read strictly, and what is refused is said in one sentence."""

from __future__ import annotations

import logging
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from pairbond.errors import PairbondError, ResponseError
from pairbond.library.instruments import load_instrument
from pairbond.scoring import MISSING, read_responses

CLOSENESS = load_instrument("closeness")
ECR = load_instrument("ecr")
ALLOWED = "is not allowed; use a whole number from 1 to 5, or leave it out."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (6, "6"),
        (-1, "-1"),
        (10**30, "1" + "0" * 30),
        (2.5, "2.5"),
        (3.0, "3.0"),
        (float("inf"), "inf"),
        (True, "True"),
        (False, "False"),
        ("4", "'4'"),
        ("", "''"),
        ("vier\n", "'vier\\n'"),
        (np.bool_(True), "np.True_"),
        (np.float64(3.5), "np.float64(3.5)"),
        (np.float64("inf"), "np.float64(inf)"),
        (Decimal(3), "Decimal('3')"),
        (Fraction(3, 1), "Fraction(3, 1)"),
        (3 + 0j, "(3+0j)"),
        ([3], "[3]"),
        ({"value": 3}, "{'value': 3}"),
    ],
)
def test_what_is_not_a_whole_number_on_the_scale_is_refused(value: object, shown: str) -> None:
    with pytest.raises(ResponseError) as refused:
        read_responses({"closeness.03": value}, CLOSENESS)
    assert str(refused.value) == f"closeness.03: the answer {shown} {ALLOWED}"


def test_a_long_value_is_cut_short_in_the_message() -> None:
    with pytest.raises(ResponseError) as refused:
        read_responses({"closeness.03": "x" * 5_000}, CLOSENESS)
    assert len(str(refused.value)) < 200
    assert str(refused.value).startswith("closeness.03: the answer 'xxx")


@pytest.mark.parametrize(
    "item", ["closeness.37", "closeness.1", "ecr.01", "", "CLOSENESS.01", "closeness.01 "]
)
def test_an_unknown_item_is_named_with_the_items_there_are(item: str) -> None:
    with pytest.raises(ResponseError) as refused:
        read_responses({item: 3}, CLOSENESS)
    assert str(refused.value) == (
        f"{item!r} is not an item of closeness 1.0.0; its 36 items run from closeness.01 to closeness.36."
    )


@pytest.mark.parametrize("value", [1, 5, np.int8(3), np.uint64(2), np.float64(4.0), np.float32(4.0)])
def test_whole_numbers_of_any_kind_are_answers(value: object) -> None:
    found = read_responses({"closeness.01": value}, CLOSENESS)
    assert found.values[0] == int(value)  # type: ignore[call-overload]
    assert found.n_answered == 1


@pytest.mark.parametrize("value", [None, float("nan"), np.nan, np.float64("nan"), np.float32("nan")])
def test_none_and_nan_are_no_answer(value: object) -> None:
    found = read_responses({"closeness.01": value}, CLOSENESS)
    assert found.values[0] == MISSING
    assert found.n_answered == 0


def test_items_left_out_are_no_answer() -> None:
    found = read_responses({}, CLOSENESS)
    assert (found.values == MISSING).all() and len(found.values) == 36


def test_a_standard_questionnaire_may_be_answered_on_another_range() -> None:
    found = read_responses({"ecr.01": 5}, ECR, response_range=(1, 5))
    assert found.bounds == (1, 5)
    with pytest.raises(ResponseError) as refused:
        read_responses({"ecr.01": 6}, ECR, response_range=(1, 5))
    assert str(refused.value) == f"ecr.01: the answer 6 {ALLOWED}"


def test_our_own_wording_has_its_own_range() -> None:
    with pytest.raises(ResponseError) as refused:
        read_responses({}, CLOSENESS, response_range=(1, 7))
    assert str(refused.value) == (
        "closeness is always answered 1-5; the range 1-7 is for standard questionnaires only."
    )


@pytest.mark.parametrize("bounds", [(5, 1), (3, 3), (-1, 5), (0, 11), (1, 100)])
def test_impossible_ranges_are_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ResponseError) as refused:
        read_responses({}, ECR, response_range=bounds)
    assert str(refused.value) == (
        f"ecr: a response range of {bounds[0]}-{bounds[1]} is not allowed; "
        "it needs 0 <= lowest < highest and at most 11 steps."
    )


def test_refusals_are_pairbond_errors_and_value_errors() -> None:
    assert issubclass(ResponseError, PairbondError) and issubclass(ResponseError, ValueError)


def test_nothing_is_logged_or_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    read_responses({"closeness.01": 3}, CLOSENESS)
    with pytest.raises(ResponseError):
        read_responses({"closeness.01": "secret"}, CLOSENESS)
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_times_are_kept_by_item() -> None:
    found = read_responses({"closeness.01": 3}, CLOSENESS, seconds={"closeness.02": 4.5})
    assert found.seconds is not None
    assert np.isnan(found.seconds[0]) and found.seconds[1] == 4.5
