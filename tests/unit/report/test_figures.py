import re
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pairbond.findings.model import Chart
from pairbond.report import theme
from pairbond.report.figure_dots import nice_ticks
from pairbond.report.figures import chart_svg

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [
    "Sam",
    "Maximiliane-Alexandra von und zu Lichten",
    "<b>&\"'</b>",
    "Αλέξης & Ж",
    "李小龙",
    "bell\x07\x00",
    "?" * 40,
]


def parsed(chart: Chart) -> ET.Element:
    return ET.fromstring(chart_svg(chart))


def texts(root: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def points_of(path: str) -> list[tuple[float, float]]:
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def changed(chart: Chart, **data: Any) -> Chart:
    return replace(chart, data={**chart.data, **data})


@pytest.fixture(scope="module")
def two_points(sample: ModuleType) -> Chart:
    return sample.map_chart(
        sample.person_point("a", "Sam", 3.9, 2.2), sample.person_point("b", "Robin", 2.4, 3.4, 0.5, 0.3)
    )


@pytest.fixture(scope="module")
def rows(sample: ModuleType) -> Chart:
    return sample.dots_chart("dots", "Rows", [("One", "G"), ("Two", "G"), ("Three", "H")], 3)


def test_equal_charts_give_equal_bytes(two_points: Chart, rows: Chart) -> None:
    for chart in (two_points, rows):
        first = chart_svg(chart)
        chart_svg(rows)
        assert chart_svg(chart) == first


def test_swapping_the_people_swaps_the_marks(sample: ModuleType, two_points: Chart) -> None:
    points = two_points.data["points"]
    assert isinstance(points, list)
    swapped = [p | {"who": "b" if p["who"] == "a" else "a"} for p in points]
    assert chart_svg(changed(two_points, points=swapped)) != chart_svg(two_points)
    assert chart_svg(changed(two_points, points=points[::-1])).count(theme.PERSON["a"]) == chart_svg(
        two_points
    ).count(theme.PERSON["a"])


@pytest.mark.parametrize("name", NAMES)
def test_names_are_text_and_nothing_else(sample: ModuleType, name: str) -> None:
    for chart in (
        sample.map_chart(sample.person_point("a", name, 1, 5), density=False),
        sample.dots_chart("d", name, [(name, name)], 1, people=(name,), reference=3.0, reference_label=name),
    ):
        root = parsed(chart)
        assert not [node for node in root.iter() if node.tag not in {f"{SVG}{t}" for t in TAGS}]
        letters = "".join(texts(root)).replace("…", "")
        start = re.sub(r"[\s\x00-\x1f]", "", name)[:8]
        assert start in re.sub(r"\s", "", letters)


TAGS = ("svg", "g", "path", "line", "text", "rect", "title", "desc")


def test_root_names_the_chart_and_carries_no_style(two_points: Chart) -> None:
    svg = chart_svg(replace(two_points, title='A "map" <&>'))
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'A "map" <&>'
    assert " style=" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_width_suits_a_phone_and_text_is_large_enough(two_points: Chart, rows: Chart) -> None:
    for chart in (two_points, rows):
        root = parsed(chart)
        assert float(root.get("width", "0")) == theme.WIDTH
        sizes = {float(node.get("font-size", "0").removesuffix("px")) for node in root.iter(f"{SVG}text")}
        assert min(sizes) >= 11
        assert min(sizes) * (320 - 32) / theme.WIDTH >= 10


def test_every_colour_is_one_the_page_can_change(two_points: Chart, rows: Chart) -> None:
    known = {theme.INK, theme.MUTED, theme.RULE, theme.PAPER, theme.BAND, theme.CONTOUR}
    known |= {*theme.DENSITY, *theme.PERSON.values(), "none", "transparent"}
    for chart in (two_points, rows):
        for node in parsed(chart).iter():
            assert {node.get("fill", "none"), node.get("stroke", "none")} <= known


def ellipse_of(chart: Chart, who: str) -> list[tuple[float, float]]:
    color = theme.PERSON[who]
    (path,) = (
        node.get("d", "")
        for node in parsed(chart).iter(f"{SVG}path")
        if node.get("fill") == color and node.get("stroke") == color and node.get("fill-opacity")
    )
    return points_of(path)


@pytest.mark.parametrize(
    ("who", "x", "y", "rx", "ry"), [("a", 3.9, 2.2, 0.42, 0.38), ("b", 2.4, 3.4, 0.5, 0.3)]
)
def test_ellipses_have_the_radii_given(
    two_points: Chart, who: str, x: float, y: float, rx: float, ry: float
) -> None:
    unit = 298.0 / 4
    outline = ellipse_of(two_points, who)
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    assert (max(xs) - min(xs)) / 2 / unit == pytest.approx(rx, abs=0.005)
    assert (max(ys) - min(ys)) / 2 / unit == pytest.approx(ry, abs=0.005)
    assert 1 + (max(xs) + min(xs)) / 2 / unit == pytest.approx(x, abs=0.005)
    assert 5 - (max(ys) + min(ys)) / 2 / unit == pytest.approx(y, abs=0.005)


def place_of(node: ET.Element) -> tuple[float, float]:
    return points_of(node.get("transform", ""))[0]


def test_axes_and_markers_share_the_scale_of_the_ellipses(two_points: Chart) -> None:
    root = parsed(two_points)
    ticks = [
        (int(text), *place_of(node))
        for node in root.iter(f"{SVG}text")
        if (text := "".join(node.itertext())) in {"1", "2", "3", "4", "5"}
    ]
    unit = 298 / 4
    below = sorted((value, x) for value, x, y in ticks if x >= 0)
    beside = sorted((value, y) for value, x, y in ticks if x < 0)
    assert [x for _, x in below] == pytest.approx([unit * i for i in range(5)], abs=1)
    assert [y for _, y in beside] == pytest.approx([298 - unit * i for i in range(5)], abs=5)
    (marker,) = (
        node
        for node in root.iter(f"{SVG}path")
        if node.get("fill") == theme.PERSON["a"] and not node.get("fill-opacity")
    )
    assert place_of(marker) == pytest.approx((2.9 * unit, 2.8 * unit), abs=0.1)


def test_ellipses_end_where_the_scale_ends(sample: ModuleType) -> None:
    chart = sample.map_chart(sample.person_point("a", "Sam", 1, 5, 1.5, 1.5), density=False)
    outline = ellipse_of(chart, "a")
    assert min(x for x, _ in outline) == 0
    assert min(y for _, y in outline) == 0
    assert max(x for x, _ in outline) == pytest.approx(1.5 * 298 / 4, abs=0.1)


def test_map_without_density_or_people(sample: ModuleType) -> None:
    assert theme.CONTOUR not in chart_svg(sample.map_chart(density=False))
    assert theme.CONTOUR in chart_svg(sample.map_chart())


def test_points_that_are_not_numbers_are_left_out(sample: ModuleType) -> None:
    chart = sample.map_chart(sample.person_point("a", "Sam", float("nan"), 2), density=False)
    assert "Sam" not in texts(parsed(chart))


def test_shares_are_written_on_the_map(two_points: Chart) -> None:
    assert {"50%", "80%", "95%"} <= set(texts(parsed(two_points)))


def test_dots_write_every_label_value_and_group(rows: Chart) -> None:
    found = texts(parsed(rows))
    assert {"One", "Two", "Three", "G", "H", "Sam", "Robin"} <= set(found)
    for row in as_rows(rows):
        assert all(point["text"] in found for point in row["points"])


def as_rows(chart: Chart) -> list[Mapping[str, Any]]:
    rows = chart.data["rows"]
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("n", [1, 7, 20])
def test_dots_grow_with_their_rows(sample: ModuleType, n: int) -> None:
    chart = sample.dots_chart("d", "T", [(f"Scale {i}", None) for i in range(n)], 2)
    height = float(parsed(chart).get("height", "0"))
    assert 46 * n < height + 46 < 50 * n + 160


def test_long_value_texts_stand_above_their_line(rows: Chart) -> None:
    text = "4.1, higher than about 80 of 100 people"
    long = [{**row, "points": [p | {"text": text} for p in row["points"]]} for row in as_rows(rows)]
    assert texts(parsed(changed(rows, rows=long))).count(text) == 6


def test_intervals_are_cut_at_the_scale_and_missing_ones_left_out(rows: Chart) -> None:
    point = {"who": "a", "name": "Sam", "value": 4.9, "lower": 4.0, "upper": 7.0, "text": "4.9"}
    blank = point | {"lower": float("nan"), "upper": float("nan")}
    gone = point | {"value": float("nan")}
    drawn = chart_svg(changed(rows, rows=[{"label": "x", "group": None, "points": [point, blank, gone]}]))
    lines = [
        node for node in ET.fromstring(drawn).iter(f"{SVG}line") if node.get("stroke") == theme.PERSON["a"]
    ]
    assert len(lines) == 1
    assert abs(float(lines[0].get("x2", "0"))) < 100


def test_row_without_points_keeps_its_place(rows: Chart) -> None:
    assert "Empty" in texts(parsed(changed(rows, rows=[{"label": "Empty", "group": None, "points": []}])))


def test_reference_line_is_named(rows: Chart) -> None:
    assert "typical" in texts(parsed(changed(rows, reference=2.5, reference_label="typical")))
    assert "typical" not in texts(parsed(changed(rows, reference=None, reference_label="typical")))


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (1, 5, (1, 2, 3, 4, 5)),
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (-1, 1, (-1, -0.5, 0, 0.5, 1)),
        (1, 7, (1, 2, 3, 4, 5, 6, 7)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
    ],
)
def test_nice_ticks(lower: float, upper: float, expected: tuple[float, ...]) -> None:
    assert nice_ticks(lower, upper) == expected
