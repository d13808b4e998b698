"""Two value profiles: how alike they are beyond what two strangers share.

Values are centred on the person's mean over all items (MRAT; Schwartz), so that a profile says
what matters more and what less. Most people put the same values first, so two strangers correlate
.29 on average. Therefore the normative profile is regressed out of both (Furr 2008) and the rest
is correlated; subtracting it instead gives .95 for two flat random profiles, and is not done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.profile import Profile
from pairbond.scoring.classical import ScaleScore

Floats = npt.NDArray[np.float64]

TEN_VALUES = (
    "self-direction", "stimulation", "hedonism", "achievement", "power",
    "security", "conformity", "tradition", "benevolence", "universalism",
)  # fmt: skip
FLAT_SD = 0.25
STEPS = 4
"""How many steps the scale has on which values are compared: 1 to 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueReference:
    """What is normal: the mean centred profile, and how alike two strangers are.

    ``profile`` maps a value to its mean (centred, any unit); ``strangers`` are quantiles of the
    distinctive correlation of random pairs at ``levels`` (0..1).
    """

    profile: Mapping[str, float]
    levels: tuple[float, ...]
    strangers: tuple[float, ...]
    raw_mean: float
    who: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSimilarity:
    """Likeness of two profiles. ``distinctive`` and ``percentile`` are None for a flat profile."""

    raw: float | None
    distinctive: float | None
    percentile: float | None
    flat: tuple[str, ...]


def centred_values(profile: Profile) -> dict[str, float]:
    """Return the person's values centred on their mean over all ten; empty unless all are scored.

    In steps of a scale from 1 to 5, whatever range the answers were given on.
    """
    scores = [profile.get(f"value.{name}") for name in TEN_VALUES]
    values = [in_steps(score) for score in scores if score is not None]
    if len(values) < len(TEN_VALUES):
        return {}
    found = np.array(values, dtype=np.float64)
    return dict(zip(TEN_VALUES, (found - found.mean()).tolist(), strict=True))


def in_steps(score: ScaleScore) -> float:
    low, high = score.bounds
    assert score.estimate is not None
    return STEPS * (score.estimate.value - low) / (high - low)


def value_similarity(
    first: Mapping[str, float], second: Mapping[str, float], reference: ValueReference
) -> ValueSimilarity:
    """Return how alike two centred profiles are, beside the distribution of strangers."""
    a, b, norm = (in_order(profile) for profile in (first, second, reference.profile))
    flat = flat_people(first, second)
    if flat:
        return ValueSimilarity(raw=None, distinctive=None, percentile=None, flat=flat)
    distinctive = correlation(without_norm(a, norm), without_norm(b, norm))
    rank = float(np.interp(distinctive, reference.strangers, reference.levels) * 100)
    return ValueSimilarity(raw=correlation(a, b), distinctive=distinctive, percentile=rank, flat=())


def flat_people(first: Mapping[str, float], second: Mapping[str, float]) -> tuple[str, ...]:
    """Return who puts no value above another: their profile is noise, and noise can correlate."""
    return tuple(who for who, found in (("a", first), ("b", second)) if in_order(found).std() < FLAT_SD)


def in_order(profile: Mapping[str, float]) -> Floats:
    return np.array([profile[name] for name in TEN_VALUES], dtype=np.float64)


def without_norm(profile: Floats, norm: Floats) -> Floats:
    """Return what is left of a profile after regressing it on the normative one."""
    centred = norm - norm.mean()
    slope = float(profile @ centred / (centred @ centred))
    rest: Floats = profile - profile.mean() - slope * centred
    return rest


def correlation(first: Floats, second: Floats) -> float:
    """Return Pearson's r, the same to the last bit whichever comes first; 0 for a flat profile."""
    if first.std() < 1e-12 or second.std() < 1e-12:
        return 0.0
    a, b = first - first.mean(), second - second.mean()
    return float(np.clip((a @ b) / np.sqrt((a @ a) * (b @ b)), -1.0, 1.0))


def ranked(profile: Mapping[str, float]) -> Sequence[str]:
    """Return the values from most to least important; ties in the standard order."""
    return sorted(TEN_VALUES, key=lambda name: (-profile[name], TEN_VALUES.index(name)))


def shared_top(first: Mapping[str, float], second: Mapping[str, float], k: int = 3) -> list[str]:
    """Return the values among the top *k* of both, by their mean importance."""
    both = set(ranked(first)[:k]) & set(ranked(second)[:k])
    return sorted(both, key=lambda name: (-(first[name] + second[name]), TEN_VALUES.index(name)))
