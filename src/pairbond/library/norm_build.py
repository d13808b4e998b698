"""Builds a norm file from a table of answers, or merges the norm files of several hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import narwhals as nw
import numpy as np

from pairbond.cohort.norm_table import MIN_GROUP, NormTotals, merged, norm_group
from pairbond.cohort.table import TableOptions, TableReader, clean_rows, table_reader
from pairbond.errors import ConfigError
from pairbond.instruments import Instrument, NormGroup
from pairbond.library.norm_files import NormLabel, norm_spec
from pairbond.library.norms import read_norm_spec, read_norms
from pairbond.library.spec import NormSpec
from pairbond.library.tables import TableFile
from pairbond.scoring.batch import score_batch

CLEANING = "complete answers, age 18-80, some variance over the raw answers"
GENDERS = {"women": 2, "men": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class NormRequest:
    """What to build: the label, who the people are, and a gender column coded 1 men, 2 women."""

    label: NormLabel
    who: str
    gender_column: str | None = None


def build_norms(
    table: TableFile,
    instrument: Instrument,
    options: TableOptions,
    request: NormRequest,
    progress: Callable[[int], None] | None = None,
) -> NormSpec:
    """Return the norm file of a table of answers, one pass, all genders first."""
    if options.age_column is None:
        raise ConfigError("Norms need to know ages: name the column with --age-column.")
    reader = table_reader(table.header, instrument, options)
    totals = gather(table, reader, request, progress)
    groups = [
        group_of(name, total, request)
        for name, total in totals.items()
        if name == "all" or total.n >= MIN_GROUP
    ]
    return norm_spec(groups, instrument, request.label)


def gather(
    table: TableFile,
    reader: TableReader,
    request: NormRequest,
    progress: Callable[[int], None] | None,
) -> dict[str, NormTotals]:
    gender = request.gender_column
    names = ["all", *(GENDERS if gender else ())]
    totals = {name: NormTotals(reader.instrument, reader.bounds) for name in names}
    columns = [*reader.needed, gender] if gender else [*reader.needed]
    start = 0
    for frame in table.chunks(columns):
        chunk = nw.from_native(frame, eager_only=True)
        codes, ages = reader.codes(chunk, start), reader.ages(chunk)
        if ages is None:
            raise ConfigError("Norms need to know ages: name the column with --age-column.")
        used = clean_rows(codes, ages)
        scores = score_batch(codes, reader.instrument, reader.bounds)
        for name, total in totals.items():
            chosen = used
            if name != "all" and gender:
                chosen = used & (np.asarray(chunk[gender].to_numpy()) == GENDERS[name])
            total.add(codes, scores, ages, chosen)
        start += len(frame)
        if progress:
            progress(len(frame))
    return totals


def group_of(name: str, totals: NormTotals, request: NormRequest) -> NormGroup:
    label = request.label
    everyone = name == "all"
    return norm_group(
        totals,
        group_id=label.id if everyone else f"{label.id}.{name}",
        group=name,
        title="all genders" if everyone else name,
        who=request.who if everyone else f"{request.who}: {name}",
        year=label.year,
        source=label.source,
    )


def merge_norm_files(paths: Sequence[Path], instrument: Instrument, label_id: str | None = None) -> NormSpec:
    """Return one norm file with the counts of all of them added up."""
    specs = [read_norm_spec(path) for path in paths]
    for spec, path in zip(specs, paths, strict=True):
        if spec.instrument != instrument.id or spec.instrument_hash != specs[0].instrument_hash:
            raise ConfigError(f"{path.name}: norms of {spec.instrument} in another version cannot be added.")
    by_group: dict[str, NormGroup] = {}
    for path in paths:
        for group in read_norms(path):
            known = by_group.get(group.group)
            by_group[group.group] = group if known is None else merged(known, group)
    first = specs[0]
    titles = {group.group: group.title for spec in reversed(specs) for group in spec.groups}
    groups = [replace(group, title=titles[group.group]) for group in by_group.values()]
    label = NormLabel(
        id=label_id or first.id,
        title=first.title,
        year=max(spec.year for spec in specs),
        source="; ".join(dict.fromkeys(spec.source for spec in specs)),
        cleaning="; ".join(dict.fromkeys(spec.cleaning for spec in specs)),
    )
    return norm_spec(groups, instrument, label)
