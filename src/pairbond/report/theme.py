"""Colours, type and sizes that charts share with the page.

The style sheet names the same hex values, so that a dark page can recolour a chart it embeds
without touching the chart. Text colours have a contrast of at least 4.5:1 on every fill they can
meet, marks at least 3:1; the two people differ in shape and line pattern as well as in hue.
"""

from __future__ import annotations

from typing import Final

from pairbond.types import Who

FAMILY: Final = "Literata"
FONT: Final = f"{FAMILY}, Georgia, serif"

INK: Final = "#2a2622"
MUTED: Final = "#5e564d"
RULE: Final = "#d9d0c3"
PAPER: Final = "#fdfbf7"
BAND: Final = "#f3eee5"
CONTOUR: Final = "#c4b7a3"
DENSITY: Final = ("#f3eee5", "#e9e1d4", "#ddd2c1")
PERSON: Final[dict[Who, str]] = {"a": "#1d5c88", "b": "#983c12"}

SHAPE: Final[dict[Who, str]] = {"a": "circle", "b": "diamond"}
DASH: Final[dict[Who, list[int]]] = {"a": [1, 0], "b": [5, 3]}

WIDTH: Final = 352
"""Chart width in px: at 320 px of screen the text is still 10 px high."""
SIZE: Final = 12.5
LINE: Final = 16.0
