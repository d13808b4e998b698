"""What the templates see: the document model with unique ids, drawn charts and grouped blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pairbond.findings.model import (
    Block,
    Chart,
    Finding,
    HelpEntry,
    Prose,
    Report,
    Section,
    TableBlock,
)
from pairbond.types import Table

SUMMARY = "summary"
CERTAINTY = "certainty"
WIDE_TABLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One or more blocks that are shown together; *kind* names the macro that shows them."""

    kind: str
    id: str
    block: Block | None = None
    blocks: tuple[Block, ...] = ()
    svg: str = ""
    table: Table | None = None

    @property
    def stacks(self) -> bool:
        """Whether the table's rows become cards on a narrow screen."""
        return self.table is not None and len(self.table.columns) >= WIDE_TABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section ready to be shown; *cannot_say* stands at the end of the section on certainty."""

    id: str
    number: int
    title: str
    parts: tuple[Part, ...]
    cannot_say: tuple[str, ...] = ()


@dataclass(slots=True)
class Ids:
    """Hands out ids that are valid in HTML and occur once."""

    taken: set[str] = field(default_factory=set)

    def unique(self, prefix: str, name: str) -> str:
        base = f"{prefix}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-') or 'x'}"
        candidate, number = base, 2
        while candidate in self.taken:
            candidate, number = f"{base}-{number}", number + 1
        self.taken.add(candidate)
        return candidate


def section_views(report: Report, draw: Callable[[Chart], str]) -> tuple[SectionView, ...]:
    """Return the sections in order; *draw* turns a chart into SVG."""
    ids = Ids()
    views = []
    for section in report.sections:
        views.append(
            SectionView(
                id=ids.unique("part", section.id),
                number=section.number,
                title=section.title,
                parts=tuple(_parts(section, ids, draw)),
                cannot_say=report.cannot_say if section.id == CERTAINTY else (),
            )
        )
    return tuple(views)


def places_cannot_say(report: Report) -> bool:
    """Whether a section takes the list of what cannot be said (else it closes the report)."""
    return report.section(CERTAINTY) is not None


def _parts(section: Section, ids: Ids, draw: Callable[[Chart], str]) -> Iterator[Part]:
    """Yield the blocks, neighbours of the same listing kind as one part."""
    for kind, run in groupby(section.blocks, key=lambda block: block_kind(block, section.id)):
        blocks = tuple(run)
        if kind in {"verdicts", "help"}:
            yield Part(kind=kind, id=ids.unique(kind, section.id), blocks=blocks)
        else:
            yield from (_part(kind, block, ids, draw) for block in blocks)


def _part(kind: str, block: Block, ids: Ids, draw: Callable[[Chart], str]) -> Part:
    if isinstance(block, Chart):
        chart_id = ids.unique("chart", block.id)
        return Part(kind=kind, id=chart_id, block=block, svg=draw(block), table=block.table)
    if isinstance(block, TableBlock):
        return Part(kind=kind, id=ids.unique("table", block.id), block=block, table=block.table)
    name = block.id if isinstance(block, Finding) else kind
    return Part(kind=kind, id=ids.unique("finding" if kind == "finding" else "text", name), block=block)


def block_kind(block: Block, section_id: str) -> str:
    """Return how a block is shown in its section."""
    if isinstance(block, Finding):
        return "verdicts" if section_id == SUMMARY and block.verdict else "finding"
    if isinstance(block, Prose):
        return "prose"
    if isinstance(block, Chart):
        return "chart"
    if isinstance(block, HelpEntry):
        return "help"
    return "table"
