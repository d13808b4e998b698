from dataclasses import replace
from types import ModuleType

import pytest

from pairbond.findings.model import Chart, Finding, Report, Section
from pairbond.report.paper import small_print
from pairbond.report.view import Ids, Part, section_views, told
from pairbond.types import Table


def views(report: Report) -> dict[str, tuple[Part, ...]]:
    return {view.id: view.parts for view in section_views(report, lambda chart: f"<svg>{chart.id}</svg>")}


def test_any_section_id_becomes_a_valid_one(solo: Report) -> None:
    assert list(views(solo)) == ["part-map", "part-conflict", "part-odd-id"]


def test_ids_are_handed_out_once() -> None:
    ids = Ids()
    assert [ids.unique("a", name) for name in ("X y", "x.y", "??", "")] == [
        "a-x-y",
        "a-x-y-2",
        "a-x",
        "a-x-2",
    ]


def test_neighbouring_verdicts_become_one_table(joint: Report) -> None:
    kinds = [(part.kind, len(part.blocks)) for part in views(joint)["part-summary"]]
    assert kinds == [("prose", 0), ("verdicts", 3), ("finding", 0), ("finding", 0), ("finding", 0)]


def test_verdicts_elsewhere_stay_findings(joint: Report) -> None:
    summary = joint.section("summary")
    assert summary
    moved = replace(joint, sections=(replace(summary, id="other"),))
    assert "verdicts" not in {part.kind for part in views(moved)["part-other"]}


def test_parts_before_a_chart_lead_to_it(joint: Report) -> None:
    parts = views(joint)["part-map"]
    assert [part.leads for part in parts][:3] == [True, False, False]


def test_cannot_say_stands_with_certainty_or_nowhere(joint: Report, solo: Report) -> None:
    for report in (joint, solo):
        placed = [view.cannot_say for view in section_views(report, lambda chart: "") if view.cannot_say]
        assert placed == ([report.cannot_say] if report is joint else [])


def chart_part(sample: ModuleType, text: str, rows: int = 1, cell: str = "x") -> Part:
    chart = replace(
        sample.dots_chart("d", "T", [("A", None)], 1),
        description=text,
        table=Table(title="T", columns=("a", "b"), rows=((cell, "1"),) * rows),
    )
    return Part(kind="chart", id="d", block=chart, table=chart.table)


def test_long_descriptions_show_their_first_sentence(sample: ModuleType) -> None:
    short = chart_part(sample, "One. Two.")
    assert (short.caption, short.unseen) == ("One. Two.", "")
    long = chart_part(sample, "Means from 1 to 5. " + "Scale: Sam 3.4. " * 40)
    assert long.caption == "Means from 1 to 5."
    assert long.unseen.startswith("Scale: Sam 3.4.")


@pytest.mark.parametrize(
    ("rows", "cell", "dense"),
    [(3, "x", False), (20, "x", True), (20, "w" * 150, True)],
)
def test_tables_are_printed_beside_below_or_smaller(
    sample: ModuleType, rows: int, cell: str, dense: bool
) -> None:
    part = chart_part(sample, "One.", rows, cell)
    assert part.dense == dense
    assert part.wide == (len(cell) > 70)


def test_estimates_already_told_are_not_told_again(sample: ModuleType) -> None:
    estimate = sample.estimate(4.0, 0.26)
    assert estimate.shown() == "4.00 (3.49 to 4.51)"
    assert told(sample.evidence("Sam", "4.00 on a scale, between 3.49 and 4.51", estimate=estimate))
    assert not told(sample.evidence("Sam", "14.00 on a scale, between 3.49 and 4.51", estimate=estimate))
    assert not told(sample.evidence("Sam", "mean of 18 statements", estimate=estimate))
    assert told(sample.evidence("Sam", "no number"))
    below = sample.estimate(-1.4, 0.35)
    assert told(sample.evidence("Gap", "−1.40, from −2.09 to −0.71", estimate=below))


def finding(sample: ModuleType, section: str, name: str, *evidence: object) -> Finding:
    return sample.finding(section, name, "T.", *evidence)


def test_first_screen_refers_to_the_sections_it_draws_on(joint: Report, sample: ModuleType) -> None:
    here = sample.evidence("Only here", "x", norm="N: long words")
    there = sample.evidence("There", "y", norm="N: long words")
    sections = (
        Section(id="summary", number=1, title="S", blocks=(finding(sample, "summary", "f", here, there),)),
        Section(id="map", number=4, title="M", blocks=(finding(sample, "map", "g", there),)),
        Section(id="other", number=8, title="O", blocks=(finding(sample, "other", "h", there),)),
    )
    printed = small_print(replace(joint, sections=sections))
    assert printed["summary.f"].evidence == (here,)
    assert printed["summary.f"].see == (4,)
    assert printed["summary.f"].norms == ("N: long words",)
    assert printed["map.g"].evidence == (there,)
    assert (printed["map.g"].see, printed["map.g"].norms) == ((), ("N",))


def test_every_evidence_is_printed_somewhere(joint: Report) -> None:
    printed = [item for small in small_print(joint).values() for item in small.evidence]
    assert all(item in printed for finding in joint.findings() for item in finding.evidence)


def test_charts_are_drawn_once_each(joint: Report) -> None:
    drawn: list[str] = []
    section_views(joint, lambda chart: drawn.append(chart.id) or "")
    assert drawn == [b.id for s in joint.sections for b in s.blocks if isinstance(b, Chart)]
