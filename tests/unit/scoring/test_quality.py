"""Signs of haste: seen where they are, silent where they are not."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pairbond.library.instruments import load_instrument
from pairbond.scoring import read_responses
from pairbond.scoring.quality import answer_quality, even_odd_consistency, longest_run

CLOSENESS = load_instrument("closeness")


def codes(answers: dict[str, int], seconds: dict[str, float] | None = None) -> set[str]:
    found = answer_quality(read_responses(answers, CLOSENESS, seconds=seconds))
    json.dumps(found.to_dict(), allow_nan=False)
    return {caution.code for caution in found.cautions}


def keyed(high: bool, jitter: int = 0) -> dict[str, int]:
    """Answers that agree with each other, whichever way an item is turned."""
    reverse = {item for scale in CLOSENESS.scales for item in scale.reverse}
    rng = np.random.default_rng(4)
    values = {}
    for scale, level in zip(CLOSENESS.scales, (4, 2) if high else (2, 4), strict=True):
        for item in scale.items:
            value = int(np.clip(level + rng.integers(-jitter, jitter + 1), 1, 5))
            values[item] = 6 - value if item in reverse else value
    return values


@pytest.mark.parametrize(
    ("values", "longest"),
    [
        ([1, 1, 2, 2, 2, 1], 3),
        ([1, 2, 3], 1),
        ([3, 3, -1, 3, 3], 2),
        ([-1, -1, -1], 0),
        ([], 0),
        ([5, 5, 5, 5], 4),
    ],
)
def test_the_longest_run(values: list[int], longest: int) -> None:
    assert longest_run(np.array(values, dtype=np.int16)) == longest


def test_one_answer_throughout_is_serious() -> None:
    assert codes(dict.fromkeys(CLOSENESS.item_ids, 3)) == {"straight-line"}


def test_a_few_equal_answers_are_no_straight_line() -> None:
    assert codes(dict.fromkeys(CLOSENESS.item_ids[:11], 3)) == set()


def test_a_long_run_is_seen() -> None:
    answers = keyed(high=True, jitter=1) | dict.fromkeys(CLOSENESS.item_ids[:12], 4)
    assert "long-string" in codes(answers)
    assert "long-string" not in codes(keyed(high=True, jitter=1))


def test_answers_that_contradict_each_other_are_seen() -> None:
    items = [item for scale in CLOSENESS.scales for item in scale.items]
    reverse = {item for scale in CLOSENESS.scales for item in scale.reverse}
    rng = np.random.default_rng(2)
    answers = {}
    for first, second in zip(items[::2], items[1::2], strict=True):
        level = int(rng.integers(1, 6))
        answers[first] = 6 - level if first in reverse else level
        answers[second] = level if second in reverse else 6 - level
    assert "even-odd" in codes(answers)


def test_answers_that_agree_are_consistent() -> None:
    found = even_odd_consistency(read_responses(keyed(high=True, jitter=1), CLOSENESS))
    assert found is not None and found > 0.4


def test_consistency_needs_six_pairs_and_some_variance() -> None:
    assert even_odd_consistency(read_responses(dict.fromkeys(CLOSENESS.item_ids[:10], 2), CLOSENESS)) is None
    flat = {i: 6 - 4 if i in s.reverse else 4 for s in CLOSENESS.scales for i in s.items}
    assert even_odd_consistency(read_responses(flat, CLOSENESS)) is None


@pytest.mark.parametrize(("seconds", "fast"), [(1.0, True), (1.99, True), (2.0, False), (6.0, False)])
def test_two_seconds_an_item_is_the_line(seconds: float, fast: bool) -> None:
    answers = keyed(high=True, jitter=1)
    assert ("too-fast" in codes(answers, dict.fromkeys(CLOSENESS.item_ids, seconds))) == fast


def test_indices_are_plain_statistics() -> None:
    answers = keyed(high=True, jitter=1)
    del answers["closeness.01"]
    found = answer_quality(read_responses(answers, CLOSENESS))
    assert (found.n_items, found.n_answered) == (36, 35)
    assert found.person_sd == pytest.approx(np.std(list(answers.values()), ddof=1))
    assert found.median_seconds is None


def test_nothing_answered_gives_no_index_and_no_caution() -> None:
    found = answer_quality(read_responses({}, CLOSENESS))
    assert (found.n_answered, found.long_string, found.person_sd, found.cautions) == (0, 0, None, ())
