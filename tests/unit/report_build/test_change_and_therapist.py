"""What changed since an earlier day, for oneself alone; and one page for a therapist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.property.strategies import CREATED, answers_file, full_couple

from pairbond.errors import ConfigError
from pairbond.findings import TableBlock
from pairbond.library.answers import AnswersFile
from pairbond.library.instruments import load_instrument
from pairbond.report.build import build_report
from pairbond.report.therapist import MOST_ROWS, build_therapist_page


def answered(level: int) -> AnswersFile:
    instrument = load_instrument("closeness")
    reverse = {item for scale in instrument.scales for item in scale.reverse}
    answers = {item: 6 - level if item in reverse else level for item in instrument.item_ids}
    return answers_file({"closeness": answers}, alias="Ada")


def earlier(level: int) -> AnswersFile:
    return replace(answered(level), occasion=date(2025, 11, 1))


def test_a_reliable_change_is_named_with_both_scores_and_its_date() -> None:
    report = build_report(answered(2), created=CREATED, earlier=earlier(5))
    section = report.section("change")
    assert section is not None
    found = list(section.findings())
    assert {finding.rule for finding in found} == {"change.fell"}
    assert all("1 November 2025" in finding.text for finding in found)
    assert all(finding.evidence[0].estimate and finding.evidence[0].items for finding in found)


@pytest.mark.parametrize("level", [3, 2])
def test_nothing_is_said_where_nothing_changed_reliably(level: int) -> None:
    report = build_report(answered(level), created=CREATED, earlier=earlier(level))
    assert report.section("change") is None
    assert any("Whether anything else changed since 1 November 2025" in text for text in report.cannot_say)


def test_without_an_earlier_day_and_in_a_report_for_two_there_is_no_such_section() -> None:
    assert build_report(answered(2), created=CREATED).section("change") is None
    both = build_report(answered(2), answered(3), created=CREATED, earlier=earlier(5))
    assert both.section("change") is None
    assert not any("earlier" in text or "since" in text for text in both.cannot_say)


def test_a_therapists_page_holds_what_was_chosen_and_nothing_else() -> None:
    a, _ = full_couple(1)
    page = build_therapist_page(a, ["closeness"], created=CREATED)
    (section,) = page.sections
    (table,) = [block.table for block in section.blocks if isinstance(block, TableBlock)]
    assert len(table.rows) == 2 and list(page.findings()) == []
    assert {scale.partition(".")[0] for scale in page.people[0].scales} == {"closeness"}
    assert {ref["id"] for ref in page.versions["instruments"]} == {"closeness"}  # type: ignore[union-attr,index]


def test_all_stays_within_one_page_and_says_what_is_left_out() -> None:
    a, _ = full_couple(2)
    page = build_therapist_page(a, ["all"], created=CREATED)
    (table,) = [b.table for b in page.sections[0].blocks if isinstance(b, TableBlock)]
    assert 10 < len(table.rows) <= MOST_ROWS
    assert not any("partner" in row[0] and "seen" in row[0] for row in table.rows)
    assert any("Left out are single answers" in note for note in table.notes)


@pytest.mark.parametrize(("chosen", "words"), [([], "at least one"), (["bfi-2"], "was not answered")])
def test_it_refuses_what_it_cannot_show(chosen: list[str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        build_therapist_page(full_couple(3)[0], chosen, created=CREATED)
