"""Where most people of a norm group stand on two scales: regions that hold given shares."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from pairbond.instruments.norms import JointDensity

Floats = npt.NDArray[np.float64]
Ring = list[list[float]]

SMOOTHING = 0.12
"""Standard deviation of the smoothing in response units: about two steps of an 18-item mean."""


def density_polygons(joint: JointDensity, shares: Sequence[float] = (0.5, 0.8, 0.95)) -> dict[str, object]:
    """Return the smallest regions that hold these shares of the people counted.

    ``{"shares": [...], "polygons": {"0.5": [ring, ...], ...}}`` with rings of [x, y] in response
    units; the first ring of a region runs counter-clockwise, holes run clockwise. Cells are ranked by
    counts smoothed with a small Gaussian; a region ends where the people inside (as counted, not as
    smoothed) reach the share.
    """
    counts = np.asarray(joint.counts, dtype=np.float64)
    x_edges, y_edges = np.asarray(joint.x_edges), np.asarray(joint.y_edges)
    smooth = _smooth(_smooth(counts, y_edges, axis=0), x_edges, axis=1)
    x, y, z = _grid(x_edges, y_edges, smooth)
    return {
        "shares": list(shares),
        "polygons": {f"{share:g}": _region(x, y, z, _level(counts, smooth, share)) for share in shares},
    }


def _smooth(values: Floats, edges: Floats, *, axis: int) -> Floats:
    """Return *values* blurred along one axis; what would leave at an end is mirrored back."""
    sigma = SMOOTHING / float(np.mean(np.diff(edges)))
    reach = min(max(1, round(4 * sigma)), values.shape[axis])
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (offsets / sigma) ** 2)
    widths = [(reach, reach) if dimension == axis else (0, 0) for dimension in range(2)]
    padded = np.pad(values, widths, mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, len(kernel), axis=axis)
    blurred: Floats = windows @ (kernel / kernel.sum())
    return blurred


def _level(counts: Floats, smooth: Floats, share: float) -> float:
    """Return the smoothed density above which *share* of the people lie."""
    order = np.argsort(-smooth, axis=None, kind="stable")
    held = np.cumsum(counts.ravel()[order]) / counts.sum()
    return float(np.interp(share, held, smooth.ravel()[order]))


def _grid(x_edges: Floats, y_edges: Floats, smooth: Floats) -> tuple[Floats, Floats, Floats]:
    """Return cell centres and values, carried to the outer edges and closed by a rim of zeros."""
    values = np.pad(np.pad(smooth, 1, mode="edge"), 1)
    return _axis(x_edges), _axis(y_edges), values


def _axis(edges: Floats) -> Floats:
    rim = 1e-6 * (edges[-1] - edges[0])
    centres = (edges[:-1] + edges[1:]) / 2
    axis: Floats = np.concatenate(([edges[0] - rim, edges[0]], centres, [edges[-1], edges[-1] + rim]))
    return axis


def _region(x: Floats, y: Floats, z: Floats, level: float) -> list[Ring]:
    from contourpy import FillType, contour_generator

    generator = contour_generator(x, y, z, fill_type=FillType.OuterOffset)
    filled: Any = generator.filled(level, float(z.max()) + 1.0)
    rings: list[Ring] = []
    for polygon, starts in zip(*filled, strict=True):
        for first, last in pairwise(starts):
            ring = np.round(polygon[first:last], 3).clip((x[1], y[1]), (x[-2], y[-2]))
            rings.append(ring.tolist())
    return rings
