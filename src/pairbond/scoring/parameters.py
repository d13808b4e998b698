"""Item parameters at hand for an instrument, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pairbond.instruments import Bounds
from pairbond.scoring.irt import GradedModel
from pairbond.types import Caution


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Item parameters to use with an instrument.

    ``models`` maps a scale to its one-factor model with the instrument's own item ids. ``tau`` is
    the doubt, in SDs, that every standard error gains; it and the cautions are for parameters that
    are those of other wording.
    """

    id: str
    title: str
    who: str
    year: int
    source: str
    response_range: Bounds
    models: Mapping[str, GradedModel]
    borrowed: bool
    tau: float
    cautions: tuple[Caution, ...]
