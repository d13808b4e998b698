"""Builds norm groups from answers: counts by age and item moments, never rows.

Ages are joined with their neighbours until at least ``MIN_BAND`` people stand in each band, so
that no count describes a recognisable person; a group below ``MIN_GROUP`` is not made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pairbond.errors import ConfigError
from pairbond.instruments import AgeBand, Instrument, JointDensity, NormGroup, Scale, ScaleNorm
from pairbond.scoring.batch import BatchScores, Codes, keyed_matrix, keyed_sums
from pairbond.scoring.keying import keying
from pairbond.types import ScaleId

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MIN_BAND = 50
MIN_GROUP = 200
JOINT_BINS = 36
FIRST_AGE, LAST_AGE = 18, 80


@dataclass(slots=True)
class ScaleCounts:
    """Running counts of one scale in one group: people by [age, sum], and item moments."""

    by_age: Counts
    sums: Floats
    products: Floats


@dataclass(slots=True)
class NormTotals:
    """Running counts of one group; totals of two hosts or chunks add up."""

    instrument: Instrument
    bounds: tuple[int, int]
    scales: dict[ScaleId, ScaleCounts] = field(default_factory=dict)
    joint: dict[tuple[ScaleId, ScaleId], Counts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        low, high = self.bounds
        for scale in countable_scales(self.instrument, self.bounds):
            k = scale.size
            self.scales[scale.id] = ScaleCounts(
                by_age=np.zeros((LAST_AGE - FIRST_AGE + 1, k * (high - low) + 1), dtype=np.int64),
                sums=np.zeros(k),
                products=np.zeros((k, k)),
            )
        for pair in joint_pairs(self.instrument):
            self.joint[pair] = np.zeros((JOINT_BINS, JOINT_BINS), dtype=np.int64)

    def add(
        self,
        codes: Mapping[str, Codes],
        scores: Mapping[ScaleId, BatchScores],
        ages: Floats,
        used: Mask,
    ) -> None:
        """Add the rows where *used* is true; they must be complete and aged 18-80."""
        rows = np.rint(ages[used]).astype(np.int64) - FIRST_AGE
        for scale in countable_scales(self.instrument, self.bounds):
            self.add_scale(scale, [codes[item][used] for item in scale.items], rows)
        edges = np.linspace(*self.bounds, JOINT_BINS + 1)
        for x, y in self.joint:
            found, _, _ = np.histogram2d(scores[y].value[used], scores[x].value[used], bins=[edges, edges])
            self.joint[x, y] += found.astype(np.int64)

    def add_scale(self, scale: Scale, columns: Sequence[Codes], rows: Counts) -> None:
        counts = self.scales[scale.id]
        key = keying(scale, self.instrument, self.bounds)
        total, _ = keyed_sums(columns, key)
        np.add.at(counts.by_age, (rows, total.astype(np.int64)), 1)
        keyed = keyed_matrix(columns, key)
        counts.sums += keyed.sum(axis=0)
        counts.products += keyed.T @ keyed

    @property
    def n(self) -> int:
        return max((int(counts.by_age.sum()) for counts in self.scales.values()), default=0)


def countable_scales(instrument: Instrument, bounds: tuple[int, int]) -> list[Scale]:
    """Return the scales a norm file can hold: those whose parts all have the instrument's range."""
    return [
        scale
        for scale in instrument.scales
        if all(part == bounds for part in keying(scale, instrument, bounds).parts)
    ]


def joint_pairs(instrument: Instrument) -> list[tuple[ScaleId, ScaleId]]:
    """Return the pairs of scales whose joint distribution is kept: the attachment map."""
    by_construct = {scale.construct: scale.id for scale in instrument.scales}
    wanted = ("attachment.anxiety", "attachment.avoidance")
    if not by_construct.keys() >= set(wanted):
        return []
    return [(by_construct[wanted[0]], by_construct[wanted[1]])]


def norm_group(
    totals: NormTotals, *, group_id: str, group: str, title: str, who: str, year: int, source: str
) -> NormGroup:
    """Return the norm group of running totals; ConfigError below ``MIN_GROUP`` people."""
    if totals.n < MIN_GROUP:
        raise ConfigError(
            f"Norms for {group} would rest on {totals.n} people; at least {MIN_GROUP} complete "
            "answers of people aged 18-80 are needed."
        )
    edges = np.linspace(*totals.bounds, JOINT_BINS + 1)
    return NormGroup(
        id=group_id,
        instrument=totals.instrument.id,
        group=group,
        title=title,
        who=who,
        year=year,
        source=source,
        response_range=totals.bounds,
        scales={
            scale.id: scale_norm(totals.scales[scale.id], scale, totals.bounds[0])
            for scale in countable_scales(totals.instrument, totals.bounds)
        },
        joint=tuple(
            JointDensity(x=x, y=y, x_edges=edges, y_edges=edges, counts=counts)
            for (x, y), counts in totals.joint.items()
        ),
    )


def scale_norm(counts: ScaleCounts, scale: Scale, minimum: int) -> ScaleNorm:
    ages = np.arange(FIRST_AGE, LAST_AGE + 1)
    return ScaleNorm(
        scale=scale.id,
        minimum=minimum,
        n_items=scale.size,
        bands=tuple(age_bands(ages, counts.by_age)),
        item_sums=counts.sums,
        item_products=counts.products,
    )


def age_bands(ages: Counts, by_age: Counts) -> list[AgeBand]:
    """Return bands of neighbouring ages with at least ``MIN_BAND`` people, the last one included."""
    bands: list[AgeBand] = []
    start, n = 0, by_age.sum(axis=1)
    for stop in range(1, len(ages) + 1):
        left = int(n[stop:].sum())
        if n[start:stop].sum() >= MIN_BAND and (left == 0 or left >= MIN_BAND):
            bands.append(age_band(ages[start:stop], by_age[start:stop]))
            start = stop
    return bands


def age_band(ages: Counts, by_age: Counts) -> AgeBand:
    n = by_age.sum(axis=1)
    present = np.flatnonzero(n)
    return AgeBand(
        first=int(ages[present[0]]),
        last=int(ages[present[-1]]),
        mean_age=round(float(ages @ n / n.sum()), 3),
        counts=by_age.sum(axis=0),
    )


def merged(first: NormGroup, second: NormGroup) -> NormGroup:
    """Return the two groups as one; ConfigError when they are not of the same instrument.

    Bands of the same ages add; others stand side by side, which the kernel over age allows.
    """
    same = (first.instrument, first.group, first.response_range)
    if same != (second.instrument, second.group, second.response_range):
        raise ConfigError(f"{first.id} and {second.id} are norms of different instruments, groups or ranges.")
    return NormGroup(
        id=first.id,
        instrument=first.instrument,
        group=first.group,
        title=first.title,
        who=first.who if first.who == second.who else f"{first.who}; {second.who}",
        year=max(first.year, second.year),
        source=f"{first.source}; {second.source}",
        response_range=first.response_range,
        scales={
            scale_id: merged_scale(first.scales[scale_id], second.scales[scale_id])
            for scale_id in first.scales
        },
        joint=tuple(
            JointDensity(x=a.x, y=a.y, x_edges=a.x_edges, y_edges=a.y_edges, counts=a.counts + b.counts)
            for a, b in zip(first.joint, second.joint, strict=True)
        ),
    )


def merged_scale(first: ScaleNorm, second: ScaleNorm) -> ScaleNorm:
    bands: dict[tuple[int, int], AgeBand] = {}
    for band in (*first.bands, *second.bands):
        known = bands.get((band.first, band.last))
        bands[band.first, band.last] = band if known is None else joined(known, band)
    return ScaleNorm(
        scale=first.scale,
        minimum=first.minimum,
        n_items=first.n_items,
        bands=tuple(sorted(bands.values(), key=lambda band: band.mean_age)),
        item_sums=first.item_sums + second.item_sums,
        item_products=first.item_products + second.item_products,
    )


def joined(first: AgeBand, second: AgeBand) -> AgeBand:
    n = first.n + second.n
    return AgeBand(
        first=first.first,
        last=first.last,
        mean_age=round((first.mean_age * first.n + second.mean_age * second.n) / n, 3),
        counts=first.counts + second.counts,
    )
