"""Fits item parameters to a table of answers, and links them to a calibration that ships."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import narwhals as nw
import numpy as np

from pairbond.cohort.table import TableOptions, clean_rows, table_reader
from pairbond.errors import ConfigError, shown
from pairbond.instruments import Instrument, Scale
from pairbond.library.calibration import load_calibration
from pairbond.library.tables import TableFile
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.irt_data import Codes
from pairbond.scoring.linking import Link, stocking_lord
from pairbond.types import JsonDict, merge_cautions


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """A fit of one scale or of two, how long it took, and the link where one was asked for."""

    model: GradedModel
    scales: tuple[str, ...]
    seconds: float
    link: Link | None

    def to_dict(self) -> JsonDict:
        shown_model = self.link.model if self.link else self.model
        data = shown_model.to_dict()
        cautions = merge_cautions(self.model.cautions, self.link.cautions if self.link else ())
        data.update(
            schema="pairbond.fit/1",
            scales=list(self.scales),
            loglik=self.model.to_dict()["loglik"],
            iterations=self.model.n_iter,
            seconds=round(self.seconds, 4),
            corr=self.model.corr.tolist(),
            link=self.link.to_dict() if self.link else None,
            cautions=[caution.to_dict() for caution in cautions],
        )
        return data


def calibrate_table(
    table: TableFile,
    instrument: Instrument,
    scales: Sequence[str],
    options: TableOptions,
    *,
    link: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Calibrated:
    """Return item parameters of one scale, or of several with correlated factors.

    The table is read as a stream; only its answers are kept, one byte each.
    """
    chosen = [known_scale(instrument, name) for name in scales]
    if link and len(chosen) > 1:
        raise ConfigError("--link takes one --scale at a time.")
    answers = keyed_answers(table, instrument, chosen, options, progress)
    item_ids = tuple(str(item) for scale in chosen for item in scale.items)
    factors = [place for place, scale in enumerate(chosen) for _ in scale.items]
    start = perf_counter()
    model = fit_grm(answers, factors=factors, item_ids=item_ids)
    seconds = perf_counter() - start
    linked = linked_to_shipped(model, instrument, chosen[0]) if link else None
    return Calibrated(
        model=model, scales=tuple(str(scale.id) for scale in chosen), seconds=seconds, link=linked
    )


def known_scale(instrument: Instrument, name: str) -> Scale:
    for scale in instrument.scales:
        if name in {str(scale.id), str(scale.id).removeprefix(f"{instrument.id}.")}:
            return scale
    names = ", ".join(str(scale.id) for scale in instrument.scales)
    raise ConfigError(f"{instrument.id} has no scale {shown(name)}; it has: {names}.")


def keyed_answers(
    table: TableFile,
    instrument: Instrument,
    scales: Sequence[Scale],
    options: TableOptions,
    progress: Callable[[int], None] | None,
) -> Codes:
    """Return (people, items) answers from 0, reversed items turned round, -1 where missing."""
    reader = table_reader(table.header, instrument, options)
    bounds = instrument.item_bounds(reader.bounds)
    parts, row = [], 0
    for frame in table.chunks(reader.needed):
        chunk = nw.from_native(frame, eager_only=True)
        codes = reader.codes(chunk, row)
        columns = []
        for scale in scales:
            for item in scale.items:
                low, high = bounds[item]
                turned = np.where(codes[item] > 0, high - low + 2 - codes[item], 0)
                columns.append((turned if item in scale.reverse else codes[item]) - 1)
        kept = clean_rows(codes, reader.ages(chunk)) if options.clean else slice(None)
        parts.append(np.column_stack(columns).astype(np.int8)[kept])
        row += len(chunk)
        if progress:
            progress(len(chunk))
    if not parts:
        raise ConfigError("The table has no rows.")
    return np.concatenate(parts)


def linked_to_shipped(model: GradedModel, instrument: Instrument, scale: Scale) -> Link:
    """Return the model on the metric of the calibration that ships for this scale."""
    known = load_calibration(instrument)
    target = known.models.get(str(scale.id)) if known else None
    if target is None:
        raise ConfigError(f"There are no item parameters to link {scale.id} to.")
    return stocking_lord(model, target)
