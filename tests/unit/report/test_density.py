from types import ModuleType

import numpy as np
import pytest

from pairbond.instruments.norms import JointDensity
from pairbond.report.figures import density_polygons

SHARES = (0.5, 0.8, 0.95)


def inside(rings: list[list[list[float]]], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Even-odd rule: whether each point lies in the region (holes are rings too)."""
    result = np.zeros(x.shape, dtype=bool)
    for ring in rings:
        points = np.asarray(ring)
        for (x1, y1), (x2, y2) in zip(points, np.roll(points, -1, axis=0), strict=True):
            crosses = (y1 > y) != (y2 > y)
            if crosses.any():
                at = x1 + (y - y1) * (x2 - x1) / (y2 - y1 if y2 != y1 else 1.0)
                result ^= crosses & (x < at)
    return result


def held(joint: JointDensity, rings: list[list[list[float]]]) -> float:
    """The share of people inside, each cell's people spread evenly over the cell."""
    rng = np.random.default_rng(7)
    rows, columns = np.nonzero(joint.counts)
    n = joint.counts[rows, columns]
    rows, columns = np.repeat(rows, n), np.repeat(columns, n)
    x = joint.x_edges[columns] + rng.random(len(columns)) * np.diff(joint.x_edges)[columns]
    y = joint.y_edges[rows] + rng.random(len(rows)) * np.diff(joint.y_edges)[rows]
    return float(inside(rings, x, y).mean())


def mixture(seed: int) -> JointDensity:
    rng = np.random.default_rng(seed)
    one = rng.multivariate_normal([2.0, 2.2], [[0.2, 0.05], [0.05, 0.2]], 6000)
    two = rng.multivariate_normal([3.8, 3.4], [[0.3, -0.1], [-0.1, 0.25]], 4000)
    scores = np.clip(np.vstack([one, two]), 1, 5)
    edges = np.linspace(1, 5, 49)
    counts, _, _ = np.histogram2d(scores[:, 1], scores[:, 0], bins=[edges, edges])
    return JointDensity(x="x", y="y", x_edges=edges, y_edges=edges, counts=counts.astype(np.int64))


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("seed", [1, 2])
def test_regions_hold_the_shares_they_claim(sample: ModuleType, share: float, seed: int) -> None:
    for joint in (sample.joint_density(seed=seed), mixture(seed)):
        rings = density_polygons(joint, SHARES)["polygons"][f"{share:g}"]
        assert held(joint, rings) == pytest.approx(share, abs=0.02)


def test_regions_are_nested_and_stay_on_the_scale(sample: ModuleType) -> None:
    joint = sample.joint_density()
    polygons = density_polygons(joint, SHARES)["polygons"]
    for inner, outer in (("0.5", "0.8"), ("0.8", "0.95")):
        points = np.array([point for ring in polygons[inner] for point in ring])
        centre = np.median(points, axis=0)
        shrunk = centre + 0.98 * (points - centre)
        assert inside(polygons[outer], shrunk[:, 0], shrunk[:, 1]).mean() > 0.97
    everything = np.array([point for rings in polygons.values() for ring in rings for point in ring])
    assert everything.min() >= joint.x_edges[0] - 1e-3
    assert everything.max() <= joint.x_edges[-1] + 1e-3


def test_counts_are_rows_of_y(sample: ModuleType) -> None:
    counts = np.zeros((20, 40), dtype=np.int64)
    counts[3:6, 30:34] = 50
    joint = JointDensity(
        x="x", y="y", x_edges=np.linspace(1, 5, 41), y_edges=np.linspace(1, 5, 21), counts=counts
    )
    (ring,) = density_polygons(joint, (0.5,))["polygons"]["0.5"]
    x, y = np.mean(ring, axis=0)
    assert x == pytest.approx(4.2, abs=0.15)
    assert y == pytest.approx(1.9, abs=0.15)


def test_equal_counts_give_equal_regions(sample: ModuleType) -> None:
    assert density_polygons(sample.joint_density()) == density_polygons(sample.joint_density())
