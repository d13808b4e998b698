"""The documentation holds together: links lead somewhere, decisions are complete, terms are defined."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HEADINGS = ("Context", "Decision", "Alternatives", "Consequences")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)


def links(text: str) -> list[str]:
    """Targets of the links in a Markdown text, those in code left out."""
    return LINK.findall(re.sub(r"`[^`\n]*`", "", FENCE.sub("", text)))


def anchors(text: str) -> set[str]:
    """The names that headings can be linked by."""
    found = re.findall(r"^#{1,6}\s+(.+?)\s*$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def broken_links(page: Path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    return [target for target in links(page.read_text(encoding="utf-8")) if not leads_somewhere(page, target)]


def leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return True
    name, _, anchor = target.partition("#")
    file = (page.parent / name) if name else page
    if not file.exists():
        return False
    return not anchor or file.suffix != ".md" or anchor in anchors(file.read_text(encoding="utf-8"))


def pages(repository: Path) -> Iterator[Path]:
    yield from sorted(repository.glob("*.md"))
    for folder in ("docs", "changelog.d"):
        yield from sorted((repository / folder).rglob("*.md"))


def decisions(repository: Path) -> list[Path]:
    return sorted((repository / "docs" / "decisions").glob("[0-9]*.md"))


def missing_headings(text: str) -> list[str]:
    return [name for name in HEADINGS if not re.search(rf"^## {name}\s*$", text, re.MULTILINE)]


def test_relative_links_lead_somewhere(repository: Path) -> None:
    broken = [
        f"{page.relative_to(repository)}: {target}"
        for page in pages(repository)
        for target in broken_links(page)
    ]
    assert not broken, "\n".join(broken)


def test_every_decision_has_the_four_headings(repository: Path) -> None:
    assert decisions(repository)
    for path in decisions(repository):
        assert missing_headings(path.read_text(encoding="utf-8")) == [], path.name


def test_decisions_are_numbered_once_and_listed(repository: Path) -> None:
    names = [path.name for path in decisions(repository)]
    numbers = [name[:4] for name in names]
    assert len(set(numbers)) == len(numbers)
    index = (repository / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [name for name in names if f"({name})" not in index] == []


def test_every_page_is_reached_from_the_index(repository: Path) -> None:
    docs = repository / "docs"
    seen: set[Path] = set()
    waiting = [docs / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        targets = links(page.read_text(encoding="utf-8"))
        waiting += [page.parent / target.partition("#")[0] for target in targets if ":" not in target]
    unreached = [path.relative_to(docs) for path in sorted(docs.rglob("*.md")) if path.resolve() not in seen]
    assert not unreached, f"not linked from docs/README.md or below: {[str(path) for path in unreached]}"


def test_glossary_terms_are_unique_and_in_order(repository: Path) -> None:
    text = (repository / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    terms = [term.casefold() for term in re.findall(r"^\*\*(.+?)\*\*", text, re.MULTILINE)]
    assert len(terms) == len(set(terms))
    assert terms == sorted(terms)


@pytest.mark.parametrize("target", ["missing.md", "page.md#nowhere", "#nowhere"])
def test_a_broken_link_is_seen(tmp_path: Path, target: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Here\n\n[link]({target})\n", encoding="utf-8")
    assert broken_links(page) == [target]


def test_good_links_and_code_pass(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Right here\n\n[a](#right-here) [b](page.md) [c](mailto:somebody) `[d](no)`\n\n```\n[e](no)\n```\n",
        encoding="utf-8",
    )
    assert broken_links(page) == []


def test_a_missing_heading_is_seen() -> None:
    assert missing_headings("## Context\n\n## Decision\n\n### Alternatives\n") == [
        "Alternatives",
        "Consequences",
    ]
