"""Two people: what each can see of the other (nothing), and when a report comes."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Clock, User
from .sealed_steps import PASSPHRASE, cheap, lock, turn_on
from .sealed_steps import fresh as read_again

ROUTES = (
    "/two/", "/two/code/", "/two/join/", "/two/share/", "/two/words/", "/two/end/", "/home/", "/messages/", "/questions/", "/account/",
    "/account/log/", "/reading/", "/reading/two/", "/reading/two/paper/", "/private/", "/help/",
    "/today/", "/today/week/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def quick_report(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A page in place of the real report, which test_reports.py builds."""
    from pairbond.web.reports import joint

    built: list[int] = []

    def build(first: Any, second: Any, **_: Any) -> joint.Copy:
        built.append(1)
        return joint.Copy(
            html='<html><head><title>x</title><style>p{}</style></head><body><div class="sheet">for both</div></body></html>',
            pdf=b"%PDF",
        )

    monkeypatch.setattr(joint, "build", build)
    return built


def screen(user: User) -> None:
    user.post("/private/", {"step": "not-now"})


def invite(user: User) -> str:
    text = user.post("/two/code/").content.decode()
    found = re.search(r'class="code">([^<]+)<', text)
    assert found
    return found[1]


def link(a: User, b: User) -> None:
    screen(a)
    screen(b)
    assert b.post("/two/join/", {"code": invite(a)}).status_code == 302


def say_yes(*users: User) -> None:
    for user in users:
        user.post("/two/yes/")


def pages(user: User, routes: tuple[str, ...] = ROUTES) -> list[tuple[str, int, bytes]]:
    """All that a person can see, without what is new in every answer."""
    found = []
    for route in routes:
        response = user.get(route)
        text = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)
        found.append((route, response.status_code, text + response.get("Location", "").encode()))
    return found


def after(clock: Clock, *users: User, **by: float) -> None:
    clock.forward(**by)
    for user in users:
        user.again()


# ---- the indistinguishable hold (T-12) -----------------------------------------------------------


def nothing(a: User, b: User, code: str) -> None:
    pass


def joined(a: User, b: User, code: str) -> None:
    screen(b)
    b.post("/two/join/", {"code": code})


def agreed(a: User, b: User, code: str) -> None:
    joined(a, b, code)
    b.post("/two/yes/")


def withdrew(a: User, b: User, code: str) -> None:
    agreed(a, b, code)
    b.post("/two/undo/")


def unlinked(a: User, b: User, code: str) -> None:
    agreed(a, b, code)
    b.post("/two/end/")


def left(a: User, b: User, code: str) -> None:
    agreed(a, b, code)
    b.step_up()
    assert b.post("/two/left/", {"password": "nine patient herons fly"}).status_code == 200


def held_for_safety(a: User, b: User, code: str) -> None:
    joined(a, b, code)
    b.post("/two/share/", {"share-attachment": "open", "share-actions": "open"})
    b.post("/private/", {"step": "go"})


def answered(a: User, b: User, code: str) -> None:
    joined(a, b, code)
    b.post("/questions/1/")


def gone(a: User, b: User, code: str) -> None:
    agreed(a, b, code)
    b.person.delete()


def sealed(a: User, b: User, code: str) -> None:
    joined(a, b, code)
    turn_on(b)
    b.post("/two/yes/")


def sealed_and_locked(a: User, b: User, code: str) -> None:
    sealed(a, b, code)
    lock(b)


def unsealed(a: User, b: User, code: str) -> None:
    sealed(a, b, code)
    b.post("/account/sealed/off/", {"passphrase": PASSPHRASE})


STATES: tuple[Callable[[User, User, str], None], ...] = (
    nothing, joined, agreed, withdrew, unlinked, left, held_for_safety, answered, sealed,
    sealed_and_locked, unsealed, gone,
)  # fmt: skip


@pytest.mark.parametrize(
    ("inviter_agrees", "inviter_sealed"),
    [
        pytest.param(False, False, marks=pytest.mark.slow),
        (True, False),
        pytest.param(True, True, marks=pytest.mark.slow),
    ],
)
def test_no_doing_of_the_other_shows(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, inviter_agrees: bool, inviter_sealed: bool
) -> None:
    from django.db import transaction

    cheap(monkeypatch)
    a, b = User("a"), User("b")
    screen(a)
    if inviter_sealed:
        turn_on(a)
    code = invite(a)
    if inviter_agrees:
        a.post("/two/yes/")
    seen = {}
    for state in STATES:
        sid = transaction.savepoint()
        b.person = read_again(b)
        b.again()
        state(a, b, code)
        seen[state.__name__] = pages(a)
        transaction.savepoint_rollback(sid)
    reference = seen["nothing"]
    for name, found in seen.items():
        for ours, theirs in zip(reference, found, strict=True):
            assert ours == theirs, f"{name}: {ours[0]}"


def test_the_one_who_joined_sees_nothing_of_the_other_either(db: None, clock: Clock) -> None:
    from django.db import transaction

    a, b = User("a"), User("b")
    link(a, b)
    seen = []
    for path in (None, "/two/yes/", "/two/undo/", "/two/end/", "/two/code/"):
        sid = transaction.savepoint()
        if path:
            a.post(path)
        seen.append(pages(b))
        transaction.savepoint_rollback(sid)
    assert all(found == seen[0] for found in seen)


CANARIES = ("Quetzalcoatl", "Xiuhtecuhtli", "Tezcatlipoca")


def test_nothing_of_the_other_is_in_any_answer_of_the_server(anna: User, ben: User) -> None:
    """T-27: names, notes and days of one are looked for in everything that the other can open."""
    from .test_data import answer, copy_of
    from .test_moment import safe, say, slip_in

    link(anna, ben)
    ben.post("/account/about/", {"alias": CANARIES[0], "age": "71"})
    page = say(ben, safe(ben), answer=CANARIES[1])
    for _ in range(9):
        if "slip" not in page.content.decode():
            break
        page = ben.post("/moment/", {"slip": slip_in(page), "turn": "skip"})
    ben.post("/today/", {"present": "3", "partner_present": "9"})
    answer(ben, 0, 5)
    ben.post("/two/share/", {"share-values": "open", "share-attachment": "open"})
    say_yes(ben)
    ids = [str(ben.person.pk), ben.person.pk.hex, ben.person.name_index]
    seen = b"".join(text for _route, _status, text in pages(anna)) + b"".join(copy_of(anna).values())
    for canary in (*CANARIES, *ids):
        assert canary.encode() not in seen, canary


# ---- inviting ------------------------------------------------------------------------------------


def space_of(user: User) -> Any:
    from pairbond.web.couples.space import membership

    side = membership(user.person)
    assert side
    return side.couple_id


def tries(user: User, code: str) -> Any:
    screen(user)
    return user.post("/two/join/", {"code": code})


def test_a_code_brings_two_together(anna: User, ben: User) -> None:
    screen(anna)
    assert tries(ben, invite(anna).lower().replace("-", " "))["Location"] == "/two/"
    assert space_of(anna) == space_of(ben)


def test_a_used_code_looks_the_same_and_opens_a_space_of_ones_own(anna: User, ben: User) -> None:
    third = User("third")
    screen(anna)
    code = invite(anna)
    tries(ben, code)
    assert tries(third, code)["Location"] == "/two/"
    assert space_of(third) not in {space_of(anna)}
    assert pages(third) == pages(ben)


def test_a_code_ends_after_two_weeks(anna: User, ben: User, clock: Clock) -> None:
    screen(anna)
    screen(ben)
    code = invite(anna)
    after(clock, anna, ben, days=15)
    assert "does not open" in ben.post("/two/join/", {"code": code}).content.decode()


def test_a_new_code_ends_the_one_before(anna: User, ben: User) -> None:
    screen(anna)
    first, second = invite(anna), invite(anna)
    assert "does not open" in tries(ben, first).content.decode()
    assert tries(ben, second).status_code == 302
    assert space_of(anna) == space_of(ben)


def test_the_fourth_code_is_dropped_silently(anna: User, ben: User) -> None:
    screen(anna)
    code = [invite(anna) for _ in range(4)][-1]
    assert tries(ben, code).status_code == 302
    assert space_of(anna) != space_of(ben)


def test_a_new_code_tells_nobody_whether_somebody_joined(anna: User, ben: User) -> None:
    """The probe: the inviter makes a code and tries it with a second account of their own."""
    from django.db import transaction

    probe = User("probe")
    screen(anna)
    code = invite(anna)
    seen = []
    for first_joins in (False, True):
        for fresh in (False, True):
            sid = transaction.savepoint()
            if first_joins:
                tries(ben, code)
            probe.again()
            answer = tries(probe, invite(anna) if fresh else code)
            seen.append((answer.status_code, answer["Location"], pages(probe)))
            transaction.savepoint_rollback(sid)
            ben.again()
            anna.again()
    assert all(each == seen[0] for each in seen)


def test_nobody_joins_themselves_or_a_second_space(anna: User, ben: User) -> None:
    link(anna, ben)
    third = User("third")
    screen(third)
    code = invite(third)
    assert ben.post("/two/join/", {"code": code})["Location"] == "/two/"
    from pairbond.web.couples.space import membership

    assert membership(ben.person).couple_id == membership(anna.person).couple_id


def test_the_private_screen_comes_before_linking(anna: User, ben: User) -> None:
    from pairbond.web.couples.models import Couple

    assert anna.post("/two/code/")["Location"] == "/two/"
    assert anna.post("/two/join/", {"code": "x"})["Location"] == "/two/"
    assert not Couple.objects.exists()


def test_guessing_codes_is_limited(anna: User) -> None:
    screen(anna)
    said = [anna.post("/two/join/", {"code": f"AAAA-BBBB-{n:04}"}).status_code for n in range(12)]
    assert said[-1] == 429


# ---- agreeing and waiting ------------------------------------------------------------------------


def test_a_report_comes_a_day_to_a_day_and_a_half_after_both_agreed(
    anna: User, ben: User, clock: Clock, quick_report: list[int]
) -> None:
    link(anna, ben)
    say_yes(anna)
    after(clock, anna, ben, days=9)
    say_yes(ben)
    after(clock, anna, ben, hours=23.9)
    assert "There is a report" not in anna.get("/two/").content.decode()
    assert not quick_report
    after(clock, anna, ben, hours=12.2)
    assert "There is a report" in anna.get("/two/").content.decode()
    assert "There is a report" in ben.get("/two/").content.decode()
    assert len(quick_report) == 1, "built once"


def test_own_report_first(anna: User, ben: User, clock: Clock) -> None:
    link(anna, ben)
    say_yes(anna, ben)
    after(clock, anna, ben, hours=37)
    anna.get("/two/")
    assert anna.get("/reading/two/")["Location"] == "/two/"
    read_own(anna)
    assert "for both" in anna.get("/reading/two/").content.decode()
    assert anna.get("/reading/two/paper/").content == b"%PDF"
    assert ben.get("/reading/two/")["Location"] == "/two/", "each for themselves"


def read_own(user: User) -> None:
    from pairbond.web.clock import now
    from pairbond.web.couples.models import Membership

    Membership.objects.filter(person=user.person).update(read_own_at=now())


def issued(anna: User, ben: User, clock: Clock) -> None:
    link(anna, ben)
    say_yes(anna, ben)
    after(clock, anna, ben, hours=37)
    anna.get("/two/")
    read_own(anna)
    read_own(ben)
    assert b"for both" in ben.get("/reading/two/").content


@pytest.mark.parametrize("way", ["/two/undo/", "/two/end/"])
def test_stepping_back_removes_the_report_for_both(anna: User, ben: User, clock: Clock, way: str) -> None:
    from pairbond.web.reports.models import JointReport

    issued(anna, ben, clock)
    ben.post(way)
    assert not JointReport.objects.exists()
    assert anna.get("/reading/two/")["Location"] == "/two/"
    assert "There is a report" not in anna.get("/two/").content.decode()


def test_stepping_back_while_waiting_stops_it(
    anna: User, ben: User, clock: Clock, quick_report: list[int]
) -> None:
    link(anna, ben)
    say_yes(anna, ben)
    after(clock, anna, ben, hours=20)
    anna.post("/two/undo/")
    after(clock, anna, ben, days=5)
    for user in (anna, ben):
        assert "There is a report" not in user.get("/two/").content.decode()
    assert not quick_report


def test_a_vanished_report_looks_like_an_expired_one(anna: User, ben: User, clock: Clock) -> None:
    from django.db import transaction

    issued(anna, ben, clock)
    after(clock, anna, ben, days=31)
    expired = pages(anna)
    sid = transaction.savepoint()
    ben.post("/two/undo/")
    assert pages(anna) == expired
    transaction.savepoint_rollback(sid)
    ben.post("/two/end/")
    assert pages(anna) == expired


def test_a_report_ends_after_30_days(anna: User, ben: User, clock: Clock) -> None:
    issued(anna, ben, clock)
    after(clock, anna, ben, days=29)
    assert b"for both" in ben.get("/reading/two/").content
    after(clock, anna, ben, days=2)
    assert ben.get("/reading/two/")["Location"] == "/two/"


def test_a_new_report_needs_both_again_and_90_days(
    anna: User, ben: User, clock: Clock, quick_report: list[int]
) -> None:
    issued(anna, ben, clock)
    after(clock, anna, ben, days=40)
    say_yes(anna)
    after(clock, anna, ben, days=10)
    anna.get("/two/")
    assert len(quick_report) == 1
    say_yes(ben)
    after(clock, anna, ben, days=39)
    anna.get("/two/")
    assert len(quick_report) == 1, "89 days"
    after(clock, anna, ben, days=2)
    anna.get("/two/")
    assert len(quick_report) == 2


@pytest.mark.parametrize("change", ["/two/undo/", "/two/share/", "/two/end/"])
def test_a_mind_changed_while_it_is_built_is_not_overruled(
    anna: User, ben: User, clock: Clock, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    from pairbond.web.reports import joint
    from pairbond.web.reports.models import JointReport

    link(anna, ben)
    say_yes(anna, ben)
    after(clock, anna, ben, hours=37)

    def build(first: Any, second: Any, **_: Any) -> joint.Copy:
        ben.post(change, {"share-values": "open"})
        return joint.Copy(html="<p>x", pdf=None)

    monkeypatch.setattr(joint, "build", build)
    anna.get("/two/")
    assert not JointReport.objects.exists()


def test_a_report_is_sealed_under_the_key_of_the_two(anna: User, ben: User, clock: Clock) -> None:
    from pairbond.web.reports.models import JointReport

    issued(anna, ben, clock)
    assert b"for both" not in bytes(JointReport.objects.get().sealed)


def test_somebody_else_sees_none_of_it(anna: User, ben: User, clock: Clock) -> None:
    issued(anna, ben, clock)
    other = User("other")
    assert other.get("/reading/two/")["Location"] == "/two/"
    assert other.get("/reading/two/paper/").status_code == 404


# ---- sharing -------------------------------------------------------------------------------------


def test_everything_is_off_at_first(anna: User) -> None:
    page = anna.get("/two/share/").content.decode()
    assert 'name="share-values"' in page
    assert not re.search(r'value="(open|banded)" checked', page)


def test_parts_are_switched_one_by_one(anna: User) -> None:
    from pairbond.web.couples.sharing import shares

    anna.post("/two/share/", {"share-values": "open", "share-nonsense": "open"})
    chosen = shares(anna.person)
    assert chosen.choice("values") == "open"
    assert chosen.choice("attachment") == "none"
    assert "nonsense" not in chosen.parts
    assert chosen.on == "2026-03-02"
    anna.post("/two/share/", {})
    assert shares(anna.person).choice("values") == "none"


def test_every_part_has_a_name(web: Any) -> None:
    from pairbond.web.couples.parts import NAMES
    from pairbond.web.couples.sharing import all_parts

    assert set(all_parts()) <= set(NAMES)


def test_the_preview_shows_what_the_partner_would_see(anna: User) -> None:
    from .test_data import answer, finish

    for place in range(36):
        answer(anna, place, 4)
    finish(anna)
    page = anna.get("/two/share/").content.decode()
    assert "on a scale from 1 to 5" in page
    assert "What your partner would see of you" in page


def test_bands_only_where_the_bound_holds(anna: User) -> None:
    from pairbond.web.couples.sharing import shares

    anna.post(
        "/two/share/", {"share-attachment": "banded", "share-values": "banded", "share-signal": "banded"}
    )
    chosen = shares(anna.person)
    assert (chosen.choice("attachment"), chosen.choice("values"), chosen.choice("signal")) == (
        "banded", "none", "banded",
    )  # fmt: skip


def test_saving_keeps_that_the_screen_was_offered(anna: User) -> None:
    from pairbond.web.couples.sharing import shares

    screen(anna)
    anna.post("/two/share/", {"share-values": "open"})
    assert shares(anna.person).screened


# ---- I have left ---------------------------------------------------------------------------------


def test_i_have_left_does_all_of_it(anna: User, ben: User, guest: Any) -> None:
    from pairbond.web.couples.sharing import shares
    from pairbond.web.couples.space import membership

    from .conftest import PASSWORD

    link(anna, ben)
    anna.post("/two/share/", {"share-values": "open"})
    guest.post("/sign-in/", {"login": anna.name, "password": PASSWORD})
    anna.step_up()
    done = anna.post("/two/left/", {"password": "nine patient herons fly"})
    assert 'class="code"' in done.content.decode()
    assert membership(anna.person) is None
    assert shares(anna.person).choice("values") == "none"
    assert guest.get("/home/").status_code == 302, "the other browser is out"
    assert anna.get("/home/").status_code == 200
    assert anna.get("/account/browsers/").content.decode().count("since") == 1
    guest.post("/sign-in/", {"login": anna.name, "password": PASSWORD})
    assert "_auth_user_id" not in guest.session


def test_i_have_left_asks_for_the_password_first(anna: User) -> None:
    assert anna.post("/two/left/", {"password": "nine patient herons fly"})["Location"].startswith("/again/")


def test_i_have_left_can_change_the_sign_in_name_too(anna: User, ben: User, guest: Any) -> None:
    from .conftest import PASSWORD

    anna.step_up()
    taken = anna.post("/two/left/", {"password": "nine patient herons fly", "name": ben.name})
    assert "is taken" in taken.content.decode()
    done = anna.post("/two/left/", {"password": "nine patient herons fly", "name": "a heron"})
    assert 'class="code"' in done.content.decode()
    for name, password, opens in (
        (anna.name, "nine patient herons fly", False),
        ("a heron", PASSWORD, False),
        ("a heron", "nine patient herons fly", True),
    ):
        guest.post("/sign-in/", {"login": name, "password": password})
        assert ("_auth_user_id" in guest.session) is opens
