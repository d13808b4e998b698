import re

import pytest

from pairbond.findings.model import Chart, HelpEntry, Prose, Report
from pairbond.report.labels import labels
from pairbond.report.terminal import columns_of, table_lines, to_text
from pairbond.types import Table


@pytest.mark.parametrize("width", [24, 40, 80, 120])
def test_lines_stay_within_the_width(joint: Report, hostile: Report, width: int) -> None:
    for report in (joint, hostile):
        longest = max(to_text(report, width).splitlines(), key=columns_of)
        assert columns_of(longest) <= width, longest


def flat(text: str) -> str:
    return re.sub(r"[\s]+", "", text)


def test_says_everything(joint: Report) -> None:
    text = flat(to_text(joint, 80))
    for section in joint.sections:
        assert flat(section.title) in text
        for block in section.blocks:
            if isinstance(block, Prose):
                assert flat(block.text) in text
            elif isinstance(block, Chart):
                assert flat(block.description) in text
                assert all(flat("".join(row)) in text for row in block.table.rows)
            elif isinstance(block, HelpEntry):
                assert flat(f"{block.name}: {block.contact}") in text
    for finding in joint.findings():
        word = labels("en")[f"confidence.{finding.confidence}".replace(" ", "-")]
        assert flat(f"{finding.text}[{word}, grade {finding.grade}]") in text
    for sentence in joint.cannot_say:
        assert text.count(flat(sentence)) == 1


def test_cannot_say_closes_a_report_without_that_section(solo: Report) -> None:
    assert to_text(solo).rstrip().endswith(solo.cannot_say[-1])


def test_no_control_characters_reach_the_terminal(hostile: Report) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", to_text(hostile))


def test_table_falls_back_to_one_line_a_cell() -> None:
    table = Table(
        title="T", columns=("Topic", "A", "B"), rows=(("Money", "save", "spend"),), numeric=frozenset({1})
    )
    lines = table_lines(table, 40)
    assert lines == ["T", "Topic     A  B    ", "------------------", "Money  save  spend"]
    assert table_lines(table, 12) == ["T", "Money", "  A: save", "  B: spend"]


def test_wide_letters_count_twice() -> None:
    assert columns_of("李a\u0301") == 3
