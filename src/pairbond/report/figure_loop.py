"""The loop as a picture: who does what, and what the other sees of it.

Two columns, one a person. The arrows run from what one does to what the other sees, from there to
what the other does, and back: a ring without a beginning. Solid frames are acts, dashed frames
are what is seen; a link that only one of the two names has a dashed arrow and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final, cast

from pairbond.report import theme
from pairbond.report.lettering import without_controls, wrapped
from pairbond.types import Who

EDGE: Final = 4.0
BOX: Final = 158.0
PAD: Final = 11.0
HEAD: Final = 30.0
BETWEEN: Final = 44.0
"""Height between the two rows: room for an arrow and the words beside it."""
RIGHT: Final = theme.WIDTH - EDGE - BOX


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One person's part of the ring: what they do, what they see, and who named the link."""

    who: Who
    name: str
    does: str
    sees: str
    does_label: str
    sees_label: str
    named: str
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A box of words at a place."""

    left: float
    top: float
    height: float
    label: tuple[str, ...]
    lines: tuple[str, ...]
    who: Who
    act: bool

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def loop_svg(data: Mapping[str, object], *, chart_id: str, title: str, description: str = "") -> str:
    """Draw a chart of kind ``loop``: two stations, the first at the left."""
    first, second = sorted(_stations(data), key=lambda station: station.who)
    frames = _frames(first, second)
    bottom = max(frame.top + frame.height for frame in frames)
    parts = [
        *_heading(first, EDGE),
        *_heading(second, RIGHT),
        *(line for frame in frames for line in _box(frame)),
        *_arrows(frames, first, second),
    ]
    return _wrapped_svg(parts, bottom + EDGE, chart_id, (title, description))


def _stations(data: Mapping[str, object]) -> Iterator[Station]:
    for point in cast("Sequence[Mapping[str, Any]]", data["points"]):
        yield Station(**point)


def _frames(first: Station, second: Station) -> tuple[Frame, Frame, Frame, Frame]:
    """Return the boxes clockwise from the first person's act."""
    top = [(first, EDGE, True), (second, RIGHT, False)]
    low = [(second, RIGHT, True), (first, EDGE, False)]
    upper = _row(top, EDGE + HEAD)
    lower = _row(low, upper[0].top + upper[0].height + BETWEEN)
    return upper[0], upper[1], lower[0], lower[1]


def _row(cells: Sequence[tuple[Station, float, bool]], top: float) -> list[Frame]:
    texts = []
    for station, left, act in cells:
        words, label = (station.does, station.does_label) if act else (station.sees, station.sees_label)
        room = BOX - 2 * PAD
        texts.append((station, left, act, wrapped(label, room, most=2), wrapped(words, room, most=6)))
    height = max(theme.LINE * (len(label) + len(lines)) + 2 * PAD for *_, label, lines in texts)
    return [
        Frame(
            left=left, top=top, height=height, label=tuple(label), lines=tuple(lines), who=station.who, act=act
        )
        for station, left, act, label, lines in texts
    ]  # fmt: skip


def _heading(station: Station, left: float) -> Iterator[str]:
    """Yield the person's mark (a disc or a diamond, as in every chart) and their name."""
    x, y, colour = left + 7, EDGE + 10, theme.PERSON[station.who]
    if theme.SHAPE[station.who] == "circle":
        yield f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="{colour}"/>'
    else:
        yield f'<path d="M{x:g} {y - 6:g}l6 6l-6 6l-6-6z" fill="{colour}"/>'
    yield _text(station.name, left + 18, y + 4.5, BOX - 18, strong=True)


def _box(frame: Frame) -> Iterator[str]:
    colour = theme.PERSON[frame.who]
    style = f'fill="{theme.BAND}" stroke="{colour}" stroke-width="1.75"'
    if not frame.act:
        style = f'fill="none" stroke="{colour}" stroke-width="1.25" stroke-dasharray="4 3"'
    yield (
        f'<rect x="{frame.left:g}" y="{frame.top:g}" width="{BOX:g}" height="{frame.height:g}" rx="7" {style}/>'
    )
    y = frame.top + PAD + 11
    for line in frame.label:
        yield _text(line, frame.left + PAD, y, BOX, colour=theme.MUTED, italic=True)
        y += theme.LINE
    for line in frame.lines:
        yield _text(line, frame.left + PAD, y, BOX, strong=frame.act)
        y += theme.LINE


def _arrows(frames: Sequence[Frame], first: Station, second: Station) -> Iterator[str]:
    act, seen, answer, met = frames
    yield _arrow((EDGE + BOX, act.middle), (RIGHT, seen.middle))
    yield _arrow((RIGHT, answer.middle), (EDGE + BOX, met.middle))
    for frame, lower, station, up in ((seen, answer, second, False), (act, met, first, True)):
        x = frame.left + 16
        high, low = frame.top + frame.height, lower.top
        ends = ((x, low), (x, high)) if up else ((x, high), (x, low))
        yield _arrow(*ends, dashed=not station.certain)
        lines = wrapped(station.named, BOX - 30, most=2)
        y = (high + low) / 2 + 4.5 - theme.LINE * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            yield _text(line, x + 12, y + theme.LINE * number, BOX - 28, colour=theme.MUTED, italic=True)


def _arrow(start: tuple[float, float], end: tuple[float, float], *, dashed: bool = False) -> str:
    """Return a straight arrow along one axis, a little clear of what it joins."""
    (x1, y1), (x2, y2) = start, end
    dx = (x2 > x1) - (x2 < x1)
    dy = (y2 > y1) - (y2 < y1)
    x1, y1, x2, y2 = x1 + 3 * dx, y1 + 3 * dy, x2 - 3 * dx, y2 - 3 * dy
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    sx, sy = x2 - 7 * dx, y2 - 7 * dy
    head = f"M{x2:g} {y2:g}L{sx - 4.5 * dy:g} {sy - 4.5 * dx:g}L{sx + 4.5 * dy:g} {sy + 4.5 * dx:g}Z"
    return (
        f'<path d="M{x1:g} {y1:g}L{sx:g} {sy:g}" fill="none" stroke="{theme.MUTED}" stroke-width="1.75"{dash}/>'
        f'<path d="{head}" fill="{theme.MUTED}"/>'
    )


def _text(
    text: str,
    x: float,
    y: float,
    room: float,
    *,
    colour: str = theme.INK,
    strong: bool = False,
    italic: bool = False,
) -> str:
    line = (wrapped(text, room, most=1) or [""])[0]
    style = (' font-weight="600"' if strong else "") + (' font-style="italic"' if italic else "")
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}"{style}>{escape(line)}</text>'


def _wrapped_svg(parts: Sequence[str], height: float, chart_id: str, words: tuple[str, str]) -> str:
    """Return one SVG element with a name and a description for those who cannot see it."""
    prefix = "figure-" + re.sub(r"[^A-Za-z0-9_-]", "-", chart_id)
    title, description = (escape(without_controls(text)) for text in words)
    named = f"{prefix}-title {prefix}-desc" if description else f"{prefix}-title"
    desc = f'<desc id="{prefix}-desc">{description}</desc>' if description else ""
    return (
        f'<svg role="img" aria-labelledby="{named}" xmlns="http://www.w3.org/2000/svg" '
        f'width="{theme.WIDTH}" height="{height:g}" viewBox="0 0 {theme.WIDTH} {height:g}" '
        f'font-family="{theme.FONT}" font-size="{theme.SIZE}px">'
        f'<title id="{prefix}-title">{title}</title>{desc}{"".join(parts)}</svg>'
    )
