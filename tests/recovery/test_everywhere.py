"""Here or everywhere, simulated: how often each thing is said where the truth is known.

Everybody answers the four people of ``targets`` after a common-factor model whose loadings give the
reliabilities the scales state. The true level with each person is drawn or set in SDs; answers are
rounded and cut to 1-5, and one answer in twenty is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from math import sqrt

import numpy as np
import pytest

from pairbond.cohort.synthetic import SyntheticOptions, answer_instrument
from pairbond.library.instruments import load_instrument
from pairbond.profile import build_profile
from pairbond.profile.everywhere import OTHERS, here_or_everywhere
from pairbond.report.sections.everywhere import DIMENSIONS, outcome
from pairbond.scoring import read_responses, score

pytestmark = pytest.mark.slow

N = 2_000
TARGETS = load_instrument("targets")
OPTIONS = {
    "anxiety": SyntheticOptions(missing=0.05, loading=0.756),  # alpha .80 with three items
    "avoidance": SyntheticOptions(missing=0.05, loading=0.697),  # alpha .85 with six
}
LEAST = {"anxiety": 0.45, "avoidance": 0.6}  # seen: .51 and .68, Monte Carlo error .01
ALL, ONE = OTHERS, ("friend",)


def monte_carlo(share: float) -> float:
    """Standard error of a share seen in N simulations."""
    return sqrt(share * (1 - share) / N)


def said(
    dimension: str, truth: Mapping[str, float], others: tuple[str, ...], rng: np.random.Generator
) -> str:
    """What is said to one person whose true levels these are; nothing, where too little was answered."""
    levels = {scale.construct: truth[scale.construct.split(".")[1]] for scale in TARGETS.scales}
    options = OPTIONS[dimension]
    style = options.style_sd * float(rng.standard_normal())
    answers = answer_instrument(TARGETS, levels, style, rng, options)
    kept = {item: v for item, v in answers.items() if item.split(".")[1] in {"partner", *others}}
    scores = score(read_responses(kept, TARGETS))
    found = here_or_everywhere(build_profile([scores], who="a", name="A"), dimension)
    return outcome(found)[0] if found else "nothing"


@cache
def shares(
    dimension: str, difference: float, others: tuple[str, ...], *, level: float | None = None
) -> Counter[str]:
    """How often each thing is said to N people; their level is drawn unless it is given."""
    rng = np.random.default_rng([N, round(10 * difference) + 100, len(others), DIMENSIONS.index(dimension)])
    found: Counter[str] = Counter()
    for _ in range(N):
        base = float(rng.standard_normal()) if level is None else level
        truth = dict.fromkeys(OTHERS, base - difference / 2) | {"partner": base + difference / 2}
        found[said(dimension, truth, others, rng)] += 1
    return found


def share(found: Counter[str], word: str) -> float:
    return found[word] / sum(count for name, count in found.items() if name != "nothing")


@pytest.mark.parametrize("others", [ALL, ONE], ids=["three others", "one other"])
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_with_equal_levels_mainly_here_is_said_in_at_most_one_of_twenty(
    dimension: str, others: tuple[str, ...]
) -> None:
    found = shares(dimension, 0.0, others)
    for word in ("mainly-here", "mainly-elsewhere"):
        wrong = share(found, word)
        assert wrong + 2 * monte_carlo(wrong) <= 0.05, (word, found)


@pytest.mark.slow
@pytest.mark.parametrize("level", [-1.5, 1.5])
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_that_holds_at_both_ends_of_the_range_too(dimension: str, level: float) -> None:
    wrong = share(shares(dimension, 0.0, ALL, level=level), "mainly-here")
    assert wrong + 2 * monte_carlo(wrong) <= 0.05


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_difference_of_one_and_a_half_sd_is_often_seen_and_never_turned_round(dimension: str) -> None:
    found = shares(dimension, 1.5, ALL)
    assert share(found, "mainly-here") >= LEAST[dimension], found
    assert share(found, "mainly-elsewhere") == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_larger_difference_is_seen_more_often(dimension: str) -> None:
    rates = [share(shares(dimension, size, ALL), "mainly-here") for size in (0.0, 0.75, 1.5, 2.25)]
    assert rates == sorted(rates)
