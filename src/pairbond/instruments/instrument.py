"""Items, scales and instruments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pairbond.types import Caution, InstrumentId, ItemId, JsonDict, ScaleId

Basis = Literal["measured", "borrowed", "assumed"]
Aggregate = Literal["mean", "sum", "difference"]
Bounds = tuple[int, int]


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
class Pick:
    """A list to choose from, up to ``maximum`` of it; ``labels`` is what a person reads."""

    options: tuple[str, ...]
    maximum: int
    labels: Mapping[str, str]

    def allowed(self) -> str:
        return f"a list of up to {self.maximum} of: {', '.join(self.options)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. ``text`` is None where the wording is not ours to ship.

    ``response`` is set where the item is answered on another range than the instrument, ``pick``
    where the answer is a choice from a list.
    """

    id: ItemId
    facet: str = ""
    text: str | None = None
    labels: tuple[str, ...] = ()
    response: ResponseFormat | None = None
    pick: Pick | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What is known of a scale's spread and reliability when no norm group tells it.

    ``sd`` is in units of the score. ``basis`` says whether the figures were
    measured with this wording, borrowed from another wording, or are a planning value.
    """

    basis: Basis
    sd: float
    reliability: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedGroup:
    """Mean and SD of the score in a published sample; ``n`` and ``year`` are None where not known.

    Not a norm group: there are no counts, so it gives a z and never a percentile.
    """

    mean: float
    sd: float
    n: int | None
    who: str
    year: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Two answers to one situation, scored as concern x (flip - expectancy)."""

    concern: ItemId
    expectancy: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A set of items scored together, prorated over the answered ones.

    The score is the ``mean`` of keyed answers, their ``sum``, or the ``difference`` between the
    sum of the plain and the sum of the reversed items. Where there are ``products``, these take
    the place of the items: ``flip`` is what expectancies are subtracted from. ``bands`` declares that
    a joint report may show the score as one of three bands.
    """

    id: ScaleId
    title: str
    construct: str
    items: tuple[ItemId, ...]
    reverse: frozenset[ItemId]
    min_answered: int
    high: str = ""
    low: str = ""
    precision: Precision | None = None
    aggregate: Aggregate = "mean"
    products: tuple[Product, ...] = ()
    flip: int = 0
    published: tuple[PublishedGroup, ...] = ()
    bands: bool = False

    @property
    def size(self) -> int:
        """How many answers, or products of two, make the score; ``min_answered`` counts these."""
        return len(self.products) or len(self.items)


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
    optional: bool = False

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

    def item_bounds(self, used: Bounds) -> dict[ItemId, Bounds]:
        """Return each item's lowest and highest answer where the instrument is answered on *used*."""
        return {item.id: item.response.bounds if item.response else used for item in self.items}

    @property
    def fixed_range(self) -> bool:
        """Whether the answers cannot have been given on another range than the instrument's own."""
        return (
            self.worded
            or any(item.response for item in self.items)
            or any(scale.products for scale in self.scales)
        )

    def response_for(self, item: Item) -> ResponseFormat:
        return item.response or self.response

    def labels_for(self, item: Item) -> tuple[str, ...]:
        return item.labels or self.response_for(item).labels
