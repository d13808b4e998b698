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
    """One layer of a chart and its rows; they meet in the finished specification."""

    chart: Any
    rows: list[Row]


def drawn(
    rows: Sequence[Row], canvas: Canvas, mark: Mark, *, also: Sequence[str] = (), **style: Any
) -> Layer:
    """Return a layer of *mark* at the rows' x and y; *also* names further fields it reads."""
    import altair as alt

    further = {"x2": alt.X2, "y2": alt.Y2, "text": alt.Text}
    chart = alt.Chart(alt.NamedData(name="rows"), mark=alt.MarkDef(type=mark, **style)).encode(
        alt.X("x", type="quantitative", axis=_axis(canvas.x_ticks, canvas.grid), scale=_scale(canvas.x)),
        alt.Y("y", type="quantitative", axis=_axis(canvas.y_ticks, canvas.grid), scale=_scale(canvas.y)),
        *(further[name](name, **({"type": "nominal"} if name == "text" else {})) for name in also),
    )
    return Layer(chart=chart, rows=list(rows))


def _axis(ticks: Sequence[float], grid: bool) -> Any:
    import altair as alt

    return alt.Axis(values=list(ticks), title=None, grid=grid) if ticks else None


def _scale(domain: tuple[float, float]) -> Any:
    import altair as alt

    return alt.Scale(domain=list(domain), nice=False, zero=False)


def shapes(polygons: Sequence[Sequence[Sequence[tuple[float, float]]]], **style: Any) -> Layer:
    """Return a layer of polygons given in px: each a list of rings, the first one the outline."""
    import altair as alt

    chart = alt.Chart(alt.NamedData(name="rows"), mark=alt.MarkDef(type="geoshape", clip=False, **style))
    rows: list[Row] = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [_closed(r) for r in polygon]}}
        for polygon in polygons
    ]
    return Layer(chart=chart.project(type="identity", scale=1, translate=[0, 0]), rows=rows)


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
        "layer": [_layer_spec(item, number) for number, item in enumerate(layers)],
        "datasets": {f"rows-{number}": item.rows for number, item in enumerate(layers)},
    }
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return _finish(svg, chart_id, title)


def _layer_spec(layer: Layer, number: int) -> Row:
    """Return one layer's specification (joining the charts in Altair would copy each several times)."""
    spec: Row = layer.chart.to_dict(validate=False)
    return {key: spec[key] for key in ("mark", "encoding", "projection") if key in spec} | {
        "data": {"name": f"rows-{number}"}
    }


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
