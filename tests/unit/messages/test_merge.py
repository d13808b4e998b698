"""Several exports of one couple: what stands in two is counted once, losses are summed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import polars as pl
import pytest

from pairbond.errors import EvidenceError
from pairbond.messages.account import Account
from pairbond.messages.chat import Chat, Clock
from pairbond.messages.merge import merge_chats

START = datetime(2024, 3, 5, 12)  # noqa: DTZ001  (the wall clock of a phone has no zone)
NAMES = {"A": "Ada", "B": "Bo"}
Row = tuple[float, str, int]


def chat(
    rows: Sequence[Row],
    *,
    resolution: int = 1,
    clock: Clock = "local",
    source: str = "whatsapp",
    people: dict[str, str] | None = None,
    **losses: int,
) -> Chat:
    """Make a chat of (seconds after the start, sender, characters)."""
    frame = pl.DataFrame(
        {
            "time": pl.Series([START + timedelta(seconds=at) for at, *_ in rows], dtype=pl.Datetime("us")),
            "sender": [who for _, who, _ in rows],
            "kind": ["text"] * len(rows),
            "n_chars": pl.Series([size for *_, size in rows], dtype=pl.Int32),
            "n_words": pl.Series([1] * len(rows), dtype=pl.Int32),
        }
    )
    account = Account(lines=len(rows), messages=len(rows), **losses)
    return Chat(
        messages=frame,
        people=people or NAMES,
        account=account,
        source=source,
        clock=clock,
        resolution=resolution,
    )


def test_overlapping_exports_and_their_order_do_not_matter() -> None:
    rows = [(float(60 * k), "AB"[k % 2], k) for k in range(10)]
    for parts in ((rows[:7], rows[4:]), (rows[4:], rows[:7]), (rows, rows), (rows, rows[3:5])):
        merged = merge_chats([chat(part) for part in parts])
        assert merged.messages.equals(chat(rows).messages)
        assert merged.account.duplicates == sum(map(len, parts)) - 10


def test_the_same_word_twice_in_one_chat_stays_twice() -> None:
    rows = [(0.0, "A", 2), (0.0, "A", 2), (1.0, "A", 2)]
    merged = merge_chats([chat(rows), chat([*rows, (5.0, "B", 2)])])
    assert (len(merged), merged.account.duplicates) == (4, 3)


def test_a_clock_of_minutes_and_one_of_seconds() -> None:
    fine = chat([(5.0, "A", 2), (65.0, "B", 3), (70.0, "B", 4)])
    coarse = chat([(0.0, "A", 2), (60.0, "B", 3), (60.0, "B", 4), (120.0, "A", 1)], resolution=60)
    merged = merge_chats([fine, coarse])
    assert (len(merged), merged.resolution) == (4, 60)
    assert merged.messages["time"][0] == START + timedelta(seconds=5)


def test_losses_are_summed_and_gaps_are_those_that_no_export_fills() -> None:
    day = 86_400.0
    one = chat([(0.0, "A", 1), (40 * day, "A", 1)], notices=2, not_understood=1, source="telegram")
    other = chat([(20 * day, "B", 1), (90 * day, "B", 1)], notices=3, left_out=4, source="sms")
    merged = merge_chats([one, other])
    assert merged.source == "telegram+sms"
    account = merged.account
    assert (account.lines, account.messages, account.notices, account.not_understood, account.left_out) == (
        4,
        4,
        5,
        1,
        4,
    )
    assert len(account.gaps) == 1
    assert account.gaps[0][1] - account.gaps[0][0] == 50 * day


def test_one_chat_and_no_chat() -> None:
    one = chat([(0.0, "A", 1)])
    assert merge_chats([one]).messages.equals(one.messages)
    with pytest.raises(EvidenceError, match="no chat to merge"):
        merge_chats([])


def test_two_clocks_are_not_mixed_until_the_zone_is_said() -> None:
    local, utc = chat([(0.0, "A", 1)]), chat([(-3600.0, "A", 1)], clock="utc")
    with pytest.raises(EvidenceError, match="--zone"):
        merge_chats([local, utc])
    assert len(merge_chats([local, utc.in_zone("Europe/Berlin")])) == 1


def test_gaps_move_with_the_zone() -> None:
    utc = chat([(0.0, "A", 1), (86_400.0 * 40, "A", 1)], clock="utc")
    moved = utc.in_zone("Asia/Tokyo")
    first = moved.timing().seconds
    assert moved.account.gaps == ((int(first[0]), int(first[1])),)


@pytest.mark.parametrize(
    ("people", "fits"),
    [
        ({"A": "Bo", "B": "Ada"}, False),
        ({"A": "Bo"}, False),
        ({"A": "Me", "B": "Ada"}, False),
        ({"A": "Ada"}, True),
        ({"A": "Me", "B": "Bo"}, True),
        ({"A": "Me", "B": "+49 151"}, True),
    ],
)
def test_a_must_be_the_same_person(people: dict[str, str], fits: bool) -> None:
    one, other = chat([(0.0, "A", 1), (1.0, "B", 1)]), chat([(9.0, "A", 1)], people=people)
    if fits:
        assert merge_chats([one, other]).people == NAMES
    else:
        with pytest.raises(EvidenceError, match="--me"):
            merge_chats([one, other])
