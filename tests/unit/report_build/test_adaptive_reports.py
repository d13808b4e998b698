"""Reports on adaptive tests: one's own, both, and one beside a whole questionnaire."""

from __future__ import annotations

from typing import Any

import pytest
from tests.property.adaptive_people import adaptive_file, keyed_reply
from tests.property.strategies import CREATED, answers_file

from pairbond.findings import Chart, Report
from pairbond.library.answers import AnswersFile
from pairbond.library.instruments import load_instrument
from pairbond.report.build import build_report
from pairbond.report.render import to_html

OPEN = {"attachment": "open"}


def short(anxiety: int, avoidance: int, alias: str) -> AnswersFile:
    return adaptive_file(keyed_reply(anxiety, avoidance), alias=alias, consent=OPEN)


def whole(anxiety: int, avoidance: int, alias: str) -> AnswersFile:
    reply = keyed_reply(anxiety, avoidance)
    answers = {item: reply(item) for item in load_instrument("closeness").item_ids}
    return answers_file({"closeness": answers}, alias=alias, age=31, consent=OPEN)


def points(report: Report) -> list[dict[str, Any]]:
    section = report.section("map")
    assert section is not None
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    data: Any = chart.data
    return list(data["points"])


def text_of(report: Report) -> str:
    return repr([section.blocks for section in report.sections])


@pytest.mark.parametrize("other", [short, whole])
def test_a_joint_report_has_the_map_and_its_findings(other: Any) -> None:
    report = build_report(short(5, 2, "Ada"), other(2, 4, "Ben"), created=CREATED)
    assert [point["name"] for point in points(report)] == ["Ada", "Ben"]
    rules = {finding.rule for finding in report.findings()}
    assert any(rule.startswith("map.anxiety") or "difference" in rule for rule in rules)
    assert "method.adaptive" in text_of(report)
    assert "Ada: Attachment anxiety:" in text_of(report)
    assert ("Ben: Attachment anxiety:" in text_of(report)) == (other is short)
    assert "chosen one by one" in to_html(report)


def test_an_adaptive_test_has_the_larger_ring() -> None:
    report = build_report(short(3, 3, "Ada"), whole(3, 3, "Ben"), created=CREATED)
    ada, ben = points(report)
    assert ada["rx"] > ben["rx"] and ada["ry"] > ben["ry"]


def test_a_report_for_oneself_lists_what_was_asked() -> None:
    answers = short(4, 2, "Ada")
    report = build_report(answers, created=CREATED)
    asked = set(answers.responses["closeness"].asked)
    items = [set(e.items) for f in report.findings() if f.section == "map" for e in f.evidence if e.items]
    assert items and all(found <= asked for found in items)
    assert "Ada: Attachment" not in text_of(report)


def test_a_low_score_says_that_precision_is_limited() -> None:
    assert "low; precision is limited" in text_of(build_report(short(1, 3, "Ada"), created=CREATED))
    assert "low; precision is limited" not in text_of(build_report(short(3, 3, "Ada"), created=CREATED))


def test_a_report_on_whole_questionnaires_says_nothing_of_it() -> None:
    text = text_of(build_report(whole(4, 2, "Ada"), whole(2, 3, "Ben"), created=CREATED))
    assert "one by one" not in text and "method.adaptive" not in text


def test_what_is_withheld_does_not_say_how_it_was_asked() -> None:
    withheld = adaptive_file(keyed_reply(5, 2), alias="Ada", consent={"attachment": "none"})
    report = build_report(withheld, short(2, 4, "Ben"), created=CREATED)
    assert "one by one" not in text_of(report) and report.section("map") is None


def test_swapping_the_two_people_mirrors_the_map() -> None:
    a, b = short(5, 2, "Ada"), whole(2, 4, "Ben")
    one, other = points(build_report(a, b, created=CREATED)), points(build_report(b, a, created=CREATED))
    assert [(p["name"], p["x"], p["rx"]) for p in one] == [(p["name"], p["x"], p["rx"]) for p in other[::-1]]
