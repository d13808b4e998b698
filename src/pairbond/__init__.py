"""Pairbond: two people's questionnaires, mapped against each other with honest intervals.

The root only re-exports, and lazily: ``import pairbond`` loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pairbond.api import (
        AnswersFile,
        ContentError,
        Estimate,
        Instrument,
        PairbondError,
        Report,
        ResponseError,
        load_instrument,
        load_norms,
        pair,
        profile,
        read_answers,
        report,
        score,
        score_table,
        synthetic_cohort,
        synthetic_couple,
    )

from pairbond.version import VERSION as __version__

__all__ = [
    "AnswersFile",
    "ContentError",
    "Estimate",
    "Instrument",
    "PairbondError",
    "Report",
    "ResponseError",
    "__version__",
    "load_instrument",
    "load_norms",
    "pair",
    "profile",
    "read_answers",
    "report",
    "score",
    "score_table",
    "synthetic_cohort",
    "synthetic_couple",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("pairbond.api"), name)
    raise AttributeError(f"module 'pairbond' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
