"""Signal or script: whether a distance that one person felt shows in both diaries or in one.

The answer is one of five and is given at weekly looks only, by thresholds whose error over the whole
path of looks was measured (``docs/explanation/signal-or-script-errors.md``). Two diaries cannot tell an
alarm of one's own from a partner who keeps something back; no answer says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from pairbond.checkins.diary import Diary, Floats, Ints
from pairbond.checkins.signal_evidence import Evidence
from pairbond.checkins.signal_looks import evidence_at_looks, prepare
from pairbond.checkins.signal_model import SETTINGS
from pairbond.checkins.signal_parts import cautions_for, daily_shares, estimate_of, one_person_only
from pairbond.checkins.signal_regression import (
    POPULATION,
    Paired,
    Population,
    directional_bias,
    room,
    truth_and_bias,
)
from pairbond.checkins.signal_result import Direction, Reason, Signal, Verdict
from pairbond.checkins.signal_verdict import (
    CANNOT_TELL,
    DIFFER,
    FEWEST_PAIRED,
    LARGER,
    NO_CHANGE,
    SHARED,
    Thresholds,
    along_the_path,
    answers,
    at_the_end,
    fingerprint_of,
    no_room,
    without_variation,
)
from pairbond.errors import ContentError
from pairbond.types import Estimate, Who

NAMES: dict[int, Verdict] = {
    SHARED: "shared_change",
    LARGER: "shared_and_larger",
    DIFFER: "diaries_differ",
    NO_CHANGE: "no_change_seen",
    CANNOT_TELL: "cannot_tell",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of two diaries that is looked at, each array (days,), NaN for no entry.

    It begins on the first day on which both wrote, and ends at the last full week; of a longer diary
    it is the last twelve weeks. ``paired`` counts all days on which both wrote.
    """

    days: Ints
    reported: Floats
    perceived: Floats
    present: Floats
    paired: int
    longer: bool

    @property
    def series(self) -> tuple[Floats, Floats]:
        return self.reported, self.perceived

    @property
    def both(self) -> np.ndarray:
        return np.isfinite(self.reported) & np.isfinite(self.perceived)


def window_of(diary: Diary, person: Who, looks: tuple[int, ...]) -> Window:
    """Return what the last weekly look sees; empty before the first look."""
    perceived, reported = diary.of(person).partner_present, diary.other(person).present
    both = np.flatnonzero(np.isfinite(perceived) & np.isfinite(reported))
    if not len(both):
        return empty_window(0)
    written = np.flatnonzero(np.isfinite(perceived) | np.isfinite(reported))
    first = int(both[0])
    length = (int(written[-1]) - first + 1) // 7 * 7
    if length < looks[0]:
        return empty_window(len(both))
    start = first + max(0, length - looks[-1])
    part = slice(start, first + length)
    return Window(
        days=diary.days[part],
        reported=reported[part],
        perceived=perceived[part],
        present=diary.of(person).present[part],
        paired=len(both),
        longer=start > first,
    )


def empty_window(paired: int) -> Window:
    none = np.empty(0)
    return Window(
        days=np.empty(0, dtype=np.int64),
        reported=none,
        perceived=none,
        present=none,
        paired=paired,
        longer=False,
    )


def signal_or_script(
    diary: Diary,
    person: Who,
    thresholds: Thresholds,
    *,
    population: Population = POPULATION,
    limited: bool = False,
) -> Signal:
    """Return whether a distance that *person* felt shows in the other's diary too.

    Parameters
    ----------
    diary
        The check-ins of both.
    person
        Whose ``partner_present`` is looked at, beside the other's ``present``.
    thresholds
        What makes an answer, at each weekly look.
    population
        What is known of couples' slopes before this one.
    limited
        No answer is given at all.

    Raises
    ------
    ContentError
        When the thresholds were made for another model.
    """
    if thresholds.fingerprint != fingerprint_of(SETTINGS):
        raise ContentError(
            f"{thresholds.id}: these thresholds were made for another model; make them again by"
            " scripts/calibrate_signal.py."
        )
    if limited:
        return silent(person, thresholds, None, "limited")
    window = window_of(diary, person, thresholds.looks)
    reason = hindrance(window, one_sided=one_person_only(diary, person))
    if reason in {"one_diary", "few_days", "no_variation"}:
        return silent(person, thresholds, window, reason)
    return judged(person, window, thresholds, population, reason)


def hindrance(window: Window, *, one_sided: bool) -> Reason:
    """Return why no answer can be given; "not_clear" when nothing hinders one."""
    if one_sided:
        return "one_diary"
    if int(window.both.sum()) < FEWEST_PAIRED:
        return "few_days"
    reported, perceived = window.reported[:, None], window.perceived[:, None]
    if without_variation(reported, perceived)[0]:
        return "no_variation"
    return "at_the_end_of_the_scale" if at_the_end(reported, perceived)[0] else "not_clear"


def silent(person: Who, thresholds: Thresholds, window: Window | None, reason: Reason) -> Signal:
    """Return a signal without numbers."""
    return Signal(
        person=person,
        verdict=None if window is None else "cannot_tell",
        reason=reason,
        direction=None,
        bias=None,
        tracking=None,
        projection=None,
        step_partner=None,
        step_perceived=None,
        step_own=None,
        days=window.paired if window else 0,
        looked_at=int(window.both.sum()) if window else 0,
        look=len(window.days) or None if window else None,
        days_needed=thresholds.days_likely if window else None,
        daily=(),
        onset=(),
        cautions=cautions_for("cannot_tell", reason) if window else (),
        limited=window is None,
        calibration=thresholds.id,
    )


def judged(
    person: Who, window: Window, thresholds: Thresholds, population: Population, reason: Reason
) -> Signal:
    look, n = len(window.days), int(window.both.sum())
    path = path_of(window, thresholds)
    evidence, spread = path.evidence, path.spread
    verdict = NAMES[path.code] if reason == "not_clear" else "cannot_tell"
    shared = verdict in {"shared_change", "shared_and_larger"}
    direction: Direction | None = ("closer" if path.rise else "apart") if shared else None
    paired = paired_of(window, evidence, spread)
    regression = truth_and_bias(paired, population)
    if verdict != "cannot_tell":
        reason = "answered"
    at_end = reason == "at_the_end_of_the_scale"
    partner, felt, own = (None,) * 3 if at_end else sizes_of(window, path)
    return Signal(
        person=person,
        verdict=verdict,
        reason=reason,
        direction=direction,
        bias=None if at_end else directional_bias(paired.days, paired.reported, paired.perceived),
        tracking=None if at_end else regression.tracking,
        projection=None if at_end else regression.projection,
        step_partner=partner,
        step_perceived=felt,
        step_own=own,
        days=window.paired,
        looked_at=n,
        look=look,
        days_needed=ceil(thresholds.days_likely * look / n),
        daily=daily_shares(paired, regression, spread[1]),
        onset=onset_of(evidence, window) if shared or verdict == "diaries_differ" else (),
        cautions=cautions_for(verdict, reason, longer=window.longer, share=n / look, stands=path.stands),
        limited=False,
        calibration=thresholds.id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLastLook:
    """The evidence of the whole window, the SDs of both diaries, and the answer at the last look.

    ``stands`` says that the answer was given at an earlier look, and this look alone would not give it.
    """

    evidence: Evidence
    spread: tuple[float, float]
    code: int
    rise: bool
    stands: bool


def path_of(window: Window, thresholds: Thresholds) -> AtLastLook:
    """Look at the window on every weekly look up to its end, as its owner did."""
    looks = thresholds.looks[: thresholds.looks.index(len(window.days)) + 1]
    reported, perceived = window.reported[:, None], window.perceived[:, None]
    found = list(evidence_at_looks(reported, perceived, prepare(looks)))
    evidence = [each for _, each, _ in found]
    paired = np.array([[int(window.both[:look].sum())] for look in looks])
    held = np.stack([no_room(reported[:look], perceived[:look]) for look in looks])
    codes, rises = along_the_path(evidence, thresholds, range(len(looks)), paired, held)
    alone, _ = answers(evidence[-1], thresholds, len(looks) - 1, paired[-1])
    return AtLastLook(
        evidence=evidence[-1],
        spread=(float(found[-1][2][0][0]), float(found[-1][2][1][0])),
        code=int(codes[-1, 0]),
        rise=bool(rises[-1, 0]),
        stands=bool(codes[-1, 0] != alone[0]),
    )


def sizes_of(window: Window, path: AtLastLook) -> tuple[Estimate, Estimate, Estimate]:
    """Return the change in B's diary, in A's days, and A's own part of it, in points."""
    told, felt = (sd / room(values) for sd, values in zip(path.spread, window.series, strict=True))
    n = int(window.both.sum())
    partner, perceived, own = path.evidence.parts
    return estimate_of(partner, told, n), estimate_of(perceived, felt, n), estimate_of(own, felt, n)


def paired_of(window: Window, evidence: Evidence, spread: tuple[float, float]) -> Paired:
    """Return the paired days, with the paths of the changes that the evidence supports."""
    onset = evidence.onset[0]
    steps = prepare((len(window.days),)).design.onsets
    since = (np.arange(len(window.days))[:, None] >= steps[None, :]).astype(np.float64)
    line = np.linspace(0.0, 1.0, len(window.days))
    course = line * onset[0] + since @ onset[1:]
    both = window.both
    changed = chance(float(evidence.partner[0]))
    mean, sd = evidence.size_partner[0] * spread[0]
    return Paired(
        days=window.days[both],
        reported=window.reported[both],
        perceived=window.perceived[both],
        present=window.present[both],
        path=changed * float(mean) * course[both],
        course=course[both],
        path_sd=float(np.sqrt(changed * sd**2 + changed * (1 - changed) * mean**2)),
        own_sd=SETTINGS.size_own * spread[1],
    )


def chance(log_factor: float) -> float:
    """Return the posterior probability under even odds."""
    return float(1 / (1 + np.exp(-log_factor)))


def onset_of(evidence: Evidence, window: Window) -> tuple[tuple[int, float], ...]:
    """Return day number and probability of each onset; what is missing to 1 is a slow change."""
    steps = prepare((len(window.days),)).design.onsets
    return tuple(
        (int(window.days[step]), float(p)) for step, p in zip(steps, evidence.onset[0, 1:], strict=True)
    )
