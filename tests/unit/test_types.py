"""The small vocabulary: estimates, cautions, tables, and JSON that holds no NaN."""

from __future__ import annotations

import json
from math import inf, nan

import pytest

from pairbond.errors import PairbondError, shown
from pairbond.types import (
    Caution,
    Estimate,
    Severity,
    Table,
    display_digits,
    finite_or_none,
    json_dict,
    merge_cautions,
)


def estimate(value: float, se: float) -> Estimate:
    return Estimate(value=value, lower=value - se, upper=value + se, level=0.9, se=se, n=5, method="m")


@pytest.mark.parametrize(
    ("se", "digits"), [(0.234, 2), (0.034, 3), (2.3, 1), (45, 0), (0.0001, 4), (0, 2), (nan, 2)]
)
def test_two_figures_of_the_error_decide_the_digits(se: float, digits: int) -> None:
    assert display_digits(se) == digits


def test_an_estimate_is_shown_by_its_error_and_stored_whole() -> None:
    found = estimate(3.14159, 0.25)
    assert found.shown() == "3.14 (2.89 to 3.39)"
    assert found.to_dict()["value"] == 3.14159


def test_json_holds_no_nan_or_infinity() -> None:
    data = json_dict({"e": estimate(1.0, nan), "x": [inf, 2.0, (nan,)], "s": frozenset({1}), 3: None})  # type: ignore[dict-item]
    text = json.dumps(data, allow_nan=False)
    assert json.loads(text)["x"] == [None, 2.0, [None]]
    assert (finite_or_none(nan), finite_or_none(None), finite_or_none(1.5)) == (None, None, 1.5)


def test_cautions_are_kept_once_each_and_none_is_lost() -> None:
    def caution(code: str, text: str) -> Caution:
        return Caution(code=code, text=text)

    one, two, again = (
        caution("gap", "A: 1 missing"),
        caution("gap", "B: 2 missing"),
        caution("gap", "A: 1 missing"),
    )
    other = Caution(code="norm", text="N", severity=Severity.NOTE)
    assert merge_cautions([one, two], [], [again, other]) == (one, two, other)
    assert other.to_dict() == {"code": "norm", "text": "N", "severity": "note"}


def test_a_table_is_plain_data() -> None:
    table = Table(title="T", columns=("a", "b"), rows=(("1", "2"),), notes=("n",))
    assert table.to_dict() == {"title": "T", "columns": ["a", "b"], "rows": [["1", "2"]], "notes": ["n"]}


@pytest.mark.parametrize(
    ("value", "text"), [("a\nb", "'a\\nb'"), ("é", "'é'"), ("\u202e", "'\\u202e'"), (3, "3"), ([1], "[1]")]
)
def test_values_in_messages_are_one_printable_line(value: object, text: str) -> None:
    assert shown(value) == text
    assert len(shown("x" * 999)) == 60


def every_error(base: type[Exception] = PairbondError) -> list[type[Exception]]:
    return [base, *(sub for child in base.__subclasses__() for sub in every_error(child))]


def test_every_error_is_also_what_python_callers_expect() -> None:
    for error in every_error()[1:]:
        assert issubclass(error, (ValueError, ArithmeticError, PermissionError, OSError)), error
