"""Ranges, missing codes and examples."""

import click
import pytest

from pairbond.cli.options import CodesType, RangeType, examples


@pytest.mark.parametrize(("text", "found"), [("1:5", (1, 5)), ("0-10", (0, 10)), (" 1:7 ", (1, 7))])
def test_a_range(text: str, found: tuple[int, int]) -> None:
    assert RangeType().convert(text, None, None) == found


@pytest.mark.parametrize("text", ["5:1", "1", "1:5:7", "a:b", "", "-1:5", "1:1", "1:99999"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="write lowest:highest"):
        RangeType().convert(text, None, None)


@pytest.mark.parametrize(("text", "found"), [("0", {0}), ("0,99", {0, 99}), ("-9, 0", {-9, 0})])
def test_missing_codes(text: str, found: set[int]) -> None:
    assert CodesType().convert(text, None, None) == found


@pytest.mark.parametrize("text", ["", "a", "0,", "1.5"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="whole numbers"):
        CodesType().convert(text, None, None)


def test_values_that_are_ready_pass() -> None:
    assert RangeType().convert((1, 5), None, None) == (1, 5)
    assert CodesType().convert(frozenset({0}), None, None) == {0}


def test_examples_keep_their_lines() -> None:
    assert examples("one", "two") == "\b\nFor example:\n  one\n  two"
