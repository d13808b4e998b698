"""Looks for what no text of Pairbond may say: in single texts and in whole reports.

The rules are content (``content/lint``). Beside them a text is checked for its reading grade, and a
report for its order: what goes well comes first, or it says that little was found, and no concern
hangs on how many strengths there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pairbond.findings import Chart, Finding, HelpEntry, Prose, Report, Section, TableBlock
from pairbond.library.lint_rules import LintRuleSpec, load_lint_rules
from pairbond.safety.readability import WORD, reading_grade
from pairbond.types import Table

HIGHEST_GRADE = 9.0
FEWEST_WORDS = 8
"""Shorter texts are labels: one long word decides their grade."""
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
NAMES = ("Ada", "Ben")
BEFORE_STRENGTHS = ("summary", "certainty")
CONCERN = re.compile(
    r"^(?:bond|bands)\.(?:satisfaction|responsiveness)\.low|\bconcern|friction|coercive|attack"
)
"""Rules that state a strain. Two people's strain is never dropped to balance a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something a text may not say, or a fault in the order of a report."""

    where: str
    rule: str
    found: str
    why: str

    def line(self) -> str:
        """Return the flaw as one line for an author."""
        return f"{self.where}: {self.rule}: “{self.found}”. {self.why}"


def with_names(text: str) -> str:
    """Return a template as a person would read it: names in place of its placeholders."""
    known: dict[str, str] = {}
    return PLACEHOLDER.sub(
        lambda found: known.setdefault(found.group(), NAMES[len(known) % len(NAMES)]), text
    )


def said(text: str, where: str, rules: Iterable[LintRuleSpec]) -> Iterator[Flaw]:
    """Yield what the rules find in one text."""
    plain = with_names(text)
    for rule in rules:
        hit = rule.expression.search(plain)
        if hit:
            yield Flaw(where=where, rule=rule.id, found=hit.group(), why=rule.why)


def hard(text: str, where: str) -> Iterator[Flaw]:
    """Yield a flaw where a text is too hard to read."""
    plain = with_names(text)
    grade = reading_grade(plain)
    if grade > HIGHEST_GRADE and len(WORD.findall(plain)) >= FEWEST_WORDS:
        why = f"Reading grade {grade:.1f}; at most {HIGHEST_GRADE:.0f} is plain. Shorten sentences and words."
        yield Flaw(where=where, rule="reading-grade", found=plain[:60], why=why)


def lint_text(text: str, where: str, *, language: str = "en", prose: bool = True) -> list[Flaw]:
    """Return what is wrong with one text.

    ``prose``: whether it is meant to be read in full; method, labels and chart words are not graded.
    """
    flaws = list(said(text, where, load_lint_rules(language)))
    if prose and language == "en":
        flaws += hard(text, where)
    return flaws


def is_prose(key: str) -> bool:
    """Return whether a text with this key is read in full: not method, evidence, charts or tables.

    The claims of a guide are lines of evidence; its text is graded as a whole.
    """
    technical = key.startswith(("method.", "evidence.", "caution.", "quality", "certainty.norms"))
    return not technical and not any(part in key for part in (".chart.", ".table.", ".claims.", ".evidence."))


# ---- whole reports -------------------------------------------------------------------------------


def lint_report(report: Report) -> list[Flaw]:
    """Return everything that is wrong with a report: its texts and its order.

    The reading grade is that of all its prose together; each text is graded where it is written.
    """
    flaws: list[Flaw] = []
    texts = {text: key for key, text in reversed(list(report_texts(report)))}
    for text, key in texts.items():
        flaws += lint_text(text, key, language=report.language, prose=False)
    if report.language == "en":
        flaws += hard(" ".join(text for text, key in texts.items() if is_prose(key)), "the whole report")
    return [*flaws, *order_flaws(report), *grade_flaws(report)]


def report_texts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield every text of a report that a person can read, with the rule or place it comes from."""
    yield "title", report.title
    yield "subtitle", report.subtitle
    for label, text in report.header:
        yield "method.header", f"{label}: {text}"
    yield from (("cannot", text) for text in report.cannot_say)
    for section in report.sections:
        yield f"{section.id}.title", section.title
        for block in section.blocks:
            yield from block_texts(section, block)


def block_texts(section: Section, block: object) -> Iterator[tuple[str, str]]:
    where = f"{section.id}.table.cell"
    if isinstance(block, Finding):
        yield block.rule, block.text
        if block.topic:
            yield where, block.topic
        for evidence in block.evidence:
            yield "evidence.text", f"{evidence.label}: {evidence.detail}"
    elif isinstance(block, Prose):
        yield block.rule or section.id, block.text
    elif isinstance(block, Chart):
        yield where, block.title
        yield f"{section.id}.chart.description", block.description
        yield from ((where, text) for text in table_texts(block.table))
    elif isinstance(block, TableBlock) and block.id != "sources":
        yield from ((where, text) for text in table_texts(block.table))
    elif isinstance(block, HelpEntry):
        yield "evidence.help", f"{block.name}: {block.note}"


def table_texts(table: Table) -> Iterator[str]:
    yield table.title
    yield from table.columns
    yield from table.notes
    for row in table.rows:
        yield from (cell for cell in row if isinstance(cell, str))


def order_flaws(report: Report) -> Iterator[Flaw]:
    """Yield a flaw unless what goes well, or that little was found, comes before everything else."""
    order = [section.id for section in report.sections]
    strengths = report.section("strengths")
    if strengths is None or not strengths.blocks:
        yield Flaw(
            where="strengths",
            rule="strengths-first",
            found="none",
            why="Say what goes well, or that little was found.",
        )
        return
    before = [name for name in order[: order.index("strengths")] if name not in BEFORE_STRENGTHS]
    if before:
        yield Flaw(
            where=before[0], rule="strengths-first", found=before[0], why="What goes well comes first."
        )
    kinds = [is_concern(block) for block in strengths.blocks if isinstance(block, (Finding, Prose))]
    if kinds and kinds[0]:
        yield Flaw(
            where="strengths",
            rule="strengths-first",
            found="a concern",
            why="A concern stands after the strengths.",
        )


def grade_flaws(report: Report) -> Iterator[Flaw]:
    """Yield findings whose grade does not allow them, and open questions that ask nothing."""
    for finding in report.findings():
        if finding.grade not in {"A", "B", "C"}:
            yield Flaw(
                where=finding.id,
                rule="grade",
                found=str(finding.grade),
                why="Only grades A, B and C are said.",
            )
        if finding.grade == "C" and "?" not in finding.text:
            yield Flaw(where=finding.id, rule="grade", found="C", why="Grade C is an open question.")


def is_concern(block: object) -> bool:
    """Return whether a block states something that strains the two."""
    return isinstance(block, Finding) and bool(CONCERN.search(block.rule))


def concerns(report: Report) -> frozenset[tuple[str, str]]:
    """Return the concerns of a report with their words; they must not depend on its strengths."""
    return frozenset((f.id, f.text) for f in report.findings() if is_concern(f))


# ---- content files -------------------------------------------------------------------------------


TECHNICAL_KEYS = frozenset({
    "id", "schema", "language", "cite", "when", "grade", "rule", "key", "kind", "type", "section", "source",
    "citation", "licence", "contact", "pattern", "caught", "passes", "why", "content_hash", "versions",
    "code", "file",
})  # fmt: skip


def data_texts(data: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts in parsed YAML or JSON, with where they stand; ids and sources are left out.

    A claim that is named because it does not hold is left out too: it stands there to be denied.
    """
    if isinstance(data, Mapping):
        if data.get("grade") == "does not hold":
            return
        name = data.get("id") if isinstance(data.get("id"), str) else None
        base = f"{path}.{name}" if name and path else name or path
        for key, value in data.items():
            if key not in TECHNICAL_KEYS:
                yield from data_texts(value, f"{base}.{key}" if base else str(key))
    elif isinstance(data, (list, tuple)):
        for number, value in enumerate(data):
            yield from data_texts(value, f"{path}.{number}")
    elif isinstance(data, str) and " " in data.strip():
        yield path, data


def lint_data(data: object, *, language: str = "en", graded: bool = True) -> list[Flaw]:
    """Return what is wrong with the texts of a parsed content file or report.json.

    Sentences of a finished report are not ``graded``: they were where they were written.
    """
    flaws: list[Flaw] = []
    for path, text in data_texts(data):
        key = re.sub(r"^(?:prose|rules\.\d+)\.", "", path)
        flaws += lint_text(text, path, language=language, prose=graded and is_prose(key))
    return flaws
