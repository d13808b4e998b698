"""The weekly looks at two diaries: from entries to the evidence at each look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pairbond.checkins.signal_evidence import Evidence, weigh
from pairbond.checkins.signal_grams import DesignGrams, data_grams, design_grams, make_look
from pairbond.checkins.signal_model import (
    SETTINGS,
    Cells,
    Design,
    Floats,
    Settings,
    Whitened,
    make_cells,
    make_design,
    whiten,
)

T = TypeVar("T", Cells, Whitened)
LOOKS = tuple(range(14, 85, 7))
LEAST_SD = 0.3
"""SD of rounding an answer to a whole number: no diary is steadier than that."""
LAG_ONE = 0.28
"""Correlation of reports on neighbouring days under the prior mean: presence .40, reliability .70."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What does not depend on the answers of couples who skipped the same days.

    ``precision`` is that of the sums over the grid; half of it moves no log Bayes factor by .001
    and makes a simulation twice as fast.
    """

    looks: tuple[int, ...]
    design: Design
    cells: Cells
    settings: Settings
    precision: npt.DTypeLike = np.float64


def prepare(
    looks: Sequence[int] = LOOKS, settings: Settings = SETTINGS, precision: npt.DTypeLike = np.float64
) -> Prepared:
    return Prepared(
        looks=tuple(looks),
        design=make_design(looks[-1], settings),
        cells=make_cells(settings),
        settings=settings,
        precision=precision,
    )


def narrowed(item: T, precision: npt.DTypeLike) -> T:
    """Return a record of arrays at another precision."""
    return replace(item, **{f.name: getattr(item, f.name).astype(precision) for f in fields(item)})


def day_to_day_sd(values: Floats) -> Floats:
    """Return the SD of single days of each column, from changes between entries that follow each other.

    A change of level enters one of the differences only, so it hardly adds to the SD.
    """
    found = np.empty(values.shape[1])
    for k in range(values.shape[1]):
        kept = values[np.isfinite(values[:, k]), k]
        found[k] = np.sqrt(np.mean(np.diff(kept) ** 2) / 2 / (1 - LAG_ONE)) if len(kept) > 1 else 0.0
    return np.maximum(found, LEAST_SD)


def evidence_at_looks(
    reported: Floats, perceived: Floats, prepared: Prepared, *, shared: DesignGrams | None = None
) -> Iterator[tuple[int, Evidence, tuple[Floats, Floats]]]:
    """Yield (day, evidence, SDs of both diaries) at each look.

    ``reported`` and ``perceived`` are (days, couples); NaN is no entry, on the same days for every
    couple. ``shared`` are the design's inner products, when a caller has them for these days already.
    """
    looks, design, cells = prepared.looks, prepared.design, prepared.cells
    centre = np.nanmean(reported, axis=0), np.nanmean(perceived, axis=0)
    whitened = whiten(
        design, reported - centre[0], perceived - centre[1], cells, prepared.settings.reliability
    )
    whitened, cells = narrowed(whitened, prepared.precision), narrowed(cells, prepared.precision)
    grams = shared or design_grams(whitened, looks), data_grams(whitened, looks)
    entries = np.isfinite(reported[:, 0]).astype(int) + np.isfinite(perceived[:, 0]).astype(int)
    for place, day in enumerate(looks):
        columns = 2 + int((design.onsets <= day - prepared.settings.earliest).sum())
        spread = day_to_day_sd(reported[:day]), day_to_day_sd(perceived[:day])
        look = make_look(grams, place, cells, spread, (columns, int(entries[:day].sum())))
        yield day, weigh(look, design, (day, columns), cells, prepared.settings), spread
