"""Signs that answers were given without reading: shown to the person, never used to drop them.

Sources: long string and even-odd consistency, Meade & Craig (2012); within-person SD, Dunn et al.
(2018); response times, Huang et al. (2012), whose two seconds an item is the line used here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.scoring.keying import keyed_answers
from pairbond.scoring.responses import MISSING, Responses
from pairbond.types import Caution, JsonDict, Severity, finite_or_none

FAST_SECONDS = 2.0
MIN_ANSWERS = 12
MIN_PAIRS = 12
CONTRADICTORY = -0.5
"""With twelve unrelated pairs a correlation below -.5 comes about in one person in twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuality:
    """Indices of attention in one person's answers to one instrument.

    ``long_string`` is the longest run of one answer in the order asked; ``person_sd`` the SD of
    the raw answers; ``even_odd`` the correlation of neighbouring items of the same scale after
    keying (None where it cannot be computed); ``median_seconds`` per item where times were kept.
    """

    instrument: str
    n_items: int
    n_answered: int
    long_string: int
    person_sd: float | None
    even_odd: float | None
    median_seconds: float | None
    cautions: tuple[Caution, ...]

    def to_dict(self) -> JsonDict:
        return {
            "instrument": self.instrument,
            "n_items": self.n_items,
            "n_answered": self.n_answered,
            "long_string": self.long_string,
            "person_sd": finite_or_none(self.person_sd),
            "even_odd": finite_or_none(self.even_odd),
            "median_seconds": finite_or_none(self.median_seconds),
            "cautions": [caution.to_dict() for caution in self.cautions],
        }


def answer_quality(responses: Responses) -> AnswerQuality:
    """Return the indices and, where one is out of the ordinary, a caution in plain words."""
    values = in_order_asked(responses)
    answered = values[values != MISSING]
    sd = float(np.std(answered, ddof=1)) if len(answered) >= 2 else None
    even_odd = even_odd_consistency(responses)
    median = median_seconds(responses)
    run = longest_run(values)
    return AnswerQuality(
        instrument=responses.instrument.id,
        n_items=len(values),
        n_answered=len(answered),
        long_string=run,
        person_sd=sd,
        even_odd=even_odd,
        median_seconds=median,
        cautions=quality_cautions(responses, run=run, sd=sd, even_odd=even_odd, median=median),
    )


def in_order_asked(responses: Responses) -> npt.NDArray[np.int16]:
    """Return the answers in the order of the questions, those never asked left out."""
    if not responses.adaptive:
        return responses.values
    place = {item_id: position for position, item_id in enumerate(responses.instrument.item_ids)}
    return responses.values[[place[item_id] for item_id in responses.asked]]


def longest_run(values: npt.NDArray[np.int16]) -> int:
    """Return the length of the longest run of one answer; a missing answer ends a run."""
    best = run = 0
    previous = MISSING
    for value in values.tolist():
        run = 0 if value == MISSING else run + 1 if value == previous else 1
        best = max(best, run)
        previous = value
    return best


def even_odd_consistency(responses: Responses) -> float | None:
    """Return the correlation of neighbouring keyed parts over all scales, None below twelve pairs.

    A scale whose items all stand in scales before it (a facet, an overall mean) adds nothing.
    """
    pairs: list[tuple[float, float]] = []
    seen: set[str] = set()
    for scale in responses.instrument.scales:
        if seen.issuperset(scale.items):
            continue
        seen.update(scale.items)
        keyed = [float(part) for part in keyed_answers(responses, scale)]
        pairs.extend(zip(keyed[::2], keyed[1::2], strict=False))
    if len(pairs) < MIN_PAIRS:
        return None
    first, second = np.array(pairs).T
    if first.std() == 0 or second.std() == 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def median_seconds(responses: Responses) -> float | None:
    if responses.seconds is None or np.isnan(responses.seconds).all():
        return None
    return float(np.nanmedian(responses.seconds))


def quality_cautions(
    responses: Responses,
    *,
    run: int,
    sd: float | None,
    even_odd: float | None,
    median: float | None,
) -> tuple[Caution, ...]:
    """Return what stands out, most serious first."""
    found: list[Caution] = []
    n = responses.n_answered
    name = responses.instrument.title
    if n >= MIN_ANSWERS and sd == 0:
        text = f"Every answer in “{name}” is the same, so its scores say little."
        found.append(Caution(code="straight-line", text=text, severity=Severity.SERIOUS))
    elif n >= MIN_ANSWERS and run >= max(10, (len(responses.asked) or len(responses.values)) // 3):
        text = f"“{name}” has {run} equal answers in a row; reading pace may have slipped."
        found.append(Caution(code="long-string", text=text))
    if median is not None and median < FAST_SECONDS:
        text = f"“{name}” was answered in about {median:.1f} seconds an item, too fast to read."
        found.append(Caution(code="too-fast", text=text, severity=Severity.SERIOUS))
    if even_odd is not None and even_odd < CONTRADICTORY:
        text = f"Answers to like questions in “{name}” point in different directions."
        found.append(Caution(code="even-odd", text=text))
    return tuple(found)
