"""The app in Chromium: every page for everybody, the quick exit, nothing left behind in the browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks.web_client import PASSWORD
from playwright.sync_api import Browser

from .browsing import SIZES, Site, Visitor, running, visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site")) as found:
        yield found


FILES = {"leave", "health", "manifest", "mine-paper", "both-paper", "mfa_download_recovery_codes"}
"""What is no page."""


def every_path(*audiences: str) -> list[str]:
    """Return an address for every route of the table that is a page."""
    from pairbond.web.access import ROUTES

    from .test_access import path_of, patterns

    found = [
        path_of(each) for each in patterns() if ROUTES[each.name] in audiences and each.name not in FILES
    ]
    return [*found, "/nowhere/"]


def look_at_all(person: Visitor, paths: list[str]) -> set[str]:
    """Look at every page there is; several addresses may lead to the same one."""
    met: set[str] = set()
    for path in paths:
        person.open(path)
        if person.page.url not in met:
            met.add(person.page.url)
            person.look()
    return met


def test_every_page_is_for_everybody(browser: Browser, site: Site, web: Path) -> None:
    """Every route in the table, as a guest and as somebody who has been everywhere once."""
    with visitor(browser, site) as guest:
        assert len(look_at_all(guest, every_path("anyone", "guest"))) >= 7
    with visitor(browser, site) as sam:
        sam.join("Sam")
        sam.answer(1, 36, "4")
        sam.private_screen()
        sam.open("/again/")
        sam.password_again()
        sam.begin(1)
        sam.begin(6)
        sam.sizes = SIZES[:3]
        numbered = ["/questions/1/0/", "/questions/1/page/0/", "/questions/6/96/", "/learn/3/"]
        met = look_at_all(sam, [*every_path("anyone", "person"), *numbered])
        assert len(met) >= 40
        told = [heard for heard in sam.heard if "404" not in heard]  # the browser says so of /nowhere/
        assert told == []
        assert sam.outside == []


def test_sealed_mode_in_the_browser(browser: Browser, site: Site, web: Path) -> None:
    """On, locked, unlocked, the printed code, a yes to a report, off: each page looked at on the way."""
    with visitor(browser, site) as sam:
        sam.join("Sam")
        sam.open("/account/sealed/")
        sam.follow("Turn it on")
        sam.password_again()
        new_passphrase(sam, "Turn it on", PASSPHRASE, understood=True)
        code = seen(sam).page.inner_text(".code")
        sam.follow("I have written it down")
        assert "Hello, Sam" in seen(sam).text()
        for path in ("/account/sealed/", "/account/sealed/change/", "/account/sealed/off/", "/two/share/"):
            sam.open(path)
            seen(sam)
        sam.page.get_by_role("button", name="Lock", exact=True).click()
        assert "Without unlocking" in seen(sam).text()
        sam.open("/account/about/")
        sam.page.fill("[name=passphrase]", "this is not the one")
        sam.press("Unlock")
        assert "does not open" in seen(sam).text()
        sam.page.fill("[name=passphrase]", PASSPHRASE)
        sam.page.keyboard.press("Enter")
        sam.page.wait_for_url("**/account/about/")
        assert sam.page.input_value("[name=alias]") == "Sam"
        sam.page.get_by_role("button", name="Lock", exact=True).click()
        sam.follow("Forgotten it? Use the printed code")
        seen(sam).page.fill("[name=code]", code.lower())
        new_passphrase(sam, "Set it", f"{PASSPHRASE} again")
        assert seen(sam).page.inner_text(".code") != code
        told = [heard for heard in sam.heard if "422" not in heard]  # of the wrong passphrase
        assert told == []


PASSPHRASE = "amber kettles drift over Ulm"


def seen(person: Visitor) -> Visitor:
    person.look()
    return person


def new_passphrase(person: Visitor, press: str, text: str, *, understood: bool = False) -> None:
    person.page.fill("[name=new]", text)
    person.page.fill("[name=repeated]", text)
    if understood:
        person.page.check("[name=understood]")
    seen(person).press(press)


OUTSIDE = "https://www.wikipedia.org/**"
WATCH = """() => {
  let began = 0;
  const begin = () => { began = performance.now(); };
  addEventListener('click', begin, true);
  addEventListener('keydown', event => { if (event.key === 'Shift') begin(); }, true);
  const watcher = new MutationObserver(() => {
    if (document.documentElement.childElementCount) return;
    watcher.disconnect();
    const shown = document.documentElement.textContent.trim() + document.title.trim();
    console.log(`blank ${performance.now() - began} ${shown.length}`);
  });
  watcher.observe(document.documentElement, { childList: true });
}"""


def by_click(person: Visitor) -> None:
    person.page.click("#exit")


def by_shift(person: Visitor) -> None:
    for _ in range(3):
        person.page.keyboard.press("Shift")


def by_enter(person: Visitor) -> None:
    person.page.focus("#exit")
    person.page.keyboard.press("Enter")


@pytest.mark.parametrize("leave", [by_click, by_shift, by_enter])
def test_the_quick_exit_is_quick_and_leaves_nothing(
    browser: Browser, site: Site, leave: Callable[[Visitor], None]
) -> None:
    """T-30: blank within a tenth of a second, and neither the way back nor an old cookie opens anything."""
    with visitor(browser, site) as sam:
        sam.context.route(OUTSIDE, lambda route: route.fulfill(body="<title>W</title>"))
        sam.join("Quetzal")
        sam.answer_by_posts(1, lambda nth, values: values[nth % 5])
        for path in ("/questions/2/", "/reading/"):
            sam.open(path)
            private = "Quetzal"
            if path != "/reading/":
                sam.press("Begin")
                sam.page.locator(".progress").wait_for()
                private = sam.page.locator("h1").inner_text()
            assert private in sam.page.content()
            cookies = sam.context.cookies()
            sam.page.evaluate(WATCH)
            leave(sam)
            sam.page.wait_for_url("https://www.wikipedia.org/")
            word, took, shown = sam.heard.pop().split()
            assert word == "blank"
            assert float(took) < 100
            assert shown == "0", "no word on the page, nor in its title"
            sam.page.wait_for_timeout(1000)  # the word to end the session is on its way to a busy server
            finds_nothing_on_the_way_back(sam, private)
            sam.context.clear_cookies()
            sam.context.add_cookies(cookies)  # type: ignore[arg-type]
            sam.open("/home/")
            assert sam.page.url.endswith("/sign-in/"), "the session is dead on the server too"
            sam.sign_in()


def finds_nothing_on_the_way_back(person: Visitor, *private: str) -> None:
    for _ in range(3):
        person.page.evaluate("history.back()")
        person.page.wait_for_timeout(500)
        shown = person.page.content()
        assert not any(word in shown for word in (*private, "Quetzal")), person.page.url


def test_the_quick_exit_works_as_a_link_without_scripts(browser: Browser, site: Site) -> None:
    with visitor(browser, site, java_script_enabled=False) as sam:
        sam.join("Quetzal")
        sam.open("/account/about/")
        cookies = sam.context.cookies()
        with sam.page.expect_request(OUTSIDE):  # it need not be there: the way back is what counts
            sam.page.click("#exit")
        for _ in range(2):
            sam.page.go_back()
            assert "Quetzal" not in sam.page.content()
        sam.context.clear_cookies()
        sam.context.add_cookies(cookies)  # type: ignore[arg-type]
        sam.open("/home/")
        assert sam.page.url.endswith("/sign-in/")


def test_after_signing_out_the_way_back_shows_nothing(browser: Browser, site: Site) -> None:
    """T-05: not from memory, not from the disk; the same for a page that was open too long."""
    with visitor(browser, site) as sam:
        sam.join("Quetzal")
        sam.answer_by_posts(1, lambda nth, values: values[nth % 5])
        sam.open("/reading/")
        sam.open("/account/about/")
        sam.open("/home/")
        sam.open("/sign-out/")
        sam.press("Sign out")
        finds_nothing_on_the_way_back(sam)
        sam.sign_in()
        sam.open("/account/about/")
        sam.open("/help/")
        site.forward(0.2)
        finds_nothing_on_the_way_back(sam)
        assert kept_of(sam) == 0


def kept_of(person: Visitor) -> int:
    """Ask the browser for pages out of its cache alone; return how many of the private ones it has."""
    asked = """paths => Promise.all(paths.map(path =>
      fetch(path, { cache: 'only-if-cached', mode: 'same-origin' }).then(r => r.ok, () => false)))"""
    person.open("/sign-in/")
    found = person.page.evaluate(asked, ["/home/", "/reading/", "/account/about/", "/questions/1/"])
    person.heard.clear()  # the browser says on the console that its cache has none
    return sum(found)


KEPT = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map(async name => {
    const cache = await caches.open(name);
    return Promise.all((await cache.keys()).map(async key => (await cache.match(key)).text()));
  }));
  return {
    stores: [localStorage.length, sessionStorage.length, caches_.length, (await indexedDB.databases()).length],
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    text: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, caches_, window.name, document.cookie]),
  };
}"""


def test_nothing_is_kept_in_the_browser(browser: Browser, site: Site) -> None:
    """T-08 and T-05: no store, no worker, no cookie that outlives the browser or that a script can read."""
    with visitor(browser, site) as sam:
        sam.join("Quetzal")
        sam.answer_by_posts(1, lambda nth, values: values[nth % 5], clicks=4)
        for path in ("/home/", "/questions/2/", "/today/", "/moment/", "/reading/", "/account/about/"):
            sam.open(path)
            kept = sam.page.evaluate(KEPT)
            assert kept["stores"] == [0, 0, 0, 0], path
            assert kept["workers"] == 0
            assert "Quetzal" not in kept["text"]
            assert kept["text"].endswith('"",""]'), path
        cookies = sam.context.cookies()
        assert all(cookie["httpOnly"] for cookie in cookies)
        assert all(cookie["expires"] == -1 for cookie in cookies if cookie["name"] == "s")


TELLING = re.compile(
    r"closeness|attach|conflict|needs|moves|values|safe|partner|couple|loop|report|love|sex|couch|pair",
    re.IGNORECASE,
)


def test_history_and_titles_tell_nothing(browser: Browser, site: Site) -> None:
    """T-09: a whole questionnaire is one entry; no title or address names a topic, a person or a token."""
    with visitor(browser, site) as sam:
        sam.join("Quetzal")
        sam.open("/questions/1/")
        before = len(sam.page.evaluate("navigation.entries().map(each => each.url)"))
        sam.press("All lines")
        for n in range(1, 9):
            sam.page.locator(".progress span", has_text=f"{n} of").wait_for()
            sam.page.keyboard.press("3")
        sam.page.locator(".progress span", has_text="9 of").wait_for()
        for path in ("/private/", "/two/", "/today/", "/moment/", "/learn/1/", "/account/data/"):
            sam.open(path)
            assert sam.page.title() == "Check-in", path
        entries = sam.page.evaluate("navigation.entries().map(each => new URL(each.url).pathname)")
        assert len(entries) - before == 7, "eight answers, one entry"
        for entry in entries:
            assert not TELLING.search(entry), entry
            assert not re.search(r"[0-9a-f]{8}|[?#]", entry), entry


def clicks(person: Visitor, *steps: str) -> int:
    """Go from the start page by these links, buttons and choices alone; return how many clicks it took."""
    person.open("/home/")
    for step in steps:
        named = person.page.get_by_role("link", name=step).or_(
            person.page.get_by_role("button", name=step, exact=True)
        )
        target = person.page.locator(step) if step.startswith("[") else named.first
        target.click(force=step.startswith("["))
        person.page.wait_for_load_state()
    return len(steps)


def test_taking_back_is_no_longer_than_giving(browser: Browser, site: Site) -> None:
    """T-14, counted in clicks from the start page: for a part, for the whole, and for the link."""
    with visitor(browser, site) as sam:
        sam.join("Quetzal")
        sam.private_screen()
        sam.make_code()
        part = "[name=share-values]"
        given = clicks(sam, "The two of you", "Choose, with a preview", f"{part}[value=open]", "Save")
        sam.open("/two/share/")
        assert sam.page.locator(f"{part}[value=open]").is_checked()
        taken = clicks(sam, "The two of you", "Choose, with a preview", f"{part}[value=none]", "Save")
        sam.open("/two/share/")
        assert sam.page.locator(f"{part}[value=none]").is_checked()
        assert taken <= given
        given = clicks(sam, "The two of you", "Yes, make one")
        assert "You have said yes" in sam.text()
        taken = clicks(sam, "The two of you", "Take it back")
        assert "You have said yes" not in sam.text()
        assert taken <= given
        linked = 4  # a code: the two of you, invite, make a code, done
        assert clicks(sam, "The two of you", "End the link", "End it") <= linked


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
        sam.page.get_by_role("button", name="All lines", exact=True).focus()
        sam.page.keyboard.press("Enter")
        sam.page.locator(".progress span", has_text="1 of").wait_for()
        sam.page.locator("[name=answer]").first.focus()
        sam.page.keyboard.press("ArrowDown")
        assert "1 of" in sam.page.inner_text(".progress"), "arrow keys only choose"
        sam.page.keyboard.press("Enter")
        sam.page.locator(".progress span", has_text="2 of").wait_for()
        assert sam.page.evaluate("document.activeElement.id") == "main"
