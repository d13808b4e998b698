"""Tells a change of one person from the error of two measurements."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal

from scipy.special import ndtri

from pairbond.errors import ResponseError
from pairbond.types import Caution, Estimate, JsonDict, finite_or_none

Verdict = Literal["rose", "fell", "no-reliable-change"]
Basis = Literal["retest", "alpha"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableChange:
    """A change with its error.

    ``index`` is the change over the standard error of a difference; ``smallest`` the least change
    that would count, in the score's units. ``corrected`` is how far the second score lies from
    what the first one let expect (None without the group's mean).
    """

    change: Estimate
    index: float
    smallest: float
    verdict: Verdict
    corrected: Estimate | None
    corrected_index: float | None
    cautions: tuple[Caution, ...] = ()

    def to_dict(self) -> JsonDict:
        return {
            "schema": "pairbond.change/1",
            "change": self.change.to_dict(),
            "index": finite_or_none(self.index),
            "smallest": self.smallest,
            "verdict": self.verdict,
            "corrected": None if self.corrected is None else self.corrected.to_dict(),
            "corrected_index": finite_or_none(self.corrected_index),
            "cautions": [caution.to_dict() for caution in self.cautions],
        }


def reliable_change(
    x1: float,
    x2: float,
    sd: float,
    r: float,
    *,
    mean: float | None = None,
    mean2: float | None = None,
    sd2: float | None = None,
    level: float = 0.95,
    basis: Basis = "retest",
) -> ReliableChange:
    """Return whether a score changed reliably.

    Parameters
    ----------
    sd, r
        Standard deviation of the score in a comparable group, and its reliability: the retest
        correlation over a like span of time. Alpha (``basis="alpha"``) misses what varies from
        day to day, which makes changes look too sure; it is taken, with a caution.
    mean, mean2, sd2
        The group's mean, and mean and SD the second time (default: the same). With a mean, the
        regression-corrected form is given too: extreme first scores tend to come back.

    Notes
    -----
    SEM = SD sqrt(1 - r); index = (x2 - x1) / (SEM sqrt 2). *Source* Jacobson and Truax (1991);
    Crawford and Howell (1998) for the corrected form. *Assumes* the same error for everyone.
    """
    check_numbers(x1=x1, x2=x2, sd=sd, r=r)
    if sd <= 0 or not 0 <= r < 1:
        raise ResponseError(f"sd = {sd} must be above 0, and r = {r} from 0 to below 1.")
    se = sd * sqrt(2.0 * (1.0 - r))
    change = ranged(x2 - x1, se, level, "change with the SE of a difference")
    corrected = None
    if mean is not None:
        spread = sd if sd2 is None else sd2
        expected = (mean if mean2 is None else mean2) + r * spread / sd * (x1 - mean)
        corrected = ranged(
            x2 - expected, spread * sqrt(1.0 - r**2), level, "distance from the expected score"
        )
    return ReliableChange(
        change=change,
        index=change.value / se,
        smallest=(change.upper - change.lower) / 2.0,
        verdict=verdict_of(change),
        corrected=corrected,
        corrected_index=None if corrected is None else corrected.value / corrected.se,
        cautions=change_cautions(basis, r),
    )


def trait_change(
    theta1: float, se1: float, theta2: float, se2: float, *, level: float = 0.95
) -> ReliableChange:
    """Return whether a trait estimate changed: the difference over the root of both squared SEs.

    *Assumes* independent errors. EAP estimates are drawn to the mean, so a change of EAPs is too
    small; WLE or MAP differences are closer to unbiased. It covers the error of answers, not what
    varies from day to day.
    """
    check_numbers(theta1=theta1, se1=se1, theta2=theta2, se2=se2)
    if se1 <= 0 or se2 <= 0:
        raise ResponseError(f"Standard errors must be above 0; found {se1} and {se2}.")
    change = ranged(theta2 - theta1, sqrt(se1**2 + se2**2), level, "difference of two trait estimates")
    return ReliableChange(
        change=change,
        index=change.value / change.se,
        smallest=(change.upper - change.lower) / 2.0,
        verdict=verdict_of(change),
        corrected=None,
        corrected_index=None,
        cautions=(
            Caution(
                code="within-occasion-error",
                text="The error is that of the answers on one day; day-to-day swings come on top.",
            ),
        ),
    )


def check_numbers(**given: float) -> None:
    for name, value in given.items():
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not isfinite(value):
            raise ResponseError(f"{name} = {value!r} is not a number.")


def ranged(value: float, se: float, level: float, method: str) -> Estimate:
    half = float(ndtri(0.5 + level / 2.0)) * se
    return Estimate(
        value=value, lower=value - half, upper=value + half, level=level, se=se, n=2, method=method
    )


def verdict_of(change: Estimate) -> Verdict:
    if change.lower > 0:
        return "rose"
    return "fell" if change.upper < 0 else "no-reliable-change"


def change_cautions(basis: Basis, r: float) -> tuple[Caution, ...]:
    found = []
    if basis == "alpha":
        text = "Alpha leaves out day-to-day variation: for changes over weeks use a retest correlation."
        found.append(Caution(code="alpha-for-change", text=text))
    if r < 0.7:
        text = f"With a reliability of {r:.2f} only very large changes of one person can be told."
        found.append(Caution(code="unreliable-for-change", text=text))
    return tuple(found)
