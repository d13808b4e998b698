"""What a finding prints beneath itself on paper, where every drawer is open and space is short."""

from __future__ import annotations

from dataclasses import dataclass

from pairbond.findings.model import Evidence, Finding, Report
from pairbond.report.view import SUMMARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The small print of one finding.

    *see* are the numbers of later sections that print the rest of its evidence; *norms* are given
    in full where first named, then up to the colon.
    """

    evidence: tuple[Evidence, ...]
    see: tuple[int, ...]
    norms: tuple[str, ...]


def small_print(report: Report) -> dict[str, Printed]:
    """Return the small print by finding id; the first screen refers to the sections it draws on."""
    later = [
        (section.number, [item for finding in section.findings() for item in finding.evidence])
        for section in report.sections
        if section.id != SUMMARY
    ]
    seen: set[str] = set()
    return {
        finding.id: _printed(finding, later if section.id == SUMMARY else [], seen)
        for section in report.sections
        for finding in section.findings()
    }


def _printed(finding: Finding, later: list[tuple[int, list[Evidence]]], seen: set[str]) -> Printed:
    found = {
        index: next((number for number, items in later if item in items), None)
        for index, item in enumerate(finding.evidence)
    }
    kept = tuple(item for index, item in enumerate(finding.evidence) if found[index] is None)
    named = dict.fromkeys(item.norm for item in kept if item.norm)
    norms = tuple(norm.partition(":")[0] if norm in seen else norm for norm in named)
    seen.update(named)
    see = dict.fromkeys(number for number in found.values() if number is not None)
    return Printed(evidence=kept, see=tuple(see), norms=norms)
