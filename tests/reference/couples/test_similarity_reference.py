"""Likeness of profiles equals R, on the public data of 282 and 118 couples and 151 people.

Computed with R 4 (base: row correlations, ``cor``); the regression figures with the multicon package's
algorithm, on the 237 couples it can use (it stops at a correlation of 1 between two partners). All are
plain sums of products, so 1e-12 leaves room for the order of addition only.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from pairbond.dyad.models import profile_similarity

EXACT = 1e-12


def table(path: Path) -> tuple[list[str], np.ndarray]:
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    return header, np.array([[float(v) if v not in {"", "NA"} else np.nan for v in row] for row in rows])


@pytest.fixture(scope="module")
def investment(real_data: Path) -> tuple[np.ndarray, np.ndarray]:
    """Twenty items of the Investment Model Scale, women first."""
    header, values = table(real_data / "couples" / "dysem_imsM.csv")
    women = [k for k, name in enumerate(header) if name.endswith("_f")]
    men = [k for k, name in enumerate(header) if name.endswith("_m")]
    return values[:, women], values[:, men]


def test_subtracting_the_norm_of_each_role(investment: tuple[np.ndarray, np.ndarray]) -> None:
    found = profile_similarity(*investment, method="subtract", norm="role")
    assert (len(found.rows), found.n_flat) == (250, 5)
    assert found.raw.mean() == pytest.approx(0.665248476508256, abs=EXACT)
    assert found.raw[:2] == pytest.approx([0.205091036629806, 0.768322049753197], abs=EXACT)
    assert found.raw.std(ddof=1) == pytest.approx(0.360902419891363, abs=EXACT)
    assert found.distinctive.mean() == pytest.approx(0.506608476554901, abs=EXACT)
    assert found.distinctive[:2] == pytest.approx([0.609388826386394, 0.458267138008686], abs=EXACT)
    assert found.double_entry.mean() == pytest.approx(0.615039531819818, abs=EXACT)
    assert found.strangers_raw.mean() == pytest.approx(0.461440442004758, abs=EXACT)
    assert found.strangers_distinctive.mean() == pytest.approx(0.0112233244098801, abs=EXACT)
    assert found.excess == pytest.approx(0.49538515214502, abs=EXACT)
    assert found.distance.mean() == pytest.approx(93.028, abs=1e-9)
    assert found.distance[:5] == pytest.approx([352, 105, 104, 403, 312], abs=1e-9)


def test_subtracting_the_pooled_norm(investment: tuple[np.ndarray, np.ndarray]) -> None:
    found = profile_similarity(*investment, method="subtract")
    assert found.distinctive.mean() == pytest.approx(0.504499054605118, abs=EXACT)
    assert found.normative.mean(axis=0) == pytest.approx([0.689328290895017, 0.670118633733826], abs=EXACT)


def test_regressing_the_norm_out(investment: tuple[np.ndarray, np.ndarray]) -> None:
    """Printed figures: .333, 27 %, .575."""
    everyone = profile_similarity(*investment)
    kept = everyone.rows[np.abs(everyone.raw) < 1 - 1e-9]
    found = profile_similarity(*(side[kept] for side in investment), norm="role")
    assert len(kept) == 237
    assert found.distinctive.mean() == pytest.approx(0.333, abs=5e-4)
    assert found.beyond_strangers() == pytest.approx(0.27, abs=5e-3)
    assert np.quantile(found.strangers_distinctive, 0.95) == pytest.approx(0.575, abs=5e-4)


def test_couples_without_roles(real_data: Path) -> None:
    _, values = table(real_data / "couples" / "dysem_prqcQ.csv")
    found = profile_similarity(values[:, :18], values[:, 18:36], method="subtract")
    assert (len(found.rows), found.n_flat) == (76, 29)
    assert found.raw.mean() == pytest.approx(0.331104575339159, abs=EXACT)
    assert found.distinctive.mean() == pytest.approx(0.329512147496541, abs=EXACT)
    assert found.double_entry.mean() == pytest.approx(0.201210537698095, abs=EXACT)
    assert found.distance.mean() == pytest.approx(35.2236842105263, abs=1e-9)


def test_two_strangers_of_a_national_survey(real_data: Path) -> None:
    """R drew 200,000 random pairs of 1,441 people; here one half is set against the other."""
    _, values = table(real_data / "values" / "ess_sweden_hvs21_1441.csv")
    usable = values[np.isfinite(values).all(axis=1) & (values.std(axis=1) > 0)]
    usable, half = np.random.default_rng(3).permutation(usable), len(usable) // 2
    found = profile_similarity(usable[:half], usable[half : 2 * half], method="subtract")
    assert found.strangers_raw.mean() == pytest.approx(0.302, abs=0.01)
    assert np.quantile(found.strangers_raw, 0.95) == pytest.approx(0.658, abs=0.01)
    assert found.strangers_distinctive.mean() == pytest.approx(0, abs=0.005)
    assert np.quantile(found.strangers_distinctive, 0.95) == pytest.approx(0.434, abs=0.01)
