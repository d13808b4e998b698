"""Running totals over a table: n, mean, SD, alpha and the correlations of scales."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from pairbond.instruments import Instrument
from pairbond.instruments.norms import alpha_from_moments
from pairbond.scoring.batch import BatchScores, Codes, keyed_matrix, part_columns
from pairbond.scoring.keying import keying
from pairbond.types import JsonDict, ScaleId, Table, finite_or_none

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Moments:
    """Count, sums and sums of products of the complete rows of a matrix; adds across chunks."""

    def __init__(self, k: int) -> None:
        self.n = 0
        self.sums: Floats = np.zeros(k)
        self.products: Floats = np.zeros((k, k))

    def add(self, matrix: Floats) -> None:
        """Add rows (n, k) without NaN."""
        self.n += len(matrix)
        self.sums += matrix.sum(axis=0)
        self.products += matrix.T @ matrix

    @property
    def mean(self) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.sums / self.n

    @property
    def covariance(self) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return (self.products - np.outer(self.sums, self.sums) / self.n) / (self.n - 1)


class TableSummary:
    """What a scored table looks like as a whole, gathered chunk by chunk."""

    def __init__(self, instrument: Instrument, bounds: tuple[int, int]) -> None:
        self.instrument = instrument
        self.bounds = bounds
        self.rows = 0
        self.used = 0
        self.scored = {scale.id: Moments(1) for scale in instrument.scales}
        self.items = {scale.id: Moments(scale.size) for scale in instrument.scales}
        self.scales = Moments(len(instrument.scales))

    def add(self, codes: Mapping[str, Codes], scores: Mapping[ScaleId, BatchScores], used: Mask) -> None:
        """Add a chunk; only rows where *used* is true count."""
        self.rows += len(used)
        self.used += int(used.sum())
        for scale in self.instrument.scales:
            value = scores[scale.id].value
            self.scored[scale.id].add(value[used & ~np.isnan(value)][:, None])
            complete = used & (scores[scale.id].n_answered == scale.size)
            columns = part_columns(codes, scale, self.instrument, self.bounds)
            key = keying(scale, self.instrument, self.bounds)
            self.items[scale.id].add(keyed_matrix([column[complete] for column in columns], key))
        together = np.column_stack([scores[s.id].value for s in self.instrument.scales])
        self.scales.add(together[used & ~np.isnan(together).any(axis=1)])

    def figures(self, scale_id: ScaleId) -> dict[str, float]:
        """Return n, mean, sd and alpha of a scale (alpha from rows with every item answered)."""
        scored, items = self.scored[scale_id], self.items[scale_id]
        return {
            "n": scored.n,
            "mean": float(scored.mean[0]) if scored.n else float("nan"),
            "sd": float(np.sqrt(scored.covariance[0, 0])) if scored.n > 1 else float("nan"),
            "alpha": alpha_from_moments(items.n, items.sums, items.products),
        }

    def correlations(self) -> Floats:
        """Return the correlations of the scales, shape (scales, scales)."""
        covariance = self.scales.covariance
        spread = np.sqrt(np.diag(covariance))
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Floats = covariance / np.outer(spread, spread)
        return found

    def to_dict(self) -> JsonDict:
        ids = [scale.id for scale in self.instrument.scales]
        r = self.correlations()
        return {
            "rows": self.rows,
            "used": self.used,
            "scales": {
                scale_id: {key: finite_or_none(value) for key, value in self.figures(scale_id).items()}
                for scale_id in ids
            },
            "r": {
                f"{first} {second}": finite_or_none(float(r[i, j]))
                for i, first in enumerate(ids)
                for j, second in enumerate(ids)
                if i < j
            },
        }

    def summary(self) -> Table:
        """Return one row a scale, and the correlations as notes."""
        rows = []
        for scale in self.instrument.scales:
            figures = self.figures(scale.id)
            shown = [f"{figures[key]:.4f}" for key in ("mean", "sd", "alpha")]
            rows.append((scale.id, f"{figures['n']:,.0f}", *(text.replace("nan", "–") for text in shown)))
        notes = [f"{self.used:,} of {self.rows:,} rows used"]
        notes += [f"r({pair.replace(' ', ', ')}) = {r:.4f}" for pair, r in self.pairs()]
        return Table(
            title=f"{self.instrument.title} ({self.instrument.id} {self.instrument.version})",
            columns=("scale", "n", "mean", "SD", "alpha"),
            rows=tuple(rows),
            notes=tuple(notes),
            numeric=frozenset({1, 2, 3, 4}),
        )

    def pairs(self) -> list[tuple[str, float]]:
        found = self.to_dict()["r"]
        assert isinstance(found, dict)
        return [(pair, r) for pair, r in found.items() if r is not None]
