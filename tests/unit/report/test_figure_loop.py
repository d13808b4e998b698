"""The picture of the loop: two people, four boxes, four arrows, and the same in words."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pairbond.findings.model import Chart
from pairbond.report import theme
from pairbond.report.figures import chart_svg
from pairbond.types import Table

SVG = "{http://www.w3.org/2000/svg}"


def station(who: str, name: str, does: str, sees: str, **rest: Any) -> dict[str, Any]:
    return {
        "who": who, "name": name, "does": does, "sees": sees, "does_label": f"What {name} does",
        "sees_label": f"What {name} sees", "named": "named by both", "certain": True, **rest,
    }  # fmt: skip


def chart(*stations: dict[str, Any], title: str = "Who does what", description: str = "In words.") -> Chart:
    table = Table(title="t", columns=("a",), rows=(("b",),))
    return Chart(
        id="loop",
        kind="loop",
        title=title,
        description=description,
        data={"points": list(stations)},
        table=table,
    )


ADA = station("a", "Ada", "asks Ben if all is well between them", "few words, or none")
BEN = station("b", "Ben", "goes quiet", "the same question, asked again")


def parsed(*stations: dict[str, Any], **options: Any) -> ET.Element:
    return ET.fromstring(chart_svg(chart(*stations, **options)))


def texts(root: ET.Element) -> list[tuple[float, float, str]]:
    return [
        (float(t.get("x", 0)), float(t.get("y", 0)), "".join(t.itertext())) for t in root.iter(f"{SVG}text")
    ]


def test_it_has_a_name_a_description_and_four_boxes() -> None:
    root = parsed(ADA, BEN)
    assert root.get("role") == "img"
    ids = {node.get("id") for node in root if node.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert set((root.get("aria-labelledby") or "").split()) == ids and len(ids) == 2
    assert len(list(root.iter(f"{SVG}rect"))) == 4
    assert root.get("width") == str(theme.WIDTH)


def test_every_word_is_in_it_and_inside_its_frame() -> None:
    found = texts(parsed(ADA, BEN))
    said = " ".join(text for _, _, text in found)
    for entry in (ADA, BEN):
        assert all(str(entry[key]) in said for key in ("name", "does", "sees", "does_label", "sees_label"))
    assert all(0 <= x <= theme.WIDTH for x, _, _ in found)


def test_a_stands_left_and_b_right_whatever_the_order() -> None:
    assert chart_svg(chart(ADA, BEN)) == chart_svg(chart(BEN, ADA))
    left = {text for x, _, text in texts(parsed(ADA, BEN)) if x < theme.WIDTH / 2}
    assert "Ada" in left and "Ben" not in left


def test_acts_are_framed_solid_what_is_seen_dashed_and_a_one_sided_link_too() -> None:
    root = parsed(ADA, BEN)
    dashed = [rect for rect in root.iter(f"{SVG}rect") if rect.get("stroke-dasharray")]
    assert len(dashed) == 2
    plain = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    one_sided = parsed(ADA, {**BEN, "certain": False, "named": "one of you"})
    assert plain == [] and len([p for p in one_sided.iter(f"{SVG}path") if p.get("stroke-dasharray")]) == 1


@pytest.mark.parametrize(
    "name", ["<script>", "Maximiliane-Alexandra von und zu Lichten", "李小龙", "bell\x07", "?" * 40]
)
def test_names_are_text_and_nothing_else(name: str) -> None:
    root = parsed({**ADA, "name": name, "does_label": f"What {name} does"}, BEN, title=name, description=name)
    tags = {"svg", "title", "desc", "rect", "path", "circle", "text"}
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= tags


def test_long_words_make_the_boxes_higher_and_stay_in_the_picture() -> None:
    long = {**BEN, "does": "stays close by when the other wants room " * 3}
    short_root, long_root = parsed(ADA, BEN), parsed(ADA, long)
    assert float(long_root.get("height", 0)) > float(short_root.get("height", 0))
    height = float(long_root.get("height", 0))
    assert all(y <= height for _, y, _ in texts(long_root))


def test_colours_are_those_the_style_sheet_can_change() -> None:
    root = parsed(ADA, BEN)
    fills = {node.get("fill") for node in root.iter() if node.get("fill")} - {"none"}
    assert fills <= {theme.INK, theme.MUTED, theme.BAND, *theme.PERSON.values()}
