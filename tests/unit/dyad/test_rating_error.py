"""Ratings centred within their rater, shrunk and drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.dyad.movers import mover, pursuer

from pairbond.dyad.moves import MOVES, UNRATED
from pairbond.dyad.rating_error import (
    ERROR_SD,
    LEAST_TRUE_VARIANCE,
    centred_row,
    centred_rows,
    content_rng,
    drawn_rows,
    true_share,
)


def test_centred_ratings_sum_to_nothing_and_leave_gaps() -> None:
    row = np.array([1, 2, 3, 4, 5, UNRATED, 3, 3, 2, 2])
    found = centred_row(row)
    assert np.isnan(found[5])
    assert np.nansum(found) == pytest.approx(0)
    assert found[4] - found[0] == pytest.approx(4)


def test_with_fewer_than_eight_ratings_there_is_no_average_to_go_by() -> None:
    row = np.full(16, UNRATED)
    row[:7] = 3
    assert np.isnan(centred_row(row)).all()
    row[7] = 4
    assert np.isfinite(centred_row(row)[:8]).all()


@pytest.mark.parametrize("step", [-1, 1, 2])
def test_a_shift_leaves_centred_ratings_the_same_to_the_last_bit(step: int) -> None:
    row = np.random.default_rng(3).integers(2, 4, size=16)
    row[[2, 7, 9]] = UNRATED
    moved = np.where(row == UNRATED, UNRATED, row + step)
    assert np.array_equal(centred_row(row), centred_row(moved), equal_nan=True)


def test_what_varies_no_more_than_error_is_drawn_to_the_average() -> None:
    assert true_share(np.zeros(16)) == pytest.approx(
        LEAST_TRUE_VARIANCE / (LEAST_TRUE_VARIANCE + ERROR_SD**2)
    )
    wide = np.array([-2.0, 2.0] * 8)
    assert true_share(wide) == pytest.approx(1 - ERROR_SD**2 / (4 * 16 / 15))
    assert true_share(np.full(16, np.nan)) == 0


def test_draws_lie_around_the_shrunk_rating_with_the_spread_that_is_left() -> None:
    person = pursuer()
    rows = centred_rows(person)
    share = true_share(rows[2])
    column = MOVES.index("quiet")
    drawn = drawn_rows(rows, np.random.default_rng(0))[:, 2, column]
    assert drawn.mean() == pytest.approx(share * rows[2, column], abs=0.08)
    assert drawn.std() == pytest.approx(ERROR_SD * np.sqrt(share), rel=0.1)


def test_the_seed_is_in_the_answers_and_not_in_the_letter_or_the_level() -> None:
    person = pursuer("a")
    same = content_rng(replace(person, who="b", ratings=person.ratings - 1)).integers(1 << 30)
    assert content_rng(person).integers(1 << 30) == same
    assert content_rng(mover("a", {"vague.do": 4})).integers(1 << 30) != same
