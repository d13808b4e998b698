from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDTHS = (320, 1280)
Scheme = Literal["light", "dark"]


@dataclass
class Heard:
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@contextmanager
def opened(
    browser: Browser, file: Path, width: int, scheme: Scheme = "light"
) -> Iterator[tuple[Page, Heard]]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, heard = context.new_page(), Heard()
    page.on("request", lambda request: heard.requests.append(request.url))
    page.on("console", lambda message: heard.messages.append(message.text))
    page.on("pageerror", lambda error: heard.messages.append(str(error)))
    try:
        page.goto(file.as_uri())
        yield page, heard
    finally:
        context.close()


def open_drawers(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(drawer => { drawer.open = true })")


LOOKS = [
    pytest.param(
        name, width, scheme, marks=() if (name, width, scheme) == ("solo", 320, "light") else pytest.mark.slow
    )
    for name in ("joint", "solo", "pair")
    for width in WIDTHS
    for scheme in ("light", "dark")
]
"""Every page in every form; in the fast lane one page on a phone."""


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_axe_finds_nothing(
    browser: Browser, report_files: dict[str, Path], name: str, width: int, scheme: Scheme
) -> None:
    with opened(browser, report_files[name], width, scheme) as (page, _):
        for drawers in ("closed", "open"):
            if drawers == "open":
                open_drawers(page)
            result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
            assert result.violations_count == 0, f"{drawers}: {result.generate_report()}"


@pytest.mark.parametrize("name", ["joint", "solo", "hostile", "pair"])
def test_nothing_scrolls_sideways_on_a_phone(
    browser: Browser, report_files: dict[str, Path], name: str
) -> None:
    with opened(browser, report_files[name], 320) as (page, _):
        for _ in range(2):
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
            open_drawers(page)


@pytest.mark.parametrize("name", ["joint", "solo", "hostile"])
def test_asks_for_the_file_only_and_says_nothing(
    browser: Browser, report_files: dict[str, Path], name: str
) -> None:
    file = report_files[name]
    with opened(browser, file, 1280) as (page, heard):
        open_drawers(page)
        page.wait_for_load_state("networkidle")
        outside = [url for url in heard.requests if not url.startswith("data:")]
        assert outside == [file.as_uri()]
        assert heard.messages == []


def test_bundled_font_is_in_use(browser: Browser, report_files: dict[str, Path]) -> None:
    with opened(browser, report_files["joint"], 1280) as (page, _):
        page.evaluate("document.fonts.ready.then(() => true)")
        faces = page.evaluate("[...document.fonts].map(face => [face.family, face.status])")
        assert {family.strip('"') for family, _ in faces} == {"Literata"}
        assert {status for _, status in faces} == {"loaded"}


@pytest.mark.parametrize("width", WIDTHS)
def test_lettering_of_charts_can_be_read(browser: Browser, report_files: dict[str, Path], width: int) -> None:
    with opened(browser, report_files["joint"], width) as (page, _):
        scale = page.evaluate(
            "Math.min(...[...document.querySelectorAll('.chart svg')].map("
            "svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))"
        )
        assert 12.5 * scale >= (10 if width == 320 else 11)


def test_chart_words_stay_inside_their_chart(browser: Browser, report_files: dict[str, Path]) -> None:
    for name in ("joint", "solo", "hostile", "pair"):
        with opened(browser, report_files[name], 1280) as (page, _):
            outside = page.evaluate(
                "[...document.querySelectorAll('.chart svg')].flatMap(svg => {"
                "const frame = svg.getBoundingClientRect();"
                "return [...svg.querySelectorAll('text')].filter(text => {"
                "const box = text.getBoundingClientRect();"
                "return box.left < frame.left - 1 || box.right > frame.right + 1"
                "  || box.top < frame.top - 2 || box.bottom > frame.bottom + 2"
                "}).map(text => text.textContent)})"
            )
            assert outside == []


def test_dark_page_recolours_the_charts(browser: Browser, report_files: dict[str, Path]) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        with opened(browser, report_files["joint"], 1280, scheme) as (page, _):
            colours[scheme] = page.evaluate(
                "['#1d5c88', '#983c12', '#2a2622'].map(hex => getComputedStyle("
                'document.querySelector(`.chart [fill="${hex}"]`)).fill)'
            )
    assert colours["light"] == ["rgb(29, 92, 136)", "rgb(152, 60, 18)", "rgb(42, 38, 34)"]
    assert not set(colours["light"]) & set(colours["dark"])


def test_keyboard_reaches_contents_and_drawers(browser: Browser, report_files: dict[str, Path]) -> None:
    with opened(browser, report_files["solo"], 1280) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.locator("details").nth(1).locator("summary").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelectorAll('details')[1].open")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


def test_printed_page_opens_the_drawers(browser: Browser, report_files: dict[str, Path]) -> None:
    with opened(browser, report_files["joint"], 1280) as (page, _):
        page.emulate_media(media="print")
        height = page.evaluate("document.querySelector('details .inside').getBoundingClientRect().height")
        assert height > 10
