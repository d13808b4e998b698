"""One person's picture of the other beside the other's own report: bias and accuracy over items.

Truth and bias (West and Kenny, 2011) over the items of one couple. The picture J of item i is set
against the target's report T and the judge's own side O: *bias* is the mean of J - T; *accuracy*
and *assumed similarity* are the slopes of J on T and on O. Items are few and answers are noisy, so

- reports enter as their expected true values given both observed ones (regression calibration),
  or every slope would be too flat and bias would seem to grow;
- slopes are shrunk to what is usual (truth .27 to .46 and assumed similarity .27 to .50 in the
  studies with reference values), with a residual variance lent four degrees of freedom;
- bias carries the doubt about how high each of the two rates anything at all.

The other's report is a viewpoint and not the truth: a bias may be the judge's or the reporter's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from pairbond.dyad.conflict import STYLES
from pairbond.dyad.moves import MOVES
from pairbond.dyad.needs_result import NEEDS
from pairbond.dyad.perception_result import Area, ItemGap, Perception, Picture
from pairbond.profile import Profile
from pairbond.scoring.classical import LEVEL, Z_LEVEL, ScaleScore
from pairbond.scoring.difference import Z_NULL, Difference, difference_between
from pairbond.types import Estimate

Floats = npt.NDArray[np.float64]

FEWEST_FOR_BIAS = 4
FEWEST_FOR_ACCURACY = 8
STYLE_SD = 0.3
"""How far raters differ in how high they rate anything, in SDs of a scale."""
BIAS_PRIOR_SD = 0.5
LENT = 4
PRIOR_MEAN = np.array([0.40, 0.25])
PRIOR_SD = np.array([0.25, 0.25])
LEAST_RELIABLE = 0.2


AREAS: tuple[Area, ...] = ("moves", "conflict", "needs", "given")
QUESTIONS: dict[Area, tuple[tuple[str, str, str, str], ...]] = {
    "moves": tuple((m, f"move.{m}.sees", f"move.{m}.do", f"move.{m}.do") for m in MOVES),
    "conflict": (
        *((s, f"conflict.{s}.observed", f"conflict.{s}.self", f"conflict.{s}.self") for s in STYLES),
        (
            "raises",
            "conflict.demand-withdraw.partner-demands",
            "conflict.demand-withdraw.self-demands",
            "conflict.demand-withdraw.self-demands",
        ),
        (
            "pulls-away",
            "conflict.demand-withdraw.self-demands",
            "conflict.demand-withdraw.partner-demands",
            "conflict.demand-withdraw.partner-demands",
        ),
    ),
    "needs": tuple((n, f"need.{n}.guess", f"need.{n}.wanted", f"need.{n}.wanted") for n in NEEDS),
    "given": tuple((n, f"need.{n}.happens", f"need.{n}.give", f"need.{n}.give") for n in NEEDS),
}
"""Item, then the constructs of the judge's picture, the target's report, the judge's own side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing both were asked about the target; ``own`` is the judge about themselves."""

    item: str
    picture: ScaleScore
    report: ScaleScore
    own: ScaleScore | None


def find_perception(a: Profile, b: Profile) -> Perception:
    """Return both pictures in every area that both answered; the bond asks no matching questions."""
    found = [picture_of(area, judge, target) for area in AREAS for judge, target in ((a, b), (b, a))]
    return Perception(pictures=tuple(picture for picture in found if picture is not None))


def picture_of(area: Area, judge: Profile, target: Profile) -> Picture | None:
    """Return the judge's picture in one area; None where no item was answered by both."""
    asked = list(asked_in(area, judge, target))
    if not asked:
        return None
    bias, difference = bias_of(asked)
    accuracy, similarity, tells = slopes_of([one for one in asked if one.own is not None])
    return Picture(
        area=area,
        judge=judge.who,
        target=target.who,
        n=len(asked),
        bias=bias,
        bias_difference=difference,
        accuracy=accuracy,
        accuracy_tells=tells,
        assumed_similarity=similarity,
        items=tuple(item_gap(one) for one in asked),
    )


def asked_in(area: Area, judge: Profile, target: Profile) -> Iterator[Asked]:
    for item, seen, reported, own in QUESTIONS[area]:
        picture, report = judge.get(seen), target.get(reported)
        if picture is not None and report is not None:
            yield Asked(item=item, picture=picture, report=report, own=judge.get(own))


def values_of(scores: Sequence[ScaleScore]) -> Floats:
    return np.array([score.value for score in scores], dtype=np.float64)


def errors_of(scores: Sequence[ScaleScore]) -> Floats:
    found = [score.estimate.se for score in scores if score.estimate is not None]
    return np.array(found, dtype=np.float64)


def bias_of(asked: Sequence[Asked]) -> tuple[Estimate | None, Difference | None]:
    """Return the mean of picture less report, and the same in SDs under its shrunken posterior.

    Its variance is that between items over their number, drawn to what the answers' errors let
    expect, plus twice the variance of how high people rate anything.
    """
    n = len(asked)
    if n < FEWEST_FOR_BIAS:
        return None, None
    pictures, reports = [one.picture for one in asked], [one.report for one in asked]
    gaps = values_of(pictures) - values_of(reports)
    sd = float(np.mean([score.sd for score in (*pictures, *reports)]))
    expected = float((errors_of(pictures) ** 2 + errors_of(reports) ** 2).mean())
    between = (float(((gaps - gaps.mean()) ** 2).sum()) + LENT * expected) / (n - 1 + LENT)
    se = sqrt(between / n + 2 * (STYLE_SD * sd) ** 2)
    value = float(gaps.mean())
    bias = interval(value, se, n - 1 + LENT, n, "mean of picture less report over items")
    z, z_se = value / sd, se / sd
    weight = BIAS_PRIOR_SD**2 / (BIAS_PRIOR_SD**2 + z_se**2)
    shrunk = Difference(mean=weight * z, sd=BIAS_PRIOR_SD * sqrt(1 - weight), plain=z / z_se)
    return bias, shrunk


def slopes_of(asked: Sequence[Asked]) -> tuple[Estimate | None, Estimate | None, bool]:
    """Return accuracy, assumed similarity, and whether accuracy is told from none without the prior.

    None where there are too few items, or a side hardly varies beyond the error of its answers.
    """
    n = len(asked)
    if n < FEWEST_FOR_ACCURACY:
        return None, None, False
    owns = [one.own for one in asked if one.own is not None]
    reports = [one.report for one in asked]
    observed = np.column_stack([values_of(reports), values_of(owns)])
    errors = np.array([(errors_of(reports) ** 2).mean(), (errors_of(owns) ** 2).mean()])
    expected = expected_true(observed, errors)
    if expected is None:
        return None, None, False
    pictures = values_of([one.picture for one in asked])
    noise = float((errors_of([one.picture for one in asked]) ** 2).mean())
    fitted = shrunken_slopes(pictures - pictures.mean(), expected, noise)
    accuracy, similarity = (
        interval(fitted.mean[k], fitted.se[k], fitted.df, n, "slope over items, errors removed, shrunk")
        for k in range(2)
    )
    return accuracy, similarity, fitted.first_plain > t_quantile(Z_NULL, fitted.df)


def expected_true(observed: Floats, errors: Floats) -> Floats | None:
    """Return the expected true deviations of both sides given both observed ones, shape (n, 2)."""
    centred = observed - observed.mean(axis=0)
    seen = centred.T @ centred / (len(centred) - 1)
    variances = np.diag(seen)
    if np.any(variances - errors < LEAST_RELIABLE * variances) or np.any(variances <= 0):
        return None
    true = seen - np.diag(errors)
    limit = 0.95 * sqrt(float(true[0, 0] * true[1, 1]))
    true[0, 1] = true[1, 0] = float(np.clip(true[0, 1], -limit, limit))
    result: Floats = centred @ np.linalg.solve(seen + 1e-9 * np.eye(2), true)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Slopes:
    """Posterior means and standard errors of both slopes, and the plain t of the first."""

    mean: tuple[float, float]
    se: tuple[float, float]
    df: int
    first_plain: float


def shrunken_slopes(outcome: Floats, predictors: Floats, noise: float) -> Slopes:
    """Return the slopes under a normal prior; the residual variance is drawn to twice *noise*."""
    n = len(outcome)
    cross = predictors.T @ predictors
    plain = np.linalg.solve(cross + 1e-9 * np.eye(2), predictors.T @ outcome)
    rest = outcome - predictors @ plain
    df = n - 3 + LENT
    variance = (float(rest @ rest) + LENT * 2 * noise) / df
    precision = cross / variance + np.diag(PRIOR_SD**-2.0)
    covariance = np.linalg.inv(precision)
    mean = covariance @ (predictors.T @ outcome / variance + PRIOR_MEAN / PRIOR_SD**2)
    plain_se = sqrt(variance * float(np.linalg.inv(cross + 1e-9 * np.eye(2))[0, 0]))
    se = np.sqrt(np.diag(covariance))
    return Slopes(
        mean=(float(mean[0]), float(mean[1])),
        se=(float(se[0]), float(se[1])),
        df=df,
        first_plain=float(plain[0]) / plain_se,
    )


def interval(value: float, se: float, df: int, n: int, method: str) -> Estimate:
    half = t_quantile(Z_LEVEL, df) * se
    return Estimate(
        value=value, lower=value - half, upper=value + half, level=LEVEL, se=se, n=n, method=method
    )


def t_quantile(z: float, df: int) -> float:
    """Return the quantile of Student's t where the normal's is *z*, good to .001 from seven degrees on.

    *Source* the expansion in 1/df, Abramowitz and Stegun 26.7.5; SciPy would be loaded for this alone.
    """
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / float(df) ** power for power, term in enumerate(terms, start=1))


def item_gap(asked: Asked) -> ItemGap:
    """Return one item by both reports; each report's error includes how high its rater rates anything."""
    picture, report = asked.picture, asked.report
    assert picture.estimate is not None and report.estimate is not None
    sd = (picture.sd + report.sd) / 2
    middle = (picture.estimate.value + report.estimate.value) / 2
    return ItemGap(
        item=asked.item,
        picture=picture.estimate.value,
        report=report.estimate.value,
        difference=difference_between(
            (picture.estimate.value - middle) / sd,
            sqrt((picture.estimate.se / sd) ** 2 + STYLE_SD**2),
            (report.estimate.value - middle) / sd,
            sqrt((report.estimate.se / sd) ** 2 + STYLE_SD**2),
        ),
    )
