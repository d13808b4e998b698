"""The fit of single items: S-X2 (Orlando and Thissen 2000; Kang and Chen 2008 for ordered answers).

People are grouped by the sum of their *other and own* answers, which needs no trait estimates;
expected shares of each answer in a sum group come from the model by Lord and Wingersky's
recursion. Neighbouring cells are joined until each expects at least one person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from pairbond.errors import NotIdentified, ResponseError
from pairbond.scoring.estimate import sum_score_likelihoods
from pairbond.scoring.graded import Floats, Grid, Items, normal_grid, probabilities
from pairbond.scoring.irt import GradedModel
from pairbond.types import JsonDict, finite_or_none

MIN_CELL = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFit:
    """S-X2 of one item; ``rmsea`` is its size free of the number of people (above .06 is poor)."""

    item: str
    statistic: float
    df: int
    p: float
    rmsea: float
    n: int

    def to_dict(self) -> JsonDict:
        return {
            "item": self.item,
            "statistic": self.statistic,
            "df": self.df,
            "p": finite_or_none(self.p),
            "rmsea": finite_or_none(self.rmsea),
            "n": self.n,
        }


def item_fit(model: GradedModel, X: object) -> tuple[ItemFit, ...]:
    """Return S-X2 of each item; people with a missing answer are left out.

    With thousands of people every item is rejected; judge by ``rmsea``.
    """
    if model.n_factors > 1:
        raise ResponseError("S-X2 is for one factor; take the items of one with model.take(places).")
    codes = model.codes(X)
    codes = codes[(codes >= 0).all(axis=1)].astype(np.int64)
    if len(codes) < 100:
        raise NotIdentified(f"{len(codes)} complete rows are too few for S-X2; 100 are the least.")
    grid, items = normal_grid(model.quadrature), model.items
    sums = codes.sum(axis=1)
    found = []
    for place, name in enumerate(model.names):
        expected = expected_shares(place, items, grid)
        observed = np.zeros_like(expected)
        np.add.at(observed, (sums, codes[:, place]), 1.0)
        found.append(fit_of(observed, expected, n_free=int(items.used[place].sum()) + 1, name=name))
    return tuple(found)


def fit_of(counted: Floats, shares: Floats, *, n_free: int, name: str) -> ItemFit:
    """Return S-X2 from counts and expected shares, both (sums, answers)."""
    rows = joined_rows(counted, shares * counted.sum(axis=1, keepdims=True))
    statistic, df = 0.0, -n_free
    for row in zip(*rows, strict=True):
        seen, hoped = joined_cells(*row)
        if len(seen) > 1:
            statistic += float(((seen - hoped) ** 2 / hoped).sum())
            df += len(seen) - 1
    n = int(counted.sum())
    usable = df > 0
    return ItemFit(
        item=name,
        statistic=statistic,
        df=max(df, 0),
        p=float(chdtrc(df, statistic)) if usable else float("nan"),
        rmsea=float(np.sqrt(max(0.0, (statistic - df) / (df * (n - 1))))) if usable else float("nan"),
        n=n,
    )


def expected_shares(place: int, items: Items, grid: Grid) -> Floats:
    """Return P(answer | sum score) of an item, shape (sums, answers)."""
    others = items.take(np.delete(np.arange(len(items.a)), place))
    rest = sum_score_likelihoods(others, grid.nodes) * grid.weights
    own = probabilities(items.take(np.array([place])), grid.nodes)[0]
    width = int(items.used[place].sum()) + 1
    joint = np.zeros((len(rest) + width - 1, width))
    for answer in range(width):
        joint[answer : answer + len(rest), answer] = rest @ own[answer]
    found: Floats = joint / joint.sum(axis=1, keepdims=True)
    return found


def joined_rows(observed: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Join neighbouring sum groups until each expects one person in two of the answers."""
    rows: list[tuple[Floats, Floats]] = []
    seen, hoped = np.zeros(observed.shape[1]), np.zeros(observed.shape[1])
    for own, wanted in zip(observed, expected, strict=True):
        seen, hoped = seen + own, hoped + wanted
        if (hoped >= MIN_CELL).sum() >= 2:
            rows.append((seen, hoped))
            seen, hoped = np.zeros_like(seen), np.zeros_like(hoped)
    if rows:
        rows[-1] = (rows[-1][0] + seen, rows[-1][1] + hoped)
    else:
        rows.append((seen, hoped))
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


def joined_cells(observed: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Join neighbouring answers until each cell expects one person."""
    cells: list[list[float]] = []
    for seen, hoped in zip(observed.tolist(), expected.tolist(), strict=True):
        if cells and cells[-1][1] < MIN_CELL:
            cells[-1][0] += seen
            cells[-1][1] += hoped
        else:
            cells.append([seen, hoped])
    if len(cells) > 1 and cells[-1][1] < MIN_CELL:
        last = cells.pop()
        cells[-1][0] += last[0]
        cells[-1][1] += last[1]
    found = np.array(cells)
    return found[:, 0], found[:, 1]
