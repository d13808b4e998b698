"""The app in Chromium: two people in two browsers, every page for everybody, the quick exit."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from benchmarks.web_client import PASSWORD, Server, free_port
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
HARMLESS = ("Password forms should have", "Clear-Site-Data header on")


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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    clock = folder / "clock"
    environ = {
        "PAIRBOND_CLOCK_FILE": str(clock),
        "PAIRBOND_TESTING": "1",
        "PAIRBOND_OPERATOR": "Robin Example",
    }
    server = Server(folder / "data", free_port(), environ)
    server.start()
    yield Site(server, clock)
    server.kill()


@dataclass
class Visitor:
    """A person in a browser of their own."""

    site: Site
    context: BrowserContext
    name: str = field(default_factory=lambda: secrets.token_hex(6))
    heard: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    named: bool = False  # by localhost, not by number: passkeys need a name

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.hear(message.text))
        self.page.on("pageerror", lambda error: self.hear(str(error)))
        self.page.on("request", lambda request: self.see(request.url))

    def hear(self, text: str) -> None:
        if not any(known in text for known in HARMLESS):
            self.heard.append(text)

    def see(self, url: str) -> None:
        if not url.startswith((self.site.address, "data:")):
            self.outside.append(url)

    def open(self, path: str) -> None:
        address = self.site.address
        self.page.goto((address.replace("127.0.0.1", "localhost") if self.named else address) + path)

    def press(self, text: str) -> None:
        self.page.locator("main").get_by_role("button", name=text, exact=True).click()

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

    def answer(self, number: int, lines: int, value: str) -> None:
        self.open(f"/questions/{number}/")
        self.page.locator("main form button").last.click()
        for n in range(1, lines + 1):
            self.page.locator(".progress span", has_text=f"{n} of").wait_for()
            self.page.keyboard.press(value if n % 3 else "2")
        self.press("I am done with it")
        self.page.get_by_text("is kept").wait_for()

    def answer_short(self, value: str) -> int:
        """Take the short way through the first questionnaire; return how many lines it asked."""
        self.open("/questions/1/")
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

    def private_screen(self) -> None:
        self.open("/private/")
        self.page.click("button[value=go]")
        for n in range(1, 10):
            self.page.check(f"[name=line-{n}][value='1']")
        self.page.click("button[value=lines]")
        self.page.get_by_text("forgotten now").wait_for()


@contextmanager
def visitor(browser: Browser, site: Site, width: int = 320, **options: object) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": width, "height": 760}, **options)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)  # machines that run tests are busy
    try:
        yield Visitor(site, context)
    finally:
        context.close()


def test_two_people_two_browsers_one_report(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as sam, visitor(browser, site, 1280) as kim:
        for person, alias, value in ((sam, "Sam", "4"), (kim, "Kim", "3")):
            person.join(alias)
            if person is sam:
                assert 8 <= person.answer_short(value) < 36
            else:
                person.answer(1, 36, value)
            person.private_screen()
        sam.open("/reading/")
        assert "Sam" in sam.page.inner_text("main")
        assert "Kim" not in sam.page.inner_text("main")
        sam.open("/two/code/")
        sam.press("Make a code")
        code = sam.page.inner_text(".code")
        kim.open("/two/join/")
        kim.page.fill("[name=code]", code)
        kim.press("Join")
        for person in (sam, kim):
            person.open("/two/share/")
            person.page.check("[name=share-attachment][value=open]")
            person.press("Save")
            person.press("Yes, make one")
        assert "There is a report" not in sam.page.inner_text("main")
        site.forward(37)
        sam.sign_in()
        sam.open("/two/")
        sam.page.get_by_role("link", name="Read your own", exact=True).click()
        sam.open("/two/")
        sam.page.get_by_role("link", name="Open it", exact=True).click()
        text = sam.page.inner_text("main")
        assert "Sam" in text
        assert "Kim" in text
        with sam.page.expect_download() as download:
            sam.page.get_by_role("link", name="To print").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        kim.sign_in()
        kim.open("/two/")
        kim.press("Take the report away now")
        sam.open("/reading/two/")
        assert sam.page.url.endswith("/two/")
        assert "There is a report" not in sam.page.inner_text("main")
        for person in (sam, kim):
            assert person.heard == []
            assert person.outside == []


def test_a_week_of_check_ins_and_the_end(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as sam:
        sam.join("Sam")
        for _ in range(7):
            sam.open("/today/")
            sam.page.locator("[name=present][value='6']").check(force=True)
            sam.page.locator("[name=partner_present][value='10']").check(force=True)
            sam.press("Keep it")
            site.forward(24)
            sam.sign_in()
        sam.open("/today/kept/")
        assert "7 days so far" in sam.page.inner_text("main")
        sam.open("/account/data/end/")
        sam.page.fill("[name=password]", PASSWORD)
        sam.press("Go on")
        sam.page.check("[name=sure]")
        sam.press("Delete everything")
        sam.page.get_by_text("It is all gone").wait_for()
        sam.open("/sign-in/")
        sam.page.fill("[name=login]", sam.name)
        sam.page.fill("[name=password]", PASSWORD)
        sam.press("Sign in")
        assert sam.page.url.endswith("/sign-in/")
        assert sam.heard == []


GUEST_PAGES = ("/", "/join/", "/sign-in/", "/recover/", "/help/", "/who-runs-this/", "/nowhere/")
PAGES = (
    "/home/", "/questions/", "/questions/1/", "/questions/1/0/", "/questions/6/96/", "/questions/1/done/",
    "/private/", "/two/", "/two/code/", "/two/join/", "/two/share/", "/two/end/", "/two/left/", "/reading/",
    "/today/", "/today/kept/", "/moment/", "/learn/", "/learn/3/", "/account/", "/account/about/",
    "/account/browsers/", "/account/log/", "/account/recovery/", "/account/data/", "/account/data/copy/",
    "/account/data/end/", "/password/", "/second-steps/", "/second-steps/app/", "/passkeys/", "/passkeys/add/", "/sign-out/", "/again/",
    "/help/",
)  # fmt: skip


def look(person: Visitor, path: str) -> None:
    """Axe finds nothing and nothing scrolls sideways, narrow and wide, light and dark."""
    person.open(path)
    for width, scheme in ((320, "light"), (1280, "light"), (320, "dark")):
        person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        person.page.set_viewport_size({"width": width, "height": 760})
        found = Axe().run(person.page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, f"{path} {width} {scheme}: {found.generate_report()[:1500]}"
        assert person.page.evaluate("document.scrollingElement.scrollWidth") <= width, (path, width)


def test_every_page_is_for_everybody(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as guest:
        for path in GUEST_PAGES:
            look(guest, path)
    with visitor(browser, site) as sam:
        sam.join("Sam")
        sam.answer(1, 36, "4")
        sam.private_screen()
        sam.open("/again/")
        sam.page.fill("[name=password]", PASSWORD)
        sam.press("Go on")
        for number in (1, 6):
            sam.open(f"/questions/{number}/")
            sam.page.locator("main form button").last.click()
        for path in PAGES:
            look(sam, path)
        assert sam.heard == []
        assert sam.outside == []


def test_the_quick_exit_is_quick_and_leaves_nothing(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as sam:
        sam.context.route(
            "https://www.wikipedia.org/**", lambda route: route.fulfill(body="<title>W</title>")
        )
        sam.join("Sam")
        sam.open("/questions/1/")
        sam.press("All lines")
        sam.page.locator(".progress").wait_for()
        took = sam.page.evaluate(
            "() => { const t = performance.now(); document.getElementById('exit').click();"
            " return [performance.now() - t, document.documentElement.childElementCount, document.title.trim()] }"
        )
        assert took[0] < 100
        assert took[1:] == [0, ""]
        sam.page.wait_for_url("https://www.wikipedia.org/")
        sam.page.go_back()
        assert "/sign-in/" in sam.page.url or "wikipedia" in sam.page.url or "/home/" not in sam.page.url
        assert "strongly agree" not in sam.page.content()
        sam.open("/home/")
        assert sam.page.url.endswith("/sign-in/")


def test_shift_three_times_is_the_exit_too(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as sam:
        sam.context.route(
            "https://www.wikipedia.org/**", lambda route: route.fulfill(body="<title>W</title>")
        )
        sam.open("/help/")
        for _ in range(3):
            sam.page.keyboard.press("Shift")
        sam.page.wait_for_url("https://www.wikipedia.org/")


def test_after_signing_out_the_way_back_shows_nothing(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as sam:
        sam.join("Quetzal")
        sam.open("/home/")
        sam.open("/sign-out/")
        sam.press("Sign out")
        for _ in range(2):
            sam.page.evaluate("history.back()")
            sam.page.wait_for_timeout(700)
            assert "Quetzal" not in sam.page.content()


def test_nothing_is_kept_in_the_browser(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as sam:
        sam.join("Quetzal")
        sam.answer(1, 36, "5")
        kept = sam.page.evaluate(
            "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,"
            " (await indexedDB.databases()).length]"
        )
        assert kept == [0, 0, 0, 0]
        cookies = sam.context.cookies()
        assert all(cookie["expires"] == -1 for cookie in cookies if cookie["name"] == "s")


def test_everything_works_without_scripts(browser: Browser, site: Site) -> None:
    with visitor(browser, site, java_script_enabled=False) as sam:
        sam.join("Sam")
        sam.open("/questions/1/")
        sam.press("All lines")
        sam.page.get_by_label("disagree", exact=True).check()
        sam.press("Next")
        assert "2 of 36" in sam.page.inner_text(".progress")
        sam.press("Next")
        assert "Please choose one" in sam.page.inner_text("main")
        sam.page.get_by_role("link", name="Back", exact=True).click()
        assert sam.page.get_by_label("disagree", exact=True).is_checked()


def test_a_passkey_signs_in_and_can_be_removed(browser: Browser, site: Site) -> None:
    with visitor(browser, site) as sam:
        sam.named = True
        devtools = sam.context.new_cdp_session(sam.page)
        devtools.send("WebAuthn.enable")
        key = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
        }
        options = {**key, "isUserVerified": True, "automaticPresenceSimulation": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        sam.join("Sam")
        sam.open("/passkeys/add/")
        sam.page.fill("[name=password]", PASSWORD)
        sam.press("Go on")
        sam.page.check("[name=passwordless]")
        sam.press("Add it")
        sam.page.wait_for_url(lambda url: "add" not in url)
        sam.open("/sign-out/")
        sam.press("Sign out")
        sam.open("/sign-in/")
        sam.press("Sign in with a passkey")
        sam.page.wait_for_url("**/home/")
        assert "Hello, Sam" in sam.page.inner_text("main")
        sam.open("/again/")
        sam.page.fill("[name=password]", PASSWORD)
        sam.press("Go on")
        sam.open("/passkeys/")
        sam.page.get_by_role("link", name="Remove", exact=True).click()
        sam.press("Remove it")
        sam.page.get_by_text("There are none").wait_for()


def test_questions_by_keyboard_alone(browser: Browser, site: Site) -> None:
    with visitor(browser, site, 1280) as sam:
        sam.join("Sam")
        sam.open("/questions/1/")
        sam.page.get_by_role("button", name="All lines").focus()
        sam.page.keyboard.press("Enter")
        sam.page.locator(".progress span", has_text="1 of").wait_for()
        sam.page.locator("[name=answer]").first.focus()
        sam.page.keyboard.press("ArrowDown")
        assert "1 of" in sam.page.inner_text(".progress"), "arrow keys only choose"
        sam.page.keyboard.press("Enter")
        sam.page.locator(".progress span", has_text="2 of").wait_for()
        assert sam.page.evaluate("document.activeElement.id") == "main"
