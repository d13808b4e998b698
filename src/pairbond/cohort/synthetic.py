"""Synthetic people and couples with known truth, for tests, demonstrations and planning.

A true level is drawn for every construct, then answers follow a common-factor model: item =
loading x level + response style + noise, cut into categories around the middle of the scale. The
levels of two partners are correlated only where couples are known to be alike (values .2, the
bond .5); nothing else is built in, so that a report finds no pattern that was not put there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
import numpy.typing as npt

from pairbond.instruments import Instrument

Floats = npt.NDArray[np.float64]

ALIKE: Mapping[str, float] = {"bond.": 0.5, "value.": 0.2}


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticPerson:
    """Answers by instrument and item, and the true level (in SDs) of every construct."""

    answers: Mapping[str, Mapping[str, int]]
    truth: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticOptions:
    """How answers are made: share missing, item loading, and the SD of the response style."""

    missing: float = 0.0
    loading: float = 0.75
    style_sd: float = 0.2
    truth_a: Mapping[str, float] = field(default_factory=dict)
    truth_b: Mapping[str, float] = field(default_factory=dict)


def synthetic_couple(
    instruments: Sequence[Instrument],
    rng: np.random.Generator,
    options: SyntheticOptions | None = None,
) -> tuple[SyntheticPerson, SyntheticPerson]:
    """Return two people who answered these instruments.

    ``options.truth_a`` and ``truth_b`` fix true levels; the others are drawn from N(0, 1).
    """
    chosen = options or SyntheticOptions()
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
    return people[0], people[1]


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
    low, high = instrument.response.bounds
    middle, step = (low + high) / 2, (high - low) / 4
    noise = sqrt(1 - options.loading**2)
    answers: dict[str, int] = {}
    for scale in instrument.scales:
        for item in scale.items:
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
