"""Parts of the answer of signal or script: single days, sizes of changes, and what to be careful about."""

from __future__ import annotations

import numpy as np

from pairbond.checkins.diary import Diary
from pairbond.checkins.signal_regression import LEVEL, NORMAL, Mixture, Paired, Regression
from pairbond.checkins.signal_result import DayShare, Reason, Verdict
from pairbond.types import Caution, Estimate, Severity, Who

Z90 = 1.6448536269514722
DIP = 1.0
"""A day is a dip from so many SDs below the perceiver's own mean."""
FEW_PAIRED = 0.7

SAID: dict[str, str] = {
    "shared_change": "Both diaries show it. They do not show who moved first.",
    "shared_and_larger": "Both diaries show it. They do not show who moved first.",
    "diaries_differ": (
        "Two diaries cannot say why they differ. An alarm of one's own and a partner who keeps something"
        " back look the same."
    ),
    "no_change_seen": "This says nothing about safety, and nothing about honesty.",
}
WHY: dict[str, str] = {
    "one_diary": "Only one of you keeps this diary. One diary says less: it cannot show what both saw.",
    "few_days": "There are too few days on which both of you wrote.",
    "no_variation": "One of the diaries says the same every day, so there is nothing to compare.",
    "at_the_end_of_the_scale": "Half of the days stand at the end of the scale, where a change cannot show.",
    "not_clear": "The days so far fit more than one answer.",
}
STANDS = "The answer was given in an earlier week. The days since then do not speak against it."


def one_person_only(diary: Diary, person: Who) -> bool:
    """Return whether one of the two entries that are compared was never made."""
    perceived, reported = diary.of(person).partner_present, diary.other(person).present
    return not (np.isfinite(perceived).any() and np.isfinite(reported).any())


def cautions_for(
    verdict: Verdict, reason: Reason, *, longer: bool = False, share: float = 1.0, stands: bool = False
) -> tuple[Caution, ...]:
    """Return what a reader of the answer must know with it."""
    found = []
    if verdict in SAID:
        found.append(Caution(code=f"signal.{verdict}", text=SAID[verdict], severity=Severity.CAUTION))
    elif reason in WHY:
        found.append(Caution(code=f"signal.{reason}", text=WHY[reason], severity=Severity.NOTE))
    if stands and verdict in SAID:
        found.append(Caution(code="signal.stands", text=STANDS, severity=Severity.NOTE))
    if share < FEW_PAIRED:
        text = f"Both of you wrote on {share:.0%} of the days. Days that are missing may be special days."
        found.append(Caution(code="signal.missing_days", text=text))
    if longer:
        text = "Only the last twelve weeks were looked at. How often the answer is wrong was measured up to there."
        found.append(Caution(code="signal.long_diary", text=text, severity=Severity.NOTE))
    return tuple(found)


def estimate_of(parts: np.ndarray, sd: float, n: int) -> Estimate:
    """Return the size of a change in points, from its mixture (parts, 3) in SDs of a diary."""
    mixture = Mixture(weights=parts[:, 0], means=parts[:, 1] * sd, sds=parts[:, 2] * sd)
    return mixture.estimate(n=n, method="mean over onsets and grid, if there was a change", df=NORMAL)


def daily_shares(paired: Paired, regression: Regression, sd: float) -> tuple[DayShare, ...]:
    """Return each day on which A felt B clearly less there than usual, and how much both diaries show."""
    felt = paired.perceived - paired.perceived.mean()
    slope = regression.tracking
    found = []
    for k in np.flatnonzero(felt <= -DIP * sd):
        presence, unsure = float(regression.presence[k]), float(regression.presence_sd[k])
        shared = slope.value * presence
        se = float(np.hypot(slope.value * unsure, slope.se * presence))
        ends = [min(1.0, max(0.0, (shared + z * se) / float(felt[k]))) for z in (Z90, 0.0, -Z90)]
        found.append(
            DayShare(
                day=int(paired.days[k]),
                felt=float(felt[k]),
                shared=shared,
                own=float(felt[k]) - shared,
                share=Estimate(
                    value=ends[1],
                    lower=ends[0],
                    upper=ends[2],
                    level=LEVEL,
                    se=se / abs(float(felt[k])),
                    n=1,
                    method="tracking times presence as the diary implies it",
                ),
            )
        )
    return tuple(found)
