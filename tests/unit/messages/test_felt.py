import numpy as np
import pytest
from tests.unit.messages.timings import MONDAY, regular

from pairbond.errors import EvidenceError
from pairbond.messages.felt import FEWEST_DAYS, felt_with_messages
from pairbond.messages.timing import DAY

FIRST = MONDAY // DAY


def test_days_with_more_messages_felt_nearer() -> None:
    rng = np.random.default_rng(1)
    timing = regular(60, rng)
    day = FIRST + np.arange(60)
    counted = np.bincount(timing.days()[timing.who == 1] - FIRST, minlength=60)
    rating = 5 + 2.0 * np.log2(counted + 1) + rng.normal(size=60) * 0.1
    found = felt_with_messages(timing, 1, day, rating)
    assert found.days == 60
    assert found.slope is not None and found.slope.value == pytest.approx(2.0, abs=0.1)


def test_few_days_give_nothing() -> None:
    timing = regular(60, np.random.default_rng(1))
    day = FIRST + np.arange(FEWEST_DAYS - 1)
    assert felt_with_messages(timing, 1, day, np.arange(len(day)) * 1.0).slope is None


def test_days_outside_the_chat_and_blanks_are_left_out() -> None:
    rng = np.random.default_rng(2)
    timing = regular(40, rng)
    day = FIRST - 10 + np.arange(60)
    rating = rng.normal(size=60)
    rating[15] = np.nan
    assert felt_with_messages(timing, 0, day, rating).days == 39


def test_the_order_of_the_diary_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    timing = regular(40, rng)
    day, rating = FIRST + np.arange(40), rng.normal(size=40)
    turned = felt_with_messages(timing, 0, day[::-1], rating[::-1])
    assert felt_with_messages(timing, 0, day, rating) == turned


def test_a_day_twice_is_refused() -> None:
    timing = regular(40, np.random.default_rng(3))
    with pytest.raises(EvidenceError, match="once"):
        felt_with_messages(timing, 0, np.array([FIRST, FIRST]), np.zeros(2))
