"""The drawing surface of our charts: px positions, lettering layers, Altair to SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Literal

from pairbond.report import theme
from pairbond.report.lettering import without_controls

Align = Literal["left", "center", "right"]
Mark = Literal["point", "rect", "rule", "text"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A plot of *width* x *height* px over the values *x* and *y* (lower, upper), with margins."""

    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    left: float
    top: float
    right: float
    bottom: float
    x_ticks: tuple[float, ...] = ()
    y_ticks: tuple[float, ...] = ()
    grid: bool = False

    def px(self, value: float) -> float:
        return (value - self.x[0]) / (self.x[1] - self.x[0]) * self.width

    def py(self, value: float) -> float:
        return self.height - (value - self.y[0]) / (self.y[1] - self.y[0]) * self.height

    def at(self, px: float, py: float) -> Row:
        """Return the data position of a place given in px (it may lie in the margin)."""
        return {
            "x": self.x[0] + px / self.width * (self.x[1] - self.x[0]),
            "y": self.y[0] + (self.height - py) / self.height * (self.y[1] - self.y[0]),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text at a place in px; *y* is its middle."""

    text: str
    x: float
    y: float
    color: str = theme.MUTED
    align: Align = "left"
    strong: bool = False
    italic: bool = False
    angle: int = 0

    @property
    def style(self) -> tuple[str, Align, bool, bool, int]:
        return (self.color, self.align, self.strong, self.italic, self.angle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of a chart in Vega-Lite's words, and its rows; they meet in the finished specification."""

    spec: Row
    rows: list[Row]


def drawn(
    rows: Sequence[Row], canvas: Canvas, mark: Mark, *, also: Sequence[str] = (), **style: Any
) -> Layer:
    """Return a layer of *mark* at the rows' x and y; *also* names further fields it reads."""
    encoding: Row = {
        "x": {"field": "x", "type": "quantitative", "axis": _axis(canvas.x_ticks, canvas.grid)}
        | _scale(canvas.x),
        "y": {"field": "y", "type": "quantitative", "axis": _axis(canvas.y_ticks, canvas.grid)}
        | _scale(canvas.y),
    }
    for name in also:
        encoding[name] = {"field": name} | ({"type": "nominal"} if name == "text" else {})
    return Layer(spec={"mark": {"type": mark, **style}, "encoding": encoding}, rows=list(rows))


def _axis(ticks: Sequence[float], grid: bool) -> Row | None:
    return {"values": list(ticks), "title": None, "grid": grid} if ticks else None


def _scale(domain: tuple[float, float]) -> Row:
    return {"scale": {"domain": list(domain), "nice": False, "zero": False}}


def shapes(polygons: Sequence[Sequence[Sequence[tuple[float, float]]]], **style: Any) -> Layer:
    """Return a layer of polygons given in px: each a list of rings, the first one the outline."""
    spec = {
        "mark": {"type": "geoshape", "clip": False, **style},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
    }
    rows: list[Row] = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [_closed(r) for r in polygon]}}
        for polygon in polygons
    ]
    return Layer(spec=spec, rows=rows)


def lettering(words: Iterable[Words], canvas: Canvas) -> list[Layer]:
    """Return one layer for each style of text."""
    styles: dict[tuple[str, Align, bool, bool, int], list[Row]] = {}
    for item in words:
        row = canvas.at(item.x, item.y) | {"text": item.text}
        styles.setdefault(item.style, []).append(row)
    return [
        drawn(
            rows,
            canvas,
            "text",
            also=("text",),
            color=color,
            align=align,
            baseline="middle",
            fontWeight=600 if strong else 400,
            fontStyle="italic" if italic else "normal",
            angle=angle,
        )
        for (color, align, strong, italic, angle), rows in styles.items()
    ]


def _closed(ring: Sequence[tuple[float, float]]) -> list[list[float]]:
    points = [[round(x, 1), round(y, 1)] for x, y in ring]
    return points if points[:1] == points[-1:] else [*points, points[0]]


def to_svg(layers: Sequence[Layer], canvas: Canvas, *, chart_id: str, title: str) -> str:
    """Return the layered chart as one SVG element with text as text and ids of its own."""
    import vl_convert

    _register_fonts()
    spec = {
        "width": canvas.width,
        "height": canvas.height,
        "padding": {"left": canvas.left, "top": canvas.top, "right": canvas.right, "bottom": canvas.bottom},
        "autosize": {"type": "none"},
        "config": CONFIG,
        "layer": [{**item.spec, "data": {"name": f"rows-{n}"}} for n, item in enumerate(layers)],
        "datasets": {f"rows-{number}": item.rows for number, item in enumerate(layers)},
    }
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return _finish(svg, chart_id, title)


VEGA_LITE = "6.1"


CONFIG: Mapping[str, Any] = {
    "font": theme.FONT,
    "background": None,
    "aria": False,
    "view": {"stroke": None},
    "text": {"fontSize": theme.SIZE, "font": theme.FONT},
    "axis": {
        "labelFont": theme.FONT,
        "labelFontSize": theme.SIZE,
        "labelColor": theme.MUTED,
        "labelPadding": 5,
        "labelFlush": False,
        "domain": False,
        "ticks": False,
        "gridColor": theme.RULE,
        "gridWidth": 0.75,
    },
}


@cache
def _register_fonts() -> None:
    import vl_convert

    from pairbond.report.fonts import FOLDER

    vl_convert.register_font_directory(str(FOLDER))


def _finish(svg: str, chart_id: str, title: str) -> str:
    """Number ids in order of appearance under the chart's id; name the picture for assistive tools."""
    prefix = "figure-" + re.sub(r"[^A-Za-z0-9_-]", "-", chart_id)
    for number, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))):
        new = f"{prefix}-{number}"
        svg = svg.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    svg = re.sub(r' role="graphics-\w+" aria-roledescription="[a-z ]+"', "", svg)
    name = f'<svg role="img" aria-label="{escape(without_controls(title), quote=True)}" '
    return svg.replace("<svg ", name, 1).strip()
