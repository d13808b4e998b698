"""One person's picture of the other beside the other's own report."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit
from tests.unit.dyad.people import answering, together

from pairbond.dyad.moves import MOVES
from pairbond.dyad.perception import (
    FEWEST_FOR_ACCURACY,
    FEWEST_FOR_BIAS,
    STYLE_SD,
    expected_true,
    find_perception,
    picture_of,
    t_quantile,
)
from pairbond.dyad.perception_result import Picture
from pairbond.profile import Profile, build_profile
from pairbond.scoring.classical import Z_LEVEL
from pairbond.scoring.difference import Z_NULL

REPORT = [1, 5, 2, 4, 3, 1, 5, 2, 4, 3, 1, 5, 2, 4, 3, 3]
OWN = [5, 5, 1, 1, 3, 2, 2, 4, 4, 3, 1, 3, 5, 2, 4, 3]


def seeing(sees: list[int], own: list[int] | None = None) -> Profile:
    answers = {f"moves.{move}.sees": value for move, value in zip(MOVES, sees, strict=False)}
    if own:
        answers |= {f"moves.{move}.do": value for move, value in zip(MOVES, own, strict=False)}
    return answering("a", "moves", answers)


def doing(does: list[int]) -> Profile:
    return answering("b", "moves", {f"moves.{m}.do": v for m, v in zip(MOVES, does, strict=False)})


def picture(sees: list[int], does: list[int], own: list[int] | None = None) -> Picture:
    found = picture_of("moves", seeing(sees, own), doing(does))
    assert found is not None
    return found


def test_a_picture_that_follows_the_report_is_accurate_and_without_bias() -> None:
    found = picture(REPORT, REPORT, OWN)
    assert found.bias is not None and found.bias.value == 0
    assert found.accuracy is not None and found.accuracy_tells
    assert found.accuracy.value > 0.6
    assert found.n == 16 and (found.judge, found.target) == ("a", "b")


def test_a_picture_after_ones_own_side_is_assumed_similarity() -> None:
    found = picture(OWN, REPORT, OWN)
    assert found.assumed_similarity is not None and found.accuracy is not None
    assert found.assumed_similarity.lower > 0
    assert not found.accuracy_tells


def test_bias_is_the_mean_difference_and_speaks_when_it_is_large() -> None:
    low = [max(value - 2, 1) for value in REPORT]
    found = picture([min(value + 2, 5) for value in low], low, OWN)
    assert found.bias is not None and found.bias_difference is not None
    assert found.bias.value == pytest.approx(2)
    assert found.bias_difference.direction == 1 and found.bias_difference.speaks
    small = picture([min(value + 1, 5) for value in low], low, OWN).bias_difference
    assert small is not None and not small.speaks


def test_bias_always_carries_the_doubt_about_how_high_each_rates() -> None:
    found = picture(REPORT, REPORT, OWN)
    assert found.bias is not None
    sd = 1.1
    assert found.bias.se > np.sqrt(2) * STYLE_SD * sd
    assert found.bias.lower == pytest.approx(-found.bias.upper)


def test_few_items_give_less() -> None:
    n = FEWEST_FOR_BIAS - 1
    few = picture(REPORT[:n], REPORT[:n], OWN[:n])
    assert few.bias is few.accuracy is few.bias_difference is None and few.n == n
    some = picture(REPORT[: FEWEST_FOR_ACCURACY - 1], REPORT[: FEWEST_FOR_ACCURACY - 1], OWN)
    assert some.bias is not None and some.accuracy is None and not some.accuracy_tells


def test_without_ones_own_side_there_is_no_accuracy() -> None:
    """What looks like accuracy may be taking the other to be like oneself."""
    found = picture(REPORT, REPORT)
    assert found.bias is not None and found.accuracy is None


@pytest.mark.parametrize("flat", [[3] * 16, [3, 4] * 8])
def test_a_report_that_hardly_varies_cannot_be_followed(flat: list[int]) -> None:
    found = picture(REPORT, flat, OWN)
    assert found.accuracy is None and found.assumed_similarity is None


def test_single_items_speak_only_when_far_apart() -> None:
    found = {gap.item: gap for gap in picture([5, 4, 3, 3], [1, 3, 3, 3]).items}
    first, second = found[MOVES[0]].difference, found[MOVES[1]].difference
    assert first is not None and first.speaks and first.direction == 1
    assert second is not None and not second.speaks
    assert (found[MOVES[0]].picture, found[MOVES[0]].report) == (5, 1)


def test_areas_without_both_answers_are_left_out() -> None:
    nobody = build_profile([], who="b", name="b")
    assert find_perception(seeing(REPORT), nobody).pictures == ()
    found = find_perception(seeing(REPORT), doing(REPORT))
    assert [(p.judge, p.area) for p in found.pictures] == [("a", "moves")]
    assert found.of("a", "moves") is not None and found.of("b", "moves") is None


def test_conflict_and_needs_are_set_against_the_matching_questions() -> None:
    conflict = {f"conflict.{number:02d}": 1 + number % 5 for number in range(1, 49)}
    needs = {"needs.talk.guess": 6, "needs.talk.wanted": 1, "needs.talk.happens": 2, "needs.talk.give": 3}
    a = together(answering("a", "conflict", conflict), answering("a", "needs", needs))
    b = together(answering("b", "conflict", conflict), answering("b", "needs", needs))
    found = find_perception(a, b)
    styles = found.of("a", "conflict")
    assert styles is not None and [gap.item for gap in styles.items][-2:] == ["raises", "pulls-away"]
    pulls = styles.items[-1]
    # How far B pulls away while A raises: A's word for it, and B's.
    assert pulls.picture == a.value("conflict.demand-withdraw.self-demands")
    assert pulls.report == b.value("conflict.demand-withdraw.partner-demands")
    guessed, given = found.of("a", "needs"), found.of("b", "given")
    assert guessed is not None and given is not None
    assert (guessed.items[0].picture, guessed.items[0].report) == (6, 1)
    assert (given.items[0].picture, given.items[0].report) == (2, 3)


def test_both_pictures_mirror_when_the_two_swap() -> None:
    a = seeing(REPORT, OWN)
    b = answering(
        "b",
        "moves",
        {
            f"moves.{m}.{k}": v
            for k, row in (("do", REPORT), ("sees", OWN))
            for m, v in zip(MOVES, row, strict=True)
        },
    )
    straight, turned = find_perception(a, b), find_perception(b, a)
    for judge in ("a", "b"):
        assert straight.of(judge, "moves") == turned.of(judge, "moves")


def test_expected_true_values_are_nearer_the_mean_and_none_without_variance() -> None:
    rng = np.random.default_rng(0)
    observed = rng.normal(size=(16, 2)) * [2.0, 1.5]
    found = expected_true(observed, np.array([0.4, 0.4]))
    assert found is not None
    assert (found.std(axis=0) < observed.std(axis=0)).all()
    exact = expected_true(observed, np.zeros(2))
    assert exact == pytest.approx(observed - observed.mean(axis=0), abs=1e-6)
    assert expected_true(observed, np.array([4.0, 0.1])) is None


@pytest.mark.parametrize("df", [7, 9, 12, 17, 40])
def test_quantiles_of_student(df: int) -> None:
    assert t_quantile(Z_LEVEL, df) == pytest.approx(stdtrit(df, 0.95), abs=1e-3)
    assert t_quantile(Z_NULL, df) == pytest.approx(stdtrit(df, 0.975), abs=1e-3)


def test_the_machine_form() -> None:
    found = picture(REPORT, REPORT, OWN).to_dict()
    assert found["area"] == "moves" and found["judge"] == "a"
    assert picture(REPORT[:2], REPORT[:2]).to_dict()["bias"] is None
