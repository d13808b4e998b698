"""True nulls, simulated: where two things are equal in truth, a difference is said in 5 % at most.

One test for every comparison of the pair: needs, guesses, conflict directions, pictures of each other,
likeness of values, changes over time. Answers are made with other errors and styles than the engine assumes.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt

import numpy as np
import pytest
from tests.unit.dyad.people import answering, instrument

from pairbond.cohort.synthetic import SyntheticOptions, answer_instrument
from pairbond.cohort.synthetic_needs import CORE, NeedsOptions, Planted, synthetic_needs
from pairbond.dyad.conflict import conflict_pattern
from pairbond.dyad.moves import MOVES
from pairbond.dyad.needs import find_needs
from pairbond.dyad.needs_result import NEEDS, Need
from pairbond.dyad.perception import picture_of
from pairbond.dyad.perception_result import Picture
from pairbond.dyad.values_likeness import LESS_ALIKE, MORE_ALIKE
from pairbond.library.value_reference import load_value_reference
from pairbond.profile import Profile, change_over_time
from pairbond.types import Who

pytestmark = pytest.mark.slow
LIMIT = 0.05


def within(share: float, n: int) -> bool:
    """Whether a share is at most 5 %, give or take two Monte Carlo errors."""
    return share <= LIMIT + 2 * sqrt(LIMIT * (1 - LIMIT) / n)


def needs_of(planted: Planted, couples: int, seed: int) -> list[Need]:
    rng = np.random.default_rng(seed)
    people: tuple[Who, Who] = ("a", "b")
    options = NeedsOptions(planted={(who, need): planted for who in people for need in NEEDS})
    found: list[Need] = []
    for _ in range(couples):
        made = synthetic_needs(rng, options)
        result = find_needs(answering("a", "needs", made.a), answering("b", "needs", made.b))
        found += [*result.of("a"), *result.of("b")]
    return found


def test_met_needs_are_not_called_short_or_disputed() -> None:
    found = needs_of("met", 100, 1)
    shares = {name: count / len(found) for name, count in Counter(n.pattern for n in found).items()}
    assert shares.get("short", 0) + shares.get("more-than-wanted", 0) <= 0.01
    assert shares.get("accounts-differ", 0) <= LIMIT
    spoken = [need.gap_own.speaks for need in found if need.gap_own]
    assert np.mean(spoken) <= LIMIT


@pytest.mark.parametrize(("planted", "least"), [("short", 0.7), ("accounts-differ", 0.85)])
def test_planted_gaps_are_found_and_called_what_they_are(planted: Planted, least: float) -> None:
    """Seen: short .81, accounts differ .92. The other names together: .02 at most."""
    found = needs_of(planted, 50, 2)
    shares = {name: count / len(found) for name, count in Counter(n.pattern for n in found).items()}
    assert shares[planted] >= least
    wrong = sum(share for name, share in shares.items() if name not in {planted, "cannot-tell"})
    assert wrong <= 0.03
    core = [n.pattern == planted for n in found if n.need in CORE]
    assert np.mean(core) >= shares[planted] - 0.02


def conflict_person(who: Who, rng: np.random.Generator, raises: float, pulls: float) -> Profile:
    """Answers with single items of loading .6, and a rater's own level of SD .5."""
    truth = {scale.construct: 0.0 for scale in instrument("conflict").scales}
    truth["conflict.demand-withdraw.self-demands"] = raises
    truth["conflict.demand-withdraw.partner-demands"] = pulls
    options = SyntheticOptions(loading=0.6, missing=0.05)
    style = 0.5 * float(rng.standard_normal())
    return answering(who, "conflict", answer_instrument(instrument("conflict"), truth, style, rng, options))


def directions(n: int, seed: int, gap: float) -> Counter[str]:
    rng = np.random.default_rng(seed)
    found: Counter[str] = Counter()
    for _ in range(n):
        level = float(rng.standard_normal())
        a, b = level + gap / 2, level - gap / 2
        pair = conflict_person("a", rng, a, b), conflict_person("b", rng, b, a)
        found[conflict_pattern(*pair).demand_withdraw.direction] += 1
    return found


def test_where_both_raise_as_often_no_direction_is_named() -> None:
    n = 1_000
    found = directions(n, 3, 0.0)
    assert within((found["a-raises"] + found["b-raises"]) / n, n)
    assert within(found["accounts-differ"] / n, n)


def test_a_direction_of_two_sds_is_mostly_named_and_never_turned() -> None:
    n = 300
    found = directions(n, 4, 2.0)
    assert found["a-raises"] / n >= 0.6
    assert found["b-raises"] == 0


def rated(rng: np.random.Generator, level: np.ndarray, error: float, shift: float) -> list[int]:
    noise = error * rng.standard_t(5, len(level)) / sqrt(5 / 3)
    return np.clip(np.rint(3 + shift + level + noise), 1, 5).astype(int).tolist()


def picture(rng: np.random.Generator, accuracy: float, similarity: float, bias: float) -> Picture:
    """A picture with known slopes; raters shift by SD .35, answers err by .5 to 1 step."""
    report, own = (level - level.mean() for level in rng.standard_normal((2, 16)))
    seen = bias + accuracy * report + similarity * own + 0.5 * rng.standard_normal(16)
    error_a, error_b = rng.uniform(0.5, 1.0, 2)
    shift_a, shift_b = 0.35 * rng.standard_normal(2)
    rows = {"sees": rated(rng, seen, error_a, shift_a), "do": rated(rng, own, error_a, shift_a)}
    of_a = {f"moves.{m}.{name}": v for name, row in rows.items() for m, v in zip(MOVES, row, strict=True)}
    does = rated(rng, report, error_b, shift_b)
    of_b = {f"moves.{m}.do": v for m, v in zip(MOVES, does, strict=True)}
    found = picture_of("moves", answering("a", "moves", of_a), answering("b", "moves", of_b))
    assert found is not None
    return found


def pictures(n: int, seed: int, **truth: float) -> list[Picture]:
    rng = np.random.default_rng(seed)
    return [picture(rng, **({"accuracy": 0.0, "similarity": 0.0, "bias": 0.0} | truth)) for _ in range(n)]


@pytest.mark.parametrize("similarity", [0.0, 0.5])
def test_a_picture_that_does_not_follow_the_report_is_not_called_accurate(similarity: float) -> None:
    """Seen: .02 and .01. Taking the other to be like oneself is not taken for accuracy."""
    n = 500
    found = pictures(n, 5, similarity=similarity)
    assert within(float(np.mean([p.accuracy_tells for p in found])), n)
    told = [p.bias_difference is not None and p.bias_difference.speaks for p in found]
    assert within(float(np.mean(told)), n)


def test_intervals_of_accuracy_and_bias_cover_what_is_true() -> None:
    """90 % intervals; accuracies as usual in couples (mean .40, SD .25)."""
    rng = np.random.default_rng(6)
    covered = {"accuracy": 0, "similarity": 0, "bias": 0}
    n = told = 0
    for _ in range(400):
        truth = {"accuracy": rng.normal(0.40, 0.25), "similarity": rng.normal(0.25, 0.25), "bias": 0.0}
        found = picture(rng, **truth)
        assert found.bias is not None
        covered["bias"] += found.bias.lower <= truth["bias"] <= found.bias.upper
        told += 1
        if found.accuracy is not None and found.assumed_similarity is not None:
            n += 1
            covered["accuracy"] += found.accuracy.lower <= truth["accuracy"] <= found.accuracy.upper
            slope = found.assumed_similarity
            covered["similarity"] += slope.lower <= truth["similarity"] <= slope.upper
    assert n > 350
    assert covered["accuracy"] / n == pytest.approx(0.90, abs=0.04)
    assert covered["similarity"] / n == pytest.approx(0.90, abs=0.04)
    assert 0.87 <= covered["bias"] / told <= 0.97


def test_two_strangers_are_called_alike_or_unlike_in_a_twentieth_of_pairs() -> None:
    """By the reference itself: strangers' percentiles are even, so what lies beyond is 5 %."""
    levels = 100 * np.array(load_value_reference().levels)
    assert ((100 - MORE_ALIKE) + LESS_ALIKE) / 100 <= LIMIT
    assert {LESS_ALIKE, MORE_ALIKE} <= set(levels)


def occasions(n: int, seed: int, change: float) -> list[bool]:
    """Whether any change is told, where all that is true is *change* (SDs) in the bond."""
    rng = np.random.default_rng(seed)
    known = instrument("bond")
    told = []
    for _ in range(n):
        level = {scale.construct: float(rng.standard_normal()) for scale in known.scales}
        style = 0.3 * float(rng.standard_normal())
        options = SyntheticOptions(loading=0.75)
        days = []
        for shift in (0.0, change):
            day = {c: v + shift + 0.3 * float(rng.standard_normal()) for c, v in level.items()}
            days.append(answering("a", "bond", answer_instrument(known, day, style, rng, options)))
        told.append(bool(change_over_time(*days).changes))
    return told


def test_no_change_is_told_where_nothing_but_the_day_differs() -> None:
    """Over all scales together; days swing by .3 SD."""
    n = 1_000
    assert within(float(np.mean(occasions(n, 7, 0.0))), n)


def test_a_change_of_two_sds_is_mostly_told() -> None:
    assert np.mean(occasions(200, 8, 2.0)) >= 0.7
