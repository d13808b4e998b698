"""The rule: from the evidence at a weekly look to one of five answers.

The thresholds are content. They were set by simulation so that the error over the whole path of
weekly looks stays within its bounds; the posterior of the model is not the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from pairbond.checkins.diary import HIGHEST, LOWEST
from pairbond.checkins.signal_evidence import Evidence
from pairbond.checkins.signal_model import LAYOUT, Bools, Floats, Settings

FEWEST_PAIRED = 14
FEWEST_PAIRED_DIFFER = 56
AT_THE_END = 0.5

CANNOT_TELL, NO_CHANGE, SHARED, LARGER, DIFFER = range(5)
"""Codes of the answers in arrays."""
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """One number for each look (days of the diary at which the diaries are looked at).

    * ``shared`` - least log Bayes factor of a fall in B's presence, with ``felt``, by how many SDs
      A's whole change must be below 0;
    * ``closer``, ``closer_felt`` - the same for a rise;
    * ``larger`` - least log Bayes factor of a part of A's own, once a change is shared;
    * ``own``, ``absent`` - least log Bayes factors of a fall of A's own side, and of no fall in B's
      diary against the tolerated one, for *the diaries differ*;
    * ``quiet`` - both Bayes factors must be below this for *no change seen*.

    ``days_likely`` is after how many complete days a fall of two SDs in both diaries is found in four
    of five couples. ``fingerprint`` is that of the model's settings for which they were made.
    """

    id: str
    fingerprint: str
    looks: tuple[int, ...]
    shared: tuple[float, ...]
    felt: tuple[float, ...]
    closer: tuple[float, ...]
    closer_felt: tuple[float, ...]
    larger: tuple[float, ...]
    own: tuple[float, ...]
    absent: tuple[float, ...]
    quiet: tuple[float, ...]
    days_likely: int


def fingerprint_of(settings: Settings) -> str:
    """Return a short name of the model's layout and settings: thresholds hold for no other."""
    said = f"{LAYOUT};" + ";".join(f"{name}={value}" for name, value in sorted(asdict(settings).items()))
    return sha256(said.encode()).hexdigest()[:16]


def answers(evidence: Evidence, thresholds: Thresholds, place: int, paired: Codes) -> tuple[Codes, Bools]:
    """Return the answer of each couple at one look, and whether a shared change is a rise.

    *place* is the look's place in ``thresholds.looks``; *paired* (couples,) the days on which both
    made an entry.
    """
    t = thresholds
    z_felt = evidence.felt[:, 0] / evidence.felt[:, 1]
    fall = (evidence.partner > t.shared[place]) & (evidence.way_partner < 0) & (z_felt < -t.felt[place])
    rise = (evidence.partner > t.closer[place]) & (evidence.way_partner > 0) & (z_felt > t.closer_felt[place])
    shared = fall | rise
    same_way = np.where(rise, evidence.felt_own[:, 0] > 0, evidence.felt_own[:, 0] < 0)
    larger = shared & (evidence.larger > t.larger[place]) & same_way
    differ = (evidence.own > t.own[place]) & (evidence.way_own < 0) & (evidence.absent > t.absent[place])
    differ &= ~shared & (paired >= FEWEST_PAIRED_DIFFER)
    quiet = (evidence.partner < t.quiet[place]) & (evidence.own < t.quiet[place])
    found = np.where(quiet, NO_CHANGE, CANNOT_TELL)
    found = np.where(differ, DIFFER, found)
    found = np.where(shared, SHARED, found)
    found = np.where(larger, LARGER, found)
    return np.where(paired < FEWEST_PAIRED, CANNOT_TELL, found), rise


def along_the_path(
    evidence: Sequence[Evidence], thresholds: Thresholds, places: Sequence[int], paired: Codes, held: Bools
) -> tuple[Codes, Bools]:
    """Return (looks, couples) the answer at each look, and whether a shared change is a rise.

    An answer that was given stands at later looks for as long as the days do not speak against it (a
    log Bayes factor below 0) and no other answer is given: the error over the path counts the first
    time, so this costs nothing, and nobody is told *both* in one week and nothing in the next.
    *paired* and *held* (no room for a change) are (looks, couples); *places* are those of the looks in
    ``thresholds.looks``.
    """
    codes = np.full(paired.shape, CANNOT_TELL, dtype=np.int64)
    rises = np.zeros(paired.shape, dtype=np.bool_)
    for look, found in enumerate(evidence):
        code, rise = answers(found, thresholds, places[look], paired[look])
        if look:
            code, rise = standing((codes[look - 1], rises[look - 1]), (code, rise), found)
        codes[look], rises[look] = np.where(held[look], CANNOT_TELL, code), rise
    return codes, rises


def standing(
    before: tuple[Codes, Bools], now: tuple[Codes, Bools], evidence: Evidence
) -> tuple[Codes, Bools]:
    """Return the answers of this look after those of the look *before* that still stand."""
    (old, old_rise), (code, rise) = before, now
    same_way = np.where(old_rise, evidence.way_partner > 0, evidence.way_partner < 0)
    open_ = (code != SHARED) & (code != LARGER)
    shared = open_ & ((old == SHARED) | (old == LARGER)) & (evidence.partner > 0) & same_way
    differ = open_ & (old == DIFFER) & (evidence.own > 0) & (evidence.way_own < 0) & (evidence.absent > 0)
    found = np.where(differ, DIFFER, code)
    return np.where(shared, SHARED, found), np.where(shared, old_rise, rise)


def at_the_end(reported: Floats, perceived: Floats) -> Bools:
    """Return (couples,) whether a diary has no room to show a change.

    So it is when half of either person's days stand at the top of the scale, or when half of the
    days of the first half stand at its bottom, from where nothing can fall.
    """
    found = np.zeros(reported.shape[1], dtype=np.bool_)
    for values in (reported, perceived):
        found |= share_at(values, HIGHEST) >= AT_THE_END
        found |= share_at(values[: (len(values) + 1) // 2], LOWEST) >= AT_THE_END
    return found


def share_at(values: Floats, end: float) -> Floats:
    counted = np.isfinite(values).sum(axis=0)
    return np.asarray((values == end).sum(axis=0) / np.maximum(counted, 1), dtype=np.float64)


def without_variation(reported: Floats, perceived: Floats) -> Bools:
    """Return (couples,) whether one of the diaries says the same every day."""
    found: Bools = (np.nanmax(reported, 0) == np.nanmin(reported, 0)) | (
        np.nanmax(perceived, 0) == np.nanmin(perceived, 0)
    )
    return found


def no_room(reported: Floats, perceived: Floats) -> Bools:
    """Return (couples,) whether a diary cannot show a change: at an end of the scale, or always the same."""
    return at_the_end(reported, perceived) | without_variation(reported, perceived)
