"""The document model turns into plain data and nothing else."""

from __future__ import annotations

import json
from math import nan

from pairbond.findings import Confidence, Evidence, Finding, Person, Prose, Report, Section
from pairbond.findings.model import FINDING_FIELDS
from pairbond.types import Estimate


def finding(**changes: object) -> Finding:
    estimate = Estimate(value=3.0, lower=nan, upper=nan, level=0.9, se=nan, n=4, method="mean")
    given: dict[str, object] = {
        "id": "a.b", "section": "map", "reader": "joint", "grade": "A", "confidence": Confidence.LIKELY,
        "text": "Text.", "rule": "a.b", "citations": ("x",), "probability": 0.9,
        "evidence": (Evidence(label="Ada", detail="3", estimate=estimate, items=("i.1",), norm="n"),),
    }  # fmt: skip
    return Finding(**(given | changes))  # type: ignore[arg-type]


def report(*sections: Section) -> Report:
    return Report(
        mode="full", reader="joint", title="T", subtitle="S", language="en",
        people=(Person(who="a", name="Ada", scales={"x.y": {"value": None}}),), header=(("For", "Ada"),),
        sections=sections, cannot_say=("Who answered.",), versions={"pairbond": "0"}, extra={"values": None},
    )  # fmt: skip


def test_a_finding_becomes_plain_data() -> None:
    data = finding().to_dict()
    assert tuple(data) == FINDING_FIELDS
    assert json.loads(json.dumps(data, allow_nan=False))["evidence"][0]["estimate"]["se"] is None
    assert data["confidence"] == "likely"


def test_a_report_collects_the_findings_of_its_sections_in_order() -> None:
    first = Section(id="one", number=1, title="1", blocks=(Prose(text="p"), finding(id="f.1")))
    second = Section(id="two", number=2, title="2", blocks=(finding(id="f.2"),))
    found = report(first, second)
    assert [f.id for f in found.findings()] == ["f.1", "f.2"]
    assert found.section("two") is second and found.section("three") is None


def test_a_report_is_json_without_nan() -> None:
    data = report().to_dict()
    text = json.dumps(data, allow_nan=False)
    assert json.loads(text)["people"]["a"] == {"name": "Ada", "scales": {"x.y": {"value": None}}}
    assert data["schema"] == "pairbond.report/1"
    assert data["values"] is None
