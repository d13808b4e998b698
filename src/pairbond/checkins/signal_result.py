"""What :func:`pairbond.checkins.signal.signal_or_script` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairbond.types import Caution, Estimate, JsonDict, Who, json_dict

Verdict = Literal["shared_change", "shared_and_larger", "diaries_differ", "no_change_seen", "cannot_tell"]
VERDICTS: tuple[Verdict, ...] = (
    "shared_change",
    "shared_and_larger",
    "diaries_differ",
    "no_change_seen",
    "cannot_tell",
)
Direction = Literal["apart", "closer"]
Reason = Literal[
    "limited", "one_diary", "few_days", "at_the_end_of_the_scale", "no_variation", "not_clear", "answered"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShare:
    """One day on which the perceiver felt the partner less there than usual.

    ``day`` is a day number. ``felt`` is how far ``partner_present`` lay from the perceiver's own
    usual level, in points; ``shared`` is the part of it that the partner's diary shows too, and
    ``own`` the rest. ``share`` is ``shared / felt`` within 0..1, with its interval.
    """

    day: int
    felt: float
    shared: float
    own: float
    share: Estimate

    def to_dict(self) -> JsonDict:
        return {
            "day": self.day,
            "felt": self.felt,
            "shared": self.shared,
            "own": self.own,
            "share": self.share.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Whether a distance that *person* felt shows in both diaries.

    ``verdict`` is None in limited mode and else one of :data:`VERDICTS`; ``reason`` says why nothing
    could be told. ``direction`` is set for the two shared verdicts. Estimates are None where there
    are too few days; in points of 0 to 10 unless said otherwise:

    * ``bias`` - partner as perceived less partner by own diary, mean of paired days;
    * ``tracking`` - points of perception for one point of the partner's presence;
    * ``projection`` - points of perception for one point of one's own presence (from 42 days);
    * ``step_partner``, ``step_perceived`` - size of the change in the partner's diary and in the
      perceiver's, ``step_own`` the part of the latter that tracking does not explain.

    ``days`` are paired days so far, ``looked_at`` how many of them the last weekly look used, ``look``
    is that look's day of the diary (14, 21, ..., 84) or None before the first; ``days_needed`` is
    the planner's number for a change of two SDs. ``onset`` is (day number, probability) of when a
    change began, empty where none was found. ``chance`` is the model's posterior probability of a
    change in ``partner``, in ``own`` part; it is not the rule by which the verdict is given.
    """

    person: Who
    verdict: Verdict | None
    reason: Reason
    direction: Direction | None
    bias: Estimate | None
    tracking: Estimate | None
    projection: Estimate | None
    step_partner: Estimate | None
    step_perceived: Estimate | None
    step_own: Estimate | None
    days: int
    looked_at: int
    look: int | None
    days_needed: int | None
    daily: tuple[DayShare, ...]
    onset: tuple[tuple[int, float], ...]
    cautions: tuple[Caution, ...]
    limited: bool
    calibration: str

    def to_dict(self) -> JsonDict:
        """Return JSON-safe data. The daily part shows the other's diary: leave it out unless mode is open."""
        return json_dict({name: getattr(self, name) for name in self.__dataclass_fields__})
