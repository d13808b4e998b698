"""Questionnaires and norm groups as plain frozen objects: no files, no validation library."""

from pairbond.instruments.instrument import (
    BorrowedNorm,
    Instrument,
    InstrumentRef,
    Item,
    Precision,
    ResponseFormat,
    Scale,
)
from pairbond.instruments.norms import AgeBand, JointDensity, NormGroup, NormRef, ScaleNorm

__all__ = [
    "AgeBand",
    "BorrowedNorm",
    "Instrument",
    "InstrumentRef",
    "Item",
    "JointDensity",
    "NormGroup",
    "NormRef",
    "Precision",
    "ResponseFormat",
    "Scale",
    "ScaleNorm",
]
