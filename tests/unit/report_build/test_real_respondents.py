"""Two real people who answered the ECR alone get a report that says what it can."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest
from tests.property.strategies import CREATED, answers_file

from pairbond.findings import Chart, Confidence, Report
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_report

pytestmark = pytest.mark.real_data


def respondents(folder: Path, rows: tuple[int, int]) -> list[AnswersFile]:
    """Two rows of the public ECR data as answers files."""
    with gzip.open(folder / "ecr" / "ecr36.csv.gz", "rt", encoding="utf-8") as handle:
        table = [row for i, row in enumerate(csv.DictReader(handle)) if i in rows]
    found = []
    for alias, row in zip(("Ada", "Ben"), table, strict=True):
        answers = {f"ecr.{n:02d}": int(row[f"Q{n}"]) for n in range(1, 37) if int(row[f"Q{n}"])}
        age = int(row["age"]) if 18 <= int(row["age"]) <= 110 else None
        found.append(answers_file({"ecr": answers}, alias=alias, age=age, ranges={"ecr": (1, 5)}))
    return found


@pytest.fixture(params=[(0, 1), (10, 4_000), (123, 20_000)], ids=str)
def report(real_data: Path, request: pytest.FixtureRequest) -> Report:
    return build_report(*respondents(real_data, request.param), created=CREATED)


def test_it_has_the_map_with_norms_behind_and_both_people_on_it(report: Report) -> None:
    section = report.section("map")
    assert section is not None
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    data: Any = chart.data
    assert [point["name"] for point in data["points"]] == ["Ada", "Ben"]
    assert data["density"] is not None and data["domain"] == [1, 5]
    assert all(point["rx"] > 0 and point["ry"] > 0 for point in data["points"])


def test_it_has_levels_and_a_percentile_for_each_dimension(report: Report) -> None:
    for person in report.people:
        assert set(person.scales) == {"ecr.anxiety", "ecr.avoidance"}
        for scale in person.scales.values():
            assert isinstance(scale["percentile"], float) and 0 < scale["percentile"] < 100
            assert scale["norm"]["n"] == 22_654  # type: ignore[index]


def test_it_judges_both_differences_and_owns_up_to_what_it_cannot_tell(report: Report) -> None:
    outcomes = {
        f.rule.rsplit(".", 1)[1]: f.confidence for f in report.findings() if f.rule.startswith("map.a")
    }
    assert outcomes
    for finding in report.findings():
        if finding.rule.endswith(".unclear"):
            assert finding.confidence == Confidence.CANNOT_TELL
    assert {row.topic for row in report.findings() if row.verdict} == {"Attachment"}


def test_it_lists_the_parts_that_are_missing(report: Report) -> None:
    missing = [text for text in report.cannot_say if text.endswith("not enough information.")]
    assert len(missing) == 7
    assert report.extra["parts"] == ["attachment"]


def test_it_warns_of_web_norms(report: Report) -> None:
    texts = repr([section.blocks for section in report.sections])
    assert "attachment quiz on the open web" in texts
    assert "couples generally may score lower" in texts
