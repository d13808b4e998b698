"""Made-up diaries of two people with known truth, for tests, demonstrations and planning.

Each person has a presence (AR(1) days), a report of it that is partly noise, and a view of the
other's presence that is part slope, part own side. What is built in is in :class:`DiaryTruth`;
nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from pairbond.checkins.diary import Diary, PersonDays

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryTruth:
    """What is true of the made-up couple; changes are falls, in SDs of a person's own days.

    ``fall_b`` is how far B's presence falls, ``reported`` the share of it that B's diary shows, and
    ``own_a`` how far A's view falls beyond it. All begin at the share ``onset`` of the days, at once
    or, with ``drift``, evenly until the last day. ``missing`` is the share of days without an entry,
    per person. ``met`` is the share of A's reaches that are met, before and after the onset.
    """

    days: int = 56
    fall_b: float = 0.0
    reported: float = 1.0
    own_a: float = 0.0
    onset: float = 0.5
    drift: bool = False
    slope: float = 0.58
    ar: float = 0.3
    reliability: float = 0.70
    level: float = 7.0
    sd: float = 1.5
    missing: float = 0.0
    cycle: float = 0.0
    met: tuple[float, float] = (0.7, 0.7)


def synthetic_diary(
    rng: np.random.Generator, truth: DiaryTruth | None = None, *, first_day: int = 739_000
) -> Diary:
    """Return the diaries of two made-up people; the same generator state gives the same diaries."""
    chosen = truth or DiaryTruth()
    n = chosen.days
    course = change_course(chosen)
    presence = {who: ar_days(n, chosen.ar, rng) for who in "ab"}
    cycle = chosen.cycle * np.sin(2 * np.pi * np.arange(n) / 7)
    falls: Mapping[str, Floats] = {"a": np.zeros(n), "b": chosen.fall_b * course}
    shown = {"a": 1.0, "b": chosen.reported}
    own = {"a": chosen.own_a * course, "b": np.zeros(n)}
    people = {}
    for who, other in (("a", "b"), ("b", "a")):
        report = sqrt(chosen.reliability) * presence[who] + noise(n, 1 - chosen.reliability, rng)
        seen = chosen.slope * (sqrt(chosen.reliability) * presence[other] - falls[other])
        rest = sqrt(max(0.05, 1 - chosen.slope**2 * chosen.reliability))
        view = seen + rest * ar_days(n, chosen.ar, rng) - own[who]
        present = rating(report - shown[who] * falls[who] + cycle, chosen)
        people[who] = person(present, rating(view + cycle, chosen), chosen, rng)
    return Diary(days=np.arange(first_day, first_day + n, dtype=np.int64), a=people["a"], b=people["b"])


def change_course(truth: DiaryTruth) -> Floats:
    """Return 0 before the onset, and 1 from it or rising to 1 on the last day."""
    place = np.arange(truth.days, dtype=np.float64)
    start = round(truth.onset * truth.days)
    if truth.drift:
        return np.clip((place - start) / max(1, truth.days - 1 - start), 0.0, 1.0)
    return (place >= start).astype(np.float64)


def ar_days(n: int, ar: float, rng: np.random.Generator) -> Floats:
    """Return AR(1) days of variance 1."""
    shocks = rng.standard_normal(n)
    found = np.empty(n)
    found[0] = shocks[0]
    for day in range(1, n):
        found[day] = ar * found[day - 1] + sqrt(1 - ar**2) * shocks[day]
    return found


def noise(n: int, variance: float, rng: np.random.Generator) -> Floats:
    found: Floats = sqrt(variance) * rng.standard_normal(n)
    return found


def rating(values: Floats, truth: DiaryTruth) -> Floats:
    found: Floats = np.clip(np.round(truth.level + truth.sd * values), 0.0, 10.0)
    return found


def person(present: Floats, seen: Floats, truth: DiaryTruth, rng: np.random.Generator) -> PersonDays:
    """Return one person's entries: unsettled days follow the felt distance, reaches follow both."""
    n = truth.days
    apart = (truth.level - seen) / truth.sd
    unsettled = np.clip(np.round(3 + 0.9 * apart + 1.2 * ar_days(n, truth.ar, rng)), 0, 10)
    wanted = draw(n, 0.2, rng)
    reached = draw(n, np.clip(0.35 + 0.06 * (unsettled - 3), 0.05, 0.95), rng)
    rate = np.where(change_course(truth) > 0, truth.met[1], truth.met[0])
    days = PersonDays(
        present=present,
        partner_present=seen,
        unsettled=unsettled,
        wanted_space=wanted,
        said_so=np.where(wanted == 1, draw(n, 0.5, rng), np.nan),
        reached=reached,
        met=np.where(reached == 1, draw(n, rate, rng), np.nan),
        contact_minutes=np.full(n, np.nan),
        context=(None,) * n,
    )
    return without(days, rng.random(n) < truth.missing)


def draw(n: int, chance: float | Floats, rng: np.random.Generator) -> Floats:
    found: Floats = (rng.random(n) < chance).astype(np.float64)
    return found


def without(days: PersonDays, missing: Bools) -> PersonDays:
    """Return the days with some entries taken out whole."""
    names = [name for name in PersonDays.__dataclass_fields__ if name != "context"]
    columns = {name: np.where(missing, np.nan, getattr(days, name)) for name in names}
    return PersonDays(**columns, context=days.context)
