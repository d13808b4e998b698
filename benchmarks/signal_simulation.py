"""Couples with known changes, for the error rates of signal or script.

Presence of B is AR(1) with 70 % of the variance of B's daily reports; A's perception is a slope times
presence plus A's own side (70 % of it AR(1), the rest noise). Both diaries are then put on whole
numbers from 0 to 10 and cut at the ends. Sizes of falls are in SDs of B's daily reports; what A
perceives of such a fall is the slope times it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from pairbond.checkins.signal_evidence import Evidence
from pairbond.checkins.signal_grams import DesignGrams, design_grams
from pairbond.checkins.signal_looks import evidence_at_looks, narrowed, prepare
from pairbond.checkins.signal_model import whiten
from pairbond.checkins.signal_verdict import Thresholds, along_the_path, no_room

RELIABILITY = 0.70
AR, AR_SD = 0.40, 0.20
MIDDLE_THIRD = (1 / 3, 2 / 3)
ANY_TIME = (0.12, 0.8)
SAME_DAYS = 25
BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One cell of a table. ``fall`` is B's, ``own`` A's (in SDs of A's days), ``reported`` the share
    of B's fall that reaches B's diary, ``drift`` makes A's fall linear over the whole diary.
    ``random`` draws changes, slope and AR of each couple from the model's priors. ``skipped`` is the share of missing days, ``when_withdrawn`` makes them likelier on low days.
    """

    name: str
    fall: float = 0.0
    own: float = 0.0
    reported: float = 1.0
    drift: bool = False
    slope: float = 0.58
    onset: tuple[float, float] = MIDDLE_THIRD
    days: int = 84
    skipped: float = 0.0
    when_withdrawn: bool = False
    varied: bool = False
    cycle: float = 0.0
    level: tuple[float, float] = (6.5, 6.3)
    sd: float = 1.7
    ar: float = AR
    random: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Couples:
    """Diaries (days, couples), NaN where skipped, and what they were made from."""

    reported: np.ndarray
    perceived: np.ndarray
    slope: np.ndarray
    fall: np.ndarray
    own: np.ndarray
    scale: np.ndarray
    onset: np.ndarray


def ar_days(ar: np.ndarray, days: int, rng: np.random.Generator) -> np.ndarray:
    """Return (days, couples) stationary AR(1) series of variance 1."""
    fresh = rng.standard_normal((days, len(ar)))
    out = np.empty_like(fresh)
    out[0] = fresh[0]
    for day in range(1, days):
        out[day] = ar * out[day - 1] + np.sqrt(1 - ar**2) * fresh[day]
    return out


def draw(scenario: Scenario, couples: int, rng: np.random.Generator) -> Couples:
    """Return simulated couples of one scenario."""
    s, days = scenario, scenario.days
    ar = np.full((2, couples), s.ar)
    scale = np.full((2, couples), s.sd)
    if s.varied:
        ar = np.clip(s.ar + AR_SD * rng.standard_normal((2, couples)), -0.2, 0.9)
        scale = s.sd * np.exp(
            lognormal_sd(0.5) * rng.standard_normal((2, couples)) - lognormal_sd(0.5) ** 2 / 2
        )
    slope, falls, own = (np.full(couples, value) for value in (s.slope, s.fall, s.own))
    if s.random:
        slope = 0.65 + 0.28 * rng.standard_normal(couples)
        falls = 1.5 * rng.standard_normal(couples) * (rng.random(couples) < 0.5)
        own = rng.standard_normal(couples) * (rng.random(couples) < 0.5)
        ar = np.clip(s.ar + AR_SD * rng.standard_normal((2, couples)), -0.2, 0.9)
    onset = np.floor(days * rng.uniform(*s.onset, couples))
    since = (np.arange(days)[:, None] >= onset).astype(float)
    line = np.repeat(np.linspace(0, 1, days)[:, None], couples, axis=1)
    week = (
        s.cycle
        * np.sqrt(2)
        * np.sin(2 * np.pi * (np.arange(days)[:, None] + rng.integers(0, 7, couples)) / 7)
    )
    own_var = np.maximum(0.05, 1 - RELIABILITY * slope**2)
    felt_days = np.sqrt(RELIABILITY) * ar_days(ar[0], days, rng) + week
    presence = felt_days - falls * since
    noise = np.sqrt(1 - RELIABILITY) * rng.standard_normal((2, days, couples))
    told = felt_days - s.reported * falls * since + noise[0]
    side = np.sqrt(own_var) * (np.sqrt(RELIABILITY) * ar_days(ar[1], days, rng) + noise[1])
    felt = slope * presence + side - own * (line if s.drift else since)
    skipped = missing(s, (presence, felt), rng)
    series = [
        np.where(gone, np.nan, np.clip(np.rint(level + k * values), 0, 10))
        for values, gone, level, k in zip((told, felt), skipped, s.level, scale, strict=True)
    ]
    return Couples(
        reported=series[0], perceived=series[1], slope=slope, fall=falls, own=own, scale=scale, onset=onset
    )


def lognormal_sd(cv: float) -> float:
    return float(np.sqrt(np.log(1 + cv**2)))


def missing(s: Scenario, felt: tuple[np.ndarray, np.ndarray], rng: np.random.Generator) -> list[np.ndarray]:
    """Return which days each of the two skipped; the first day is always kept.

    Where skipping has nothing to do with the day, :data:`SAME_DAYS` couples skip the same days, which
    saves work and changes no rate of error.
    """
    found = []
    for values in felt:
        if s.when_withdrawn:
            chance = s.skipped * np.where(values < np.median(values, axis=0) - 0.3, 1.75, 0.55)
            gone = rng.random(values.shape) < chance
        else:
            groups = -(-values.shape[1] // SAME_DAYS)
            gone = np.repeat(rng.random((len(values), groups)) < s.skipped, SAME_DAYS, axis=1)
            gone = gone[:, : values.shape[1]]
        gone[0] = False
        found.append(gone)
    return found


def batches(couples: Couples) -> Iterator[slice]:
    """Yield runs of couples who skipped the same days, at most :data:`BATCH` at once."""
    seen = np.isfinite(np.concatenate([couples.reported, couples.perceived]))
    start, n = 0, seen.shape[1]
    while start < n:
        stop = start + 1
        while stop < min(n, start + BATCH) and (seen[:, stop] == seen[:, start]).all():
            stop += 1
        yield slice(start, stop)
        start = stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What every look says: SDs of both diaries (looks, 2, couples), paired days and whether a diary
    has no room for a change (looks, couples)."""

    looks: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    spread: np.ndarray
    paired: np.ndarray
    held: np.ndarray


def follow(couples: Couples, looks: Sequence[int]) -> Path:
    """Look at every couple's diaries on each of *looks*."""
    prepared = prepare(looks, precision=np.float32)
    parts: list[list[Evidence]] = [[] for _ in looks]
    spreads: list[list[np.ndarray]] = [[] for _ in looks]
    shared: DesignGrams | None = None
    complete = bool(np.isfinite(couples.reported).all() and np.isfinite(couples.perceived).all())
    for run in batches(couples):
        told, felt = couples.reported[: looks[-1], run], couples.perceived[: looks[-1], run]
        if complete and shared is None:
            white = whiten(prepared.design, told[:, :1], felt[:, :1], prepared.cells, RELIABILITY)
            shared = design_grams(narrowed(white, np.float32), looks)
        for k, (_, found, sd) in enumerate(evidence_at_looks(told, felt, prepared, shared=shared)):
            parts[k].append(found)
            spreads[k].append(np.stack(sd))
    told, felt = couples.reported, couples.perceived
    both = np.isfinite(told) & np.isfinite(felt)
    return Path(
        looks=tuple(looks),
        evidence=tuple(joined(part) for part in parts),
        spread=np.stack([np.concatenate(part, axis=1) for part in spreads]),
        paired=np.stack([both[:look].sum(0) for look in looks]),
        held=np.stack([no_room(told[:look], felt[:look]) for look in looks]),
    )


def joined(parts: Sequence[Evidence]) -> Evidence:
    names = [field.name for field in fields(Evidence) if field.name != "parts"]
    return Evidence(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def answers_along(path: Path, thresholds: Thresholds) -> tuple[np.ndarray, np.ndarray]:
    """Return (looks, couples) answers, and whether a shared change is a rise."""
    places = [thresholds.looks.index(look) for look in path.looks]
    return along_the_path(path.evidence, thresholds, places, path.paired, path.held)
