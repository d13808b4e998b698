"""Charts of days and of weeks: what is drawn, where, and that a page can recolour it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from pairbond.findings import Chart
from pairbond.report import theme
from pairbond.report.figures import chart_svg
from pairbond.types import Table

SVG = "{http://www.w3.org/2000/svg}"
TABLE = Table(title="t", columns=("a",), rows=(("b",),))
VALUES = (7.0, 8.0, None, 5.0, 6.0, None, 0.0, 10.0)


def days(*, name: str = "as you felt it", bands: tuple[str | None, ...] = (), second: bool = False) -> Chart:
    series: list[dict[str, object]] = [{"who": "a", "name": name, "values": VALUES}]
    if bands:
        series.insert(0, {"who": "b", "name": "by week", "bands": bands})
    if second:
        series.append({"who": "b", "name": "own notes", "values": tuple(reversed(VALUES))})
    return Chart(
        id="days-a", kind="days", title="Days", description="d", table=TABLE,
        data={"n": len(VALUES), "series": series, "ticks": [(0, "3 Sep"), (7, "10 Sep")], "x_title": "days"},
    )  # fmt: skip


def when(who: str = "a") -> Chart:
    rows = [
        {"label": "3 to 9 Sep", "share": 0.75, "text": "75 in 100"},
        {"label": "10 to 16 Sep", "share": 0.004, "text": "0 in 100"},
    ]
    return Chart(
        id="w", kind="when", title="When", description="d", data={"rows": rows, "who": who}, table=TABLE
    )


CHARTS = [days(), days(bands=("low", None)), days(second=True), when(), when("b")]


@pytest.mark.parametrize("chart", CHARTS)
def test_equal_charts_give_equal_bytes_of_the_width_of_a_phone(chart: Chart) -> None:
    svg = chart_svg(chart)
    assert svg == chart_svg(chart)
    root = ET.fromstring(svg)
    assert float(root.get("width", "0")) == theme.WIDTH
    assert root.get("aria-label") == chart.title
    sizes = {float(node.get("font-size", "0").removesuffix("px")) for node in root.iter(f"{SVG}text")}
    assert min(sizes) * (320 - 32) / theme.WIDTH >= 10


@pytest.mark.parametrize("chart", CHARTS)
def test_every_colour_is_one_the_page_can_change(chart: Chart) -> None:
    known = {theme.INK, theme.MUTED, theme.RULE, theme.PAPER, theme.BAND, theme.CONTOUR}
    known |= {*theme.DENSITY, *theme.PERSON.values(), "none", "transparent"}
    for node in ET.fromstring(chart_svg(chart)).iter():
        assert {node.get("fill", "none"), node.get("stroke", "none")} <= known


def marks(chart: Chart, tag: str, who: str) -> list[ET.Element]:
    """Shapes in a person's colour; one of them is the key."""
    found = ET.fromstring(chart_svg(chart)).iter(f"{SVG}{tag}")
    return [n for n in found if theme.PERSON[who] in (n.get("fill"), n.get("stroke"))]  # type: ignore[index]


def test_one_point_for_each_day_with_an_entry_and_none_for_a_gap() -> None:
    known = sum(value is not None for value in VALUES)
    assert len(marks(days(), "path", "a")) == known + 1
    assert len(marks(days(second=True), "path", "b")) == known + 1


def test_lines_join_neighbouring_days_only() -> None:
    pairs = sum(x is not None and y is not None for x, y in pairwise(VALUES))
    assert len(marks(days(), "line", "a")) == pairs == 3


def test_a_week_without_a_band_has_none() -> None:
    assert len(marks(days(bands=("low", None)), "path", "b")) == 2  # one week, one key
    assert len(marks(days(bands=("low", "high")), "path", "b")) == 3


def test_bands_hold_no_number() -> None:
    """Two weeks of the same band are drawn alike, whatever their mean was."""
    one = chart_svg(days(bands=("middle", "middle")))
    assert one.count("fill-opacity") == 3
    heights = {
        re.sub(r"[^v\d.]", "", re.findall(r"v[\d.]+", node.get("d", ""))[0])
        for node in marks(days(bands=("middle", "middle")), "path", "b")[:2]
    }
    assert len(heights) == 1


@pytest.mark.parametrize("name", ["<b>&amp;{name}", 'A "quoted" name', "名前", "x" * 90])
def test_names_are_text_and_nothing_else(name: str) -> None:
    root = ET.fromstring(chart_svg(days(name=name)))
    letters = "".join(node.text or "" for node in root.iter(f"{SVG}text"))
    assert name[:6] in letters


def test_the_longest_bar_is_the_likeliest_week() -> None:
    bars = marks(when(), "path", "a")
    widths = [float(re.findall(r"h(-?[\d.]+)", bar.get("d", ""))[0]) for bar in bars]
    assert len(widths) == 2 and abs(widths[0]) > 50 * abs(widths[1]) > 0
