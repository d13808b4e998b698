"""Scores a table of people in a file, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pairbond.app.table_writer import check_ending, write_frames
from pairbond.cohort.summary import TableSummary
from pairbond.cohort.table import (
    ScoredChunk,
    TableOptions,
    TableReader,
    score_chunks,
    scored_frame,
    table_reader,
)
from pairbond.errors import StoreError
from pairbond.instruments import Instrument, NormRef
from pairbond.library.norms import choose_norms
from pairbond.library.tables import TableFile

Progress = Callable[[int], None]
"""Is told how many rows were done since the last time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredTable:
    """What came of a table: its summary and the norms behind its percentiles."""

    summary: TableSummary
    norm: NormRef | None


def score_file(
    table: TableFile,
    instrument: Instrument,
    options: TableOptions,
    *,
    norm: str | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
) -> ScoredTable:
    """Return the summary of a table; with *out*, every row's scores are written there."""
    if out is not None:
        check_ending(out)
    norms = choose_norms(instrument, norm)
    reader = table_reader(table.header, instrument, options, norms)
    if norms is not None and norms.group.response_range != reader.bounds:
        norms = None
    summary = TableSummary(instrument, reader.bounds)
    chunks = scored_chunks(table, reader, summary, progress)
    if out is not None:
        write_frames((scored_frame(chunk) for chunk in chunks), out)
    for _ in chunks:
        pass
    return ScoredTable(
        summary=summary, norm=norms.group.ref(borrowed=norms.borrowed) if norms is not None else None
    )


def scored_chunks(
    table: TableFile, reader: TableReader, summary: TableSummary, progress: Progress | None
) -> Iterator[ScoredChunk]:
    """Yield the scores of chunk after chunk; StoreError when there are no rows."""
    for chunk in score_chunks(table.chunks(reader.needed), reader, summary):
        if progress is not None:
            progress(len(chunk.used))
        if len(chunk.used):
            yield chunk
    if summary.rows == 0:
        raise StoreError(f"{table.path.name}: there are no rows below the header.")
