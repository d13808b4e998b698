"""A report for both where one or both use sealed mode: it comes all the same, and nobody can tell."""

from typing import Any

import pytest

from .conftest import Clock, User
from .sealed_steps import PASSPHRASE, cheap, come_back, lock, turn_on, unlock
from .test_two import link, read_own, say_yes


@pytest.fixture(autouse=True)
def quick(web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap(monkeypatch)


@pytest.fixture
def pages_in_place(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    """A page in place of the real report; what it would be made from is kept."""
    from pairbond.web.couples.release import material_of
    from pairbond.web.reports import ahead, joint

    made: list[tuple[Any, Any]] = []

    def build(first: Any, second: Any, *, reader: Any, on: Any) -> joint.Copy:
        sides = [material_of(person, reader) for person in (first, second)]
        made.append((sides, on))
        html = '<html><head><title>x</title><style>p{}</style></head><body><div class="sheet">for both</div></body></html>'
        return joint.Copy(html=html, pdf=None)

    monkeypatch.setattr(joint, "build", build)
    monkeypatch.setattr(ahead, "build", build)
    monkeypatch.setattr(ahead, "start", lambda work: work())
    return made


def answered(user: User) -> None:
    """A finished answer to two questionnaires, of which one will be shared."""
    from pairbond.library.instruments import load_instrument
    from pairbond.web.accounts.vault import seal_for
    from pairbond.web.clock import now
    from pairbond.web.take.models import Answer, Sitting

    for name in ("closeness", "values", "needs"):
        instrument = load_instrument(name)
        sitting = Sitting.objects.create(
            person=user.person,
            instrument=name,
            version=instrument.version,
            content_hash=instrument.content_hash,
            begun_at=now(),
            finished_at=now(),
        )
        for n, item in enumerate(instrument.items):
            row = Answer(sitting=sitting, number=n, key=f"{n}")
            allowed = instrument.response_for(item).values
            record = {"item": str(item.id), "value": allowed[n % len(allowed)], "seconds": 2.0}
            row.sealed = seal_for(user.person, ("answer", "sealed", row.id), record)
            row.save()


def slow(value: str) -> Any:
    return pytest.param(value, marks=pytest.mark.slow)


def sealed_pair(anna: User, ben: User, both: bool) -> None:
    for user in (anna, ben):
        answered(user)
    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-values": "open"})
    turn_on(anna)
    if both:
        turn_on(ben)


def later(user: User, sealed: bool) -> None:
    come_back(user) if sealed else user.again()


@pytest.mark.parametrize("both", [False, True])
def test_a_report_comes_on_time(
    anna: User, ben: User, clock: Clock, pages_in_place: list[Any], both: bool
) -> None:
    from pairbond.web.couples.models import Couple, Release
    from pairbond.web.ops.sweep import issue_due
    from pairbond.web.reports.models import JointReport

    sealed_pair(anna, ben, both)
    say_yes(anna, ben)
    assert Release.objects.count() == 1 + both
    assert bool(Couple.objects.get().wrapped) is not both
    due = Couple.objects.get().due_at
    assert JointReport.objects.count() == both, "made ahead where nobody may be there when it is due"
    assert "There is a report" not in ben.get("/two/").content.decode()
    clock.forward(hours=40)
    issue_due()
    assert Couple.objects.get().due_at is None
    assert JointReport.objects.count() == 1
    later(ben, both)
    assert "There is a report" in ben.get("/two/").content.decode()
    read_own(ben)
    assert b"for both" in ben.get("/reading/two/").content
    assert Release.objects.count() == 0, "destroyed once the report is made"
    assert JointReport.objects.get().issued_at == due, "it does not say who came when"
    come_back(anna)
    read_own(anna)
    assert b"for both" in anna.get("/reading/two/").content
    ((sides, on),) = pages_in_place
    assert on == due
    assert set(sides[0].answers.responses) == {"values"}, "and nothing else is handed over"


def test_where_both_use_it_the_server_alone_opens_neither_copy_nor_report(
    anna: User, ben: User, clock: Clock, pages_in_place: list[Any]
) -> None:
    from pairbond.web.accounts.vault import Locked
    from pairbond.web.couples.key import couple_key
    from pairbond.web.couples.models import Couple

    sealed_pair(anna, ben, both=True)
    say_yes(anna, ben)
    couple = Couple.objects.get()
    for reader in (None, anna.person, ben.person):
        with pytest.raises(Locked):
            couple_key(couple, reader)


@pytest.mark.slow
def test_a_report_from_what_was_handed_over_is_the_same(anna: User, ben: User, clock: Clock) -> None:
    """Built from the copy, and built from the answers themselves: byte for byte."""
    from pairbond.report.build import build_report
    from pairbond.web.couples.release import material_of
    from pairbond.web.reports.material import answers_of

    for user in (anna, ben):
        answered(user)
    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-values": "open", "share-needs": "open"})
    whole = [answers_of(user.person) for user in (anna, ben)]
    turn_on(anna)
    say_yes(anna)
    copied = [material_of(user.person) for user in (anna, ben)]
    assert copied[0] is not None and copied[1] is not None
    assert set(whole[0].responses) == {"closeness", "values", "needs"}
    assert set(copied[0].answers.responses) == {"values", "needs"}
    made = [
        build_report(*pair, reader="joint", created=clock.moment.date()).html()
        for pair in (whole, [each.answers for each in copied if each])
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("way", ["/two/undo/", "/two/end/", "share", *map(slow, ("screen", "locked", "off"))])
def test_what_was_handed_over_is_destroyed(anna: User, ben: User, way: str) -> None:
    from pairbond.web.couples.models import Release
    from pairbond.web.couples.release import material_of

    sealed_pair(anna, ben, both=False)
    say_yes(anna)
    before = bytes(Release.objects.get().sealed)
    if way == "share":
        anna.post("/two/share/", {})
        material = material_of(anna.person)
        assert material is not None
        assert not material.answers.responses
        return
    if way == "screen":
        anna.post("/private/", {"step": "go"})
        assert bytes(Release.objects.get().sealed) != before
        return
    if way == "locked":
        lock(anna)
        anna.post("/two/end/")
    elif way == "off":
        anna.post("/account/sealed/off/", {"passphrase": PASSPHRASE})
    else:
        anna.post(way)
    assert not Release.objects.exists()


def test_a_copy_that_no_report_came_of_ends(anna: User, ben: User, clock: Clock) -> None:
    from pairbond.web.couples.models import Membership, Release
    from pairbond.web.ops.sweep import remove_old

    sealed_pair(anna, ben, both=False)
    say_yes(anna)
    clock.forward(days=101)
    remove_old()
    assert not Release.objects.exists()
    assert not Membership.objects.filter(agreed_at__isnull=False).exists()


@pytest.mark.slow
@pytest.mark.parametrize("change", ["passphrase", "one-off", "newcomer"])
def test_the_key_of_the_two_follows(
    anna: User, ben: User, clock: Clock, pages_in_place: list[Any], change: str
) -> None:
    from .sealed_steps import ANOTHER, code_in

    sealed_pair(anna, ben, both=True)
    say_yes(anna, ben)
    if change == "passphrase":
        given = {"passphrase": PASSPHRASE, "new": ANOTHER, "repeated": ANOTHER}
        code_in(anna.post("/account/sealed/change/", given))
    elif change == "one-off":
        ben.post("/account/sealed/off/", {"passphrase": PASSPHRASE})
    else:
        newcomer(anna, ben, clock)
        return
    clock.forward(hours=40)
    later(ben, change != "one-off")
    assert "There is a report" in ben.get("/two/").content.decode()
    anna.again()
    unlock(anna, ANOTHER if change == "passphrase" else PASSPHRASE)
    read_own(anna)
    assert b"for both" in anna.get("/reading/two/").content


def newcomer(anna: User, ben: User, clock: Clock) -> None:
    """Ben leaves, somebody without sealed mode joins: Anna's copy is made anew when she unlocks."""
    from pairbond.web.couples.models import Couple, Release

    from .test_two import invite, screen

    ben.post("/two/end/")
    carl = User("carl")
    screen(carl)
    assert carl.post("/two/join/", {"code": invite(anna)}).status_code == 302
    assert not Release.objects.exists()
    say_yes(carl)
    assert Couple.objects.get().due_at is None
    clock.forward(days=3)
    come_back(anna)
    due = Couple.objects.get().due_at
    assert due is not None
    assert due >= clock.moment, "not at the moment at which she came"
    clock.forward(hours=37)
    carl.again()
    assert "There is a report" in carl.get("/two/").content.decode()


def test_a_report_that_was_not_made_ahead_is_made_when_one_of_them_comes(
    anna: User, ben: User, clock: Clock, pages_in_place: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a restart in between."""
    from pairbond.web.ops.sweep import issue_due
    from pairbond.web.reports import ahead
    from pairbond.web.reports.models import JointReport

    monkeypatch.setattr(ahead, "start", lambda work: None)
    sealed_pair(anna, ben, both=True)
    say_yes(anna, ben)
    clock.forward(hours=40)
    issue_due()
    assert not JointReport.objects.exists()
    come_back(ben)
    assert "There is a report" in ben.get("/two/").content.decode()


@pytest.mark.parametrize("way", ["/two/undo/", *map(slow, ("/two/end/", "/two/share/", "off"))])
def test_what_was_made_ahead_goes_with_a_change(
    anna: User, ben: User, pages_in_place: list[Any], way: str
) -> None:
    from pairbond.web.reports.models import JointReport

    sealed_pair(anna, ben, both=True)
    say_yes(anna, ben)
    before = JointReport.objects.get().pk
    if way == "off":
        anna.post("/account/sealed/off/", {"passphrase": PASSPHRASE})
    else:
        anna.post(way)
    left = JointReport.objects.all()
    assert all(report.pk != before for report in left)
    assert len(left) == (way == "/two/share/"), "a change of what is shared makes it anew"
    if left:
        assert not pages_in_place[-1][0][0].answers.responses
