"""Two people may have answered a part on different ranges; they still meet on one."""

from __future__ import annotations

from typing import Any

import pytest
from tests.property.strategies import CREATED, answers_file

from pairbond.findings import Chart, Report
from pairbond.library.answers import AnswersFile
from pairbond.library.instruments import load_instrument
from pairbond.report.build import build_report


def answered(name: str, *, high: bool, alias: str, bounds: tuple[int, int] | None = None) -> AnswersFile:
    """Every keyed answer at one end of its range."""
    instrument = load_instrument(name)
    reverse = {item for scale in instrument.scales for item in scale.reverse}
    ends = instrument.item_bounds(bounds or instrument.response.bounds)
    answers = {item: ends[item][(item in reverse) != high] for item in instrument.item_ids}
    ranges = {name: bounds} if bounds else None
    return answers_file({name: answers}, alias=alias, ranges=ranges)


def chart(report: Report, name: str) -> Any:
    return next(b for s in report.sections for b in s.blocks if isinstance(b, Chart) and b.id == name)


def points(found: Chart) -> list[Any]:
    data: Any = found.data
    return data["points"] if found.kind == "map" else [p for row in data["rows"] for p in row["points"]]


PAIRS = [
    (("ecr", None), ("closeness", None), "map"),
    (("ecr", None), ("ecr", (1, 5)), "map"),
    (("ecr-12", None), ("closeness", None), "map"),
    (("csi-16", None), ("bond", None), "bond"),
    (("ras", None), ("csi-4", None), "bond"),
    (("cpq-sf", None), ("conflict", None), "conflict-styles-a"),
    (("pvq-40", None), ("values", None), None),
]


@pytest.mark.parametrize(("first", "second", "name"), PAIRS)
def test_points_and_tables_use_one_range(first: Any, second: Any, name: str | None) -> None:
    low = answered(first[0], high=False, alias="Ada", bounds=first[1])
    high = answered(second[0], high=True, alias="Ben", bounds=second[1])
    report = build_report(low, high, created=CREATED)
    if name is None:
        return
    found = chart(report, name)
    assert list(found.data["domain"]) == [1, 5]
    assert any("different ranges" in note for note in found.table.notes)
    for point in points(found):
        end = 1 if "Ada" in point["name"] else 5
        assert point.get("value", point.get("x")) == pytest.approx(end), point
    assert not [
        cell for row in found.table.rows for cell in row if cell.startswith(("0.", "7", "6", "81", "63"))
    ]


@pytest.mark.parametrize("name", ["ecr", "closeness"])
def test_a_shared_range_is_kept(name: str) -> None:
    a, b = answered(name, high=False, alias="Ada"), answered(name, high=True, alias="Ben")
    found = chart(build_report(a, b, created=CREATED), "map")
    assert tuple(found.data["domain"]) == load_instrument(name).response.bounds
    assert not any("different ranges" in note for note in found.table.notes)


def test_values_on_six_steps_equal_values_on_five() -> None:
    """Four fifths of a step of six is a step of five: the same profile is the same profile."""
    pvq, own = load_instrument("pvq-40"), load_instrument("values")
    level = {scale.construct: i % 2 for i, scale in enumerate(own.scales)}
    wide = {i: 6 if level[s.construct] else 1 for s in pvq.scales if s.construct in level for i in s.items}
    narrow = {i: 5 if level[s.construct] else 1 for s in own.scales for i in s.items}
    a, b = answers_file({"pvq-40": wide}, alias="Ada"), answers_file({"values": narrow}, alias="Ben")
    data: Any = build_report(a, b, created=CREATED).to_dict()
    profiles = data["values"]["profiles"]
    assert profiles["a"] == pytest.approx(profiles["b"])
    assert data["values"]["similarity"]["raw"] == pytest.approx(1)


def test_norms_used_in_two_ways_are_both_listed() -> None:
    a = answered("ecr", high=False, alias="Ada", bounds=(1, 5))
    b = answered("closeness", high=True, alias="Ben")
    data: Any = build_report(a, b, created=CREATED).to_dict()
    found = [(norm["id"], norm["borrowed"]) for norm in data["versions"]["norms"]]
    assert sorted(found) == [("ecr-web-2018", False), ("ecr-web-2018", True)]
