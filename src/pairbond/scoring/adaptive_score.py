"""Scores of an adaptive test: few answers, but known item parameters, in the units of the full scale.

The posterior of the trait (N(0, 1) prior, 61 nodes) becomes one of the *expected full score*, the
mean that all items of the scale would have. The prior is then taken out again, as if that
posterior were normal: all that is done with a score later (percentiles, judgements) was made for
scores that are not drawn to the mean, and draws them itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot, isfinite, sqrt

import numpy as np

from pairbond.errors import ResponseError
from pairbond.instruments import Scale
from pairbond.scoring.adaptive_scales import tables
from pairbond.scoring.classical import (
    NormChoice,
    ScaleScore,
    Scores,
    interval,
    percentile_of,
    precision_of,
    score,
    score_scale,
)
from pairbond.scoring.graded import Floats, log_probabilities, normal_grid
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.keying import Keying, keyed_parts, keying
from pairbond.scoring.parameters import Calibration
from pairbond.scoring.responses import MISSING, Responses
from pairbond.types import Caution, Severity

LEAST_ANSWERS = 4
SE_TARGET = 0.30
LEAST_WEIGHT = 0.2
METHOD = "adaptive test: expected full score by EAP, prior taken out"
ADAPTIVE, LOW = "adaptive-test", "low-precision-limited"


@dataclass(frozen=True, slots=True, kw_only=True)
class FullScore:
    """The expected full score and its error; ``theta`` and ``theta_se`` are the trait's EAP and SD."""

    value: float
    se: float
    sd: float
    theta: float
    theta_se: float


def score_adaptive(
    responses: Responses,
    calibration: Calibration,
    *,
    norms: NormChoice | None = None,
    age: float | None = None,
) -> Scores:
    """Return the scores of answers to an adaptive test, on the scales of the full questionnaire.

    Parameters
    ----------
    responses
        Answers with ``asked``, on the calibration's response range.
    calibration
        Item parameters; where they are borrowed, ``tau`` widens every error and its cautions go
        along.

    Raises
    ------
    ResponseError
        For answers on another range than the item parameters are for.

    Notes
    -----
    *Assumes* the graded response model with these parameters and a trait that is N(0, 1) in the
    calibration sample. *Fails* where the wording's parameters differ: ``tau`` stands for that.
    *Source* Bock and Mislevy (1982) for EAP. *Checked* by simulation in ``tests/recovery``.
    """
    if responses.bounds != calibration.response_range:
        raise ResponseError(range_text(responses, calibration))
    plain = score(responses, norms=norms, age=age)
    usable = norms if norms and norms.group.response_range == responses.bounds else None
    scales = tuple(
        adaptive_scale(responses, scale, calibration, norms=usable, age=age)
        if str(scale.id) in calibration.models
        else score_scale(responses, scale, norms=usable, age=age)
        for scale in responses.instrument.scales
    )
    return replace(plain, scales=scales)


def range_text(responses: Responses, calibration: Calibration) -> str:
    low, high = calibration.response_range
    own_low, own_high = responses.bounds
    return (
        f"{responses.instrument.id}: the item parameters are for answers {low}-{high}, the adaptive test "
        f"was answered {own_low}-{own_high}."
    )


def adaptive_scale(
    responses: Responses,
    scale: Scale,
    calibration: Calibration,
    *,
    norms: NormChoice | None,
    age: float | None,
) -> ScaleScore:
    """Return one scale's score from item parameters; unscored below four answers."""
    key = keying(scale, responses.instrument, responses.bounds)
    model = calibration.models[str(scale.id)]
    answers = model_answers(responses, scale, model)
    answered = int((answers != MISSING).sum())
    norm = norms.norm_for(scale.id) if norms else None
    mean, sd, _, basis = precision_of(responses, key, norm, norms)
    found = full_score(model, answers, key)
    sd = sd if isfinite(sd) else found.sd
    estimate = percentile = None
    if answered >= LEAST_ANSWERS:
        tau = max(calibration.tau, norms.tau if norm and norms else 0.0)
        se = hypot(found.se, tau * sd)
        method = f"{METHOD} ({calibration.id})"
        estimate = interval(found.value, se, key.bounds, n=answered, method=method)
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
        cautions=cautions_of(scale, found, answered, norms.cautions if norms else (), calibration),
        published=scale.published if responses.bounds == responses.instrument.response.bounds else (),
        asked=tuple(item for item in responses.asked if item in scale.items),
    )


def model_answers(responses: Responses, scale: Scale, model: GradedModel) -> Floats:
    """Return keyed answers from 0 in the order of the model's items, -1 where there is none."""
    low, _ = responses.bounds
    given = dict(zip(scale.items, keyed_parts(responses, scale), strict=True))
    parts = [given[item] for item in (model.item_ids or scale.items)]  # type: ignore[index]
    return np.array([MISSING if part is None else part - low for part in parts], dtype=np.float64)


def full_score(model: GradedModel, answers: Floats, key: Keying) -> FullScore:
    """Return the expected full score given these answers, with the prior taken out.

    With prior variance V and posterior variance v of the expected score, the answers alone weigh
    ``1 - v / V`` (at least .2): the value moves away from the prior's mean by that weight.
    """
    grid = normal_grid(model.quadrature)
    posterior = posterior_of(model, answers)
    low = key.parts[0][0]
    expected = np.array([key.from_part_mean(low + mean) for mean in model.expected_score(grid.nodes)])
    middle, spread = moments(grid.weights, expected)
    value, error = moments(posterior, expected)
    theta, theta_se = moments(posterior, grid.nodes)
    weight = max(1.0 - error**2 / spread**2, LEAST_WEIGHT)
    lowest, highest = key.bounds
    return FullScore(
        value=min(max(middle + (value - middle) / weight, float(lowest)), float(highest)),
        se=error / sqrt(weight),
        sd=spread,
        theta=theta,
        theta_se=theta_se,
    )


def posterior_of(model: GradedModel, answers: Floats) -> Floats:
    """Return the posterior weights of the trait over the nodes; missing answers add nothing."""
    grid = normal_grid(model.quadrature)
    codes = model.codes(answers[None])[0]
    given = np.flatnonzero(codes != MISSING)
    logs = log_probabilities(model.items, grid.nodes)[given, codes[given]].sum(axis=0)
    weights: Floats = grid.weights * np.exp(logs - logs.max())
    weights /= weights.sum()
    return weights


def moments(weights: Floats, values: Floats) -> tuple[float, float]:
    """Return mean and SD."""
    mean = float(weights @ values)
    return mean, sqrt(max(float(weights @ (values - mean) ** 2), 0.0))


def cautions_of(
    scale: Scale, found: FullScore, answered: int, given: Sequence[Caution], calibration: Calibration
) -> tuple[Caution, ...]:
    """Return the doubts about a scale of an adaptive test, after those *given* with the norms."""
    cautions = list(given)
    if answered < LEAST_ANSWERS:
        text = f"{scale.title}: {answered} answers are too few for a score; an adaptive test needs 4."
        return (*cautions, Caution(code="too-few-answers", text=text))
    text = (
        f"{scale.title}: {answered} of {scale.size} lines, chosen one by one. By the item parameters, the "
        "score is what all of them would give."
    )
    cautions.append(Caution(code=ADAPTIVE, text=text, severity=Severity.NOTE))
    cautions += calibration.cautions
    lowest = tables(calibration.models[str(scale.id)], SE_TARGET).lowest
    if found.theta_se > SE_TARGET and found.theta < min(lowest, 0.0):
        text = f"{scale.title}: low; precision is limited. How low, these questions tell only roughly."
        cautions.append(Caution(code=LOW, text=text))
    return tuple(cautions)
