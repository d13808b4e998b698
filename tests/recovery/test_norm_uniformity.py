"""Percentiles of people who were not in the norm group are uniform, in every age band.

Norms are built on a random 60 % of the clean rows; the others' percentiles, compared at their
own age, should lie below 10, 25, 50, 75 and 90 in that share of cases. Bands of age are joined
until at least 1,000 held-back people stand in each. Sampling alone moves a share of 1,000 people
by about 1.6 points at the middle. Midranks of a sum of ten items (IPIP-50) come in steps of up to 4 points, so a
share is taken as the mean of "below" and "at or below", which midranks ask for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pairbond.cohort.norm_table import NormTotals, norm_group
from pairbond.cohort.table import TableOptions, clean_rows, table_reader
from pairbond.instruments import Instrument
from pairbond.library.instruments import load_instrument
from pairbond.library.tables import open_table
from pairbond.scoring import NormChoice
from pairbond.scoring.batch import Codes, score_batch

pytestmark = [pytest.mark.slow, pytest.mark.real_data]
FILES = {"ecr": ("ecr/ecr36.csv.gz", "Q{n}"), "ipip-50": ("ipip50/ipip50.csv.gz", "domains")}
LEVELS = (10, 25, 50, 75, 90)
BANDS = ((18, 20), (21, 24), (25, 29), (30, 39), (40, 80))
LEAST, ALLOWED = 1_000, 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Clean answers as codes, with ages."""

    instrument: Instrument
    codes: dict[str, Codes]
    ages: np.ndarray

    def part(self, chosen: np.ndarray) -> Sample:
        codes = {item: column[chosen] for item, column in self.codes.items()}
        return Sample(instrument=self.instrument, codes=codes, ages=self.ages[chosen])


@cache
def sample(folder: Path, name: str) -> Sample:
    import narwhals as nw

    file, columns = FILES[name]
    instrument, table = load_instrument(name), open_table(folder / file)
    options = TableOptions(columns=columns, response_range=(1, 5), missing=frozenset({0}), age_column="age")
    reader = table_reader(table.header, instrument, options)
    frame = nw.from_native(pl.concat(list(table.chunks(reader.needed))), eager_only=True)
    codes, ages = reader.codes(frame), reader.ages(frame)
    assert ages is not None
    whole = Sample(instrument=instrument, codes=codes, ages=ages)
    return whole.part(clean_rows(codes, ages))


def norms_of(found: Sample) -> NormChoice:
    totals = NormTotals(found.instrument, (1, 5))
    scores = score_batch(found.codes, found.instrument, (1, 5))
    totals.add(found.codes, scores, found.ages, np.ones(len(found.ages), dtype=bool))
    group = norm_group(totals, group_id="part", group="all", title="t", who="w", year=2018, source="s")
    return NormChoice(group=group, scales={s.id: s.id for s in found.instrument.scales})


def joined_bands(ages: np.ndarray) -> list[tuple[int, int]]:
    """The bands, neighbours joined until each holds enough people."""
    found: list[tuple[int, int]] = []
    start = BANDS[0][0]
    for first, last in BANDS:
        inside = ((ages >= start) & (ages <= last)).sum()
        later = (ages > last).sum()
        if inside >= LEAST and (later >= LEAST or last == BANDS[-1][1]):
            found.append((start, last))
            start = last + 1
        assert first <= last
    if start <= BANDS[-1][1]:
        found[-1] = (found[-1][0], BANDS[-1][1])
    return found


def worst_deviation(percentiles: np.ndarray) -> tuple[float, int]:
    """The largest deviation in points, and the level where it is."""
    found = []
    for level in LEVELS:
        share = 50 * ((percentiles < level).mean() + (percentiles <= level).mean())
        found.append((abs(share - level), level))
    return max(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", FILES)
def test_percentiles_of_held_back_people_are_uniform_in_every_age_band(
    real_data: Path, name: str, seed: int
) -> None:
    people = sample(real_data, name)
    chosen = np.random.default_rng(seed).random(len(people.ages)) < 0.6
    held_back = people.part(~chosen)
    scores = score_batch(
        held_back.codes, people.instrument, (1, 5), norms=norms_of(people.part(chosen)), ages=held_back.ages
    )
    deviations = []
    for first, last in joined_bands(held_back.ages):
        inside = (held_back.ages >= first) & (held_back.ages <= last)
        assert inside.sum() >= LEAST
        for scale_id, found in scores.items():
            worst, level = worst_deviation(found.percentile[inside])
            deviations.append((worst, f"{scale_id}, ages {first}-{last}, {inside.sum()} people, at {level}"))
    print(f"{name}, seed {seed}: worst {max(deviations)} over {len(deviations)} cells")
    assert max(deviations)[0] <= ALLOWED, max(deviations)
