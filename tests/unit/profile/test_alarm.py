"""Which step settles a person: nothing too early, hand-computed intervals, and nothing from noise."""

import json
from datetime import date
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pairbond.profile.alarm import (
    NEEDED,
    AlarmEntry,
    outcome_counts,
    pooled_variance,
    settling,
)

DAY = date(2026, 3, 4)


def entry(step: str | None, before: int | None, after: int | None, outcome: str | None = None) -> AlarmEntry:
    return AlarmEntry(date=DAY, step=step, before=before, after=after, outcome=outcome)


def falls(**steps: list[int]) -> list[AlarmEntry]:
    return [entry(step, 10, 10 - fall) for step, values in steps.items() for fall in values]


def test_nothing_is_said_before_six_entries() -> None:
    found = settling(falls(walk=[1, 2, 3, 4, 5]))
    assert (found.n, dict(found.steps), found.stands_out) == (5, {}, None)
    assert set(settling(falls(walk=[1, 2, 3, 4, 5, 6])).steps) == {"walk"}


def test_a_step_needs_three_entries_with_both_numbers() -> None:
    entries = [*falls(walk=[1, 2, 3], breath=[4, 5]), entry("breath", 8, None), entry(None, 8, 2)]
    found = settling(entries)
    assert set(found.steps) == {"walk"}
    assert (found.n, found.steps["walk"].n, dict(found.p_best)) == (7, 3, {})


def test_the_interval_is_what_it_says() -> None:
    found = settling(falls(walk=[1, 2, 6], breath=[3, 3, 4, 2])).steps["walk"]
    pooled, df = pooled_variance([[1, 2, 6], [3, 3, 4, 2]])
    assert (pooled, df) == (pytest.approx((14 + 2) / 5), 5)
    variance = (5 * pooled + 14) / (5 + 2)
    half = stats.t.ppf(0.95, 5) * sqrt(variance / 3)
    assert found.value == 3
    assert (found.lower, found.upper) == (pytest.approx(3 - half), pytest.approx(3 + half))


def test_equal_numbers_are_no_certainty() -> None:
    fall = settling(falls(walk=[3] * 6)).steps["walk"]
    assert fall.lower < 3 < fall.upper


def test_the_chances_to_be_best_are_those_of_simulation() -> None:
    found = settling(falls(walk=[1, 2, 6, 3], breath=[3, 3, 4, 2], music=[0, 1, 1]))
    rng = np.random.default_rng(7)
    freedom = {"walk": 8, "breath": 8, "music": 8}
    draws = np.stack(
        [found.steps[s].value + found.steps[s].se * rng.standard_t(freedom[s], 200_000) for s in found.steps]
    )
    for place, step in enumerate(found.steps):
        expected = float(np.mean(draws.argmax(axis=0) == place))
        assert found.p_best[step] == pytest.approx(expected, abs=0.01)
    assert sum(found.p_best.values()) == pytest.approx(1, abs=0.005)


def test_a_step_stands_out_only_where_it_is_told_from_the_others() -> None:
    plain = falls(walk=[5, 6, 5, 6, 5], breath=[1, 2, 1, 2], music=[2, 1, 1, 1])
    found = settling(plain).stands_out
    assert found is not None
    assert (found.step, found.more.lower > 0) == ("walk", True)
    assert settling(falls(walk=[2, 3, 1], breath=[1, 2, 3], music=[2, 2, 2])).stands_out is None
    assert settling(falls(walk=[5, 6, 5, 6, 5, 6])).stands_out is None


def test_two_good_steps_do_not_stand_out() -> None:
    assert (
        settling(
            falls(walk=[5, 6, 5, 6, 5], water=[6, 5, 5, 6, 5], breath=[0, 1, 0, 1], sit=[1, 0, 0])
        ).stands_out
        is None
    )


def test_outcomes_are_counted_and_no_more() -> None:
    entries = [entry(None, None, None, each) for each in ("feared", None, "feared", "unclear", None)]
    assert dict(outcome_counts(entries)) == {"feared": 2, None: 2, "unclear": 1}


SOME = st.lists(
    st.builds(
        entry,
        st.sampled_from(["walk", "breath", "music", None]),
        st.none() | st.integers(0, 10),
        st.none() | st.integers(0, 10),
    ),
    max_size=40,
)


@given(SOME)
def test_order_does_not_matter_and_all_is_finite(entries: list[AlarmEntry]) -> None:
    found, turned = settling(entries), settling(entries[::-1])
    assert found.to_dict().keys() == turned.to_dict().keys()
    assert set(found.steps) == set(turned.steps)
    for step, fall in found.steps.items():
        assert fall.lower < fall.value < fall.upper
        assert fall.n >= 3
        assert turned.steps[step].se == pytest.approx(fall.se)
    assert not found.steps or len(entries) >= NEEDED
    json.dumps(found.to_dict(), allow_nan=False)


def test_more_entries_make_it_narrower() -> None:
    widths = [
        found.upper - found.lower
        for repeats in (2, 4, 8)
        for found in [settling(falls(walk=[1, 2, 3] * repeats)).steps["walk"]]
    ]
    assert all(later < earlier for earlier, later in pairwise(widths))
