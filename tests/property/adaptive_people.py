"""People who take the adaptive test of closeness: simulated from the item parameters, or told what to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from pairbond.app.adaptive_session import adaptive_test
from pairbond.instruments import Instrument
from pairbond.library.answers import AnswersFile, build_answers
from pairbond.library.instruments import load_instrument
from pairbond.library.scored import adaptive_calibration
from pairbond.scoring.parameters import Calibration

CLOSENESS = "closeness"


@cache
def known() -> tuple[Instrument, Calibration]:
    instrument = load_instrument(CLOSENESS)
    return instrument, adaptive_calibration(instrument)


def simulated_reply(theta: Mapping[str, float], rng: np.random.Generator) -> Callable[[str], int]:
    """Answers drawn from the graded response model, on the 1-5 of the questionnaire."""
    instrument, calibration = known()
    probabilities = {s: calibration.models[s].probabilities(value)[:, :, 0] for s, value in theta.items()}
    home = {i: (s, k) for s in theta for k, i in enumerate(calibration.models[s].item_ids)}

    def reply(item: str) -> int:
        scale, place = home[item]
        step = int((rng.random() > probabilities[scale][place].cumsum()[:-1]).sum())
        return 5 - step if item in instrument.scale(scale).reverse else 1 + step

    return reply


def keyed_reply(anxiety: int, avoidance: int) -> Callable[[str], int]:
    """One keyed answer to every item of a scale."""
    instrument, _ = known()

    def reply(item: str) -> int:
        scale = next(s for s in instrument.scales if item in s.items)
        value = anxiety if scale.id.endswith("anxiety") else avoidance
        return 6 - value if item in scale.reverse else value

    return reply


def adaptive_path(reply: Callable[[str], int | None]) -> dict[str, int | None]:
    """What is asked and said, in order; None skips."""
    test = adaptive_test(*known())
    said: dict[str, int | None] = {}
    while (item := test.next_item()) is not None:
        said[item] = reply(item)
        value = said[item]
        test.skip(item) if value is None else test.answer(item, value)
    return said


def adaptive_file(
    reply: Callable[[str], int | None], *, alias: str = "Ada", consent: Mapping[str, str] | None = None
) -> AnswersFile:
    """An answers file that holds an adaptive test."""
    said = adaptive_path(reply)
    data: dict[str, object] = {
        "schema": "pairbond.answers/1",
        "person": {"alias": alias, "age": 31},
        "responses": {CLOSENESS: {item: value for item, value in said.items() if value is not None}},
        "adaptive": {CLOSENESS: list(said)},
    }
    if consent is not None:
        data["consent"] = dict(consent)
    return build_answers(data, f"{alias}.json")
