"""How much room text takes in a chart, near enough to place it without a font engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from textwrap import wrap
from unicodedata import category, east_asian_width

from pairbond.report.theme import LINE, SIZE

NARROW = frozenset("fijlrtI.,:;'|!()[]{} ")
WIDE = frozenset("mwMWQ@%&")


CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def without_controls(text: str) -> str:
    """Return *text* without characters that neither XML nor a terminal may be sent."""
    return CONTROLS.sub("", text)


def text_width(text: str, size: float = SIZE) -> float:
    """Return the width of *text* in px, a little on the large side."""
    return size * sum(map(_em, text))


def _em(char: str) -> float:
    if category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    if east_asian_width(char) in {"W", "F"}:
        return 1.0
    if char in WIDE:
        return 0.88
    if char in NARROW:
        return 0.34
    return 0.7 if char.isupper() else 0.58


def wrapped(text: str, width: float, *, size: float = SIZE, most: int = 6) -> list[str]:
    """Return *text* in at most *most* lines of at most *width* px; a cut is shown by an ellipsis."""
    clean = " ".join(without_controls(text).split())
    if not clean:
        return []
    if text_width(clean, size) <= width:
        return [clean]
    letters = max(4, int(len(clean) * width / text_width(clean, size)))
    lines = wrap(clean, letters, max_lines=most, placeholder="…")
    while letters > 4 and any(text_width(line, size) > width for line in lines):
        letters -= 1
        lines = wrap(clean, letters, max_lines=most, placeholder="…")
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in px, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        return cls(left=x - width / 2, top=y - height / 2, right=x + width / 2, bottom=y + height / 2)

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2

    def overlap(self, other: Box) -> float:
        """Return the common area in square px."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def cropped(self, bounds: Box) -> Box:
        """Return the part of the box that lies in *bounds*."""
        return Box(
            left=max(self.left, bounds.left),
            top=max(self.top, bounds.top),
            right=min(self.right, bounds.right),
            bottom=min(self.bottom, bounds.bottom),
        )

    def within(self, bounds: Box) -> Box:
        """Return the box shifted into *bounds*."""
        dx = max(0.0, bounds.left - self.left) or min(0.0, bounds.right - self.right)
        dy = max(0.0, bounds.top - self.top) or min(0.0, bounds.bottom - self.bottom)
        return Box(left=self.left + dx, top=self.top + dy, right=self.right + dx, bottom=self.bottom + dy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A marked point that wants a label: its marker, the ellipse around it, the label's lines."""

    marker: Box
    ellipse: Box
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        return max(map(text_width, self.lines))

    @property
    def height(self) -> float:
        return LINE * len(self.lines)

    def candidates(self, bounds: Box) -> Iterator[Box]:
        """Yield places for the label, the most readable first."""
        for inner in (self.ellipse.cropped(bounds), self.marker):
            dx, dy = self.width / 2 + 5, self.height / 2 + 3
            for x, y in (
                (self.marker.x, inner.top - dy),
                (self.marker.x, inner.bottom + dy),
                (inner.right + dx, self.marker.y),
                (inner.left - dx, self.marker.y),
            ):
                yield Box.around(x, y, self.width, self.height).within(bounds)


def place(spots: Sequence[Spot], bounds: Box) -> list[Box]:
    """Return one box per spot such that labels collide with as little as possible."""
    if not spots:
        return []
    options = [list(enumerate(spot.candidates(bounds))) for spot in spots]
    best = min(product(*options), key=lambda choice: _cost(choice, spots))
    return [box for _, box in best]


def _cost(choice: tuple[tuple[int, Box], ...], spots: Sequence[Spot]) -> float:
    boxes = [box for _, box in choice]
    total = float(sum(rank for rank, _ in choice))
    for index, box in enumerate(boxes):
        total += 1000 * sum(box.overlap(other) for other in boxes[:index])
        for other, spot in enumerate(spots):
            total += 100 * box.overlap(spot.marker)
            if other != index:
                total += 0.05 * box.overlap(spot.ellipse)
    return total
