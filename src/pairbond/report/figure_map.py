"""Two people on two scales: points with error ellipses over the density of a norm group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, isfinite, pi, sin
from typing import Any, Final, cast

from pairbond.report import theme
from pairbond.report.canvas import Align, Canvas, Layer, Words, drawn, lettering, shapes, to_svg
from pairbond.report.lettering import Box, Spot, place, text_width, wrapped
from pairbond.types import Who

PLOT: Final = 298.0
LEFT: Final = 44.0
MARKER: Final = 13.0
NAME_WIDTH: Final = 150.0
KEY: Final = 48.0
"""Room for the density's key, left of its caption."""
BOUNDS: Final = Box(left=2, top=2, right=PLOT - 2, bottom=PLOT - 2)
DIRECTIONS: Final = (0.25, 0.0, 0.125, -0.125, 0.375, 0.5, -0.25, -0.375)
"""Where on a region's rim its share is written: turns, counter-clockwise from the right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """One person on the map; *rx* and *ry* are the radii of the error ellipse in axis units."""

    who: Who
    name: str
    x: float
    y: float
    rx: float
    ry: float


def map_svg(data: Mapping[str, object], *, chart_id: str, title: str) -> str:
    """Draw a chart of kind ``map``."""
    density = cast("Mapping[str, Any] | None", data.get("density"))
    caption = wrapped(str(density.get("label") or ""), PLOT - KEY) if density else []
    below, words, key_y = _below(data, caption)
    left, beside = _beside(data)
    lower, upper = cast("tuple[float, float]", data["domain"])
    y_title = wrapped(str(data["y_title"]), theme.WIDTH - 8)
    canvas = Canvas(
        width=PLOT, height=PLOT, x=(lower, upper), y=(lower, upper), left=left,
        top=12 + theme.LINE * len(y_title), right=theme.WIDTH - PLOT - LEFT, bottom=below,
        x_ticks=_ticks(lower, upper), y_ticks=_ticks(lower, upper), grid=True,
    )  # fmt: skip
    words += beside + [
        Words(text=text, x=6 - left, y=-14 - theme.LINE * i, color=theme.INK, strong=True)
        for i, text in enumerate(reversed(y_title))
    ]
    points = [p for p in (MapPoint(**row) for row in cast("Any", data["points"])) if isfinite(p.x + p.y)]
    spots = [_spot(point, canvas) for point in points]
    boxes = place(spots, BOUNDS)
    layers: list[Layer] = []
    if density:
        words += _shares(density, canvas, spots, boxes)
        layers += [*_regions(density, canvas), *(_key(key_y) if caption else [])]
    layers += [_ellipse(point, canvas) for point in points]
    layers += lettering(words, canvas)
    layers += [_marker(point, canvas) for point in points]
    layers += lettering(_names(points, spots, boxes), canvas)
    return to_svg(layers, canvas, chart_id=chart_id, title=title)


def _below(data: Mapping[str, object], caption: Sequence[str]) -> tuple[float, list[Words], float]:
    """Return the height below the plot, the words there, and where the density's key stands."""
    ends = [wrapped(text, PLOT / 2 - 8, most=3) for text in cast("Sequence[str]", data["x_ends"])]
    aligned: tuple[tuple[float, Align], ...] = ((0.0, "left"), (PLOT, "right"))
    y = PLOT + 29
    words = [
        Words(text=text, x=x, y=y + theme.LINE * i, align=align, italic=True)
        for lines, (x, align) in zip(ends, aligned, strict=True)
        for i, text in enumerate(lines)
    ]
    y += theme.LINE * max(map(len, ends)) + 5
    for text in wrapped(str(data["x_title"]), PLOT):
        words.append(Words(text=text, x=PLOT / 2, y=y, color=theme.INK, align="center", strong=True))
        y += theme.LINE
    key_y = y = y + 9
    for text in caption:
        words.append(Words(text=text, x=KEY, y=y))
        y += theme.LINE
    return y - PLOT - 4, words, key_y


def _beside(data: Mapping[str, object]) -> tuple[float, list[Words]]:
    """Return the width left of the plot and the words along the y axis."""
    texts = cast("Sequence[str]", data["y_ends"])
    room = PLOT - 10
    fits = sum(map(text_width, texts)) <= room
    ends = [wrapped(text, room if fits else room / 2, most=3) for text in texts]
    aligned: tuple[tuple[float, Align], ...] = ((PLOT, "left"), (0.0, "right"))
    depth = max(map(len, ends)) - 1
    words = [
        Words(text=text, x=-29 - theme.LINE * (depth - i), y=y, align=align, italic=True, angle=270)
        for lines, (y, align) in zip(ends, aligned, strict=True)
        for i, text in enumerate(lines)
    ]
    return LEFT + theme.LINE * depth, words


def _ticks(lower: float, upper: float) -> tuple[float, ...]:
    step = 1 if upper - lower <= 8 else max(1, round((upper - lower) / 5))
    return tuple(lower + step * i for i in range(int((upper - lower) / step + 1e-9) + 1))


def _regions(density: Mapping[str, Any], canvas: Canvas) -> list[Layer]:
    """Return one layer for each share, the widest region first."""
    shares = sorted(density["shares"], reverse=True)
    fills = theme.DENSITY[-len(shares) :] if len(shares) <= len(theme.DENSITY) else theme.DENSITY
    layers = []
    for index, share in enumerate(shares):
        rings = [[(canvas.px(x), canvas.py(y)) for x, y in ring] for ring in _rings(density, share)]
        fill = fills[min(index, len(fills) - 1)]
        layers.append(shapes([rings], fill=fill, stroke=theme.CONTOUR, strokeWidth=0.75))
    return layers


def _rings(density: Mapping[str, Any], share: float) -> list[list[tuple[float, float]]]:
    return cast("list[list[tuple[float, float]]]", density["polygons"][f"{share:g}"])


def _extent(ring: Sequence[tuple[float, float]]) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _shares(
    density: Mapping[str, Any], canvas: Canvas, spots: Sequence[Spot], names: Sequence[Box]
) -> list[Words]:
    """Return the share of each region, written inside its rim where nothing else stands."""
    words: list[Words] = []
    taken = [*names, *(spot.marker for spot in spots)]
    ellipses = [spot.ellipse for spot in spots]
    for share in density["shares"]:
        text = f"{share:.0%}"
        places = _rim_places(density, share, canvas, text_width(text) + 6)
        free = [box for box in places if not any(map(box.overlap, taken))]
        clear = [box for box in free if not any(map(box.overlap, ellipses))]
        for box in (clear or free)[:1]:
            taken.append(box)
            words.append(Words(text=text, x=box.x, y=box.y, align="center"))
    return words


def _rim_places(density: Mapping[str, Any], share: float, canvas: Canvas, width: float) -> list[Box]:
    """Return places just inside the rim of a region's largest part."""
    widest = max(_rings(density, share), key=_extent, default=[])
    outline = [(canvas.px(x), canvas.py(y)) for x, y in widest]
    boxes = []
    for turn in DIRECTIONS if outline else ():
        dx, dy = cos(2 * pi * turn), -sin(2 * pi * turn)
        x, y = max(outline, key=lambda point: (point[0] * dx + point[1] * dy, point))
        boxes.append(Box.around(x - 18 * dx, y - 10 * dy, width, theme.LINE).within(BOUNDS))
    return boxes


def _key(y: float) -> list[Layer]:
    """Return the key of the density: its three tones, one inside the other."""
    layers = []
    for fill, (w, h) in zip(theme.DENSITY, ((38.0, 15.0), (27.0, 10.0), (15.0, 5.0)), strict=True):
        corners = ((-w, -h), (w, -h), (w, h), (-w, h))
        ring = [(19 + x / 2, y + height / 2) for x, height in corners]
        layers.append(shapes([[ring]], fill=fill, stroke=theme.CONTOUR, strokeWidth=0.75))
    return layers


def _spot(point: MapPoint, canvas: Canvas) -> Spot:
    x, y = canvas.px(point.x), canvas.py(point.y)
    rx, ry = canvas.px(point.rx) - canvas.px(0), canvas.py(0) - canvas.py(point.ry)
    lines = wrapped(point.name, NAME_WIDTH, most=2) or ["?"]
    return Spot(
        marker=Box.around(x, y, MARKER, MARKER),
        ellipse=Box.around(x, y, 2 * rx, 2 * ry),
        lines=tuple(lines),
    )


def _names(points: Sequence[MapPoint], spots: Sequence[Spot], boxes: Sequence[Box]) -> list[Words]:
    return [
        Words(
            text=text,
            x=box.x,
            y=box.top + theme.LINE * (i + 0.5),
            color=theme.PERSON[point.who],
            align="center",
            strong=True,
        )
        for point, spot, box in zip(points, spots, boxes, strict=True)
        for i, text in enumerate(spot.lines)
    ]


def _ellipse(point: MapPoint, canvas: Canvas) -> Layer:
    """Return the person's error ellipse, cut off at the ends of the scales."""
    angles = [2 * pi * step / 72 for step in range(72)]
    ring = [
        (
            min(max(canvas.px(point.x + point.rx * cos(angle)), 0.0), PLOT),
            min(max(canvas.py(point.y + point.ry * sin(angle)), 0.0), PLOT),
        )
        for angle in angles
    ]
    color = theme.PERSON[point.who]
    return shapes(
        [[ring]],
        fill=color,
        fillOpacity=0.09,
        stroke=color,
        strokeWidth=1.5,
        strokeDash=theme.DASH[point.who],
    )


def _marker(point: MapPoint, canvas: Canvas) -> Layer:
    solid = point.who == "a"
    return drawn(
        [{"x": point.x, "y": point.y}],
        canvas,
        "point",
        shape=theme.SHAPE[point.who],
        size=78 if solid else 150,
        filled=solid,
        opacity=1,
        color=theme.PERSON[point.who],
        strokeWidth=0 if solid else 2.5,
    )
