"""Answers ready for a graded response model: checked, with each item's observed categories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.errors import NotIdentified, ResponseError, shown
from pairbond.scoring.graded import Floats, Ints
from pairbond.types import Caution, Severity

Codes = npt.NDArray[np.int8]
MISSING = -1
MAX_CATEGORY = 30
MIN_PEOPLE = 30
SPARSE = 5
CHUNK = 4096
KEEP_BYTES = 64_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTable:
    """Answers of many people.

    ``codes`` (people, items): the answer's place among the item's observed categories, -1 where
    missing. ``categories`` lists, for each item, which answers occur. ``weights`` (people,) or
    None. ``width`` is the number of possible answers, the highest answer plus one.
    """

    codes: Codes
    weights: Floats | None
    categories: tuple[tuple[int, ...], ...]
    width: int
    cautions: tuple[Caution, ...] = ()

    @property
    def n(self) -> int:
        return int(self.codes.shape[0])

    @property
    def total_weight(self) -> float:
        return float(self.n if self.weights is None else self.weights.sum())

    @property
    def n_observed(self) -> Ints:
        return np.array([len(found) for found in self.categories])

    def columns(self, chosen: npt.NDArray[np.generic]) -> ResponseTable:
        """Return the table of some of the items."""
        places = np.asarray(chosen, dtype=np.int64)
        return ResponseTable(
            codes=np.ascontiguousarray(self.codes[:, places]),
            weights=self.weights,
            categories=tuple(self.categories[place] for place in places.tolist()),
            width=self.width,
        )

    def rows(self, chosen: npt.NDArray[np.generic]) -> ResponseTable:
        """Return the table of some of the people."""
        weights = None if self.weights is None else self.weights[chosen]
        return ResponseTable(
            codes=self.codes[chosen], weights=weights, categories=self.categories, width=self.width
        )


class Design:
    """The table as 0/1 columns, item by category, in chunks that stay in the processor's cache.

    Columns are kept where the whole table is small and made anew where it is large, so memory
    does not grow with the number of people beyond the table itself.
    """

    def __init__(self, table: ResponseTable, n_categories: int | None = None) -> None:
        self.table = table
        self.n_categories = n_categories or int(table.n_observed.max())
        size = table.n * table.codes.shape[1] * self.n_categories * 4
        self._kept = [self._make(part) for part in self.parts()] if size <= KEEP_BYTES else None

    def parts(self) -> Iterator[slice]:
        """Yield the rows of each chunk."""
        for start in range(0, self.table.n, CHUNK):
            yield slice(start, min(start + CHUNK, self.table.n))

    def _make(self, part: slice) -> npt.NDArray[np.float32]:
        return one_hot(self.table.codes[part], self.n_categories)

    def __iter__(self) -> Iterator[tuple[slice, npt.NDArray[np.float32]]]:
        if self._kept is not None:
            yield from zip(self.parts(), self._kept, strict=True)
        else:
            for part in self.parts():
                yield part, self._make(part)


def one_hot(codes: Codes, n_categories: int) -> npt.NDArray[np.float32]:
    """Return (people, items * categories) zeros and ones; a missing answer is a row of zeros."""
    rows = np.ascontiguousarray(np.eye(n_categories + 1, n_categories, dtype=np.float32))
    found: npt.NDArray[np.float32] = rows.take(codes, axis=0, mode="wrap")  # -1 is the last row
    return found.reshape(len(codes), -1)


def read_table(X: object, weights: object = None) -> ResponseTable:
    """Return checked answers with their observed categories.

    Raises
    ------
    ResponseError
        For anything that is not a whole number from 0, NaN or -1.
    NotIdentified
        For an item that nobody, or everybody alike, answered, or fewer than 30 people.
    """
    codes = read_codes(X)
    kept, cautions = drop_empty(codes)
    weight = None if weights is None else read_weights(weights, len(codes))[kept]
    answers = codes[kept]
    if len(answers) < MIN_PEOPLE:
        raise NotIdentified(
            f"{len(answers)} people with answers are too few to estimate item parameters; "
            f"{MIN_PEOPLE} is the least, several hundred are advised."
        )
    width = int(answers.max()) + 1
    categories = tuple(observed(column, place) for place, column in enumerate(answers.T))
    recoded = np.column_stack(
        [to_places(column, found, width) for column, found in zip(answers.T, categories, strict=True)]
    )
    return ResponseTable(
        codes=recoded,
        weights=weight,
        categories=categories,
        width=width,
        cautions=(*cautions, *table_cautions(recoded, categories, width)),
    )


def read_codes(X: object) -> Codes:
    """Return an (n, items) array of int8, -1 where missing; refuse anything else by its place."""
    values = np.asarray(X)
    if values.ndim != 2 or values.shape[1] == 0:
        raise ResponseError(f"Answers must be a table of people by items; found shape {values.shape}.")
    if values.dtype.kind == "O":
        values = from_objects(values)
    if values.dtype.kind not in "iuf":
        raise ResponseError(f"Answers of type {values.dtype} are not whole numbers; code them from 0.")
    if values.dtype.kind == "f":
        bad = ~(np.isnan(values) | (values == np.rint(values)))
        refuse(values, bad, "is not a whole number; code answers 0, 1, 2, ... and missing as NaN or -1")
        values = np.where(np.isnan(values), MISSING, values)
    refuse(values, (values < MISSING) | (values > MAX_CATEGORY), f"is not from 0 to {MAX_CATEGORY}, or -1")
    return np.ascontiguousarray(values.astype(np.int8))


def from_objects(values: npt.NDArray[np.object_]) -> Floats:
    try:
        return np.array([[np.nan if v is None else v for v in row] for row in values], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ResponseError("Answers hold text; code them as whole numbers from 0.") from error


def refuse(values: npt.NDArray[np.generic], bad: npt.NDArray[np.bool_], why: str) -> None:
    if bad.any():
        row, column = (int(place) for place in np.argwhere(bad)[0])
        raise ResponseError(
            f"row {row}, item {column}: the answer {shown(values[row, column].item())} {why}."
        )


def read_weights(weights: object, n: int) -> Floats:
    found = np.asarray(weights, dtype=np.float64)
    if found.shape != (n,) or not np.isfinite(found).all() or (found < 0).any() or not found.any():
        raise ResponseError(f"Case weights must be {n} numbers of at least 0, not all 0.")
    return found


def drop_empty(codes: Codes) -> tuple[npt.NDArray[np.bool_], list[Caution]]:
    """Return which people answered anything, and a note where some did not."""
    kept = (codes != MISSING).any(axis=1)
    dropped = int((~kept).sum())
    if not kept.any():
        raise NotIdentified("All answers are missing; there is nothing to fit.")
    if not dropped:
        return kept, []
    text = f"{dropped} of {len(codes)} people answered nothing and are left out."
    return kept, [Caution(code="empty-rows", text=text, severity=Severity.NOTE)]


def observed(column: Codes, place: int) -> tuple[int, ...]:
    """Return the answers that occur; an item needs two."""
    found = np.unique(column[column != MISSING])
    if len(found) == 0:
        raise NotIdentified(f"item {place}: nobody answered it; leave it out.")
    if len(found) == 1:
        raise NotIdentified(f"item {place}: every answer is {found[0]}; an item needs two different answers.")
    return tuple(int(value) for value in found)


def to_places(column: Codes, categories: tuple[int, ...], width: int) -> Codes:
    """Return each answer's place among the item's categories, -1 where missing."""
    table = np.full(width + 1, MISSING, dtype=np.int8)
    table[list(categories)] = np.arange(len(categories), dtype=np.int8)
    return table[column]


def table_cautions(codes: Codes, categories: tuple[tuple[int, ...], ...], width: int) -> list[Caution]:
    """Return what makes these answers doubtful: small samples, rare or absent categories, copies."""
    found = []
    if len(codes) < 200:
        text = f"{len(codes)} people are few for item parameters; slopes may be far off."
        found.append(Caution(code="small-sample", text=text))
    gaps = [place for place, seen in enumerate(categories) if set(seen) != set(range(width))]
    if gaps:
        text = f"Items {listed(gaps)} have answers that nobody gave; their thresholds are blank."
        found.append(Caution(code="unobserved-category", text=text, severity=Severity.NOTE))
    rare = [
        place
        for place, column in enumerate(codes.T)
        if np.bincount(column[column >= 0], minlength=len(categories[place])).min() < SPARSE
    ]
    if rare:
        text = f"Items {listed(rare)} have an answer given fewer than {SPARSE} times; its threshold is rough."
        found.append(Caution(code="sparse-category", text=text))
    twins = duplicates(codes)
    if twins:
        text = f"Items {listed(twins)} are copies of one another; slopes and precision are exaggerated."
        found.append(Caution(code="duplicate-items", text=text, severity=Severity.SERIOUS))
    return found


def duplicates(codes: Codes) -> list[int]:
    """Return the items whose answers equal another item's throughout."""
    places: dict[bytes, list[int]] = {}
    for place, column in enumerate(codes.T):
        places.setdefault(column.tobytes(), []).append(place)
    return sorted(place for group in places.values() if len(group) > 1 for place in group)


def listed(places: list[int]) -> str:
    more = f" and {len(places) - 6} more" if len(places) > 6 else ""
    return ", ".join(str(place) for place in places[:6]) + more
