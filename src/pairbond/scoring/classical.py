"""Scale scores by classical test theory: prorated mean, standard error, interval, percentile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan, nan, sqrt

import numpy as np

from pairbond.instruments import (
    Bounds,
    InstrumentRef,
    NormGroup,
    NormRef,
    Precision,
    PublishedGroup,
    Scale,
    ScaleNorm,
)
from pairbond.scoring.keying import Keying, keyed_parts, keying
from pairbond.scoring.norms import percentile_at, percentile_curve
from pairbond.scoring.quality import AnswerQuality, answer_quality
from pairbond.scoring.responses import Responses
from pairbond.types import (
    Caution,
    Estimate,
    ItemId,
    JsonDict,
    ScaleId,
    Severity,
    Table,
    finite_or_none,
    merge_cautions,
)

LEVEL = 0.90
Z_LEVEL = 1.6448536269514722
METHODS = {
    "mean": "prorated mean of keyed answers",
    "sum": "prorated sum of keyed answers",
    "difference": "prorated sum of the plain less the reversed answers",
}
MISSING_ANSWERS = "missing-answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class NormChoice:
    """Norms to compare with: ``scales`` maps an instrument's scale to the norm group's.

    ``tau`` (in SDs) and ``round_to`` are for norms borrowed from a different wording.
    """

    group: NormGroup
    scales: Mapping[ScaleId, ScaleId]
    borrowed: bool = False
    tau: float = 0.0
    round_to: int = 0
    cautions: tuple[Caution, ...] = ()

    def norm_for(self, scale_id: ScaleId) -> ScaleNorm | None:
        target = self.scales.get(scale_id)
        return self.group.scales.get(target) if target else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentile:
    """Share of the norm group below the score (midrank, 0-100), with the interval of the score."""

    value: float
    lower: float
    upper: float
    rounded_to: int
    norm: NormRef

    def to_dict(self) -> JsonDict:
        return {
            "value": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "rounded_to": self.rounded_to,
            "norm": self.norm.to_dict(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleScore:
    """One scale of one person.

    ``estimate`` is None below the scale's minimum of answers. ``mean`` and ``sd`` describe the
    people compared with (units of the score, NaN where unknown); ``se`` includes ``tau``.
    ``bounds`` are the lowest and highest possible score; ``published`` the samples it may be put
    beside. ``asked`` are the items an adaptive test asked, empty where all were; ``tau`` (SDs) the part of
    ``se`` that is doubt about borrowed norms, the same each time.
    """

    scale: Scale
    estimate: Estimate | None
    n_answered: int
    bounds: tuple[int, int]
    mean: float
    sd: float
    basis: str
    percentile: Percentile | None
    cautions: tuple[Caution, ...]
    published: tuple[PublishedGroup, ...] = ()
    asked: tuple[ItemId, ...] = ()
    tau: float = 0.0

    @property
    def value(self) -> float | None:
        return self.estimate.value if self.estimate else None

    @property
    def scored(self) -> bool:
        return self.estimate is not None

    def to_dict(self) -> JsonDict:
        estimate = self.estimate
        return {
            "value": estimate.value if estimate else None,
            "se": finite_or_none(estimate.se) if estimate else None,
            "lower": finite_or_none(estimate.lower) if estimate else None,
            "upper": finite_or_none(estimate.upper) if estimate else None,
            "percentile": self.percentile.value if self.percentile else None,
            "percentile_lower": self.percentile.lower if self.percentile else None,
            "percentile_upper": self.percentile.upper if self.percentile else None,
            "norm": self.percentile.norm.to_dict() if self.percentile else None,
            "construct": self.scale.construct,
            "n_answered": self.n_answered,
            "n_items": self.scale.size,
            "range": list(self.bounds),
            "sd": finite_or_none(self.sd),
            "precision": self.basis,
            "method": estimate.method if estimate else None,
            "asked": list(self.asked) if self.asked else None,
            "cautions": [caution.to_dict() for caution in self.cautions],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All scales of one instrument for one person, the choices from lists, and the answers' quality."""

    instrument: InstrumentRef
    title: str
    scales: tuple[ScaleScore, ...]
    quality: AnswerQuality
    cautions: tuple[Caution, ...]
    picks: Mapping[ItemId, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, scale_id: str) -> ScaleScore:
        for score_ in self.scales:
            if score_.scale.id == scale_id:
                return score_
        raise KeyError(scale_id)

    def to_dict(self) -> JsonDict:
        return {
            "schema": "pairbond.scores/1",
            "instrument": self.instrument.to_dict(),
            "scales": {score_.scale.id: score_.to_dict() for score_ in self.scales},
            "quality": self.quality.to_dict(),
            "cautions": [caution.to_dict() for caution in self.cautions],
        }

    def summary(self) -> Table:
        """Return one row a scale: score, interval, percentile, answers used."""
        return Table(
            title=f"{self.title} ({self.instrument.id} {self.instrument.version})",
            columns=("scale", "score", f"{LEVEL:.0%} interval", "percentile", "answered"),
            rows=tuple(summary_row(score_) for score_ in self.scales),
            notes=tuple(
                caution.text
                for caution in merge_cautions(self.cautions, *(score_.cautions for score_ in self.scales))
            ),
            numeric=frozenset({1, 3, 4}),
        )


def summary_row(score_: ScaleScore) -> tuple[str, ...]:
    answered = f"{score_.n_answered} of {score_.scale.size}"
    if score_.asked:
        answered = f"{score_.n_answered}, adaptive"
    estimate = score_.estimate
    if estimate is None:
        return (score_.scale.title, "–", "too few answers", "–", answered)
    percentile = score_.percentile
    about = "about " if percentile and percentile.rounded_to else ""
    return (
        score_.scale.title,
        f"{estimate.value:.2f}",
        "not known" if isnan(estimate.se) else f"{estimate.lower:.2f} to {estimate.upper:.2f}",
        f"{about}{percentile.value:.0f}" if percentile else "no norms",
        answered,
    )


def score(responses: Responses, *, norms: NormChoice | None = None, age: float | None = None) -> Scores:
    """Return the scores of every scale of the instrument.

    A norm group applies only where it was answered on the same response range; without one the
    scale's stated precision gives the standard error, and no percentile is given.
    """
    usable = norms if norms and norms.group.response_range == responses.bounds else None
    cautions = list(responses.instrument.cautions)
    if norms and usable is None:
        cautions.append(range_caution(responses, norms))
    return Scores(
        instrument=responses.instrument.ref,
        title=responses.instrument.title,
        scales=tuple(
            score_scale(responses, scale, norms=usable, age=age) for scale in responses.instrument.scales
        ),
        quality=answer_quality(responses),
        cautions=tuple(cautions),
        picks=responses.picks,
    )


def range_caution(responses: Responses, norms: NormChoice) -> Caution:
    low, high = responses.bounds
    own_low, own_high = norms.group.response_range
    text = (
        f"{responses.instrument.title} was answered {low}-{high}, the norm group "
        f"{own_low}-{own_high}: no percentile is given."
    )
    return Caution(code="norm-range", text=text)


def score_scale(
    responses: Responses, scale: Scale, *, norms: NormChoice | None, age: float | None
) -> ScaleScore:
    """Return one scale's score; unscored, with a caution, below its minimum of answers."""
    key = keying(scale, responses.instrument, responses.bounds)
    parts = keyed_parts(responses, scale)
    answered = sum(part is not None for part in parts)
    norm = norms.norm_for(scale.id) if norms else None
    mean, sd, reliability, basis = precision_of(responses, key, norm, norms)
    cautions = list(norms.cautions) if norm and norms else []
    cautions += answer_cautions(scale, answered, basis)
    tau = norms.tau if norm and norms else 0.0
    estimate = percentile = None
    if answered >= scale.min_answered:
        se = standard_error(sd, reliability, tau=tau, k=scale.size, answered=answered)
        method = METHODS[scale.aggregate]
        estimate = interval(prorated(parts, key), se, key.bounds, n=answered, method=method)
        percentile = percentile_of(estimate, key, norm, norms, age)
    return ScaleScore(
        scale=scale,
        estimate=estimate,
        n_answered=answered,
        bounds=key.bounds,
        mean=mean,
        sd=sd,
        basis=basis,
        percentile=percentile,
        cautions=tuple(cautions),
        published=scale.published if responses.bounds == responses.instrument.response.bounds else (),
        tau=tau,
    )


def prorated(parts: Sequence[int | None], key: Keying) -> float:
    """Return the score of the answered parts."""
    given = [
        (part - low, high - low)
        for part, (low, high) in zip(parts, key.parts, strict=True)
        if part is not None
    ]
    total, room = (float(sum(column)) for column in zip(*given, strict=True))
    return key.score(total, room)


def precision_of(
    responses: Responses, key: Keying, norm: ScaleNorm | None, norms: NormChoice | None
) -> tuple[float, float, float, str]:
    """Return mean, SD and reliability to judge a score by, and where they come from."""
    if norm is not None:
        basis = "borrowed" if norms and norms.borrowed else "measured"
        sd, alpha = norm.precision_at(key.scale.size)
        return key.from_part_mean(norm.mean), key.unit * sd, alpha, basis
    stated: Precision | None = key.scale.precision
    if stated is None:
        return nan, nan, nan, "unknown"
    low, high = responses.instrument.response.bounds
    used_low, used_high = responses.bounds
    factor = (used_high - used_low) / (high - low)
    return nan, stated.sd * factor, stated.reliability, stated.basis


def standard_error(sd: float, reliability: float, *, tau: float, k: int, answered: int) -> float:
    """Return the standard error of a prorated score, in the unit of its SD.

    ``sqrt(SD^2 (1 - reliability) k / answered + (tau SD)^2)``: items are taken as parallel, so
    each unanswered one widens the error; ``tau`` is the doubt about a different wording.
    """
    return sd * sqrt(max(0.0, 1.0 - reliability) * k / answered + tau**2)


def interval(value: float, se: float, bounds: Bounds, *, n: int, method: str = METHODS["mean"]) -> Estimate:
    """Return the score with its interval, kept on the scale; NaN ends where the error is unknown."""
    low, high = bounds
    return Estimate(
        value=value,
        lower=nan if isnan(se) else max(float(low), value - Z_LEVEL * se),
        upper=nan if isnan(se) else min(float(high), value + Z_LEVEL * se),
        level=LEVEL,
        se=se,
        n=n,
        method=method,
    )


def percentile_of(
    estimate: Estimate,
    key: Keying,
    norm: ScaleNorm | None,
    norms: NormChoice | None,
    age: float | None,
) -> Percentile | None:
    """Return the percentile of a score and of the ends of its interval, rounded as the norm says."""
    if norm is None or norms is None:
        return None
    curve = percentile_curve(norm, age)
    scores = np.array([estimate.value, estimate.lower, estimate.upper])
    raw = percentile_at(curve, norm, key.part_mean(scores))
    value, lower, upper = (rounded(float(p), norms.round_to) for p in raw)
    return Percentile(
        value=value,
        lower=lower,
        upper=upper,
        rounded_to=norms.round_to,
        norm=norms.group.ref(borrowed=norms.borrowed),
    )


def against_published(score_: ScaleScore) -> tuple[tuple[PublishedGroup, Estimate], ...]:
    """Return the score in SDs of each published sample, with its interval; a z, never a percentile."""
    estimate = score_.estimate
    if estimate is None:
        return ()
    return tuple((group, standing(estimate, group)) for group in score_.published)


def standing(estimate: Estimate, group: PublishedGroup) -> Estimate:
    return Estimate(
        value=(estimate.value - group.mean) / group.sd,
        lower=(estimate.lower - group.mean) / group.sd,
        upper=(estimate.upper - group.mean) / group.sd,
        level=estimate.level,
        se=estimate.se / group.sd,
        n=estimate.n,
        method="z in a published sample",
    )


def rounded(percentile: float, step: int) -> float:
    """Round to the step, but never to 0 or 100: nobody is below or above everyone."""
    if not step:
        return percentile
    return float(min(100 - step, max(step, step * round(percentile / step))))


def answer_cautions(scale: Scale, answered: int, basis: str) -> list[Caution]:
    k = scale.size
    found = []
    if answered < scale.min_answered:
        text = f"{scale.title}: {answered} of {k} answers are too few for a score."
        found.append(Caution(code="too-few-answers", text=text))
    elif answered < k:
        text = f"{scale.title}: {k - answered} of {k} answers are missing; the interval is wider."
        found.append(Caution(code=MISSING_ANSWERS, text=text, severity=Severity.NOTE))
    if basis == "assumed":
        text = (
            "No sample has answered this questionnaire yet. How precise its scores are is a "
            "planning value, and there is no percentile."
        )
        found.append(Caution(code="assumed-precision", text=text))
    if basis == "unknown":
        text = "There is no figure for the precision of this scale: its interval is not known."
        found.append(Caution(code="unknown-precision", text=text))
    return found
