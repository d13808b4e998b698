"""Scores for a table of people: frames of any library, arrays, or a stream of chunks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from pairbond.cohort.columns import resolve_columns
from pairbond.cohort.summary import TableSummary
from pairbond.errors import ConfigError, shown
from pairbond.instruments import Instrument
from pairbond.scoring.batch import BatchScores, Codes, code_answers, score_batch
from pairbond.scoring.classical import NormChoice
from pairbond.scoring.responses import checked_range
from pairbond.types import ScaleId

if TYPE_CHECKING:
    import polars as pl

Floats = npt.NDArray[np.float64]
CLEAN_AGES = (18, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How a table is to be read.

    ``missing`` are codes that mean "not answered" beside blanks, NaN and -1; ``clean`` leaves out
    of every figure, and blanks, the rows that are incomplete, straight-lined or not aged 18-80.
    """

    columns: str | Sequence[str] | None = None
    response_range: tuple[int, int] | None = None
    missing: frozenset[int] = frozenset()
    age_column: str | None = None
    clean: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredChunk:
    """Scores of consecutive rows, the first of them being row ``start`` of the table."""

    start: int
    scores: Mapping[ScaleId, BatchScores]
    used: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReader:
    """Scores chunk after chunk of one table; the header decides the columns once."""

    instrument: Instrument
    bounds: tuple[int, int]
    names: tuple[str, ...]
    options: TableOptions
    norms: NormChoice | None

    @property
    def needed(self) -> tuple[str, ...]:
        age = self.options.age_column
        return (*self.names, age) if age else self.names

    def codes(self, chunk: nw.DataFrame[Any], first_row: int = 0) -> dict[str, Codes]:
        """Return each item's column as codes; *first_row* is where the chunk begins in its table."""
        bounds = self.instrument.item_bounds(self.bounds)
        return {
            item: code_answers(
                as_array(chunk[name]), bounds[item], self.options.missing, name, first_row=first_row
            )
            for item, name in zip(self.instrument.item_ids, self.names, strict=True)
        }

    def ages(self, chunk: nw.DataFrame[Any]) -> Floats | None:
        column = self.options.age_column
        if column is None:
            return None
        values = as_array(chunk[column])
        if values.dtype.kind not in "iuf":
            raise ConfigError(f"The age column {shown(column)} does not hold numbers.")
        ages = values.astype(np.float64)
        ages[(ages <= 0) | (ages > 120)] = np.nan
        return ages


def table_reader(
    header: Sequence[str],
    instrument: Instrument,
    options: TableOptions,
    norms: NormChoice | None = None,
) -> TableReader:
    """Return a reader for a table with these columns; ConfigError when they do not fit."""
    age = options.age_column
    if age is not None and age not in header:
        raise ConfigError(f"There is no age column {shown(age)} in the file.")
    return TableReader(
        instrument=instrument,
        bounds=checked_range(instrument, options.response_range),
        names=tuple(resolve_columns(options.columns, header, instrument)),
        options=options,
        norms=norms,
    )


def score_chunks(
    chunks: Iterable[Any], reader: TableReader, summary: TableSummary | None = None
) -> Iterator[ScoredChunk]:
    """Score frames one after the other; *summary*, where given, gathers the totals."""
    start = 0
    for frame in chunks:
        chunk = nw.from_native(frame, eager_only=True)
        codes, ages = reader.codes(chunk, start), reader.ages(chunk)
        scores = score_batch(codes, reader.instrument, reader.bounds, norms=reader.norms, ages=ages)
        used = np.ones(len(chunk), dtype=bool)
        if reader.options.clean:
            used = clean_rows(codes, ages)
            for batch in scores.values():
                for values in (batch.value, batch.se, batch.percentile):
                    values[~used] = np.nan
        if summary is not None:
            summary.add(codes, scores, used)
        yield ScoredChunk(start=start, scores=scores, used=used)
        start += len(chunk)


def clean_rows(codes: Mapping[str, Codes], ages: Floats | None) -> npt.NDArray[np.bool_]:
    """Return which rows are complete, vary over the raw answers, and are aged 18-80 if known."""
    columns = list(codes.values())
    lowest = np.minimum.reduce(columns)
    kept: npt.NDArray[np.bool_] = (lowest > 0) & (np.maximum.reduce(columns) > lowest)
    if ages is not None:
        with np.errstate(invalid="ignore"):
            kept &= (ages >= CLEAN_AGES[0]) & (ages <= CLEAN_AGES[1])
    return kept


def as_array(column: nw.Series[Any]) -> npt.NDArray[np.generic]:
    """Return a column as numbers; text stays text and is refused where answers are expected."""
    return np.asarray(column.to_numpy())


def scored_frame(chunk: ScoredChunk) -> pl.DataFrame:
    """Return a chunk as a frame: row, then value, se, percentile and n of every scale."""
    import polars as pl

    n = len(chunk.used)
    columns: dict[str, Any] = {"row": np.arange(chunk.start, chunk.start + n)}
    for scale_id, batch in chunk.scores.items():
        columns[scale_id] = batch.value
        columns[f"{scale_id}.se"] = batch.se
        columns[f"{scale_id}.percentile"] = batch.percentile
        columns[f"{scale_id}.n"] = batch.n_answered
    return pl.DataFrame(columns, nan_to_null=True)


def score_table(
    frame: Any,
    instrument: Instrument,
    *,
    columns: str | Sequence[str] | None = None,
    response_range: tuple[int, int] | None = None,
    missing: Iterable[int] = (),
    age_column: str | None = None,
    norms: NormChoice | None = None,
    clean: bool = False,
) -> pl.DataFrame:
    """Score a table of people, one row out for every row in.

    Parameters
    ----------
    frame
        Any frame narwhals knows (Polars, pandas, PyArrow, Modin), or an array of shape
        (n_people, n_items) with columns in item order.
    columns
        Which columns are the items: see :func:`pairbond.cohort.columns.resolve_columns`.
    missing
        Codes that mean "not answered", beside blanks, NaN and -1.

    Returns
    -------
    polars.DataFrame
        ``row`` (0-based), then for each scale its value in response units, ``.se``,
        ``.percentile`` (0-100, midrank) and ``.n`` answered. A row without a score stays, blank.

    Raises
    ------
    ResponseError, ConfigError
        For an answer off the scale (row, column and value are named) or columns that do not fit.
    """
    import polars as pl

    if isinstance(frame, np.ndarray):
        frame = pl.DataFrame(frame, schema=list(instrument.item_ids), orient="row")
        columns = None
    options = TableOptions(
        columns=columns,
        response_range=response_range,
        missing=frozenset(missing),
        age_column=age_column,
        clean=clean,
    )
    native = nw.from_native(frame, eager_only=True)
    reader = table_reader(native.columns, instrument, options, norms)
    (chunk,) = score_chunks([native.to_native()], reader)
    return scored_frame(chunk)
