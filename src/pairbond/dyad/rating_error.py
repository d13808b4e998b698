"""Single ratings as noisy readings: centred within their rater, shrunk, and drawn again.

Sums of ratings mostly measure how high a person rates everything, so each aspect (do, sees, stirs)
is centred on the rater's own mean over the sixteen moves. A single rating has an error of about
three quarters of a step; what was seen is therefore drawn towards the rater's mean by the share of its
variance that is error, and 1,000 posterior draws carry the rest of the doubt.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pairbond.dyad.moves import UNRATED, Ints, MoveAnswers

Floats = npt.NDArray[np.float64]

ERROR_SD = 0.75
LEAST_TRUE_VARIANCE = 0.1
FEWEST_RATED = 8
DRAWS = 1_000


def centred_rows(answers: MoveAnswers) -> Floats:
    """Return ratings centred within their rater, shape (3, 16).

    NaN where a move is unrated, or where fewer than eight moves are rated in that aspect.
    """
    return np.array([centred_row(row) for row in answers.ratings])


def drawn_rows(centred: Floats, rng: np.random.Generator) -> Floats:
    """Return posterior draws of centred ratings, shape (draws, 3, 16)."""
    weights = np.array([true_share(row) for row in centred])[:, None]
    noise = rng.standard_normal((DRAWS, *centred.shape))
    drawn: Floats = weights * centred + ERROR_SD * np.sqrt(weights) * noise
    return drawn


def centred_row(row: Ints) -> Floats:
    """Return ratings less the rater's mean: to the last bit the same when all are a step higher."""
    rated = row != UNRATED
    n = int(rated.sum())
    found = np.full(len(row), np.nan)
    if n >= FEWEST_RATED:
        found[rated] = (n * row[rated] - int(row[rated].sum())) / n
    return found


def true_share(centred: Floats) -> float:
    """Return the share of the variance between moves that is not error of single ratings."""
    known = centred[np.isfinite(centred)]
    if len(known) < FEWEST_RATED:
        return 0.0
    observed = float((known**2).sum()) / (len(known) - 1)
    true = max(observed - ERROR_SD**2, LEAST_TRUE_VARIANCE)
    return true / (true + ERROR_SD**2)


def content_rng(answers: MoveAnswers) -> np.random.Generator:
    """Return a generator seeded by a person's own ratings.

    The same answers always give the same result, whichever of the two is A; a rater who rates all
    a step higher gets the same draws.
    """
    ratings = answers.ratings
    rated = ratings != UNRATED
    lowest = int(ratings[rated].min()) if rated.any() else 0
    seed = np.where(rated, ratings - lowest, 9)
    return np.random.default_rng([int(value) for value in seed.ravel()])
