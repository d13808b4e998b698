"""Likeness of profiles in many couples, beside strangers."""

from __future__ import annotations

import numpy as np
import pytest

import pairbond as pb
from pairbond.dyad.models.similarity import double_entry, left_over, unit
from pairbond.errors import ResponseError

RNG = np.random.default_rng(0)
NORM = RNG.normal(size=10)


def people(n: int, spread: float = 0.7, level: float = 1.0) -> np.ndarray:
    return level * NORM + spread * RNG.standard_normal((n, 10))


def test_partners_who_share_only_the_norm_are_as_alike_as_strangers() -> None:
    found = pb.profile_similarity(people(200), people(200))
    assert found.raw.mean() > 0.5
    assert found.excess == pytest.approx(0, abs=0.05)
    assert found.beyond_strangers() == pytest.approx(0.05, abs=0.035)


def test_partners_who_share_more_are_more_alike_than_strangers() -> None:
    own = 0.7 * RNG.standard_normal((200, 10))
    noise = (0.4 * RNG.standard_normal((200, 10)) for _ in range(2))
    found = pb.profile_similarity(*(NORM + own + part for part in noise))
    assert found.excess > 0.5 and found.beyond_strangers() > 0.5


def test_two_flat_profiles_agree_by_subtraction_only() -> None:
    """What both lack of the norm is no agreement."""
    flat = [np.vstack([people(200), 4 + 0.01 * RNG.standard_normal((100, 10))]) for _ in range(2)]
    subtracted = pb.profile_similarity(*flat, method="subtract").distinctive[200:]
    regressed = pb.profile_similarity(*flat).distinctive[200:]
    assert subtracted.mean() > 0.9
    assert abs(regressed.mean()) < 0.1


def test_rows_left_out_are_counted() -> None:
    a, b = people(6), people(6)
    a[1, 3], b[4] = np.nan, 2.0
    found = pb.profile_similarity(a, b)
    assert (found.rows.tolist(), found.n_missing, found.n_flat) == ([0, 2, 3, 5], 1, 1)
    assert found.strangers_raw.shape == (4 * 3,)


def test_level_counts_in_the_double_entry_correlation_only() -> None:
    a = people(5)
    assert pb.profile_similarity(a, a + 3).raw == pytest.approx(np.ones(5))
    assert (double_entry(a, a + 3) < 0.5).all()
    assert double_entry(a, a) == pytest.approx(np.ones(5))


def test_what_is_left_does_not_hold_the_norm() -> None:
    rest = left_over(people(8), NORM, "regress")
    assert rest @ (NORM - NORM.mean()) == pytest.approx(np.zeros(8), abs=1e-9)
    assert left_over(people(3), np.full(10, 2.0), "regress").shape == (3, 10)


def test_flat_rows_have_length_nothing() -> None:
    assert unit(np.full((1, 5), 3.0)) == pytest.approx(np.zeros((1, 5)))


def test_norms_by_role_are_the_roles_own() -> None:
    a, b = people(50), people(50, level=-1.0)
    by_role = pb.profile_similarity(a, b, norm="role")
    pooled = pb.profile_similarity(a, b, norm="pooled")
    assert by_role.normative.mean() > 0.7 > pooled.normative.mean()


@pytest.mark.parametrize(
    ("a", "b", "word"),
    [
        (np.zeros((4, 5)), np.zeros((4, 6)), "one shape"),
        (np.zeros((4, 3)), np.zeros((4, 3)), "four items"),
        (np.zeros(5), np.zeros(5), "tables"),
        (np.zeros((9, 5)), np.zeros((9, 5)), "found 0"),
    ],
)
def test_what_cannot_be_compared_is_refused(a: np.ndarray, b: np.ndarray, word: str) -> None:
    with pytest.raises(ResponseError, match=word):
        pb.profile_similarity(a, b)


def test_the_machine_form() -> None:
    found = pb.profile_similarity(people(20), people(20)).to_dict()
    assert found["schema"] == "pairbond.profile-similarity/1"
    assert found["n_couples"] == 20 and found["method"] == "regress"
