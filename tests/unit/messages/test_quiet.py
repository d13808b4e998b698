import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.messages.timings import MONDAY, chat, regular

from pairbond.messages.quiet import (
    USUAL,
    awake,
    both_quiet,
    longest_circular_run,
    quiet_hours,
    quiet_nights,
)
from pairbond.messages.timing import DAY, HOUR


def test_hours_are_learnt_from_when_a_person_writes() -> None:
    timing = regular(28, np.random.default_rng(1), per_day=40, quiet=(1, 9))
    start, end = quiet_hours(timing.seconds)[False]
    assert abs(start - 1) <= 1 and abs(end - 9) <= 1


def test_few_messages_leave_the_usual_night() -> None:
    timing = regular(28, np.random.default_rng(1), per_day=3)
    assert quiet_hours(timing.seconds) == {False: USUAL, True: USUAL}


def test_somebody_who_writes_at_all_hours_has_the_usual_night() -> None:
    seconds = MONDAY + np.arange(0, 28 * DAY, HOUR // 2)
    assert quiet_hours(seconds)[False] == USUAL


def test_weekends_may_have_a_later_night() -> None:
    rng = np.random.default_rng(2)
    rows = []
    for day in range(28):
        begin, end = (10, 26) if day % 7 >= 5 else (6, 22)
        rows.append(MONDAY + day * DAY + rng.uniform(begin, end, size=60) * HOUR)
    hours = quiet_hours(np.concatenate(rows).astype(np.int64))
    assert hours[True][1] - hours[False][1] >= 2


def test_nights_are_in_order_and_never_overlap() -> None:
    timing = regular(90, np.random.default_rng(3), per_day=20)
    nights = quiet_nights(timing, 0)
    assert np.all(nights[:, 0] <= nights[:, 1])
    assert np.all(nights[1:, 0] >= nights[:-1, 1])


def test_the_waking_clock_stops_at_night() -> None:
    timing = chat((12, 0), (36, 1))
    nights = quiet_nights(timing, 1)
    passed = np.diff(awake(timing.seconds, nights))
    assert passed[0] == 16 * HOUR


@given(st.lists(st.integers(0, 40 * DAY), min_size=2, max_size=30))
def test_waking_time_never_runs_back_and_never_exceeds_the_wall_clock(offsets: list[int]) -> None:
    seconds = MONDAY + np.sort(np.array(offsets))
    timing = chat((0, 0), (24 * 41, 1))
    passed = np.diff(awake(seconds, quiet_nights(timing, 0)))
    assert np.all(passed >= 0)
    assert np.all(passed <= np.diff(seconds))


def test_what_both_sleep_through_is_the_common_part() -> None:
    one = np.array([[0, 8], [24, 30]])
    two = np.array([[2, 10], [31, 33]])
    assert both_quiet(one, two).tolist() == [[2, 8], [31, 31]]


@given(st.lists(st.booleans(), min_size=2, max_size=48).filter(lambda row: any(row) and not all(row)))
def test_the_longest_run_is_found_across_midnight(row: list[bool]) -> None:
    start, length = longest_circular_run(np.array(row))
    n = len(row)
    assert all(row[(start + step) % n] for step in range(length))
    doubled = "".join("x" if low else " " for low in row * 2)
    assert length == max(len(run) for run in doubled.split())
