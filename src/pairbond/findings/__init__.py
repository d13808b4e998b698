"""The document model: a report is sections, a section is blocks, a statement is a Finding."""

from pairbond.findings.confidence import Confidence, judge_difference, judge_level, posterior
from pairbond.findings.model import (
    Block,
    Chart,
    Evidence,
    Finding,
    HelpEntry,
    Person,
    Prose,
    Report,
    Section,
    TableBlock,
    Verdict,
)

__all__ = [
    "Block",
    "Chart",
    "Confidence",
    "Evidence",
    "Finding",
    "HelpEntry",
    "Person",
    "Prose",
    "Report",
    "Section",
    "TableBlock",
    "Verdict",
    "judge_difference",
    "judge_level",
    "posterior",
]
