"""Questionnaires and norm groups as plain frozen objects: no files, no validation library."""

from pairbond.instruments.instrument import (
    Aggregate,
    BorrowedNorm,
    Bounds,
    Instrument,
    InstrumentRef,
    Item,
    Pick,
    Precision,
    Product,
    PublishedGroup,
    ResponseFormat,
    Scale,
)
from pairbond.instruments.norms import AgeBand, JointDensity, NormGroup, NormRef, ScaleNorm

__all__ = [
    "AgeBand",
    "Aggregate",
    "BorrowedNorm",
    "Bounds",
    "Instrument",
    "InstrumentRef",
    "Item",
    "JointDensity",
    "NormGroup",
    "NormRef",
    "Pick",
    "Precision",
    "Product",
    "PublishedGroup",
    "ResponseFormat",
    "Scale",
    "ScaleNorm",
]
