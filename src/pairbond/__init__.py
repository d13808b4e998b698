"""Pairbond: two people's questionnaires, mapped against each other with honest intervals.

The root only re-exports, and lazily: ``import pairbond`` loads nothing heavy.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pairbond.api import (
        AnswersFile,
        CheckIns,
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
        read_checkins,
        report,
        score,
        score_table,
        signal_or_script,
        synthetic_cohort,
        synthetic_couple,
        synthetic_diary,
    )
    from pairbond.checkins.synthetic import DiaryTruth
    from pairbond.dyad.models.similarity import profile_similarity
    from pairbond.library.calibration import load_calibration
    from pairbond.messages.merge import merge_chats
    from pairbond.messages.read import read_chat
    from pairbond.scoring.adaptive import AdaptiveTest
    from pairbond.scoring.calibrate import fit_grm
    from pairbond.scoring.change import reliable_change
    from pairbond.scoring.irt import GradedModel
    from pairbond.scoring.reliability import reliability

from pairbond.version import VERSION as __version__

__all__ = [
    "AdaptiveTest",
    "AnswersFile",
    "CheckIns",
    "ContentError",
    "DiaryTruth",
    "Estimate",
    "GradedModel",
    "Instrument",
    "PairbondError",
    "Report",
    "ResponseError",
    "__version__",
    "fit_grm",
    "load_calibration",
    "load_instrument",
    "load_norms",
    "merge_chats",
    "pair",
    "profile",
    "profile_similarity",
    "read_answers",
    "read_chat",
    "read_checkins",
    "reliability",
    "reliable_change",
    "report",
    "score",
    "score_table",
    "signal_or_script",
    "synthetic_cohort",
    "synthetic_couple",
    "synthetic_diary",
]


# Measurement models load SciPy, which the rest does without.
_MODULES = {
    "AdaptiveTest": "pairbond.scoring.adaptive",
    "DiaryTruth": "pairbond.checkins.synthetic",
    "GradedModel": "pairbond.scoring.irt",
    "fit_grm": "pairbond.scoring.calibrate",
    "load_calibration": "pairbond.library.calibration",
    "profile_similarity": "pairbond.dyad.models.similarity",
    "merge_chats": "pairbond.messages.merge",
    "read_chat": "pairbond.messages.read",
    "reliability": "pairbond.scoring.reliability",
    "reliable_change": "pairbond.scoring.change",
}


BOTH = frozenset({"profile", "report"})
"""Names of functions that are names of packages too; see docs/decisions/0014."""


class Root(ModuleType):
    """The package, whose ``report`` and ``profile`` can be called and imported from."""

    def __getattribute__(self, name: str) -> Any:
        if name in BOTH and "pairbond.api" not in sys.modules:
            import_module("pairbond.api")
        return super().__getattribute__(name)


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(_MODULES.get(name, "pairbond.api")), name)
    raise AttributeError(f"module 'pairbond' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


sys.modules[__name__].__class__ = Root
