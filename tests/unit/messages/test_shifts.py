import json

import numpy as np
import pytest
from tests.unit.messages.timings import MONDAY, regular

from pairbond.messages.rhythm import cut
from pairbond.messages.shifts import find_shifts, shifts, spread, touches_holidays
from pairbond.messages.step_scan import gls_steps, scan
from pairbond.messages.timing import DAY, make_timing
from pairbond.messages.weekly import SeriesName, Weekly, weekly

RNG = np.random.default_rng


def series(values: dict[SeriesName, np.ndarray]) -> Weekly:
    n = len(next(iter(values.values())))
    return Weekly(week=18_631 + 7 * np.arange(n), values=values)


def test_a_step_is_that_of_generalised_least_squares_by_matrices() -> None:
    rng, n, ar, place = RNG(1), 40, 0.4, 17
    y = rng.normal(size=n)
    cov = ar ** np.abs(np.subtract.outer(np.arange(n), np.arange(n))) / (1 - ar**2)
    x = np.column_stack([np.ones(n), np.arange(n) >= place])
    inverse = np.linalg.inv(cov)
    gram = x.T @ inverse @ x
    coefficient = np.linalg.solve(gram, x.T @ inverse @ y)
    rss = (y - x @ coefficient) @ inverse @ (y - x @ coefficient)
    t2, size, _ = gls_steps(y[None], np.array([ar]), 8)
    assert size[0, place] == pytest.approx(coefficient[1])
    assert t2[0, place] == pytest.approx(coefficient[1] ** 2 / (rss / (n - 2) * np.linalg.inv(gram)[1, 1]))


def test_no_step_is_looked_for_near_the_ends() -> None:
    fit = scan(np.concatenate([np.zeros(3), np.ones(37)])[None] + RNG(2).normal(size=(1, 40)) * 0.1, 12)
    assert 12 <= fit.place[0] <= 28


def test_a_doubling_is_found_dated_and_sized() -> None:
    y = RNG(3).normal(0, 0.3, size=80)
    y[45:] += np.log(2)
    found = find_shifts(series({"reply_a": y}), RNG(0)).found
    assert len(found) == 1
    shift = found[0]
    assert shift.series == "reply_a"
    assert abs((shift.week - 18_631) / 7 - 45) <= 2
    assert shift.earliest <= shift.week <= shift.latest
    assert 1.6 < shift.ratio < 2.5
    assert sum(shift.probability) == pytest.approx(1, abs=0.1)


def test_a_trifle_is_no_shift_however_sure() -> None:
    y = RNG(4).normal(0, 0.02, size=120)
    y[60:] += np.log(1.1)
    assert not find_shifts(series({"messages": y}), RNG(0)).found


def test_at_most_three_are_told() -> None:
    y = RNG(5).normal(0, 0.1, size=200)
    for place in (30, 60, 90, 120, 150):
        y[place:] += 1.0 if (place // 30) % 2 else -1.0
    found = find_shifts(series({"reply_a": y, "reply_b": y[::-1].copy()}), RNG(0)).found
    assert len(found) <= 3


def test_short_chats_and_flat_series_say_that_nothing_could_be_looked_at() -> None:
    short = find_shifts(series({"reply_a": RNG(6).normal(size=12)}), RNG(0))
    assert short.looked_at == () and short.cautions[0].code == "few-weeks"
    flat = find_shifts(series({"reply_a": np.zeros(60)}), RNG(0))
    assert flat.looked_at == ()


def test_missing_weeks_are_bridged_up_to_a_limit() -> None:
    y = RNG(7).normal(size=60)
    y[10:20] = np.nan
    assert find_shifts(series({"starts": y}), RNG(0)).looked_at == ("starts",)
    y[10:40] = np.nan
    assert find_shifts(series({"starts": y}), RNG(0)).looked_at == ()


def test_spread_hardly_moves_with_a_step() -> None:
    y = RNG(8).normal(size=200)
    stepped = y + np.where(np.arange(200) >= 100, 5.0, 0.0)
    assert spread(stepped) == pytest.approx(spread(y), rel=0.05)


def test_weekly_values_of_a_regular_chat_are_steady() -> None:
    result = weekly(cut(regular(70, RNG(9), per_day=40)))
    assert len(result.week) == 10
    assert result.values["messages"] == pytest.approx(np.log(40), abs=0.01)
    assert np.nanstd(result.values["reply_a"]) < 0.3


def test_known_holes_are_missing_and_given_as_a_reason() -> None:
    rng = RNG(10)
    rows = regular(280, rng, per_day=30)
    later = rows.seconds > MONDAY + 140 * DAY
    keep = ~later | (rng.random(len(rows)) < 0.4)
    hole = (MONDAY + 140 * DAY, MONDAY + 144 * DAY)
    timing = make_timing(rows.seconds[keep], rows.who[keep], gaps=(hole,))
    found = shifts(cut(timing), RNG(0)).found
    messages = [shift for shift in found if shift.series == "messages"]
    assert messages and "export_gap" in messages[0].reasons
    assert messages[0].ratio == pytest.approx(0.4, abs=0.08)
    json.dumps(found[0].to_dict())


def test_the_turn_of_the_year_is_a_plain_reason() -> None:
    christmas = int(np.datetime64("2022-12-25").astype("datetime64[D]").astype(int))
    assert touches_holidays(christmas - 14 - 3, christmas + 14 + 3)
    assert not touches_holidays(christmas - 100, christmas - 60)
