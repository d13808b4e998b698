"""A report as plain text for a terminal or a plain mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from unicodedata import category, east_asian_width

from pairbond.findings.model import Block, Chart, Finding, HelpEntry, Prose, Report, Section, TableBlock
from pairbond.report.labels import labels
from pairbond.report.lettering import without_controls
from pairbond.report.view import CERTAINTY, places_cannot_say, told
from pairbond.types import Table

NARROWEST = 24
GAP = 2


def to_text(report: Report, width: int = 80) -> str:
    """Return the report in lines of at most *width* characters (at least 24), charts as tables."""
    width = max(width, NARROWEST)
    words = labels(report.language)
    lines = [*filled(report.title.upper(), width), *filled(report.subtitle, width), ""]
    for label, value in report.header:
        lines += filled(f"{label}: {value}", width, hang=2)
    for section in report.sections:
        lines += _section(section, width, words)
        if section.id == CERTAINTY:
            lines += _cannot_say(report, width, words)
    if not places_cannot_say(report):
        lines += _cannot_say(report, width, words)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def columns_of(text: str) -> int:
    """Return how many terminal columns *text* takes."""
    return sum(
        0 if category(char) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(char) in {"W", "F"} else 1
        for char in text
    )


def filled(text: str, width: int, *, indent: int = 0, hang: int = 0) -> list[str]:
    """Return *text* wrapped; lines after the first are indented by *hang* more."""
    text = without_controls(text)
    room = width - indent
    lines = wrap(text, room, subsequent_indent=" " * hang)
    while room > hang + 4 and any(columns_of(line) > width - indent for line in lines):
        room -= 1
        lines = wrap(text, room, subsequent_indent=" " * hang)
    return [" " * indent + line for line in lines]


def _section(section: Section, width: int, words: Mapping[str, str]) -> list[str]:
    title = filled(f"{section.number}  {section.title}", width)
    lines = ["", "", *title, "-" * max(map(columns_of, title)), ""]
    for block in section.blocks:
        lines += [*_block(block, width, words), ""]
    return lines[:-1] if section.blocks else lines


def _block(block: Block, width: int, words: Mapping[str, str]) -> list[str]:
    if isinstance(block, Finding):
        return list(_finding(block, width, words))
    if isinstance(block, Prose):
        tag = f"{words[block.role]}: " if block.role in {"caution", "question", "note"} else ""
        return filled(tag + block.text, width)
    if isinstance(block, Chart):
        return [*filled(block.description, width), "", *table_lines(block.table, width)]
    if isinstance(block, HelpEntry):
        note = filled(block.note, width, indent=2)
        return [*filled(f"{block.name}: {block.contact}", width, hang=2), *note]
    assert isinstance(block, TableBlock)
    return table_lines(block.table, width)


def _finding(finding: Finding, width: int, words: Mapping[str, str]) -> Iterator[str]:
    if finding.verdict:
        topic = f"{finding.topic}: " if finding.topic else ""
        yield from filled(topic + words[f"verdict.{finding.verdict}"], width)
    elif finding.topic:
        yield from filled(f"{finding.topic}:", width)
    yield from filled(finding.text, width)
    for label, text in finding.details:
        yield from filled(f"{label}: {text}", width, indent=2, hang=2)
    grade = words["grade"].format(grade=finding.grade)
    yield from filled(f"[{words[f'confidence.{finding.confidence}'.replace(' ', '-')]}, {grade}]", width)
    for item in finding.evidence:
        interval = ""
        if item.estimate and not told(item):
            level = words["interval"].format(level=f"{100 * item.estimate.level:.3g}%")
            interval = f" — {item.estimate.shown()}, {level}"
        yield from filled(f"- {item.label}: {item.detail}{interval}", width, indent=2, hang=2)


def _cannot_say(report: Report, width: int, words: Mapping[str, str]) -> list[str]:
    if not report.cannot_say:
        return []
    lines = ["", *filled(words["cannot-say"], width)]
    for sentence in report.cannot_say:
        lines += filled(f"- {sentence}", width, hang=2)
    return lines


def table_lines(table: Table, width: int) -> list[str]:
    """Return the table in columns where they fit, else one line a cell."""
    grid = [[without_controls(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(map(columns_of, column)) for column in zip(*grid, strict=True)]
    fits = sum(widths) + GAP * (len(widths) - 1) <= width
    body = _aligned(grid, widths, table.numeric) if fits else _cards(table, width)
    notes = [line for note in table.notes for line in filled(note, width)]
    return [*filled(table.title, width), *body, *notes]


def _aligned(grid: Sequence[Sequence[str]], widths: Sequence[int], numeric: frozenset[int]) -> list[str]:
    lines = []
    for row in grid:
        cells = []
        for index, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - columns_of(cell))
            cells.append(space + cell if index in numeric else cell + space)
        lines.append((" " * GAP).join(cells))
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def _cards(table: Table, width: int) -> list[str]:
    lines: list[str] = []
    for row in table.rows:
        lines += filled(row[0], width)
        for name, cell in zip(table.columns[1:], row[1:], strict=True):
            lines += filled(f"{name}: {cell}", width, indent=2, hang=2)
    return lines
