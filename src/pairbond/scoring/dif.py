"""Items that work differently in two groups of the same trait: likelihood ratios and sizes.

Each item in turn is split in two, one for each group, while all other items anchor the metric
(Thissen, Steinberg and Wainer 1993). A test says whether there is a difference; the size says
whether it matters: the difference of expected answers, averaged over the smaller group's people
(Meade 2010), in units of the answer scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from pairbond.errors import ResponseError
from pairbond.scoring.graded import Floats, Items, probabilities
from pairbond.scoring.irt_data import MISSING, Codes, ResponseTable, read_table
from pairbond.scoring.multigroup import (
    GroupFit,
    Groups,
    fit_groups,
    group_designs,
    prior_grid,
    shared_start,
    split_groups,
)
from pairbond.types import JsonDict, Table

NEGLIGIBLE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDif:
    """One item: likelihood ratio, its p (and p after Holm), and how much expected answers differ.

    ``signed`` is focal minus reference group in answer steps, ``unsigned`` without signs.
    """

    item: str
    statistic: float
    df: int
    p: float
    p_holm: float
    signed: float
    unsigned: float

    @property
    def matters(self) -> bool:
        return self.p_holm < 0.05 and self.unsigned >= NEGLIGIBLE

    def to_dict(self) -> JsonDict:
        return {
            "item": self.item,
            "statistic": self.statistic,
            "df": self.df,
            "p": self.p,
            "p_holm": self.p_holm,
            "signed": self.signed,
            "unsigned": self.unsigned,
            "matters": self.matters,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DifResult:
    """All items of a comparison; the focal group's mean and SD are in the reference group's SDs.

    ``scale_difference`` is what all items together add to the focal group's mean answer.
    """

    reference: str
    focal: str
    n_reference: int
    n_focal: int
    mean: float
    sd: float
    items: tuple[ItemDif, ...]
    scale_difference: float

    def to_dict(self) -> JsonDict:
        return {
            "schema": "pairbond.dif/1",
            "reference": self.reference,
            "focal": self.focal,
            "n": [self.n_reference, self.n_focal],
            "mean": self.mean,
            "sd": self.sd,
            "items": [item.to_dict() for item in self.items],
            "scale_difference": self.scale_difference,
        }

    def summary(self) -> Table:
        return Table(
            title=f"Item bias: {self.focal} against {self.reference}",
            columns=("item", "LR", "df", "p (Holm)", "signed", "unsigned"),
            rows=tuple(
                (
                    item.item,
                    f"{item.statistic:.1f}",
                    str(item.df),
                    f"{item.p_holm:.3f}",
                    f"{item.signed:+.3f}",
                    f"{item.unsigned:.3f}",
                )
                for item in self.items
            ),
            notes=(f"Sizes in answer steps; {NEGLIGIBLE} or more, and p < .05, is marked as mattering.",),
            numeric=frozenset({1, 2, 3, 4, 5}),
        )


def dif(
    X: object,
    groups: npt.ArrayLike,
    *,
    items: Sequence[int] | None = None,
    item_ids: Sequence[str] = (),
    quadrature: int = 61,
) -> DifResult:
    """Return the differential functioning of items between two groups, the larger the reference.

    Parameters
    ----------
    groups
        One label a person, two different ones; people who answered nothing must be left out.
    items
        Which items to test; None tests all.

    Notes
    -----
    *Assumes* that most items are free of bias. *Source* Thissen et al. (1993); Meade (2010).
    """
    table = read_table(X)
    labels, parts = split_groups(table, groups)
    if len(parts) != 2:
        raise ResponseError(f"Item bias is between two groups; there are {len(parts)}.")
    names = tuple(item_ids) or tuple(str(place) for place in range(table.codes.shape[1]))
    if len(names) != table.codes.shape[1]:
        raise ResponseError(f"{len(names)} item ids were given for {table.codes.shape[1]} items.")
    base_groups = Groups(
        designs=group_designs(parts), fixed=np.zeros(len(names), dtype=bool), quadrature=quadrature
    )
    base = fit_groups(base_groups, shared_start(table))
    chosen = list(range(len(names))) if items is None else [int(place) for place in items]
    found = [compare_item(place, parts, base, quadrature) for place in chosen]
    adjusted = holm([p for _, _, p, _, _ in found])
    results = tuple(
        ItemDif(
            item=names[place],
            statistic=statistic,
            df=df,
            p=p,
            p_holm=p_holm,
            signed=signed,
            unsigned=unsigned,
        )
        for place, (statistic, df, p, signed, unsigned), p_holm in zip(chosen, found, adjusted, strict=True)
    )
    return DifResult(
        reference=str(labels[0]),
        focal=str(labels[1]),
        n_reference=parts[0].n,
        n_focal=parts[1].n,
        mean=float(base.means[1]),
        sd=float(base.sds[1]),
        items=results,
        scale_difference=float(np.mean([item.signed for item in results])) if results else 0.0,
    )


def compare_item(
    place: int, parts: Sequence[ResponseTable], base: GroupFit, quadrature: int
) -> tuple[float, int, float, float, float]:
    """Return statistic, df, p and both sizes of one item, split between the groups."""
    n_items = len(base.items.a)
    twice = [split_item(part, place, focal=focal) for focal, part in enumerate(parts)]
    split = Groups(
        designs=group_designs(twice), fixed=np.zeros(n_items + 1, dtype=bool), quadrature=quadrature
    )
    rows = np.append(np.arange(n_items), place)
    fit = fit_groups(split, base.items.take(rows))
    df = int(base.items.used[place].sum()) + 1
    statistic = max(0.0, 2.0 * (fit.loglik - base.loglik))
    grid = prior_grid(float(fit.means[1]), float(fit.sds[1]), quadrature)
    gap = expected_answer(fit.items, n_items, grid.nodes) - expected_answer(fit.items, place, grid.nodes)
    return (
        statistic,
        df,
        float(chdtrc(df, statistic)),
        float(grid.weights @ gap),
        float(grid.weights @ np.abs(gap)),
    )


def split_item(table: ResponseTable, place: int, *, focal: bool | int) -> ResponseTable:
    """Return the table with the item twice: the first holds one group's answers, the last the other's."""
    codes: Codes = np.column_stack([table.codes, table.codes[:, place]])
    codes[:, place if focal else -1] = MISSING
    return ResponseTable(
        codes=codes,
        weights=table.weights,
        categories=(*table.categories, table.categories[place]),
        width=table.width,
    )


def expected_answer(items: Items, place: int, theta: Floats) -> Floats:
    """Return the expected answer (in steps from the lowest) of one item at each theta."""
    prob = probabilities(items.take(np.array([place])), theta)[0]
    found: Floats = np.arange(len(prob)) @ prob
    return found


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values after Holm's (1979) correction for many tests."""
    order = np.argsort(p_values)
    adjusted = np.empty(len(p_values))
    highest = 0.0
    for rank, place in enumerate(order.tolist()):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return [float(value) for value in adjusted]
