"""From answers to scores with honest intervals."""

from pairbond.scoring.classical import NormChoice, Percentile, ScaleScore, Scores, score
from pairbond.scoring.quality import AnswerQuality
from pairbond.scoring.responses import MISSING, Responses, read_responses

__all__ = [
    "MISSING",
    "AnswerQuality",
    "NormChoice",
    "Percentile",
    "Responses",
    "ScaleScore",
    "Scores",
    "read_responses",
    "score",
]
