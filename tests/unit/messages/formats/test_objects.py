"""Typed values out of whatever JSON holds, and the limits of reading it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import (
    choose,
    is_json,
    iso_time,
    load,
    mapping,
    moment,
    parsed,
    text_of,
    whole,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("value", "right"),
    [("12", 12), (" -3 ", -3), (7, 7), (2.9, 2), ("--5", None), ("²", None), ("٣", None), ("9" * 20, None), (True, None),
     (float("nan"), None), (float("inf"), None), (1e19, None), ("", None), (None, None), ([1], None)],
)  # fmt: skip
def test_whole_numbers(value: object, right: int | None) -> None:
    assert whole(value) == right


@given(ANYTHING)
def test_nothing_that_stands_in_a_file_breaks_the_reading_of_a_value(value: object) -> None:
    number = whole(value)
    assert number is None or isinstance(number, int)
    assert moment(number, 1000) is None or number is not None
    assert isinstance(text_of(value), str)
    assert isinstance(mapping(value), dict)
    time = iso_time(value)
    assert time is None or isinstance(time[0], int)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    time = iso_time(text)
    assert time is None or 6 * 10**14 < time[0] < 5 * 10**15


def test_times_of_other_centuries_and_at_the_edge_of_the_calendar_are_none() -> None:
    for text in (
        "1969-12-31T23:59:59",
        "2101-01-01",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ):
        assert iso_time(text) is None
    assert iso_time("2024-03-05T12:00:00.123456") == (1_709_640_000_123_456, False)


@pytest.mark.parametrize(
    ("head", "right"),
    [(b"{", True), (b" \n{", True), (b"\xef\xbb\xbf{", True), (b"[{", True), (b"[\n [", True), (b"[1/2/23, 10:00:00] A: {", False),
     (b"x {", False), (b"", False), (b"[", True)],
)  # fmt: skip
def test_how_json_begins(head: bytes, right: bool) -> None:
    assert is_json(head) is right


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"secret words": ', "not valid JSON: line 1"),
        (b'{"a": "secret words\xff"}', "not written in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"", "not valid JSON"),
    ],
)
def test_json_is_refused_without_a_word_of_it(data: bytes, why: str) -> None:
    with pytest.raises(EvidenceError, match=why) as refusal:
        parsed(data, "x.json")
    assert "secret" not in str(refusal.value)


def test_a_file_of_any_size_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pairbond.messages.formats.objects.MOST_JSON", 10)
    (tmp_path / "x.json").write_bytes(b" " * 11)
    with pytest.raises(EvidenceError, match="larger than"):
        load(tmp_path / "x.json")


def test_a_chat_is_chosen_by_name_without_regard_to_capitals() -> None:
    chats = {"1": ["Bo", "9"], "2": ["Cy"], "3": ["cy"]}
    assert choose(chats, " bO ", "Test") == "1"
    with pytest.raises(EvidenceError, match="2 chats in this Test export have that name"):
        choose(chats, "CY", "Test")
    with pytest.raises(EvidenceError, match="there is no chat"):
        choose({}, None, "Test")
