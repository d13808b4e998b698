"""A second language is data only: in a report made with marked texts, nothing unmarked is English.

Every text of the catalogue and the help page is put between marks. What then stands outside of the
marks must come from the questionnaires (whose wording has its own translations), from names, or be
a number. Cautions of the scoring layer are the one exception left, and are named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import pytest
from tests.property.strategies import CREATED, full_couple

from pairbond.findings import Prose, Report
from pairbond.library.paths import CONTENT
from pairbond.library.yaml12 import read_yaml
from pairbond.report import build
from pairbond.report.catalogue import load_catalogue
from pairbond.safety.linter import data_texts, report_texts

MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
NAMES = {"Ada", "Ben", "CC", "BY", "SD"}
# Words that scoring and layout still say themselves; nothing may be added here.
STILL_ENGLISH = {"to", "of", "middle", "November"}


def marked(text: str) -> str:
    return f"⟦{text}⟧"


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    english = load_catalogue("en")
    rules = tuple(replace(rule, text=marked(rule.text)) for rule in english.rules)
    prose = MappingProxyType({key: marked(text) for key, text in english.prose.items()})
    catalogue = replace(english, language="en", rules=rules, prose=prose)
    intro, checked, places = build.load_help("en")
    monkeypatch.setattr(build, "load_catalogue", lambda language: catalogue)
    monkeypatch.setattr(build, "load_help", lambda language: (tuple(map(marked, intro)), checked, places))


def outside(text: str) -> set[str]:
    """Words outside of all marks, innermost marks taken out first."""
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    return {word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1}


def own_words(report: Report, ctx_texts: set[str]) -> Iterator[tuple[str, str]]:
    """Texts a report says in words of its own: not wording, titles or sources of questionnaires.

    Steps to try are content of their own, with a folder for each language.
    """
    quoted = {
        block.text
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Prose) and block.rule.startswith(("caution", "quality", "help"))
    }
    for key, text in report_texts(report):
        if text in quoted or key == "evidence.help" or key.startswith("action"):
            continue
        said = text
        for known in sorted(ctx_texts, key=len, reverse=True):
            said = said.replace(known, " ")
        yield key, said


def questionnaire_texts(ctx: build.Context) -> set[str]:
    """Everything that instruments, norms and references say of themselves."""
    found = {ctx.values.who, "help"}
    for instrument in ctx.instruments.values():
        found |= {instrument.title, instrument.id, instrument.content_hash, *instrument.response.labels}
        found |= {instrument.licence.split(":", 1)[0]}
        for item in instrument.items:
            found |= {item.facet, item.text or "", *item.labels}
        for scale in instrument.scales:
            found |= {scale.title, scale.high, scale.low}
    for choice in ctx.norms.values():
        if choice is not None:
            found |= {choice.group.title, choice.group.who, *(c.text for c in choice.cautions)}
    for path in (CONTENT / "solo" / "en").glob("*.yaml"):
        found |= {text for _, text in data_texts(read_yaml(path))}
    return {text for text in found if text}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("banded", [False, True])
def test_no_english_of_a_report_for_two_comes_from_code(banded: bool) -> None:
    a, b = full_couple(2)
    ctx = build.build_context(
        a,
        b,
        reader="joint",
        created=CREATED,
        norm=None,
        language="en",
        banded=banded,
    )
    report = build.assemble(ctx)
    left = {
        (word, key)
        for key, text in own_words(report, questionnaire_texts(ctx))
        for word in outside(text) - NAMES - STILL_ENGLISH
    }
    assert left == set()


def test_words_outside_of_marks_are_seen() -> None:
    assert outside("⟦Ada: ⟦worry⟧⟧ 3.2 to ⟦x⟧ and 4") == {"to", "and"}
