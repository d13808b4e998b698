from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairbond.app.day_weeks import closed_through, is_zone, may_write, open_days, zone_named, zone_names

SUNDAY = date(2026, 3, 8)
MOMENTS = st.integers(1_577_836_800, 2_208_988_800).map(lambda s: datetime.fromtimestamp(s, UTC))
ZONES = st.sampled_from(
    ["Etc/GMT+12", "Pacific/Kiritimati", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "last"),
    [
        ("2026-03-08T23:59", date(2026, 3, 1)),
        ("2026-03-10T11:59", date(2026, 3, 1)),
        ("2026-03-10T12:00", SUNDAY),
        ("2026-03-17T11:59", SUNDAY),
        ("2026-03-17T12:00", date(2026, 3, 15)),
    ],
)
def test_a_week_is_closed_at_noon_on_tuesday(at: str, last: date) -> None:
    assert closed_through(datetime.fromisoformat(at).replace(tzinfo=UTC)) == last


@given(MOMENTS, ZONES)
def test_no_zone_can_write_a_day_that_is_closed(at: datetime, name: str) -> None:
    closed = closed_through(at)
    assert closed.weekday() == 6
    yesterday, today = open_days(at, zone_named(name))
    assert closed < yesterday < today
    assert may_write(today, at, zone_named(name))
    assert not may_write(closed, at, zone_named(name))
    assert not may_write(today + timedelta(days=1), at, zone_named(name))


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=400)))
def test_what_is_closed_stays_closed(at: datetime, later: timedelta) -> None:
    assert closed_through(at) <= closed_through(at + later)


def test_zones_have_names_that_people_know() -> None:
    names = zone_names()
    assert "Europe/Berlin" in names["Europe"]
    assert all(is_zone(name) for area in names.values() for name in area)
    assert not is_zone("../../etc/passwd")
    assert zone_named("Nowhere/Land") is UTC
    assert zone_named("") is UTC
