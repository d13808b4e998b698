"""A plain table: columns by name, times in several writings, lengths instead of texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairbond.errors import EvidenceError

from .reading import NOON, read, rows, stamps, written


def table(tmp_path: Path, header: str, *lines: str) -> Path:
    return written(tmp_path / "t.csv", "\n".join([header, *lines]) + "\n")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_columns_are_found_by_name_in_any_order(tmp_path: Path, mark: str, bom: str) -> None:
    lines = ["Message,Sender,Time", '"two, words",Ada,2024-03-05 12:00:00', '"a ""b""",Bo,2024-03-05T12:01']
    path = table(tmp_path, bom + lines[0].replace(",", mark), *[
        line.replace(",Ada,", f"{mark}Ada{mark}").replace(",Bo,", f"{mark}Bo{mark}") for line in lines[1:]
    ])  # fmt: skip
    chat = read(path)
    assert rows(chat) == [("A", "text", 10, 2), ("B", "text", 5, 2)]
    assert (chat.clock, stamps(chat)[1]) == ("local", "2024-03-05 12:01:00")


@pytest.mark.parametrize(
    ("time", "clock", "right"),
    [
        ("2024-03-05T12:00:00+02:00", "utc", "2024-03-05 10:00:00"),
        ("2024-03-05T12:00:00Z", "utc", "2024-03-05 12:00:00"),
        (str(NOON), "utc", "2024-03-05 11:00:00"),
        (f"{NOON}000", "utc", "2024-03-05 11:00:00"),
        (f"{NOON}000000", "utc", "2024-03-05 11:00:00"),
        ("25/03/2024 1:05 pm", "local", "2024-03-25 13:05:00"),
        ("3/25/2024 12:05:09 a.m.", "local", "2024-03-25 00:05:09"),
        ("5.3.2024 12:05", "local", "2024-03-05 12:05:00"),
    ],
)
def test_times_in_several_writings(tmp_path: Path, time: str, clock: str, right: str) -> None:
    chat = read(table(tmp_path, "time,sender", f"{time},Ada"))
    assert (chat.clock, stamps(chat)) == (clock, [right])


def test_date_and_clock_may_be_two_columns(tmp_path: Path) -> None:
    chat = read(table(tmp_path, "date;clock;from;text", "2024-03-05;12:00;Ada;x"))
    assert stamps(chat) == ["2024-03-05 12:00:00"]


def test_an_order_that_nothing_decides_is_asked_for_and_an_impossible_one_refused(tmp_path: Path) -> None:
    path = table(tmp_path, "time,sender", "3/4/2024 12:00,Ada", "3/4/2024 12:01,Bo")
    with pytest.raises(EvidenceError, match="--date-order dmy or --date-order mdy"):
        read(path)
    chat = read(path, date_order="mdy")
    assert stamps(chat)[0] == "2024-03-04 12:00:00"
    assert (chat.account.date_order, chat.account.order_from) == ("mdy", "given")
    with pytest.raises(EvidenceError, match="1 of 1 dates do not exist"):
        read(table(tmp_path, "time,sender", "25/3/2024 12:00,Ada"), date_order="mdy")


def test_lengths_and_kinds_instead_of_texts(tmp_path: Path) -> None:
    lines = [
        f"{NOON},Ada,12,3,",
        f"{NOON + 1},Bo,x,-4,Media",
        f"{NOON + 2},Bo,1,1,song",
        f"{NOON + 3},Bo,9999999999,1,text",
    ]
    chat = read(table(tmp_path, "time,sender,n_chars,n_words,kind", *lines))
    assert rows(chat) == [("A", "text", 12, 3), ("B", "media", 0, 0), ("B", "text", 1_000_000, 1)]
    assert chat.account.not_understood == 1


def test_rows_that_lack_something_are_counted(tmp_path: Path) -> None:
    lines = [
        "2024-03-05 12:00:00,Ada,x",
        "2024-03-05 12:01:00,,x",
        "soon,Bo,x",
        "2024-03-05 12:02:00",
        "",
        ",,",
    ]
    chat = read(table(tmp_path, "time,sender,text", *lines))
    assert (len(chat), chat.account.lines, chat.account.not_understood) == (1, 4, 3)


def test_times_with_and_without_a_zone_are_not_mixed(tmp_path: Path) -> None:
    lines = ["2024-03-05T12:00:00,Ada", "2024-03-05T12:01:00Z,Ada"]
    chat = read(table(tmp_path, "time,sender", *lines))
    assert (chat.clock, len(chat), chat.account.not_understood) == ("local", 1, 1)


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="not an export that is known"):
        read(table(tmp_path, "when,who", "x,y"))
    with pytest.raises(EvidenceError, match="no message of a person"):
        read(table(tmp_path, "time,sender", "soon,Ada"))
    with pytest.raises(EvidenceError, match="longer than 131,072"):
        read(table(tmp_path, "time,sender,text", f"2024-03-05 12:00:00,Ada,{'x' * 140_000}"))
    with pytest.raises(EvidenceError, match="not written in UTF-8"):
        read(written(tmp_path / "t.csv", b"time,sender\n2024-03-05 12:00:00,Jos\xe9\n"))
    with pytest.raises(EvidenceError, match="3 people"):
        read(table(tmp_path, "time,sender", *[f"{NOON},{who}" for who in "abc"]))
