"""Days as points: one's own series, and the other's as points or as weekly bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any, Final, cast

from pairbond.report import theme
from pairbond.report.canvas import Canvas, Layer, Row, Words, drawn, lettering, to_svg
from pairbond.report.lettering import text_width, without_controls
from pairbond.types import Who

LEFT: Final = 26.0
RIGHT: Final = 10.0
PLOT: Final = 132.0
HIGHEST: Final = 10.0
BAND_ENDS: Final[Mapping[str, tuple[float, float]]] = {
    "low": (0.0, HIGHEST / 3),
    "middle": (HIGHEST / 3, 2 * HIGHEST / 3),
    "high": (2 * HIGHEST / 3, HIGHEST),
}
WEEK: Final = 7
ROW: Final = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One person's line: a value a day (None where missing), or a band a week."""

    who: Who
    name: str
    values: tuple[float | None, ...] = ()
    bands: tuple[str | None, ...] = ()


def days_svg(data: Mapping[str, object], *, chart_id: str, title: str) -> str:
    """Draw a chart of kind ``days``."""
    series = [Series(**each) for each in cast("Sequence[Mapping[str, Any]]", data["series"])]
    n = int(cast("int", data["n"]))
    words, top = legend(series)
    width = theme.WIDTH - LEFT - RIGHT
    canvas = Canvas(
        width=width, height=PLOT, x=(-0.5, n - 0.5), y=(-0.4, HIGHEST + 0.4), left=LEFT,
        top=top + 8, right=RIGHT, bottom=44, y_ticks=(0.0, 5.0, HIGHEST), grid=True,
    )  # fmt: skip
    layers: list[Layer] = []
    for each in series:
        layers += band_layers(each, canvas) if each.bands else point_layers(each, canvas)
    keys = [key for number, each in enumerate(series) for key in key_layers(each, canvas, words[number], top)]
    letters = [place(item, canvas, top) for item in words]
    letters += axis_words(canvas, cast("Sequence[tuple[int, str]]", data["ticks"]), str(data["x_title"]))
    return to_svg([*layers, *keys, *lettering(letters, canvas)], canvas, chart_id=chart_id, title=title)


def legend(series: Sequence[Series]) -> tuple[list[Words], float]:
    """Return the name of each series on its own line, and how high the lines are."""
    words = []
    for number, each in enumerate(series):
        label = shortened(each.name, theme.WIDTH - 40)
        words.append(
            Words(
                text=label, x=18, y=8 + number * (theme.LINE + 2), color=theme.PERSON[each.who], strong=True
            )
        )
    return words, len(series) * (theme.LINE + 2) + 2


def shortened(name: str, width: float) -> str:
    """Return a name as one line of at most *width* px, cut anywhere."""
    clean = " ".join(without_controls(name).split())
    while text_width(clean) > width:
        clean = clean.rstrip("…")[:-1] + "…"
    return clean


def place(item: Words, canvas: Canvas, top: float) -> Words:
    """Return a word of the legend at its place above the plot."""
    return Words(
        text=item.text, x=item.x - LEFT + 8, y=item.y - top - 8, color=item.color, strong=item.strong
    )


def axis_words(canvas: Canvas, ticks: Sequence[tuple[int, str]], title: str) -> list[Words]:
    """Return the dates below the plot, those left out that would touch, and the axis's title."""
    found: list[Words] = []
    reach = -100.0
    for day, label in ticks:
        x, half = canvas.px(day), text_width(label) / 2
        if x - half < reach or x + half > canvas.width + RIGHT:
            continue
        found.append(Words(text=label, x=x, y=canvas.height + 12, align="center"))
        reach = x + half + 10
    return [*found, Words(text=title, x=-LEFT + 8, y=canvas.height + 32, italic=True)]


def key_layers(series: Series, canvas: Canvas, word: Words, top: float) -> list[Layer]:
    """Return the marker before a name in the legend."""
    spot = canvas.at(8 - LEFT + 8, word.y - top - 8)
    if not series.bands:
        return [marks([spot], series.who, canvas)]
    corner = canvas.at(2 - LEFT + 8, word.y - top - 13)
    corner |= {"x2": canvas.at(14 - LEFT + 8, 0)["x"], "y2": canvas.at(0, word.y - top - 3)["y"]}
    return [rectangles([corner], series.who, canvas)]


def point_layers(series: Series, canvas: Canvas) -> list[Layer]:
    """Return points, and lines between neighbouring days."""
    known = [(day, value) for day, value in enumerate(series.values) if value is not None and isfinite(value)]
    rows: list[Row] = [{"x": float(day), "y": value} for day, value in known]
    lines = [
        {"x": float(day), "y": value, "x2": float(later), "y2": following}
        for (day, value), (later, following) in pairwise(known)
        if later - day == 1
    ]
    line = drawn(
        lines, canvas, "rule", also=("x2", "y2"), color=theme.PERSON[series.who], strokeWidth=1, opacity=0.55,
        strokeDash=theme.DASH[series.who],
    )  # fmt: skip
    return [line, marks(rows, series.who, canvas)]


def marks(rows: Sequence[Row], who: Who, canvas: Canvas) -> Layer:
    color, solid = theme.PERSON[who], who == "a"
    return drawn(
        rows, canvas, "point", shape=theme.SHAPE[who], size=17 if solid else 24, opacity=1,
        fill=color if solid else theme.PAPER, stroke=color, strokeWidth=0 if solid else 1.3,
    )  # fmt: skip


def band_layers(series: Series, canvas: Canvas) -> list[Layer]:
    rows = []
    for week, band in enumerate(series.bands):
        if band is not None:
            low, high = BAND_ENDS[band]
            end = min(week * WEEK + WEEK - 0.5, canvas.x[1])
            rows.append({"x": week * WEEK - 0.5, "x2": end, "y": low, "y2": high})
    return [rectangles(rows, series.who, canvas)]


def rectangles(rows: Sequence[Row], who: Who, canvas: Canvas) -> Layer:
    color = theme.PERSON[who]
    return drawn(
        rows, canvas, "rect", also=("x2", "y2"), fill=color, fillOpacity=0.16, stroke=color, strokeWidth=0.75
    )


def when_svg(data: Mapping[str, object], *, chart_id: str, title: str) -> str:
    """Draw a chart of kind ``when``: one bar a week, as long as the week is probable."""
    rows = cast("Sequence[Mapping[str, Any]]", data["rows"])
    who = cast("Who", data["who"])
    column = max(text_width(str(row["label"])) for row in rows) + 12
    width = theme.WIDTH - column - 58
    height = ROW * len(rows)
    canvas = Canvas(
        width=width, height=height, x=(0.0, 1.0), y=(0.0, 1.0), left=column, top=4, right=58, bottom=6
    )
    bars, words = [], []
    for number, row in enumerate(rows):
        y, share = ROW * number + ROW / 2, float(row["share"])
        end = max(share * width, 1.0)
        bars.append(canvas.at(0, y - 6) | {"x2": canvas.at(end, 0)["x"], "y2": canvas.at(0, y + 6)["y"]})
        words.append(Words(text=str(row["label"]), x=-8, y=y, align="right", color=theme.INK))
        words.append(Words(text=str(row["text"]), x=end + 7, y=y))
    layers = [drawn(bars, canvas, "rect", also=("x2", "y2"), fill=theme.PERSON[who])]
    return to_svg([*layers, *lettering(words, canvas)], canvas, chart_id=chart_id, title=title)
