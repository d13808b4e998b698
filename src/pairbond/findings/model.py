"""Report > Section > Block: what a report says, before anyone decides how it looks.

HTML, PDF, terminal text and report.json are all rendered from these objects; no renderer adds a
sentence of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pairbond.findings.confidence import Confidence
from pairbond.types import Estimate, Grade, JsonDict, Reader, Table, Who, json_dict

Verdict = Literal["fit", "friction", "unknown"]
Role = Literal["intro", "text", "note", "caution", "question", "help", "item", "heading"]
ChartKind = Literal["map", "dots", "loop", "days", "when"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one statement rests on, in words a reader can check.

    ``items`` are the reader's own item ids behind it (a partner's items are never listed).
    """

    label: str
    detail: str
    estimate: Estimate | None = None
    items: tuple[str, ...] = ()
    norm: str | None = None

    def to_dict(self) -> JsonDict:
        return json_dict(
            {
                "label": self.label,
                "detail": self.detail,
                "estimate": self.estimate,
                "items": self.items,
                "norm": self.norm,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One statement, with its grade, how sure it is, and everything behind it.

    ``rule`` is the id of the narrative that worded it; ``citations`` are keys of the sources in
    section 13. ``probability`` is what the confidence word stands for, None where the statement
    only describes. A step to try names whose it is (``who``) and has ``details``: why, how, when,
    how one will know, each as (label, text).
    """

    id: str
    section: str
    reader: Reader
    grade: Grade
    confidence: Confidence
    text: str
    evidence: tuple[Evidence, ...]
    rule: str
    citations: tuple[str, ...] = ()
    probability: float | None = None
    verdict: Verdict | None = None
    topic: str | None = None
    who: Who | None = None
    details: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> JsonDict:
        return json_dict({name: getattr(self, name) for name in FINDING_FIELDS})


FINDING_FIELDS = (
    "id", "section", "reader", "grade", "confidence", "text", "evidence", "rule", "citations",
    "probability", "verdict", "topic", "who", "details",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A paragraph that is not a finding: an introduction, a note, a caution, an open question."""

    text: str
    role: Role = "text"
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture and the table that says the same.

    ``data`` is what the figure needs (see :mod:`pairbond.report.figures`); ``description`` is the
    text alternative.
    """

    id: str
    kind: ChartKind
    title: str
    description: str
    data: Mapping[str, object]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table that stands on its own."""

    id: str
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpEntry:
    """A place to turn to."""

    name: str
    contact: str
    note: str


Block = Finding | Prose | Chart | TableBlock | HelpEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part of the report (numbers follow the product's order and may have gaps)."""

    id: str
    number: int
    title: str
    blocks: tuple[Block, ...]

    def findings(self) -> Iterator[Finding]:
        return (block for block in self.blocks if isinstance(block, Finding))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One partner as named in a report. ``scales`` is what report.json holds of their scores."""

    who: Who
    name: str
    scales: Mapping[str, JsonDict] = field(default_factory=dict)

    def to_dict(self) -> JsonDict:
        return {"name": self.name, "scales": dict(self.scales)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report for one reader.

    ``header`` are label-value lines (who agreed to what, dates, versions); ``extra`` are the
    machine-readable parts of report.json beside the findings.
    """

    mode: Literal["solo", "full", "partial"]
    reader: Reader
    title: str
    subtitle: str
    language: str
    people: tuple[Person, ...]
    header: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    cannot_say: tuple[str, ...]
    versions: JsonDict
    extra: Mapping[str, object] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        return (finding for section in self.sections for finding in section.findings())

    def section(self, section_id: str) -> Section | None:
        return next((s for s in self.sections if s.id == section_id), None)

    def to_dict(self) -> JsonDict:
        """Return report.json: scores, findings and what cannot be said."""
        return json_dict(
            {
                "schema": "pairbond.report/1",
                "mode": self.mode,
                "reader": self.reader,
                "title": self.title,
                "people": {person.who: person for person in self.people},
                **self.extra,
                "findings": [finding.to_dict() for finding in self.findings()],
                "cannot_say": list(self.cannot_say),
                "versions": self.versions,
            }
        )
