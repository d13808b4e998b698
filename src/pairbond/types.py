"""The small vocabulary every layer shares: estimates, cautions and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import floor, isfinite, log10
from typing import Literal, NewType

InstrumentId = NewType("InstrumentId", str)
ScaleId = NewType("ScaleId", str)
ItemId = NewType("ItemId", str)

Grade = Literal["A", "B", "C"]
"""Evidence grade of a statement: A say it, B hedge it, C only as an open question. D is never said."""

Who = Literal["a", "b"]
Reader = Literal["a", "b", "joint"]

JsonDict = dict[str, object]


class Severity(StrEnum):
    """How much a caution matters to the reader of a number."""

    NOTE = "note"
    CAUTION = "caution"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """A doubt about a result, in words the person reads."""

    code: str
    text: str
    severity: Severity = Severity.CAUTION

    def to_dict(self) -> JsonDict:
        return {"code": self.code, "text": self.text, "severity": str(self.severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An uncertain number with its interval.

    ``value``, ``lower``, ``upper`` and ``se`` share one unit; ``level`` is the coverage of the
    interval (0..1); ``n`` is the number of observations (answers, people, days) behind it.
    """

    value: float
    lower: float
    upper: float
    level: float
    se: float
    n: int
    method: str

    def to_dict(self) -> JsonDict:
        return {
            "value": finite_or_none(self.value),
            "lower": finite_or_none(self.lower),
            "upper": finite_or_none(self.upper),
            "level": self.level,
            "se": finite_or_none(self.se),
            "n": self.n,
            "method": self.method,
        }

    def shown(self) -> str:
        """Return the value rounded by its standard error, with the interval."""
        digits = display_digits(self.se)
        return f"{self.value:.{digits}f} ({self.lower:.{digits}f} to {self.upper:.{digits}f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows a person can read: what ``summary()`` returns and every chart is accompanied by."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    numeric: frozenset[int] = field(default_factory=frozenset)

    def to_dict(self) -> JsonDict:
        return {
            "title": self.title,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "notes": list(self.notes),
        }


def finite_or_none(value: float | None) -> float | None:
    """Return a JSON-safe number: NaN and infinities become None."""
    return value if value is not None and isfinite(value) else None


def display_digits(se: float) -> int:
    """Return how many decimals to show: two significant figures of the standard error."""
    if not isfinite(se) or se <= 0:
        return 2
    return min(4, max(0, 1 - floor(log10(se))))


def merge_cautions(*groups: Sequence[Caution]) -> tuple[Caution, ...]:
    """Return the cautions of all groups once each, in order of first appearance.

    Cautions of one code that say different things (of two scales, say) are all kept.
    """
    seen: dict[tuple[str, str], Caution] = {}
    for group in groups:
        for caution in group:
            seen.setdefault((caution.code, caution.text), caution)
    return tuple(seen.values())


def json_dict(pairs: Mapping[str, object]) -> JsonDict:
    """Return a plain dict with every nested result turned into JSON-safe values."""
    return {key: json_value(value) for key, value in pairs.items()}


def json_value(value: object) -> object:
    """Return *value* as JSON-safe data; results with ``to_dict`` are expanded."""
    to_dict = getattr(value, "to_dict", None)
    if callable(to_dict):
        return to_dict()
    if isinstance(value, float):
        return finite_or_none(value)
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [json_value(item) for item in value]
    return value
