"""A report a little too long for eight pages is set tighter; one far too long is left as it is."""

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from pairbond.findings.model import Report
from pairbond.library.answers import read_answers
from pairbond.library.checkins import read_checkins
from pairbond.library.paths import CONTENT
from pairbond.report import render
from pairbond.report.build import build_report

DAY = date(2026, 11, 24)


def laid(monkeypatch: pytest.MonkeyPatch, roomy: int, tight: int) -> list[bool]:
    """Let layouts have these numbers of pages; returns which were made, and at last which was written."""
    made: list[bool] = []

    def layout(_report: object, _drawings: object, *, tight: bool) -> Any:
        made.append(tight)
        n = lengths[tight]
        return SimpleNamespace(pages=[None] * n, write_pdf=lambda **_: made.append(tight) or b"")

    lengths = {False: roomy, True: tight}
    monkeypatch.setattr(render, "_laid_out", layout)
    return made


@pytest.mark.parametrize(
    ("roomy", "tight", "expected"),
    [
        (8, 7, [False, False]),
        (9, 8, [False, True, True]),
        (9, 9, [False, True, False]),
        (13, 11, [False, False]),
    ],
)
def test_tighter_only_where_that_saves_the_page(
    monkeypatch: pytest.MonkeyPatch, joint: Report, roomy: int, tight: int, expected: list[bool]
) -> None:
    made = laid(monkeypatch, roomy, tight)
    render.to_pdf(joint)
    assert made == expected


@pytest.mark.slow
def test_the_example_with_its_days_has_eight_pages() -> None:
    folder = CONTENT / "examples"
    a, b = (read_answers(folder / f"couple-{who}.json") for who in "ab")
    days = read_checkins(folder / "couple-days.csv", today=DAY)
    report = build_report(a, b, created=DAY, checkins=days)
    assert len(render._laid_out(report, {}, tight=False).pages) == 9  # else this tests nothing
    with pikepdf.open(BytesIO(report.pdf())) as document:
        assert len(document.pages) == 8
