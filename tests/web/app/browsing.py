"""A running server whose clock a test can move, and people in browsers of their own."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urljoin

from axe_playwright_python.sync_playwright import Axe
from benchmarks.web_client import PASSWORD, Server, free_port
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page

from .forms import forms_of

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
HARMLESS = ("Password forms should have", "Clear-Site-Data header on")
SIZES = ((320, "light"), (320, "dark"), (1280, "light"), (1280, "dark"))


@dataclass
class Site:
    """A running server whose clock a test can move."""

    server: Server
    clock: Path
    hours: float = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def forward(self, hours: float) -> None:
        self.hours += hours
        self.clock.write_text(str(self.hours * 3600), encoding="utf-8")


@contextmanager
def running(folder: Path, database: str = "") -> Iterator[Site]:
    """A server on SQLite, or on the database of this address."""
    clock = folder / "clock"
    environ = {
        "PAIRBOND_CLOCK_FILE": str(clock),
        "PAIRBOND_TESTING": "1",
        "PAIRBOND_OPERATOR": "Robin Example",
        "DATABASE_URL": database,
    }
    server = Server(folder / "data", free_port(), environ)
    server.start()
    try:
        yield Site(server, clock)
    finally:
        server.kill()


Answers = Callable[[int, list[str]], str | None]
"""What is said to the n-th question that is asked: one of these values, or None to leave it out."""


def filled(page: str, nth: int, answers: Answers) -> tuple[dict[str, str], int]:
    """Return what a form of questions sends when each is answered, and how many it asked."""
    form = next(form for form in forms_of(page) if ("turn", "answer") in form.buttons)
    asked = [each for each in form.fields.values() if each.kind in {"radio", "checkbox"}]
    said = {each.name: one_of(answers, nth + n, each.options) for n, each in enumerate(asked)}
    skips = all(value is None for value in said.values())
    return {**form.filled(lambda each: said.get(each.name, "")), "turn": "skip" if skips else "answer"}, len(
        asked
    )


def one_of(answers: Answers, nth: int, options: list[str]) -> str | None:
    """Return what is said; where leaving out is one of the choices, that is what stands for None."""
    said = answers(nth, [option for option in options if option != "skip"])
    return "skip" if said is None and "skip" in options else said


@dataclass
class Visitor:
    """A person in a browser of their own."""

    site: Site
    context: BrowserContext
    name: str = field(default_factory=lambda: secrets.token_hex(6))
    heard: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    named: bool = False  # by localhost, not by number: passkeys need a name
    sizes: tuple[tuple[int, str], ...] = SIZES

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.hear(message.text))
        self.page.on("pageerror", lambda error: self.hear(str(error)))
        self.page.on("request", lambda request: self.see(request.url))
        self.page.on("response", lambda response: self.weigh(response.status, response.url))

    def hear(self, text: str) -> None:
        if not any(known in text for known in HARMLESS):
            self.heard.append(text)

    def see(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.outside.append(url)

    def weigh(self, status: int, url: str) -> None:
        if status >= 500:
            self.heard.append(f"{status} {url}")

    @property
    def address(self) -> str:
        return self.site.address.replace("127.0.0.1", "localhost") if self.named else self.site.address

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, text: str) -> None:
        self.page.locator("main").get_by_role("button", name=text, exact=True).click()

    def follow(self, text: str) -> None:
        self.page.locator("main").get_by_role("link", name=text, exact=True).click()

    def text(self) -> str:
        return self.page.inner_text("main")

    # ---- accounts

    def join(self, alias: str) -> None:
        self.open("/join/")
        self.page.fill("[name=username]", self.name)
        self.page.fill("[name=password1]", PASSWORD)
        self.page.check("[name=adult]")
        self.page.check("[name=free]")
        self.press("Open it")
        self.open("/account/about/")
        self.page.fill("[name=alias]", alias)
        self.press("Save")

    def sign_in(self) -> None:
        self.open("/sign-in/")
        self.page.fill("[name=login]", self.name)
        self.page.fill("[name=password]", PASSWORD)
        self.press("Sign in")
        self.page.wait_for_url("**/home/")

    def password_again(self) -> None:
        self.page.fill("[name=password]", PASSWORD)
        self.press("Go on")

    # ---- questions

    def answer(self, number: int, lines: int, value: str) -> None:
        """Answer a whole questionnaire by keys."""
        self.begin(number)
        for n in range(1, lines + 1):
            self.page.locator(".progress span", has_text=f"{n} of").wait_for()
            self.page.keyboard.press(value if n % 3 else "2")
        self.press("I am done with it")
        self.page.get_by_text("is kept").wait_for()

    def answer_short(self, value: str, number: int = 1) -> int:
        """Take the short way through a questionnaire; return how many lines it asked."""
        self.open(f"/questions/{number}/")
        self.press("The short way")
        for n in range(1, 40):
            self.page.locator(
                f".progress span:has-text('{n} of'), h1:has-text('That was the last')"
            ).wait_for()
            if self.page.locator(".progress").count() == 0:
                self.press("I am done with it")
                return n - 1
            self.page.keyboard.press(value if n % 3 else "2")
        raise AssertionError("the short way does not end")

    def post(self, path: str, form: dict[str, str]) -> APIResponse:
        """Send a form with the cookies of this browser; where it leads is followed."""
        return self.context.request.post(
            urljoin(self.address, path),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            data=urlencode(form),
        )

    def begin(self, number: int, way: str = "All lines|Begin|Answer again|Go on") -> None:
        self.open(f"/questions/{number}/")
        self.page.locator("main").get_by_role("button", name=re.compile(f"^({way})$")).click()

    def answer_by_posts(self, number: int, answers: Answers, *, clicks: int = 0, many: bool = False) -> int:
        """Answer a questionnaire as its forms would, without drawing the pages; return how many it asked.

        The first ``clicks`` questions are answered by real clicks on the page, or with ``many`` each
        form has many lines.
        """
        self.begin(number, *["All lines, many on a page|Many on a page|Go on, many on a page"] * many)
        for _ in range(clicks):
            shown = self.page.url
            self.page.locator("main fieldset label.choice").nth(1).click()
            self.page.wait_for_url(lambda url, shown=shown: url != shown)
        nth, page = clicks, self.context.request.get(self.page.url)
        while not page.url.endswith("/done/"):
            form, asked = filled(page.text(), nth, answers)
            nth += asked
            before, page = page.url, self.post(page.url, form)
            assert page.ok, (before, page.status)
            assert page.url != before, "the form did not go on"
        self.open(f"/questions/{number}/done/")
        self.press("I am done with it")
        self.page.get_by_text("is kept").wait_for()
        return nth

    def private_screen(self) -> None:
        self.open("/private/")
        self.page.click("button[value=go]")
        for n in range(1, 10):
            self.page.check(f"[name=line-{n}][value='1']")
        self.page.click("button[value=lines]")
        self.page.get_by_text("forgotten now").wait_for()

    # ---- the two

    def make_code(self) -> str:
        self.open("/two/code/")
        self.press("Make a code")
        return self.page.inner_text(".code")

    def use_code(self, code: str) -> None:
        self.open("/two/join/")
        self.page.fill("[name=code]", code)
        self.press("Join")

    # ---- how it looks

    def look(self) -> None:
        """Axe finds nothing on the page shown and nothing scrolls sideways, in every size and colour."""
        before = self.page.viewport_size
        for width, scheme in self.sizes:
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.set_viewport_size({"width": width, "height": 760})
            found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": TAGS}})
            where = f"{self.page.url} {width} {scheme}"
            assert found.violations_count == 0, f"{where}: {found.generate_report()[:1500]}"
            assert self.page.evaluate("document.scrollingElement.scrollWidth") <= width, where
        if before:
            self.page.set_viewport_size(before)
        self.page.emulate_media(color_scheme="light")

    def quiet(self) -> None:
        """No page said anything on the console or asked for anything from elsewhere."""
        assert self.heard == []
        assert self.outside == []


@contextmanager
def visitor(browser: Browser, site: Site, width: int = 320, **options: object) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": width, "height": 760}, **options)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)  # machines that run tests are busy
    try:
        yield Visitor(site, context)
    finally:
        context.close()
