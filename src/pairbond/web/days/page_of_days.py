"""Days as a page of the report's own look: its sections, its charts, its words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pairbond.findings import Section
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_context, numbered
from pairbond.report.context import Context
from pairbond.report.days import DaysPart
from pairbond.report.document import Document
from pairbond.web.reports.frame import slim

if TYPE_CHECKING:
    from datetime import date

    from pairbond.library.answers import Sharing

CONTENTS = re.compile(r'<nav class="contents".*?</nav>\n?', re.DOTALL)
NUMBER = re.compile(r'<span class="number">\d+</span> ')


def context_of(consent: dict[str, Sharing], part: DaysPart, created: date) -> Context:
    """Return what the report's sections need to say something about days alone."""
    answers = AnswersFile(
        alias=None, age=None, relationship_months=None, occasion=None, responses={}, consent=consent
    )
    return replace(
        build_context(answers, None, reader="a", created=created, norm=None, language="en"), days=part
    )


def page_of(title: str, subtitle: str, sections: list[Section]) -> str:
    """Return the sections as a page; one of few sections needs no list of contents and no numbers."""
    document = Document(
        mode="solo",
        reader="a",
        title=title,
        subtitle=subtitle,
        language="en",
        people=(),
        header=(),
        sections=numbered(sections),
        cannot_say=(),
        versions={},
    )
    return NUMBER.sub("", CONTENTS.sub("", slim(document.html())))
