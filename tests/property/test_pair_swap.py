"""Exchanging the two people mirrors everything the pair says, to the last bit, for any answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.mirror_pair import STRAIGHT, TURNED, by_role

from pairbond.cohort.synthetic_moves import MovesOptions, synthetic_moves
from pairbond.cohort.synthetic_needs import synthetic_needs
from pairbond.dyad import Pair
from pairbond.dyad.moves import MOVES
from pairbond.library.instruments import load_instrument
from pairbond.library.value_reference import load_value_reference
from pairbond.profile import Profile, build_profile
from pairbond.scoring import Scores, read_responses, score
from pairbond.types import ItemId

PARTS = ("moves", "needs", "conflict", "values", "dealbreakers")
PLANTED = MovesOptions(asked="planted", p_doer=1.0, p_observer=1.0)


@cache
def template(name: str) -> Scores:
    instrument = load_instrument(name)
    lowest = {item.id: instrument.response_for(item).minimum for item in instrument.items if not item.pick}
    return score(read_responses(lowest, instrument))


def scored(name: str, rng: np.random.Generator, kept: float, values: dict[str, int] | None = None) -> Scores:
    """Random scores of one questionnaire, some scales missing; of single answers the *values* given.

    Scales are filled in directly: reading ten thousand questionnaires would take most of the time.
    """
    scales = []
    for scale in template(name).scales:
        low, high = scale.bounds
        value: float | None = float(rng.integers(low, high + 1)) if rng.random() < kept else None
        if values is not None:
            answers = [values[item] for item in scale.scale.items if item in values]
            value = float(np.mean(answers)) if answers else None
        assert scale.estimate is not None
        estimate = None if value is None else replace(scale.estimate, value=value)
        scales.append(replace(scale, estimate=estimate))
    return replace(template(name), scales=tuple(scales))


def random_picks(rng: np.random.Generator) -> dict[ItemId, tuple[str, ...]]:
    return {
        ItemId(f"moves.{move}.{kind}"): tuple(rng.choice(MOVES, size=rng.integers(3), replace=False).tolist())
        for move in MOVES
        for kind in ("next", "then")
        if rng.random() < 0.8
    }


def profile(scores: list[Scores]) -> Profile:
    return build_profile(scores, who="a", name="one")


def random_people(rng: np.random.Generator) -> tuple[Profile, Profile]:
    """Two people with random answers, some missing, some questionnaires left out."""
    people = []
    for _ in range(2):
        kept = float(rng.choice([0.6, 0.95, 1.0]))
        parts = [scored(name, rng, kept) for name in PARTS if rng.random() < 0.9]
        people.append(
            profile([replace(p, picks=random_picks(rng)) if p.instrument.id == "moves" else p for p in parts])
        )
    return people[0], people[1]


def planted_people(rng: np.random.Generator) -> tuple[Profile, Profile]:
    """Two people with a loop between them that both name."""
    moves, needs = synthetic_moves(rng, PLANTED), synthetic_needs(rng)
    people = []
    for own, wanted in ((moves.a, needs.a), (moves.b, needs.b)):
        ratings = {item: value for item, value in own.items() if isinstance(value, int)}
        picks = {ItemId(item): value for item, value in own.items() if isinstance(value, tuple)}
        counts = {item: value for item, value in wanted.items() if isinstance(value, int)}
        parts = [
            replace(scored("moves", rng, 1.0, ratings), picks=picks),
            scored("needs", rng, 1.0, counts),
            scored("conflict", rng, 1.0),
        ]
        people.append(profile(parts))
    return people[0], people[1]


def assert_mirrored(one: Profile, two: Profile) -> Pair:
    reference = load_value_reference()
    straight = Pair(a=one, b=replace(two, who="b"), reference=reference)
    turned = Pair(a=two, b=replace(one, who="b"), reference=reference)
    first, second = by_role(straight, STRAIGHT), by_role(turned, TURNED)
    for key, value in first.items():
        assert value == second[key], key
    return straight


@given(seed=st.integers(0, 2**32 - 1), planted=st.booleans())
def test_everything_is_mirrored(seed: int, planted: bool) -> None:
    rng = np.random.default_rng(seed)
    assert_mirrored(*(planted_people(rng) if planted else random_people(rng)))


@pytest.mark.slow
def test_everything_is_mirrored_in_thousands() -> None:
    """Half of them with a loop that both name; 10,000 in benchmarks/pair_claims.py."""
    rng = np.random.default_rng(11)
    printed: Counter[bool] = Counter()
    for k in range(700):
        people = planted_people(rng) if k % 2 else random_people(rng)
        printed[assert_mirrored(*people).loop().leading is not None] += 1
    assert printed[True] > 200 and printed[False] > 200


def test_two_alike_people_have_no_lead_between_mirrored_cycles() -> None:
    """Each does to the other what the other does to them: two cycles, neither of which leads."""
    rng = np.random.default_rng(5)
    picks = {
        ItemId("moves.quiet.next"): ("criticism",), ItemId("moves.criticism.next"): ("quiet",),
        ItemId("moves.quiet.then"): ("criticism",), ItemId("moves.criticism.then"): ("quiet",),
    }  # fmt: skip
    values = {
        f"moves.{m}.{k}": 4 if m in {"quiet", "criticism"} else 2
        for m in MOVES
        for k in ("do", "sees", "stirs")
    }
    twin = profile([replace(scored("moves", rng, 1.0, values), picks=picks)])
    found = assert_mirrored(twin, twin).loop()
    assert found.reason == "no-clear-lead"
    first, second = (cycle.probability for cycle in found.told_by("both"))
    assert first == second and first is not None and 0.4 < first <= 0.5
