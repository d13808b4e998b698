"""Items, scales and instruments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pairbond.types import Caution, InstrumentId, ItemId, JsonDict, ScaleId

Basis = Literal["measured", "borrowed", "assumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFormat:
    """The answers an item allows: the whole numbers from ``minimum`` to ``maximum``."""

    minimum: int
    maximum: int
    labels: tuple[str, ...] = ()

    @property
    def values(self) -> range:
        return range(self.minimum, self.maximum + 1)

    @property
    def bounds(self) -> tuple[int, int]:
        return (self.minimum, self.maximum)

    def allowed(self) -> str:
        return f"a whole number from {self.minimum} to {self.maximum}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. ``text`` is None where the wording is not ours to ship."""

    id: ItemId
    facet: str = ""
    text: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What is known of a scale's spread and reliability when no norm group tells it.

    ``sd`` is in units of the response scale (item mean). ``basis`` says whether the figures were
    measured with this wording, borrowed from another wording, or are a planning value.
    """

    basis: Basis
    sd: float
    reliability: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A set of items scored together: the mean of keyed answers, prorated over the answered ones."""

    id: ScaleId
    title: str
    construct: str
    items: tuple[ItemId, ...]
    reverse: frozenset[ItemId]
    min_answered: int
    high: str = ""
    low: str = ""
    precision: Precision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowedNorm:
    """Norms of another instrument, used until there are own ones.

    ``tau`` is the extra uncertainty, in SDs, for the different wording; percentiles are rounded
    to ``round_to``.
    """

    instrument: InstrumentId
    scales: Mapping[ScaleId, ScaleId]
    tau: float
    round_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentRef:
    """Which instrument, in which version, with which content, a result was computed with."""

    id: InstrumentId
    version: str
    content_hash: str

    def to_dict(self) -> JsonDict:
        return {"id": self.id, "version": self.version, "content_hash": self.content_hash}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A questionnaire: items in the order they are asked, scales, and what is known about it."""

    id: InstrumentId
    version: str
    content_hash: str
    title: str
    worded: bool
    purpose: str
    population: str
    citation: str
    licence: str
    instructions: str
    response: ResponseFormat
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    cautions: tuple[Caution, ...] = ()
    layouts: Mapping[str, tuple[str, ...]]
    borrowed_norm: BorrowedNorm | None = None

    @property
    def ref(self) -> InstrumentRef:
        return InstrumentRef(id=self.id, version=self.version, content_hash=self.content_hash)

    @property
    def item_ids(self) -> tuple[ItemId, ...]:
        return tuple(item.id for item in self.items)

    def scale(self, scale_id: str) -> Scale:
        """Return the scale with this id; KeyError when there is none."""
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)

    def positions(self, scale: Scale) -> tuple[int, ...]:
        """Return where the scale's items stand in ``items`` (0-based)."""
        index = {item_id: position for position, item_id in enumerate(self.item_ids)}
        return tuple(index[item_id] for item_id in scale.items)

    def labels_for(self, item: Item) -> tuple[str, ...]:
        return item.labels or self.response.labels
