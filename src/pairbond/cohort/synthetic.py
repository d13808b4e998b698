"""Synthetic people and couples with known truth, for tests, demonstrations and planning.

A true level is drawn for every construct, then answers follow a common-factor model: item =
loading x level + response style + noise, cut into categories around the middle of the scale. The
levels of two partners are correlated only where couples are known to be alike (values .2, the
bond .5); nothing else is built in, so that a report finds no pattern that was not put there.
``moves`` and ``needs`` are made for both people at once, since each answers about the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

import numpy as np
import numpy.typing as npt

from pairbond.cohort.synthetic_moves import Answer, MovesOptions, synthetic_moves
from pairbond.cohort.synthetic_needs import NeedsOptions, synthetic_needs
from pairbond.instruments import Instrument

Floats = npt.NDArray[np.float64]

TOGETHER = ("moves", "needs")
ALIKE: Mapping[str, float] = {"bond.": 0.5, "value.": 0.2}


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticPerson:
    """Answers by instrument and item, and the true level (in SDs) of every construct."""

    answers: Mapping[str, Mapping[str, Answer]]
    truth: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticOptions:
    """How answers are made: share missing, item loading, and the SD of the response style.

    ``moves`` and ``needs`` say what is planted in those two; by default any cycle, and no need.
    """

    missing: float = 0.0
    loading: float = 0.75
    style_sd: float = 0.2
    truth_a: Mapping[str, float] = field(default_factory=dict)
    truth_b: Mapping[str, float] = field(default_factory=dict)
    moves: MovesOptions | None = None
    needs: NeedsOptions | None = None


def synthetic_couple(
    instruments: Sequence[Instrument],
    rng: np.random.Generator,
    options: SyntheticOptions | None = None,
) -> tuple[SyntheticPerson, SyntheticPerson]:
    """Return two people who answered these instruments.

    ``options.truth_a`` and ``truth_b`` fix true levels; the others are drawn from N(0, 1).
    """
    chosen = options or SyntheticOptions()
    together = [item for item in instruments if item.id in TOGETHER]
    instruments = [item for item in instruments if item.id not in TOGETHER]
    constructs = list(dict.fromkeys(scale.construct for item in instruments for scale in item.scales))
    common = rng.standard_normal(len(constructs))
    people = []
    for fixed in (chosen.truth_a, chosen.truth_b):
        own = rng.standard_normal(len(constructs))
        truth = {
            name: fixed.get(name, float(blended(name, common[i], own[i])))
            for i, name in enumerate(constructs)
        }
        people.append(SyntheticPerson(answers=answer_all(instruments, truth, rng, chosen), truth=truth))
    for instrument in together:
        people = answered_together(instrument.id, people, rng, chosen)
    return people[0], people[1]


def answered_together(
    instrument: str, people: Sequence[SyntheticPerson], rng: np.random.Generator, options: SyntheticOptions
) -> list[SyntheticPerson]:
    """Return the people with their answers to a questionnaire in which each answers about the other."""
    if instrument == "moves":
        moves = options.moves or MovesOptions(
            missing=options.missing, truth_a=options.truth_a, truth_b=options.truth_b
        )
        couple = synthetic_moves(rng, moves)
        given = (couple.a, couple.b)
    else:
        needs = synthetic_needs(rng, options.needs or NeedsOptions(missing=options.missing))
        given = (needs.a, needs.b)
    return [
        replace(person, answers={**person.answers, instrument: found})
        for person, found in zip(people, given, strict=True)
    ]


def blended(construct: str, common: float, own: float) -> float:
    r = next((value for prefix, value in ALIKE.items() if construct.startswith(prefix)), 0.0)
    return sqrt(r) * common + sqrt(1 - r) * own


def answer_all(
    instruments: Sequence[Instrument],
    truth: Mapping[str, float],
    rng: np.random.Generator,
    options: SyntheticOptions,
) -> dict[str, dict[str, int]]:
    style = options.style_sd * float(rng.standard_normal())
    return {
        instrument.id: answer_instrument(instrument, truth, style, rng, options) for instrument in instruments
    }


def answer_instrument(
    instrument: Instrument,
    truth: Mapping[str, float],
    style: float,
    rng: np.random.Generator,
    options: SyntheticOptions,
) -> dict[str, int]:
    """Return answers to every item (missing ones left out)."""
    ranges = instrument.item_bounds(instrument.response.bounds)
    noise = sqrt(1 - options.loading**2)
    answers: dict[str, int] = {}
    for scale in instrument.scales:
        for item in scale.items:
            low, high = ranges[item]
            middle, step = (low + high) / 2, (high - low) / 4
            latent = options.loading * truth[scale.construct] + noise * float(rng.standard_normal())
            signed = -latent if item in scale.reverse else latent
            value = int(np.clip(np.rint(middle + step * (signed + style)), low, high))
            if rng.random() >= options.missing:
                answers[item] = value
    return answers


def synthetic_cohort(
    n: int,
    instruments: Sequence[Instrument],
    rng: np.random.Generator,
    options: SyntheticOptions | None = None,
) -> list[tuple[SyntheticPerson, SyntheticPerson]]:
    """Return *n* independent synthetic couples."""
    return [synthetic_couple(instruments, rng, options) for _ in range(n)]
