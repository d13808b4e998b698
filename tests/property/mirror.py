"""A report in a form that does not depend on which of two people came first.

Orders that follow the order of the people (columns, evidence, lists of names) are sorted away;
what belongs to whom is kept. With ``swap`` the labels a and b are exchanged as well, so that the
report of (a, b) must equal the swapped form of the report of (b, a).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pairbond.findings import Block, Chart, Finding, Report, TableBlock
from pairbond.types import Table

OTHER = {"a": "b", "b": "a"}
PIECES = re.compile(r"[,;.] | and ")


def canonical(report: Report, *, swap: bool) -> dict[str, Any]:
    """Everything a report says, in an order of its own."""
    data = report.to_dict()
    for key in ("people", "quality", "conflict"):
        data[key] = by_person(data[key], swap=swap)
    data["loop"] = loop(data["loop"], swap=swap)
    data["needs"] = [by_person_in(entry, swap=swap) for entry in data["needs"] or ()]
    pictures = data["perception"] or ()
    data["perception"] = ordered({**p, "judge": who_label(p["judge"], swap=swap)} for p in pictures)
    data["actions"] = ordered(step(found, swap=swap) for found in data["actions"])
    values = data["values"]
    if isinstance(values, dict):
        values["profiles"] = by_person(values["profiles"], swap=swap)
        alike = values["similarity"]
        if alike is not None:
            alike["flat"] = sorted(who_label(who, swap=swap) for who in alike["flat"])
    data["findings"] = ordered(finding(found, swap=swap) for found in report.findings())
    data["cannot_say"] = sorted(report.cannot_say)
    data["versions"] = {key: ordered(v) if isinstance(v, list) else v for key, v in report.versions.items()}
    data["reader"] = report.reader if report.reader == "joint" else who_label(report.reader, swap=swap)
    data["header"] = [(label, pieces(text)) for label, text in report.header]
    data["sections"] = [
        (section.id, section.number, section.title, ordered(block(b, swap=swap) for b in section.blocks))
        for section in report.sections
    ]
    return data


def loop(found: Any, *, swap: bool) -> Any:
    """The loop under the other letters: whose move is whose, and whose lever."""
    if found is None:
        return None
    names = ("b_move", "a_move") if swap else ("a_move", "b_move")
    cycles = [{**cycle, "a_move": cycle[names[0]], "b_move": cycle[names[1]]} for cycle in found["cycles"]]
    levers = [{**lever, "who": who_label(lever["who"], swap=swap)} for lever in found["levers"]]
    return {
        **found,
        "cycles": ordered(rounded(cycles)),
        "levers": ordered(rounded(levers)),
        "coercive": by_person(found["coercive"], swap=swap),
        "reporters": sorted(who_label(who, swap=swap) for who in found["reporters"]),
    }


def by_person_in(entry: Any, *, swap: bool) -> Any:
    """A need with its people under the other letters."""
    return {who_label(key, swap=swap) if key in OTHER else key: part for key, part in sorted(entry.items())}


def step(found: Any, *, swap: bool) -> Any:
    who = found["who"]
    return {
        **found,
        "who": who_label(who, swap=swap) if who in OTHER else who,
        "id": ".".join(
            who_label(part, swap=swap) if part in OTHER else part for part in found["id"].split(".")
        ),
    }


def who_label(who: str, *, swap: bool) -> str:
    return OTHER[who] if swap else who


def by_person(found: Any, *, swap: bool) -> Any:
    if not isinstance(found, Mapping):
        return found
    return {who_label(str(who), swap=swap): part for who, part in sorted(found.items())}


def ordered(parts: Any) -> list[Any]:
    return sorted(parts, key=repr)


def pieces(text: str) -> list[str]:
    """The parts of an enumeration, sorted."""
    return sorted(PIECES.split(text.rstrip(".")))


def finding(found: Finding, *, swap: bool) -> dict[str, Any]:
    data = rounded(found.to_dict())
    data["id"] = finding_id(found, swap=swap)
    if found.who is not None:
        data["who"] = who_label(found.who, swap=swap)
    if found.reader in OTHER:
        data["reader"] = who_label(found.reader, swap=swap)
    data["evidence"] = ordered(data["evidence"])
    return data


def finding_id(found: Finding, *, swap: bool) -> str:
    return ".".join(who_label(part, swap=swap) if part in OTHER else part for part in found.id.split("."))


def block(found: Block, *, swap: bool) -> object:
    if isinstance(found, Finding):  # stands in full among the findings
        return finding_id(found, swap=swap)
    if isinstance(found, TableBlock):
        return block_id(found.id, swap=swap), table(found.table)
    if isinstance(found, Chart):
        words = pieces(found.description.replace(": ", ", ") if found.kind == "dots" else found.description)
        return (
            block_id(found.id, swap=swap),
            found.title,
            words,
            chart_data(found.data, swap=swap),
            table(found.table),
        )
    return repr(found)


def block_id(found: str, *, swap: bool) -> str:
    """The id of a table or chart that belongs to one person ends with their letter."""
    stem, _, last = found.rpartition("-")
    return f"{stem}-{who_label(last, swap=swap)}" if last in OTHER else found


def table(found: Table) -> object:
    rows = [sorted(zip(found.columns, row, strict=True)) for row in found.rows]
    return found.title, sorted(found.columns), ordered(rows), sorted(found.notes)


def chart_data(data: Any, *, swap: bool) -> Any:
    """Chart data with points under their owner's label and rows in any order."""
    if isinstance(data, Mapping):
        kept = {key: chart_data(value, swap=swap) for key, value in data.items()}
        if "who" in kept:
            kept["who"] = who_label(kept["who"], swap=swap)
        for key in ("points", "rows"):
            if key in kept:
                kept[key] = ordered(kept[key])
        return kept
    if isinstance(data, (list, tuple)):
        return [chart_data(value, swap=swap) for value in data]
    return rounded(data)


def rounded(data: Any) -> Any:
    """The same with floats to nine decimals: sums in another order differ in the last bit."""
    if isinstance(data, float):
        return round(data, 9) + 0.0
    if isinstance(data, dict):
        return {key: rounded(value) for key, value in data.items()}
    return [rounded(value) for value in data] if isinstance(data, list) else data
