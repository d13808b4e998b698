"""What the templates see: the document model with unique ids, drawn charts and grouped blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import ceil

from pairbond.findings.model import (
    Block,
    Chart,
    Evidence,
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
DENSE_TABLE = 14
KEPT_TABLE = 6
CHART_WIDTH = {"map": 64.0, "dots": 58.0, "loop": 66.0, "days": 66.0, "when": 58.0}  # mm, on A4
LONG_TEXT = 240
WIDE_ROW = 70
MANY_COLUMNS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One or more blocks that are shown together; *kind* names the macro that shows them.

    *leads* says that a chart follows, which the part then stays with on paper; *beside* that it is
    printed next to the chart before it, *below* that it starts under that chart.
    """

    kind: str
    id: str
    block: Block | None = None
    blocks: tuple[Block, ...] = ()
    svg: str = ""
    table: Table | None = None
    leads: bool = False
    beside: bool = False
    below: bool = False

    @property
    def place(self) -> str:
        """Where the part stands on paper, as the style sheet names it."""
        return " beside-chart" if self.beside else " below-chart" if self.below else ""

    @property
    def caption(self) -> str:
        """What is printed beside a chart: its description, of long lists only the first sentence."""
        return _split(self.block)[0]

    @property
    def unseen(self) -> str:
        """The rest of a long description, for those who cannot see the chart."""
        return _split(self.block)[1]

    @property
    def dense(self) -> bool:
        """Whether a chart's table is printed smaller, to stand beside its chart."""
        return self.table is not None and len(self.table.rows) > DENSE_TABLE

    @property
    def wide(self) -> bool:
        """Whether a table is printed over the whole page, margin column included."""
        if self.table is None or not self.table.rows:
            return False
        if len(self.table.columns) >= MANY_COLUMNS:
            return True
        letters = sum(len(cell) for row in self.table.rows for cell in row)
        return letters / len(self.table.rows) > WIDE_ROW

    @property
    def short(self) -> bool:
        """Whether a table is kept on one printed page."""
        return self.table is not None and len(self.table.rows) <= KEPT_TABLE

    @property
    def stacks(self) -> bool:
        """Whether the table's rows become cards on a narrow screen."""
        return self.table is not None and len(self.table.columns) >= WIDE_TABLE


def _height(part: Part) -> float:
    """Return about how high a part is when printed beside a chart, in mm."""
    block = part.block
    if isinstance(block, Chart):
        lines = (ceil(sum(map(len, row)) / 80 + 0.3) for row in block.table.rows)
        caption = ceil(len(part.caption) / 85)
        return 12.0 + 3.0 * caption + sum(2.9 * count + 0.7 for count in lines)
    if isinstance(block, Finding):
        small = sum(len(item.label) + len(item.detail) + 4 for item in block.evidence) + 90
        return 6.0 + 3.7 * ceil(len(block.text) / 80) + 2.75 * ceil(small / 108)
    return 2.0 + 3.5 * ceil(len(getattr(block, "text", "")) / 84)


def _chart_height(part: Part) -> float:
    """Return how high a chart is printed, in mm: as wide as the style sheet makes it."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', part.svg)
    width = CHART_WIDTH[part.block.kind] if isinstance(part.block, Chart) else 0.0
    return width * float(found[2]) / float(found[1]) if found else 0.0


def _split(block: Block | None) -> tuple[str, str]:
    text = block.description if isinstance(block, Chart) else ""
    if len(text) <= LONG_TEXT or (isinstance(block, Chart) and block.kind == "map"):
        return text, ""
    first, _, rest = re.sub(r"(?<=[.!?]) ", "\n", text, count=1).partition("\n")
    return first, rest


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
                parts=_with_leads(list(_beside_charts(list(_parts(section, ids, draw))))),
                cannot_say=report.cannot_say if section.id == CERTAINTY else (),
            )
        )
    return tuple(views)


def told(evidence: Evidence) -> bool:
    """Whether the evidence's words already give its estimate and both ends of the interval."""
    if evidence.estimate is None:
        return True
    numbers = re.findall(r"-?\d+(?:\.\d+)?", evidence.estimate.shown())
    words = evidence.detail.replace("−", "-")
    return all(re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", words) for number in numbers)


def places_cannot_say(report: Report) -> bool:
    """Whether a section takes the list of what cannot be said (else it closes the report)."""
    return report.section(CERTAINTY) is not None


def _parts(section: Section, ids: Ids, draw: Callable[[Chart], str]) -> Iterator[Part]:
    """Yield the blocks, neighbours of the same listing kind as one part."""
    for kind, run in groupby(section.blocks, key=lambda block: block_kind(block, section.id)):
        blocks = tuple(run)
        if kind in {"verdicts", "help", "items"}:
            yield Part(kind=kind, id=ids.unique(kind, section.id), blocks=blocks)
        else:
            yield from (_part(kind, block, ids, draw) for block in blocks)


def _beside_charts(parts: list[Part]) -> Iterator[Part]:
    """Yield the parts, those that fit beside the chart before them marked as such."""
    room: float | None = None
    for part in parts:
        if part.kind == "chart":
            room = _chart_height(part) - _height(part)
            yield replace(part, below=True)
        elif room is not None and room > 0 and part.kind in {"finding", "prose"}:
            room -= _height(part)
            yield replace(part, beside=True)
        else:
            yield replace(part, below=room is not None)
            room = None


def _with_leads(parts: list[Part]) -> tuple[Part, ...]:
    following = [part.kind == "chart" for part in parts[1:]] + [False]
    return tuple(replace(part, leads=leads) for part, leads in zip(parts, following, strict=True))


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
        return "items" if block.role == "item" else "prose"
    if isinstance(block, Chart):
        return "chart"
    if isinstance(block, HelpEntry):
        return "help"
    return "table"
