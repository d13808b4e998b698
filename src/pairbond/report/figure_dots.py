"""Values with intervals, one row a scale, both people in each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, isfinite, log10
from typing import Any, Final, cast

from pairbond.report import theme
from pairbond.report.canvas import Canvas, Layer, Row, Words, drawn, lettering, to_svg
from pairbond.report.lettering import text_width, wrapped
from pairbond.types import Who

LEFT: Final = 8.0
LANE: Final = 13.5
"""Height of one person's line within a row."""
TEXT_WIDTH: Final = 104.0
"""Widest column for the values beside the plot; longer texts stand above their line."""

REFERENCE: Final[Row] = {"color": theme.MUTED, "strokeWidth": 1.5, "strokeDash": [2, 3]}


@dataclass(frozen=True, slots=True, kw_only=True)
class DotPoint:
    """One person's value with its interval; *text* says it in words or figures."""

    who: Who
    name: str
    value: float
    lower: float
    upper: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """One scale."""

    label: str
    group: str | None
    points: tuple[DotPoint, ...]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """Where everything goes: filled from top to bottom, in px."""

    x: tuple[float, float]
    width: float
    beside: bool
    cursor: float = 0.0
    words: list[Words] = field(default_factory=list)
    bands: list[tuple[float, float]] = field(default_factory=list)
    lanes: list[tuple[float, DotPoint]] = field(default_factory=list)
    legend: list[tuple[float, float, Who | None]] = field(default_factory=list)


def dots_svg(data: Mapping[str, object], *, chart_id: str, title: str) -> str:
    """Draw a chart of kind ``dots``."""
    rows = list(_rows(data))
    sheet = _sheet(rows, cast("tuple[float, float]", data["domain"]))
    reference = cast("float | None", data.get("reference"))
    _legend(sheet, rows, str(data.get("reference_label") or "") if reference is not None else "")
    group: str | None = None
    for row in rows:
        if row.group != group:
            group = row.group
            _group(sheet, group)
        _row(sheet, row)
    ticks = nice_ticks(*sheet.x)
    below = _title(sheet, str(data["x_title"]))
    canvas = Canvas(
        width=sheet.width, height=sheet.cursor, x=sheet.x, y=(0.0, 1.0), left=LEFT,
        top=4, right=theme.WIDTH - LEFT - sheet.width, bottom=below, x_ticks=ticks,
    )  # fmt: skip
    layers = [*_tracks(sheet, canvas, reference), *_marks(sheet, canvas)]
    layers += lettering(sheet.words, canvas)
    return to_svg(layers, canvas, chart_id=chart_id, title=title)


def nice_ticks(lower: float, upper: float) -> tuple[float, ...]:
    """Return three to six round values from *lower* to *upper*."""
    rough = (upper - lower) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    if 3 <= upper - lower <= 8:  # answer scales show every answer
        step = 1.0
    first = -floor(-lower / step + 1e-9)
    return tuple(round(step * i, 10) for i in range(first, floor(upper / step + 1e-9) + 1))


def _rows(data: Mapping[str, object]) -> Iterator[DotRow]:
    for row in cast("Sequence[Mapping[str, Any]]", data["rows"]):
        points = tuple(DotPoint(**point) for point in row["points"])
        yield DotRow(
            label=str(row["label"]),
            group=row.get("group"),
            points=tuple(point for point in points if isfinite(point.value)),
        )


def _sheet(rows: Sequence[DotRow], domain: tuple[float, float]) -> Sheet:
    column = max((text_width(p.text) for row in rows for p in row.points), default=0.0)
    beside = column <= TEXT_WIDTH
    width = theme.WIDTH - 2 * LEFT - (column + 8 if beside and column else 0)
    return Sheet(x=(float(domain[0]), float(domain[1])), width=width, beside=beside)


def _legend(sheet: Sheet, rows: Sequence[DotRow], reference: str) -> None:
    """Set the key line: marker and name of each person, then the reference line."""
    people = {point.who: point.name for row in rows for point in row.points}
    entries: list[tuple[Who | None, str, str]] = [
        (who, people[who], theme.PERSON[who]) for who in sorted(people)
    ]
    if reference:
        entries.append((None, reference, theme.MUTED))
    x, y = 0.0, 10.0
    for who, label, color in entries:
        lines = wrapped(label, theme.WIDTH - 2 * LEFT - 22, most=2)
        needed = 20 + max(map(text_width, lines), default=0.0)
        if x and x + needed > theme.WIDTH - 2 * LEFT:
            x, y = 0.0, y + theme.LINE + 2
        sheet.legend.append((x + 6, y, who))
        for i, text in enumerate(lines):
            sheet.words.append(
                Words(text=text, x=x + 18, y=y + theme.LINE * i, color=color, strong=who is not None)
            )
        x, y = x + needed + 18, y + theme.LINE * (len(lines) - 1)
    sheet.cursor = y + 14 if entries else 0.0


def _group(sheet: Sheet, group: str | None) -> None:
    sheet.cursor += 11
    for text in wrapped(group or "", theme.WIDTH - 2 * LEFT, most=2):
        sheet.words.append(Words(text=text, x=0, y=sheet.cursor + theme.LINE / 2, italic=True))
        sheet.cursor += theme.LINE
    sheet.cursor += 2


def _row(sheet: Sheet, row: DotRow) -> None:
    """Set one scale: its label, then one line for each person on a quiet band."""
    sheet.cursor += 4
    for text in wrapped(row.label, theme.WIDTH - 2 * LEFT, most=3):
        sheet.words.append(Words(text=text, x=0, y=sheet.cursor + theme.LINE / 2, color=theme.INK))
        sheet.cursor += theme.LINE
    sheet.cursor += 1
    top = sheet.cursor
    for point in row.points:
        if not sheet.beside:
            sheet.cursor += theme.LINE
        y = sheet.cursor + LANE / 2
        text_x, text_y = (sheet.width + 16, y) if sheet.beside else (0.0, y - theme.LINE)
        text = re.sub(r"(?<!\w)-(?=\d)", "−", point.text)
        lines = wrapped(text, theme.WIDTH - 2 * LEFT, most=1)
        color = theme.PERSON[point.who]
        sheet.words += [Words(text=text, x=text_x, y=text_y, color=color) for text in lines]
        sheet.lanes.append((y, point))
        sheet.cursor += LANE
        if not sheet.beside:
            sheet.bands.append((sheet.cursor - LANE, sheet.cursor))
            sheet.cursor += 4
    if sheet.beside or not row.points:
        sheet.cursor += 0 if row.points else LANE
        sheet.bands.append((top, sheet.cursor))


def _title(sheet: Sheet, title: str) -> float:
    """Set the title of the axis; return the height below the plot."""
    y = sheet.cursor + 31
    for text in wrapped(title, theme.WIDTH - 2 * LEFT):
        sheet.words.append(Words(text=text, x=0, y=y, italic=True))
        y += theme.LINE
    return y - sheet.cursor - 4


def _tracks(sheet: Sheet, canvas: Canvas, reference: float | None) -> list[Layer]:
    """Return the bands, the axis below them, tick lines and the reference line within each band."""
    bands = [
        canvas.at(-6, top) | {"x2": canvas.at(sheet.width + 6, top)["x"], "y2": canvas.at(0, bottom)["y"]}
        for top, bottom in sheet.bands
    ]
    layers = [drawn(bands, canvas, "rect", also=("x2", "y2"), fill=theme.BAND, cornerRadius=3)]
    layers.append(_uprights(canvas, canvas.x_ticks, sheet.bands, color=theme.RULE, strokeWidth=1))
    if reference is not None:
        layers.append(_uprights(canvas, (reference,), sheet.bands, **REFERENCE))
    return layers


def _uprights(
    canvas: Canvas, values: Sequence[float], bands: Sequence[tuple[float, float]], **style: Any
) -> Layer:
    """Return upright lines at *values*, drawn within the bands only."""
    rows = [
        {"x": value, "y": canvas.at(0, top)["y"], "y2": canvas.at(0, bottom)["y"]}
        for value in values
        for top, bottom in bands
    ]
    return drawn(rows, canvas, "rule", also=("y2",), **style)


def _marks(sheet: Sheet, canvas: Canvas) -> list[Layer]:
    """Return the intervals and the markers of each person, and those of the key line."""
    layers: list[Layer] = []
    people: tuple[Who, ...] = ("a", "b")
    for who in people:
        keys = [canvas.at(x, y) for x, y, entry in sheet.legend if entry == who]
        lanes = [(y, point) for y, point in sheet.lanes if point.who == who]
        layers += _person(who, lanes, keys, canvas)
    for x, y, who_or_line in sheet.legend:
        if who_or_line is None:
            layers.append(_uprights(canvas, (canvas.at(x, y)["x"],), [(y - 7, y + 7)], **REFERENCE))
    return layers


def _person(
    who: Who, lanes: Sequence[tuple[float, DotPoint]], keys: Sequence[Row], canvas: Canvas
) -> list[Layer]:
    lower, upper = canvas.x
    color = theme.PERSON[who]
    dots = [*keys, *(canvas.at(0, y) | {"x": min(max(p.value, lower), upper)} for y, p in lanes)]
    spans = [
        canvas.at(0, y) | {"x": min(max(p.lower, lower), upper), "x2": max(min(p.upper, upper), lower)}
        for y, p in lanes
        if isfinite(p.lower) and isfinite(p.upper)
    ]
    solid = who == "a"
    return [
        drawn(
            spans, canvas, "rule", also=("x2",), color=color, strokeWidth=2,
            strokeDash=theme.DASH[who], opacity=0.75,
        ),
        drawn(
            dots, canvas, "point", shape=theme.SHAPE[who], size=62 if solid else 88, opacity=1,
            fill=color if solid else theme.PAPER, stroke=color, strokeWidth=0 if solid else 2.2,
        ),
    ]  # fmt: skip
