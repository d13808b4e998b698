import inspect
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pairbond.app.pairing import (
    BETWEEN_REPORTS,
    COOLING_OFF,
    SPREAD,
    Issued,
    Side,
    code_opens,
    due_at,
    is_open,
    shown_to,
)

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENTS = st.one_of(st.none(), st.integers(0, 10_000).map(lambda hours: T0 + timedelta(hours=hours)))
SIDES = st.builds(Side, screened=st.booleans(), agreed_at=MOMENTS, read_own_at=MOMENTS)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(SIDES, SIDES, MOMENTS, st.integers(0, 9))
def test_nothing_is_due_before_both_agreed_and_a_day_passed(
    first: Side, second: Side, last: datetime | None, seed: int
) -> None:
    due = due_at(first, second, last_issued=last, rng=rng(seed))
    if first.agreed_at is None or second.agreed_at is None:
        assert due is None
        return
    later = max(first.agreed_at, second.agreed_at)
    assert due is not None
    assert due >= later + COOLING_OFF
    if last is None:
        assert due <= later + COOLING_OFF + SPREAD
    else:
        assert due >= last + BETWEEN_REPORTS


@given(SIDES, SIDES, MOMENTS, st.integers(0, 9))
def test_it_does_not_matter_who_is_who(a: Side, b: Side, last: datetime | None, seed: int) -> None:
    assert due_at(a, b, last_issued=last, rng=rng(seed)) == due_at(b, a, last_issued=last, rng=rng(seed))


def test_the_wait_is_spread_over_half_a_day() -> None:
    agreed = Side(agreed_at=T0)
    waits = [due_at(agreed, agreed, last_issued=None, rng=rng(seed)) for seed in range(400)]
    hours = np.array([(due - T0).total_seconds() / 3600 for due in waits if due])
    assert 24 <= hours.min() < 24.5
    assert 35.5 < hours.max() <= 36
    assert abs(hours.mean() - 30) < 0.5


def test_what_is_shown_depends_on_ones_own_side_and_the_report_alone() -> None:
    assert set(inspect.signature(shown_to).parameters) == {"own", "report", "at"}


@given(SIDES, MOMENTS, MOMENTS)
def test_a_report_opens_after_ones_own_was_read(
    own: Side, issued: datetime | None, at: datetime | None
) -> None:
    at = at or T0
    report = Issued(at=issued, ends_at=issued + timedelta(days=30)) if issued else None
    shown = shown_to(own, report, at=at)
    assert shown.report == is_open(report, at)
    if shown.report and not shown.read_own_first:
        assert own.read_own_at is not None and report is not None
        assert own.read_own_at >= report.at


def test_a_report_is_open_from_issue_to_expiry() -> None:
    report = Issued(at=T0, ends_at=T0 + timedelta(days=30))
    assert not is_open(None, T0)
    assert [is_open(report, T0 + timedelta(days=d)) for d in (-1, 0, 29, 30)] == [False, True, True, False]


def test_three_codes_and_two_people() -> None:
    assert [code_opens(made, 1) for made in range(5)] == [True, True, True, False, False]
    assert not code_opens(0, 2)
