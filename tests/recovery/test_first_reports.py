"""The first two hundred made-up couples: what every report for two keeps to, page for page."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from tests.property.strategies import CREATED
from tests.unit.report_build.test_report_rules import RULES

from pairbond.api import EXAMPLE_INSTRUMENTS, synthetic_couple
from pairbond.findings import Finding, Prose, Report
from pairbond.report.build import build_report

pytestmark = pytest.mark.slow

INSTRUMENTS = (*EXAMPLE_INSTRUMENTS, "moves", "needs", "ipip-50")
PRINTED = (0, 57, 113, 199)
BLOCK = 25


def report(seed: int) -> Any:
    a, b = synthetic_couple(seed, INSTRUMENTS)
    return build_report(a, b, created=CREATED)


def strengths_come_first_or_few_were_found(found: Report) -> None:
    section = found.section("strengths")
    assert section is not None and section.blocks
    first = section.blocks[0]
    few = any(isinstance(b, Prose) and b.rule == "strengths.few" for b in section.blocks)
    assert few or (isinstance(first, Finding) and ".low." not in first.rule)


@pytest.mark.parametrize("block", range(200 // BLOCK))
def test_every_report_keeps_the_rules(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        found = report(seed)
        strengths_come_first_or_few_were_found(found)
        for rule in RULES:
            rule(found)


@pytest.mark.parametrize("seed", PRINTED)
def test_it_has_at_most_eight_pages(seed: int) -> None:
    with pikepdf.open(io.BytesIO(report(seed).pdf())) as document:
        assert len(document.pages) <= 8
