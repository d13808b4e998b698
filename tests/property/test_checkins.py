"""Check-ins: reading forgets nothing, order and names do not matter, and what is malformed is refused in one sentence."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.property.strategies import tries

from pairbond.checkins.changes import find_changes
from pairbond.checkins.diary import PersonDays
from pairbond.checkins.entries import CheckIns, with_spans
from pairbond.checkins.synthetic import DiaryTruth, synthetic_diary
from pairbond.errors import PairbondError
from pairbond.library.checkins import checkins_csv, parse_checkins

TODAY = date(2026, 11, 24)
FIRST = date(2026, 8, 1).toordinal()
NAMES = [name for name in PersonDays.__dataclass_fields__ if name != "context"]
seeds = st.integers(0, 2**32 - 1)


def made(seed: int, days: int, missing: float, late: int = 0) -> CheckIns:
    """A couple; B begins *late* days after A."""
    rng = np.random.default_rng(seed)
    diary = synthetic_diary(rng, DiaryTruth(days=days, missing=missing), first_day=FIRST)
    for name in NAMES:
        getattr(diary.b, name)[:late] = np.nan
    return with_spans(diary)


def same(one: CheckIns, two: CheckIns) -> bool:
    if not np.array_equal(one.diary.days, two.diary.days) or one.spans != two.spans:
        return False
    return all(
        np.array_equal(getattr(one.diary.of(who), name), getattr(two.diary.of(who), name), equal_nan=True)
        for who in ("a", "b")
        for name in NAMES
    )


def read(text: str) -> CheckIns:
    return parse_checkins(text.encode(), "F.csv", TODAY)


@tries(25)
@given(seeds, st.integers(1, 60), st.sampled_from([0.0, 0.1, 0.6]), st.integers(0, 30), seeds)
def test_rows_in_any_order_are_the_same_diaries(
    seed: int, days: int, missing: float, late: int, shuffle: int
) -> None:
    found = made(seed, days, missing, min(late, days))
    if not found.spans:
        return
    head, *lines = checkins_csv(found).splitlines()
    first = read("\n".join([head, *lines]))
    random.Random(shuffle).shuffle(lines)
    assert same(read("\n".join([head, *lines])), first)
    assert same(read(checkins_csv(first)), first)


@tries(15)
@given(seeds, st.integers(1, 40), st.integers(0, 20))
def test_swapping_the_two_people_swaps_the_diaries(seed: int, days: int, late: int) -> None:
    text = checkins_csv(made(seed, days, 0.2, min(late, days)))
    if text.count("\n") < 2:
        return
    turned = "\n".join(
        line.replace(",a,", ",?,", 1).replace(",b,", ",a,", 1).replace(",?,", ",b,", 1)
        for line in text.splitlines()
    )
    one, two = read(text), read(turned)
    swapped = CheckIns(
        diary=two.diary.swapped(),
        spans={("b" if who == "a" else "a"): span for who, span in two.spans.items()},
    )
    assert same(swapped, one)


@tries(40)
@given(st.binary(max_size=300))
def test_whatever_the_bytes_they_are_read_or_refused_in_one_line(raw: bytes) -> None:
    try:
        parse_checkins(raw, "F.csv", TODAY)
    except PairbondError as error:
        assert "\n" not in str(error)


@tries(40)
@given(
    st.lists(
        st.sampled_from(["2026-11-01", "a", "b", "5", "11", "", "x", "-1", '"', "NaN", "1e9"]), max_size=12
    )
)
def test_whatever_the_cells_they_are_read_or_refused_in_one_line(cells: list[str]) -> None:
    rows = [",".join(cells[i : i + 4]) for i in range(0, len(cells), 4)]
    try:
        found = read("\n".join(["date,person,present,partner_present", *rows]))
    except PairbondError as error:
        assert "\n" not in str(error)
    else:
        assert np.nanmax([found.diary.a.present, found.diary.b.present], initial=0) <= 10


@tries(10)
@given(seeds, st.floats(-3, 3), st.integers(-1000, 1000))
def test_changes_do_not_depend_on_where_zero_is(seed: int, shift: float, origin: int) -> None:
    values = np.random.default_rng(seed).normal(5, 1, 30) - 2.5 * (np.arange(30) >= 15)
    one = find_changes(np.arange(30), values)
    two = find_changes(np.arange(30) + origin, values + shift)
    assert np.isclose(one.log_factor, two.log_factor, atol=1e-6)
    assert [c.first + origin for c in one.found] == [c.first for c in two.found]
