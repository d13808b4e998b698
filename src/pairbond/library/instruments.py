"""Loads instruments: shipped ones by id, others by path, wording packs where the user has them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pairbond.errors import ContentError, StoreError, shown
from pairbond.instruments import (
    BorrowedNorm,
    Instrument,
    Item,
    Pick,
    Precision,
    Product,
    PublishedGroup,
    ResponseFormat,
    Scale,
)
from pairbond.library.paths import CONTENT, data_folder, private_folder
from pairbond.library.spec import InstrumentSpec, ItemSpec, PickSpec, ResponseSpec, ScaleSpec, WordingSpec
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.types import Caution, InstrumentId, ItemId, ScaleId, Severity


@cache
def instrument_ids() -> tuple[str, ...]:
    """Return the ids of the instruments that ship, worded ones first."""
    names = sorted(path.stem for path in (CONTENT / "instruments").glob("*.yaml"))
    return tuple(names)


def load_instrument(instrument_id: str) -> Instrument:
    """Return an instrument that ships, with the user's wording pack where there is one.

    Raises
    ------
    ContentError
        When there is no such instrument, or the wording pack is wrong.
    """
    if instrument_id not in instrument_ids():
        known = ", ".join(instrument_ids())
        raise ContentError(f"There is no questionnaire {shown(instrument_id)}; choose from: {known}.")
    plain = shipped(instrument_id)
    pack = wording_path(instrument_id)
    return with_wording(plain, read_wording(pack, plain)) if pack.exists() else plain


@cache
def shipped(instrument_id: str) -> Instrument:
    return read_instrument(CONTENT / "instruments" / f"{instrument_id}.yaml")


def read_instrument(path: Path) -> Instrument:
    """Return the instrument in a file, checked against the schema."""
    return build_instrument(read_spec(path))


def read_spec(path: Path) -> InstrumentSpec:
    spec = validated(InstrumentSpec, read_yaml(path), path.name)
    if path.stem != spec.id:
        raise ContentError(f"{path.name}: id: found {spec.id}; it must equal the file's name.")
    return spec


def content_hash(spec: InstrumentSpec) -> str:
    """Return 16 hex digits that change when anything in the instrument changes."""
    text = json.dumps(spec.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def build_instrument(spec: InstrumentSpec) -> Instrument:
    """Return the plain frozen object of a checked spec."""
    return Instrument(
        id=InstrumentId(spec.id),
        version=spec.version,
        content_hash=content_hash(spec),
        title=spec.title,
        worded=spec.kind == "worded",
        purpose=spec.purpose,
        population=spec.population,
        citation=spec.citation,
        licence=f"{spec.licence.wording}: {spec.licence.note}",
        instructions=spec.instructions or "",
        response=build_response(spec.response),
        items=tuple(build_item(item) for item in spec.items),
        scales=tuple(build_scale(scale) for scale in spec.scales),
        cautions=tuple(
            Caution(code=c.code, text=c.text, severity=Severity(c.severity)) for c in spec.cautions
        ),
        layouts=MappingProxyType(dict(spec.layouts)),
        borrowed_norm=build_borrowed(spec),
        optional=spec.optional,
    )


def build_response(spec: ResponseSpec) -> ResponseFormat:
    return ResponseFormat(minimum=spec.min, maximum=spec.max, labels=spec.labels)


def build_item(spec: ItemSpec) -> Item:
    return Item(
        id=ItemId(spec.id),
        facet=spec.facet or "",
        text=spec.text,
        labels=spec.labels,
        response=build_response(spec.response) if spec.response else None,
        pick=build_pick(spec.pick) if spec.pick else None,
    )


def build_pick(spec: PickSpec) -> Pick:
    return Pick(options=spec.options, maximum=spec.max, labels=MappingProxyType(dict(spec.labels)))


def build_scale(spec: ScaleSpec) -> Scale:
    stated = spec.precision
    return Scale(
        id=ScaleId(spec.id),
        title=spec.title,
        construct=spec.construct_,
        items=tuple(ItemId(item) for item in spec.items),
        reverse=frozenset(ItemId(item) for item in spec.reverse),
        min_answered=spec.missing.min_answered,
        high=spec.high or "",
        low=spec.low or "",
        precision=Precision(**stated.model_dump()) if stated else None,
        aggregate=spec.aggregate,
        products=tuple(
            Product(concern=ItemId(pair.concern), expectancy=ItemId(pair.expectancy))
            for pair in spec.products
        ),
        flip=spec.flip or 0,
        published=tuple(PublishedGroup(**group.model_dump()) for group in spec.published),
        bands=spec.bands,
    )


def build_borrowed(spec: InstrumentSpec) -> BorrowedNorm | None:
    borrowed = spec.borrowed_norm
    if borrowed is None:
        return None
    pairs = {ScaleId(own): ScaleId(other) for own, other in borrowed.scales.items()}
    return BorrowedNorm(
        instrument=InstrumentId(borrowed.instrument),
        scales=MappingProxyType(pairs),
        tau=borrowed.tau,
        round_to=borrowed.round_to,
    )


def wording_path(instrument_id: str) -> Path:
    return data_folder() / "wording" / f"{instrument_id}.yaml"


def read_wording(path: Path, instrument: Instrument) -> WordingSpec:
    """Return a wording pack, checked against the instrument it is for."""
    pack = validated(WordingSpec, read_yaml(path), path.name)
    if pack.instrument != instrument.id:
        raise ContentError(f"{path.name}: instrument: found {pack.instrument}, expected {instrument.id}.")
    if instrument.worded:
        raise ContentError(f"{instrument.id} has its own wording; packs are for standard questionnaires.")
    missing = [item for item in instrument.item_ids if item not in pack.items]
    stray = [item for item in pack.items if item not in instrument.item_ids]
    if missing or stray:
        fault = f"{missing[0]} has no text" if missing else f"{stray[0]} is not an item"
        raise ContentError(f"{path.name}: items: {fault} ({len(instrument.items)} are needed).")
    steps = len(instrument.response.values)
    if pack.labels and len(pack.labels) != steps:
        raise ContentError(f"{path.name}: labels: found {len(pack.labels)}, {steps} are needed.")
    return pack


def with_wording(instrument: Instrument, pack: WordingSpec) -> Instrument:
    texts: Mapping[str, str] = pack.items
    response = replace(instrument.response, labels=pack.labels or instrument.response.labels)
    return replace(
        instrument,
        response=response,
        instructions=pack.instructions or instrument.instructions,
        items=tuple(replace(item, text=texts[item.id]) for item in instrument.items),
    )


def store_wording(instrument_id: str, source: Path) -> Path:
    """Check a wording pack and keep a copy in the user's data folder."""
    pack = read_wording(source, shipped_or_refuse(instrument_id))
    try:
        target = private_folder("wording") / f"{pack.instrument}.yaml"
        target.write_bytes(source.read_bytes())
        target.chmod(0o600)
    except OSError as error:
        raise StoreError(f"{error.filename}: cannot be written ({error.strerror}).") from error
    return target


def shipped_or_refuse(instrument_id: str) -> Instrument:
    if instrument_id not in instrument_ids():
        load_instrument(instrument_id)
    return shipped(instrument_id)
