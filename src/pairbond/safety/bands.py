"""Three bands for a score: the only form in which a banded joint report shows one.

The boundaries are thirds of the scale's own range, fixed before anyone answers. A band is worked
out from the answers alone, in whole numbers: no norms, no standard error, no age, so that nothing
but the band itself can be read back from it. Which scales may be shown so is declared in the
instrument (``bands: true``) and bounded by :mod:`pairbond.safety.leakage`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pairbond.instruments import InstrumentRef, Scale
from pairbond.scoring.responses import Responses

Band = Literal["lower", "middle", "upper"]
BANDS: tuple[Band, ...] = ("lower", "middle", "upper")

BAND_ROWS: Mapping[str, tuple[str, ...]] = {
    "attachment": ("attachment.anxiety", "attachment.avoidance"),
    "bond": ("bond.satisfaction", "bond.responsiveness"),
    "personality": (
        "bigfive.extraversion",
        "bigfive.agreeableness",
        "bigfive.conscientiousness",
        "bigfive.neuroticism",
        "bigfive.openness",
    ),
}
"""Parts that can be shown in bands, and the rows they then always have. Every other part rests on
scales too short for the bound, or on single answers, and is shown openly or not at all."""

FEWEST_ANSWERS = 5
"""The shortest range of answers that a standard questionnaire may have been given on: the bound is
computed for the instrument's own range, and shorter ranges tell more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandRow:
    """One construct in bands: of both people, or of neither (``a`` and ``b`` None)."""

    construct: str
    a: Band | None
    b: Band | None

    @property
    def known(self) -> bool:
        return self.a is not None and self.b is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoupleBands:
    """What a banded joint report may know of two people's scores: this and nothing else."""

    parts: Mapping[str, tuple[BandRow, ...]]
    instruments: tuple[InstrumentRef, ...] = ()

    def get(self, construct: str) -> BandRow | None:
        """Return the row of a construct where both have a band."""
        rows = (row for rows in self.parts.values() for row in rows)
        return next((row for row in rows if row.construct == construct and row.known), None)


def band_of(place: int, span: int) -> Band:
    """Return the third in which a keyed sum lies: *place* above the lowest, of *span* in all.

    A sum exactly on a boundary is in the middle, whichever way the scale is turned.
    """
    if 3 * place < span:
        return "lower"
    return "upper" if 3 * place > 2 * span else "middle"


def scale_band(responses: Responses, scale: Scale) -> Band | None:
    """Return the band of one scale; None below its minimum of answers."""
    instrument = responses.instrument
    low, high = responses.bounds
    if high - low + 1 < FEWEST_ANSWERS and responses.bounds != instrument.response.bounds:
        return None
    bounds = instrument.item_bounds(responses.bounds)
    place = span = answered = 0
    for position in instrument.positions(scale):
        item, value = instrument.item_ids[position], int(responses.values[position])
        if value < 0:
            continue
        low, high = bounds[item]
        place += high - value if item in scale.reverse else value - low
        span += high - low
        answered += 1
    return band_of(place, span) if answered >= scale.min_answered else None


def person_band(given: Mapping[str, Responses], construct: str) -> tuple[Band, Responses] | None:
    """Return a person's band on a construct, and the answers it is from.

    Where several questionnaires measure it, the one with most items counts: a choice that does not
    depend on what was answered in them.
    """
    found = [
        (scale.size, name, scale, responses)
        for name, responses in given.items()
        for scale in responses.instrument.scales
        if scale.construct == construct and scale.bands
    ]
    for _, _, scale, responses in sorted(found, key=lambda entry: (-entry[0], entry[1])):
        band = scale_band(responses, scale)
        if band is not None:
            return band, responses
    return None


def couple_bands(
    a: Mapping[str, Responses], b: Mapping[str, Responses], parts: tuple[str, ...]
) -> CoupleBands:
    """Return the bands of two people in these parts.

    A row that one of them did not answer enough for is empty for both. A part without any full row
    is left out: it looks like a part that was withheld.
    """
    found: dict[str, tuple[BandRow, ...]] = {}
    used: dict[str, InstrumentRef] = {}
    for part in parts:
        rows = []
        for construct in BAND_ROWS[part]:
            first, second = person_band(a, construct), person_band(b, construct)
            if first is None or second is None:
                rows.append(BandRow(construct=construct, a=None, b=None))
                continue
            rows.append(BandRow(construct=construct, a=first[0], b=second[0]))
            used.update({r.instrument.id: r.instrument.ref for _, r in (first, second)})
        if any(row.known for row in rows):
            found[part] = tuple(rows)
    return CoupleBands(parts=found, instruments=tuple(used[name] for name in sorted(used)))
