from itertools import combinations

import pytest

from pairbond.report.lettering import Box, Spot, place, text_width, without_controls, wrapped

BOUNDS = Box(left=0, top=0, right=300, bottom=300)
LONG = "Maximiliane-Alexandra von und zu Lichten"


def spot(x: float, y: float, *lines: str, radius: float = 35) -> Spot:
    return Spot(
        marker=Box.around(x, y, 13, 13), ellipse=Box.around(x, y, 2 * radius, 2 * radius), lines=lines
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((150, 150), (150, 150)),
        ((150, 150), (155, 148)),
        ((0, 0), (0, 0)),
        ((300, 300), (300, 300)),
        ((0, 300), (300, 0)),
        ((0, 150), (5, 160)),
    ],
)
def test_labels_meet_neither_each_other_nor_a_marker(
    first: tuple[float, float], second: tuple[float, float]
) -> None:
    names = (tuple(wrapped(LONG, 150, most=2)), ("Robin",))
    spots = [spot(*first, *names[0]), spot(*second, *names[1])]
    boxes = place(spots, BOUNDS)
    assert all(one.overlap(two) == 0 for one, two in combinations(boxes, 2))
    assert all(box.overlap(s.marker) == 0 for box in boxes for s in spots)
    for box in boxes:
        assert box.within(BOUNDS) == box


def test_place_is_deterministic_and_empty_for_nobody() -> None:
    spots = [spot(100, 100, "Sam"), spot(110, 104, "Robin")]
    assert place(spots, BOUNDS) == place(spots, BOUNDS)
    assert place([], BOUNDS) == []


@pytest.mark.parametrize("text", [LONG, "x" * 90, "一二三四五六七八九十" * 4, "a b " * 40])
def test_wrapped_lines_fit(text: str) -> None:
    lines = wrapped(text, 120, most=3)
    assert 1 <= len(lines) <= 3
    assert all(text_width(line) <= 120 for line in lines)


def test_cut_text_ends_in_an_ellipsis() -> None:
    assert wrapped("word " * 60, 120, most=2)[-1].endswith("…")


def test_wrapped_of_nothing_is_nothing() -> None:
    assert wrapped(" \n ", 100) == []


def test_width_counts_wide_letters_and_not_accents() -> None:
    assert text_width("一") > text_width("m") > text_width("i")
    assert text_width("e\u0301") == text_width("e")


def test_control_characters_are_dropped() -> None:
    assert without_controls("a\x00\x1b[31m\x9fb\tc\nd\u200de") == "a[31mb\tc\nd\u200de"


def test_cropped_and_within() -> None:
    box = Box(left=-10, top=290, right=20, bottom=320)
    assert box.cropped(BOUNDS) == Box(left=0, top=290, right=20, bottom=300)
    assert box.within(BOUNDS) == Box(left=0, top=270, right=30, bottom=300)
