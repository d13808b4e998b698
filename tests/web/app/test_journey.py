"""Two people, two browsers, one report: from the first visit to erasure, on both databases.

Most answers of the long questionnaires are sent as their forms would send them, with the cookies of the
browser but without drawing every page; some of each are real clicks, and one questionnaire is answered
by keys throughout. Waiting is done by moving the server's clock.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.web_client import PASSWORD
from playwright.sync_api import Browser

from .browsing import SIZES, Answers, Site, Visitor, running, visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VALUES, CONFLICT, NEEDS, MOVES = 2, 3, 5, 6
DRAWERS = "document.querySelectorAll('details').forEach(drawer => { drawer.open = true })"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    with running(tmp_path_factory.mktemp("site"), database) as found:
        yield found


@pytest.fixture
def sizes(site: Site) -> tuple[tuple[int, str], ...]:
    """Each width and each colour on SQLite; the pages are the same on PostgreSQL, where one has to do."""
    return SIZES[:1] if site.server.environ["DATABASE_URL"] else (SIZES[0], SIZES[3])


def any_answers(seed: int) -> Answers:
    rng = random.Random(seed)
    return lambda nth, values: rng.choice(values) if nth % 9 else None


def test_from_the_first_visit_to_erasure(
    browser: Browser, site: Site, sizes: tuple[tuple[int, str], ...]
) -> None:
    with visitor(browser, site, 390) as sam, visitor(browser, site, 1280) as kim:
        sam.sizes, kim.sizes = sizes, ()
        for person, alias in ((sam, "Nika"), (kim, "Toma")):
            arrives(person, alias)
            passes_the_gate(person)
        answers(sam, any_answers(1), short=True)
        answers(kim, any_answers(2), short=False)
        kim.use_code(sam_invites(sam))
        for person in (sam, kim):
            shares_and_agrees(person)
        nothing_before_its_time(site, sam, kim)
        reads_the_report(sam, "Nika", "Toma")
        reads_the_report(kim, "Toma", "Nika")
        keeps_a_week(site, sam, kim)
        kim.open("/two/")
        kim.press("Take the report away now")
        finds_it_gone(sam)
        erases(kim)
        finds_it_gone(sam)
        sam.open("/reading/")
        assert "Nika" in sam.text()
        erases(sam)
        for person in (sam, kim):
            person.quiet()


def arrives(person: Visitor, alias: str) -> None:
    person.open("/")
    person.look()
    person.follow("Begin")
    person.look()
    person.page.fill("[name=username]", person.name)
    person.page.fill("[name=password1]", PASSWORD)
    person.press("Open it")
    assert "18 and over" in person.text()
    person.page.fill("[name=password1]", PASSWORD)
    person.page.check("[name=adult]")
    person.page.check("[name=free]")
    person.press("Open it")
    person.page.wait_for_url("**/home/")
    person.look()
    person.open("/account/about/")
    person.page.fill("[name=alias]", alias)
    person.page.fill("[name=age]", "34")
    person.press("Save")
    person.look()


def passes_the_gate(person: Visitor) -> None:
    """The private screen comes before linking; its lines are answered, and forgotten."""
    person.open("/two/code/")
    assert person.page.url.endswith("/two/"), "no code before the screen was offered"
    person.look()
    person.follow("Go to them")
    person.look()
    person.page.click("button[value=go]")
    person.look()
    for n in range(1, 10):
        person.page.check(f"[name=line-{n}][value='1']")
    person.page.click("button[value=lines]")
    person.page.get_by_text("forgotten now").wait_for()
    person.look()


def answers(person: Visitor, given: Answers, *, short: bool) -> None:
    """Closeness by keys in the short way or by the forms, then four more questionnaires."""
    person.open("/questions/")
    person.look()
    person.open("/questions/1/")
    person.look()
    if short:
        assert 8 <= person.answer_short("4") < 36
    else:
        assert person.answer_by_posts(1, given, clicks=3) == 36
    person.look()
    for number, lines in ((VALUES, 30), (CONFLICT, 48)):
        person.begin(number, "Many on a page")
        person.page.locator("[name^=line-]").first.wait_for()
        person.look()
        assert person.answer_by_posts(number, given, many=True) == lines
    for number in (NEEDS, MOVES):
        assert person.answer_by_posts(number, given, clicks=2) > 20
    person.open(f"/questions/{MOVES}/")
    person.press("Answer again")
    person.page.locator(".progress").wait_for()
    person.look()
    person.open("/reading/")
    person.page.evaluate(DRAWERS)
    person.look()


def sam_invites(sam: Visitor) -> str:
    sam.open("/two/code/")
    sam.look()
    code = sam.make_code()
    sam.look()
    return code


def shares_and_agrees(person: Visitor) -> None:
    person.open("/two/share/")
    person.page.evaluate(DRAWERS)
    person.look()
    switches = person.page.locator("[name^=share-][value=open]")
    assert switches.count() >= 8
    assert person.page.locator("[name^=share-]:not([value=none]):checked").count() == 0, "all off at first"
    for n in range(switches.count()):
        switches.nth(n).check(force=True)
    person.press("Save")
    person.press("Yes, make one")
    person.look()
    assert "You have said yes" in person.text()


def nothing_before_its_time(site: Site, *people: Visitor) -> None:
    """A day of cooling off for everyone, then up to half a day more."""
    site.forward(23.9)
    for person in people:
        person.sign_in()
        person.open("/two/")
        assert "There is a report" not in person.text()
    site.forward(12.2)
    for person in people:
        person.sign_in()
        person.open("/two/")
        assert "There is a report" in person.text()


def reads_the_report(person: Visitor, own: str, other: str) -> None:
    """Own report first, then the one for both, on the page and on paper."""
    person.open("/reading/two/")
    assert person.page.url.endswith("/two/"), "one's own report comes first"
    person.follow("Read your own")
    assert own in person.text()
    assert other not in person.text()
    person.open("/two/")
    person.look()
    person.follow("Open it")
    looked_at, person.sizes = person.sizes, person.sizes and SIZES
    person.look()
    person.page.evaluate(DRAWERS)
    person.look()
    person.sizes = looked_at
    assert own in person.text()
    assert other in person.text()
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="To print").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def keeps_a_week(site: Site, *people: Visitor) -> None:
    for day in range(7):
        for person in people:
            person.open("/today/")
            if day == 0:
                person.look()
            person.page.locator("[name=present][value='6']").check(force=True)
            person.page.locator("[name=partner_present][value='10']").check(force=True)
            person.press("Keep it")
            person.page.wait_for_url("**/today/kept/")
        site.forward(24)
        for person in people:
            person.sign_in()
    for person in people:
        person.open("/today/kept/")
        person.look()
        assert "7 days so far" in person.text()


def finds_it_gone(person: Visitor) -> None:
    person.open("/reading/two/")
    assert person.page.url.endswith("/two/")
    assert "There is a report" not in person.text()


def erases(person: Visitor) -> None:
    person.open("/account/data/end/")
    person.look()
    person.password_again()
    person.look()
    person.page.check("[name=sure]")
    person.press("Delete everything")
    person.page.get_by_text("It is all gone").wait_for()
    person.look()
    person.open("/sign-in/")
    person.page.fill("[name=login]", person.name)
    person.page.fill("[name=password]", PASSWORD)
    person.press("Sign in")
    assert person.page.url.endswith("/sign-in/")
