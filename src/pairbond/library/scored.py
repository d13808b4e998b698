"""Scores answers in the way they were given: the whole questionnaire, or an adaptive test of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pairbond.errors import ConfigError
from pairbond.instruments import Instrument
from pairbond.scoring import NormChoice, Responses, Scores, score

if TYPE_CHECKING:
    from pairbond.scoring.parameters import Calibration


def scored(responses: Responses, *, norms: NormChoice | None, age: float | None) -> Scores:
    """Return the scores of one person's answers; an adaptive test's come from item parameters."""
    if not responses.adaptive:
        return score(responses, norms=norms, age=age)
    from pairbond.scoring.adaptive_score import score_adaptive

    return score_adaptive(responses, adaptive_calibration(responses.instrument), norms=norms, age=age)


def adaptive_calibration(instrument: Instrument) -> Calibration:
    """Return the item parameters an adaptive test of this instrument uses.

    Raises
    ------
    ConfigError
        Where there are none, or they are for other answers than the instrument's wording has.
    """
    from pairbond.library.calibration import load_calibration

    found = load_calibration(instrument)
    if found is None:
        raise ConfigError(
            f"{instrument.id} has no item parameters, so there is no adaptive test of it; answer it whole."
        )
    return found
