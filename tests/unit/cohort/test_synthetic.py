"""Synthetic couples hold the truth they were made with, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from pairbond.cohort.synthetic import SyntheticOptions, synthetic_cohort, synthetic_couple
from pairbond.library.instruments import load_instrument
from pairbond.scoring import read_responses, score

CLOSENESS, BOND = load_instrument("closeness"), load_instrument("bond")


def test_the_same_seed_gives_the_same_people() -> None:
    first = synthetic_couple([CLOSENESS], np.random.default_rng(5))
    assert first == synthetic_couple([CLOSENESS], np.random.default_rng(5))
    assert first != synthetic_couple([CLOSENESS], np.random.default_rng(6))


def test_answers_are_complete_and_on_the_scale_unless_some_are_missing() -> None:
    person, _ = synthetic_couple([CLOSENESS], np.random.default_rng(1))
    read_responses(person.answers["closeness"], CLOSENESS)
    assert set(person.answers["closeness"]) == set(CLOSENESS.item_ids)
    gaps, _ = synthetic_couple([CLOSENESS], np.random.default_rng(1), SyntheticOptions(missing=0.5))
    assert 5 < len(gaps.answers["closeness"]) < 31


@pytest.mark.parametrize("truth", [-1.5, 1.5])
def test_fixed_truth_shows_in_the_scores(truth: float) -> None:
    options = SyntheticOptions(truth_a={"attachment.anxiety": truth})
    rng = np.random.default_rng(2)
    values = []
    for _ in range(30):
        person, _ = synthetic_couple([CLOSENESS], rng, options)
        assert person.truth["attachment.anxiety"] == truth
        found = score(read_responses(person.answers["closeness"], CLOSENESS))["closeness.anxiety"]
        values.append(found.value)
    assert (np.mean(values) - 3) * truth > 0.9  # type: ignore[arg-type]


def test_partners_are_alike_only_where_it_was_put_in() -> None:
    couples = synthetic_cohort(1_500, [BOND], np.random.default_rng(3))
    assert correlation(couples, "bond.satisfaction") == pytest.approx(0.5, abs=0.06)
    couples = synthetic_cohort(1_000, [CLOSENESS], np.random.default_rng(3))
    assert correlation(couples, "attachment.anxiety") == pytest.approx(0, abs=0.09)


def correlation(couples: list, construct: str) -> float:  # type: ignore[type-arg]
    a, b = ([person.truth[construct] for person in side] for side in zip(*couples, strict=True))
    return float(np.corrcoef(a, b)[0, 1])
