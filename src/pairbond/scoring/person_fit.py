"""Whether one person's answers hang together: the standardised log-likelihood l_z*.

l_z (Drasgow, Levine and Williams 1985) compares the likelihood of the answers with what the model
expects at the person's trait; l_z* (Snijders 2001; Sinharay 2016 for ordered answers) corrects it
for the trait being estimated from the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairbond.errors import ResponseError
from pairbond.scoring.estimate import map_estimate
from pairbond.scoring.graded import Floats, Items, cumulative, log_probabilities
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.irt_data import Codes

CHUNK = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFit:
    """``lz`` and ``lz_star`` (people,): about N(0, 1) when the model holds; below -2 is unusual."""

    theta: Floats
    lz: Floats
    lz_star: Floats


def person_fit(model: GradedModel, X: object) -> PersonFit:
    """Return l_z and l_z* at the MAP estimate; NaN for people with fewer than two answers.

    A low value shows answers that do not fit together, from haste, misreading or a life that the
    model does not describe. It is shown as a doubt, and never used to drop anyone.
    """
    if model.n_factors > 1:
        raise ResponseError("Person fit is for one factor; take the items of one with model.take(places).")
    codes = model.codes(X)
    theta = map_estimate(codes, model.items).theta
    lz, star = np.empty(len(codes)), np.empty(len(codes))
    for start in range(0, len(codes), CHUNK):
        part = slice(start, start + CHUNK)
        lz[part], star[part] = fit_chunk(codes[part], model.items, theta[part])
    return PersonFit(theta=theta, lz=lz, lz_star=star)


def fit_chunk(codes: Codes, items: Items, theta: Floats) -> tuple[Floats, Floats]:
    """Return l_z and l_z* of some people; arrays below are (items, answers, people)."""
    answered = (codes >= 0).T
    logs = log_probabilities(items, theta)
    logs = np.where(np.isfinite(logs), logs, 0.0)
    p = cumulative(items, theta)
    prob = p[:, :-1] - p[:, 1:]
    score = items.a[:, None, None] * (1.0 - p[:, :-1] - p[:, 1:])
    given = np.maximum(codes, 0).T[:, None, :].astype(np.int64)
    seen = np.where(answered, np.take_along_axis(logs, given, 1)[:, 0], 0.0).sum(axis=0)
    expected = np.where(answered, (prob * logs).sum(axis=1), 0.0).sum(axis=0)
    spread = variance(prob, logs, answered)
    information = np.where(answered, (prob * score**2).sum(axis=1), 0.0).sum(axis=0)
    shared = np.where(answered, (prob * score * logs).sum(axis=1), 0.0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = shared / information
        corrected = variance(prob, logs - slope * score, answered)
        lz = (seen - expected) / np.sqrt(spread)
        star = (seen - expected - slope * theta) / np.sqrt(corrected)
    few = answered.sum(axis=0) < 2
    return np.where(few, np.nan, lz), np.where(few, np.nan, star)


def variance(
    prob: Floats, value: Floats, answered: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
) -> Floats:
    """Return the variance of the sum of *value* over the answered items."""
    mean = (prob * value).sum(axis=1)
    own = (prob * value**2).sum(axis=1) - mean**2
    found: Floats = np.where(answered, own, 0.0).sum(axis=0)
    return found
