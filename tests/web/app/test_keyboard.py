"""The whole journey with Tab, Enter, Space and arrows; focus is seen, goes in order, and is never held."""

from collections.abc import Iterator

import pytest
from benchmarks.web_client import PASSWORD
from playwright.sync_api import Browser

from .browsing import Site, Visitor, running, visitor
from .test_journey import any_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SKIPS = {"Skip to the page", "Skip to the report"}
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const rings = [at, at.closest('.choice, label'), at.nextElementSibling].filter(Boolean);
  const seen = each => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const box = at.getBoundingClientRect();
  const shown = at.offsetParent !== null || at.getClientRects().length > 0;
  const onPage = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const stops = window.stops = window.stops || [];
  const after = !stops.length || stops.at(-1) === at
    || Boolean(stops.at(-1).compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
  stops.push(at);
  const label = at.labels && at.labels[0] ? at.labels[0].innerText : '';
  return { text: (at.innerText || label || '').trim(), name: at.name || '', value: at.value || '',
    ring: rings.some(seen), onPage: shown && onPage, after };
}"""
STOPS = """() => {
  const groups = new Set();
  const inShutDrawer = each => each.tagName !== 'SUMMARY' && each.closest('details:not([open])');
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(each => {
    if (each.disabled || each.type === 'hidden' || each.tabIndex < 0 || inShutDrawer(each)) return false;
    if (!each.getClientRects().length || getComputedStyle(each).visibility === 'hidden') return false;
    if (each.type !== 'radio') return true;
    return groups.size !== groups.add(each.name).size;
  }).length;
}"""


class Keys:
    """Hands that have no mouse."""

    def __init__(self, person: Visitor) -> None:
        self.person, self.page, self.stops = person, person.page, 0

    def tab(self) -> dict[str, object] | None:
        """Go one stop on; what has the focus must be seen to have it, and come after the one before."""
        self.page.keyboard.press("Tab")
        at: dict[str, object] | None = self.page.evaluate(FOCUS)
        if at is not None:
            where = f"{self.page.url} {at}"
            assert at["ring"], f"the focus is not seen: {where}"
            assert at["onPage"], f"the focus is off the screen: {where}"
            assert at["after"] or at["text"] in SKIPS, f"out of order: {where}"
        return at

    def to(self, text: str = "", name: str = "") -> None:
        """Tab until a link, button or field of this text or name has the focus."""
        met = []
        for _ in range(120):
            at = self.tab()
            if at and ((text and str(at["text"]).split("\n")[0] == text) or (name and at["name"] == name)):
                return
            met.append(at and (at["text"] or at["name"]))
        raise AssertionError(f"never came to {text or name} on {self.page.url}: {met}")

    def press(self, text: str, key: str = "Enter") -> None:
        self.to(text)
        self.page.keyboard.press(key)

    def go(self, text: str, *, leads: str) -> None:
        """Follow a link or press a button, and wait for the page that it leads to."""
        self.to(text)
        with self.page.expect_navigation(url=leads):
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        self.to(name=name)
        self.page.keyboard.type(text)

    def tick(self, name: str) -> None:
        self.to(name=name)
        self.page.keyboard.press("Space")

    def choose(self, name: str, arrows: int) -> None:
        """Go to a group of choices and along it; the first is taken by Space."""
        self.to(name=name)
        if arrows == 0:
            self.page.keyboard.press("Space")
        for _ in range(arrows):
            self.page.keyboard.press("ArrowDown")

    def once_around(self) -> None:
        """Every stop of the page is met once by Tab alone, and the way goes round: nothing holds it."""
        self.page.evaluate("() => { document.activeElement.blur(); window.stops = []; }")
        self.page.keyboard.press("Control+Home")
        expected, met = self.page.evaluate(STOPS), 0
        for _ in range(expected + 3):
            at = self.tab()
            if at is None or (met and at["text"] in SKIPS):
                break
            met += 1
        assert met == expected, f"{self.page.url}: {met} stops of {expected}"
        self.page.reload()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site")) as found:
        yield found


def test_the_whole_journey_by_keyboard(browser: Browser, site: Site) -> None:
    """One of two goes from the first page to erasure without a mouse; the other is quicker, by posts."""
    with visitor(browser, site, 1280) as sam, visitor(browser, site) as kim:
        kim.join("Toma")
        kim.private_screen()
        kim.answer_by_posts(1, any_answers(3))
        keys = Keys(sam)
        opens_an_account(keys)
        answers_the_short_way(keys)
        goes_through_the_private_screen(keys)
        kim.use_code(invites(keys))
        kim.open("/two/share/")
        kim.page.locator("[name=share-attachment][value=open]").check()
        kim.press("Save")
        kim.press("Yes, make one")
        shares(keys)
        site.forward(37)
        signs_in(keys)
        reads_both(keys)
        keeps_a_day(keys)
        leaves_for_good(keys)
        sam.quiet()


def opens_an_account(keys: Keys) -> None:
    keys.person.open("/")
    keys.once_around()
    keys.press("Skip to the page")
    assert keys.page.evaluate("document.activeElement.id") == "main"
    keys.go("Begin", leads="**/join/")
    keys.once_around()
    keys.write("username", keys.person.name)
    keys.write("password1", PASSWORD)
    keys.tick("adult")
    keys.tick("free")
    keys.go("Open it", leads="**/home/")
    keys.once_around()


def answers_the_short_way(keys: Keys) -> None:
    keys.go("Begin", leads="**/questions/1/")
    keys.go("The short way", leads="**/questions/1/*/")
    for n in range(1, 40):
        keys.page.locator(f".progress span:has-text('{n} of'), h1:has-text('That was the last')").wait_for()
        if keys.page.locator(".progress").count() == 0:
            break
        if n == 1:
            keys.once_around()
        elif n > 2:
            assert keys.page.evaluate("document.activeElement.id") == "main", "the next question is read out"
        keys.page.evaluate("() => { window.stops = []; }")
        keys.choose("answer", n % 3)
        assert keys.page.locator(".progress span", has_text=f"{n} of").count(), "choosing alone does not send"
        keys.page.keyboard.press("Enter")
    keys.page.evaluate("() => { window.stops = []; }")
    keys.go("I am done with it", leads="**/done/")
    keys.go("Read your report", leads="**/reading/")
    keys.once_around()


def goes_through_the_private_screen(keys: Keys) -> None:
    keys.person.open("/two/")
    keys.go("Go to them", leads="**/private/")
    keys.press(keys.page.inner_text("button[value=go]"))
    keys.page.locator("[name=line-1]").first.wait_for()
    for n in range(1, 10):
        keys.choose(f"line-{n}", 0)
        assert keys.page.locator(f"[name=line-{n}][value='1']").is_checked()
    keys.press("Forget these and go on")
    keys.page.get_by_text("forgotten now").wait_for()


def invites(keys: Keys) -> str:
    keys.person.open("/two/")
    keys.go("Invite your partner", leads="**/two/code/")
    keys.press("Make a code")
    keys.page.locator(".code").wait_for()
    return keys.page.inner_text(".code")


def shares(keys: Keys) -> None:
    keys.person.open("/two/")
    keys.go("Choose, with a preview", leads="**/two/share/")
    keys.once_around()
    keys.to(name="share-attachment")
    keys.page.keyboard.press("ArrowUp")
    assert keys.page.locator("[name=share-attachment][value=open]").is_checked()
    keys.press("What your partner would see of you")
    assert keys.page.get_by_text("on a scale from").first.is_visible()
    keys.go("Save", leads="**/two/")
    keys.press("Yes, make one")
    keys.page.get_by_role("button", name="Take it back").wait_for()


def signs_in(keys: Keys) -> None:
    keys.person.open("/sign-in/")
    keys.write("login", keys.person.name)
    keys.write("password", PASSWORD)
    keys.go("Sign in", leads="**/home/")


def reads_both(keys: Keys) -> None:
    keys.person.open("/two/")
    keys.go("Read your own", leads="**/reading/")
    keys.person.open("/two/")
    keys.go("Open it", leads="**/reading/two/")
    keys.once_around()
    drawer = keys.page.locator("summary").first.inner_text().strip().split("\n")[0]
    keys.press(drawer)
    assert keys.page.locator("details[open]").count() == 1
    keys.page.reload()
    keys.to("To print")
    with keys.page.expect_download():
        keys.page.keyboard.press("Enter")
    keys.person.open("/two/")
    keys.press("Take the report away now")
    keys.page.get_by_text("nobody is told").first.wait_for()


def keeps_a_day(keys: Keys) -> None:
    keys.person.open("/today/")
    keys.once_around()
    keys.choose("present", 6)
    keys.choose("partner_present", 9)
    keys.go("Keep it", leads="**/today/kept/")


def leaves_for_good(keys: Keys) -> None:
    keys.person.open("/account/data/")
    keys.press("Delete everything")
    keys.page.locator("[name=password]").wait_for()
    keys.write("password", PASSWORD)
    keys.go("Go on", leads="**/account/data/end/")
    keys.tick("sure")
    keys.press("Delete everything")
    keys.page.get_by_text("It is all gone").wait_for()
