"""Every sentence of the app can be translated: none stands in a template or a view without being marked."""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest

from .conftest import PASSWORD, User

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "src" / "pairbond" / "web" / "templates"
CONTENT = ROOT / "src" / "pairbond" / "content"
SPOKEN = {"aria-label", "alt", "placeholder", "title", "data-offline", "data-scripted"}
OWN_LANGUAGE = {"mine", "both", "mine-paper", "both-paper", "guide", "guides", "manifest"}
"""Reports and guides are content with languages of their own."""
ZONES = available_timezones()
NOT_WORDS = {"Robin Example", "Check-in", "QR"}


class Texts(HTMLParser):
    """Collects what a person reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "svg", "code"}
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "svg", "code"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def texts(page: str) -> list[str]:
    parser = Texts()
    parser.feed(page)
    return [" ".join(text.split()) for text in parser.found if re.search(r"[^\W\d_]{2}", text)]


def unmarked(source: str) -> list[str]:
    """Return the words of a template that are in no translate tag."""
    source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{% blocktranslate.*?\{% endblocktranslate %\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{% block (?:main_class|body_attributes) %\}.*?\{% endblock %\}", "", source)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    return texts(source)


def test_no_word_of_a_template_is_unmarked() -> None:
    found = {path.name: unmarked(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")}
    assert {name: words for name, words in found.items() if words} == {}


def test_an_unmarked_word_is_found() -> None:
    assert unmarked('<p>{% translate "Yes" %} plainly</p><nav aria-label="Main">') == ["plainly", "Main"]
    assert unmarked("<p>{% blocktranslate %}Yes {{ n }}{% endblocktranslate %} 3</p>") == []


# ---- what comes from Python ----------------------------------------------------------------------


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language in which every translated sentence stands in brackets."""
    from django.utils import translation

    from pairbond.web.page import frame_part
    from pairbond.web.take.lines import drawn

    def shown(text: str) -> str:
        return f"⟦{text}⟧" if str(text).strip() else text

    monkeypatch.setattr(translation._trans, "gettext", shown)
    monkeypatch.setattr(translation._trans, "pgettext", lambda _context, text: shown(text))
    monkeypatch.setattr(translation._trans, "ngettext", lambda one, many, n: shown(one if n == 1 else many))
    monkeypatch.setattr(
        translation._trans, "npgettext", lambda _context, one, many, n: shown(one if n == 1 else many)
    )
    for cached in (frame_part, drawn):
        cached.cache_clear()
    yield
    for cached in (frame_part, drawn):
        cached.cache_clear()


@pytest.fixture(scope="module")
def content() -> str:
    """Everything that stands in a content file, on one line."""
    found = (path.read_text(encoding="utf-8") for path in CONTENT.rglob("*.y*ml"))
    return plain(" ".join(found).replace("''", "'"))


def plain(text: str) -> str:
    """Return a text on one line, with a mark for each number and each gap that a number fills."""
    return " ".join(re.sub(r"\{\w+\}|\d+(?:[.,]\d+)*", "#", text).split()).casefold()


def strange(page: str, content: str) -> list[str]:
    """Return the texts of a page that are neither translated nor content."""
    left = []
    for text in texts(page):
        rest = re.sub(r"⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", "", text).strip(" .,:;“”()·–")
        rest = re.sub(r"\b[A-Z0-9]{4}(?:-[A-Z0-9]{4})+\b|\b[A-Z2-7]{32}\b", "", rest)  # codes to copy
        known = plain(html.unescape(rest)) in content or rest in NOT_WORDS or rest.replace(" ", "_") in ZONES
        if re.search(r"[^\W\d_]{2}", rest) and not known:
            left.append(rest)
    return left


def addresses() -> Iterator[tuple[str, str]]:
    from django.urls import reverse

    from pairbond.web.urls import urlpatterns

    for pattern in urlpatterns:
        if pattern.name in OWN_LANGUAGE | {"leave", "account_logout", "health", "data-end"}:
            continue
        given = {name: 1 if name != "place" else 0 for name in pattern.pattern.converters}
        yield pattern.name, reverse(pattern.name, kwargs=given)


def test_no_word_from_python_is_unmarked(anna: User, guest: Any, elsewhere: None, content: str) -> None:
    anna.step_up()
    anna.post("/questions/1/", {"how": "page"})
    left: dict[str, list[str]] = {}
    for client in (anna.client, guest):
        for name, address in addresses():
            for response in (
                client.get(address),
                client.post(address, {"turn": "answer", "password": PASSWORD}),
            ):
                if response.get("Content-Type", "").startswith("text/html"):
                    found = strange(response.content.decode(), content)
                    left.update({name: found} if found else {})
    assert left == {}
