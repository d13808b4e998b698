"""A guide as a page: its Markdown, and its claims with grades and sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from pairbond.library.solo_spec import GuideSpec

NOT_SO = "does not hold"


@cache
def to_page(text: str) -> SafeString:
    """Return a guide's own Markdown as HTML; raw HTML in it is shown as text."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return mark_safe(html)  # noqa: S308  (our own files, with HTML switched off)


def claims(head: GuideSpec, sources: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims that hold, those that do not, and the sources they name, numbered."""
    cited = list(dict.fromkeys(key for claim in head.claims for key in claim.cite))
    numbers = {key: n for n, key in enumerate(cited, start=1)}
    rows = [
        (claim.grade, claim.text, ", ".join(str(n) for n in sorted(numbers[key] for key in claim.cite)))
        for claim in head.claims
    ]
    return {
        "holds": [row for row in rows if row[0] != NOT_SO],
        "not_so": [row for row in rows if row[0] == NOT_SO],
        "sources": [(n, sources[key]) for key, n in numbers.items()],
    }
