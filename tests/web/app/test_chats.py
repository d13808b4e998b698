"""Exported chats: no word is kept, own figures alone, figures about both with both keys only, and gone when asked."""

import io
import json
import logging
import re
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import Clock, User
from .test_data import copy_of
from .test_two import after, link, pages

CANARY = "Quetzalcoatl"
NAMES = ("Xochitl Beispiel", "Benedikt Muster")


def export(n: int = 300, *, day: int = 13, people: tuple[str, ...] = NAMES, style: str = "dmy") -> bytes:
    """A WhatsApp export in which every message holds a sentence that must be found nowhere."""
    at = datetime(2024, 1, day, 8, 0, tzinfo=UTC)
    lines = []
    for number in range(n):
        at += timedelta(minutes=2 if number % 5 else 55)
        who = people[(number // 2) % len(people)]
        date = f"{at:%d/%m/%Y}" if style == "dmy" else f"{at:%m/%d/%Y}"
        lines.append(f"{date}, {at:%H:%M} - {who}: I dreamt of {CANARY}{number} again\nand a second line")
    return "\n".join(lines).encode()


def bring(user: User, *files: bytes, name: str = "chat.txt", zone: str = "Europe/Berlin") -> Any:
    sent = []
    for data in files:
        one = io.BytesIO(data)
        one.name = name
        sent.append(one)
    return user.client.post("/messages/bring/", {"zone": zone, "files": sent})


def slip_of(page: Any) -> str:
    found = re.search(r'name="slip" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def bring_and_say(user: User, *files: bytes, who: int = 0, order: int = 0) -> Any:
    page = bring(user, *files)
    assert page.status_code == 200, page.content
    answer = {"slip": slip_of(page), "who": str(who), "order": str(order)}
    return user.post("/messages/which/", answer, follow=True)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: quicker, and for tests of what comes after the reading."""
    from pairbond.app import chat_apart

    def asked(job: dict[str, Any], exports: Any) -> dict[str, Any]:
        from pairbond.errors import PairbondError

        try:
            found = chat_apart.readings([Path(path) for path in job["paths"]], job["zone"])
            return json.loads(json.dumps({"readings": found}))
        except PairbondError as error:
            return {"why": getattr(error, "why", "") or "other"}

    monkeypatch.setattr(chat_apart, "asked", asked)


def database_text() -> bytes:
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sealed FROM event")
            return b"".join(bytes(row[0]) for row in cursor.fetchall())
    here = Path(settings.DATABASES["default"]["NAME"])
    return b"".join(path.read_bytes() for path in here.parent.glob(here.name + "*"))


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_no_word_of_a_chat_is_found_anywhere_afterwards(
    anna: User,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    handles = open_files()
    with caplog.at_level(logging.DEBUG):
        asked = bring(anna, export())
        said = anna.post("/messages/which/", {"slip": slip_of(asked), "who": "0", "order": "0"}, follow=True)
    seen = asked.content + said.content + anna.get("/account/log/").content + database_text()
    from pairbond.web.chats.models import ChatFigures

    row = ChatFigures.objects.get()
    seen += bytes(row.own) + bytes(row.couple) + "\n".join(caplog.messages).encode()
    out = capfd.readouterr()
    seen += (out.out + out.err).encode()
    assert CANARY.encode() not in seen
    assert not list(tmp_path.iterdir())
    assert open_files() <= handles + 1  # a connection of the database may have come
    # the names stand on the page that asks, and on no later one
    assert NAMES[0] in asked.content.decode()
    assert NAMES[0] not in said.content.decode()
    assert "150" in said.content.decode()


def test_a_second_import_takes_the_place_of_the_first_and_can_be_deleted(anna: User, here: None) -> None:
    from pairbond.web.chats.models import ChatFigures
    from pairbond.web.chats.store import own_figures

    bring_and_say(anna, export(40))
    bring_and_say(anna, export(60), who=1)
    found = own_figures(anna.person)
    assert found
    assert (found.own.who, found.own.n_messages, found.account.messages) == (1, 30, 60)
    assert "Deleted." in anna.post("/messages/remove/", follow=True).content.decode()
    assert not ChatFigures.objects.exists()


def test_several_exports_are_joined_and_what_stands_in_both_is_counted_once(anna: User, here: None) -> None:
    from pairbond.web.chats.store import own_figures

    bring_and_say(anna, export(40), export(60, people=NAMES))
    found = own_figures(anna.person)
    assert found
    assert (found.account.messages, found.account.duplicates) == (60, 40)


def test_dates_that_leave_the_order_open_are_asked_about(anna: User, here: None) -> None:
    from pairbond.web.chats.store import own_figures

    page = bring(anna, export(20, day=5))
    assert page.content.decode().count('name="order"') == 2
    assert "on 5 January 2024" in page.content.decode()
    anna.post("/messages/which/", {"slip": slip_of(page), "who": "0", "order": "1"})
    found = own_figures(anna.person)
    assert found
    assert found.first_day == datetime(2024, 5, 1, tzinfo=UTC).timestamp() // 86_400


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        for name, data in files.items():
            out.writestr(name.replace("__", "."), data)
    return held.getvalue()


PRIVATE = (
    b"13/01/2024, 08:00 - Xochitl: hi\n14/01/2024, 08:00 - Ben: hi\n"
    b"14/01/2024, 08:01 - Ben turned on advanced chat privacy. Tap to learn more.\n"
)


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (export(60, people=("A", "B", "C")), "chat.txt", "not a chat of two people"),
        (zipped(one__txt=export(9), two__txt=export(9)), "chat.zip", "several chats"),
        (b"<!doctype html><html><body>hi</body></html>", "chat.html", "web pages (HTML)"),
        (PRIVATE, "chat.txt", "advanced chat privacy"),
        (b"nothing of the kind\n", "chat.txt", "not an exported chat"),
        (b"", "chat.txt", "not an exported chat"),
        (b"PK\x03\x04 damaged", "chat.zip", "not an exported chat"),
    ],
)
def test_what_is_not_a_chat_of_two_is_refused_in_one_sentence(
    anna: User, here: None, data: bytes, name: str, sentence: str
) -> None:
    page = bring(anna, data, name=name)
    assert page.status_code == 422
    told = re.findall(r'role="alert">([^<]+)<', page.content.decode())
    assert len(told) == 1
    assert sentence in told[0]
    assert told[0].count(".") <= 2


def test_a_file_that_is_too_large_is_refused_before_it_is_held(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pairbond.web.chats import upload

    monkeypatch.setattr(upload, "MOST_BYTES", 1_000)
    page = bring(anna, export(200))
    assert page.status_code == 422
    assert "Please export the chat without media." in page.content.decode()
    assert "Please choose a file." in bring(anna).content.decode()


def test_a_page_that_takes_no_files_drops_them(anna: User) -> None:
    page = anna.client.post("/today/", {"present": "4", "files": io.BytesIO(export(9))})
    assert page.status_code == 302
    assert page.wsgi_request.FILES == {}


def test_the_slip_is_of_this_person_and_of_this_half_hour(
    anna: User, ben: User, clock: Clock, here: None
) -> None:
    from pairbond.web.chats.models import ChatFigures

    slip = slip_of(bring(anna, export(20)))
    for user in (ben, anna):
        for who in ("0", "7"):
            if (user, who) != (anna, "0"):
                assert user.post("/messages/which/", {"slip": slip, "who": who}).status_code == 422
    after(clock, anna, minutes=31)
    assert anna.post("/messages/which/", {"slip": slip, "who": "0"}).status_code == 422
    assert not ChatFigures.objects.exists()


# ---- two keys ------------------------------------------------------------------------------------


def couple_view(a: User, b: User) -> Any:
    from pairbond.web.chats.store import couple_contact_view
    from pairbond.web.couples.release import material_of

    sides = [material_of(user.person) for user in (a, b)]
    assert sides[0] is not None
    assert sides[1] is not None
    first, second = ((each.answers.consent, each.chat) for each in sides if each)
    return couple_contact_view(first, second, ("Anna", "Ben"))


def test_figures_about_both_open_with_both_keys_only(anna: User, ben: User, here: None) -> None:
    link(anna, ben)
    bring_and_say(anna, export(200), who=1)
    assert couple_view(anna, ben) is None
    anna.post("/two/share/", {"share-messages": "open"})
    assert couple_view(anna, ben) is None
    ben.post("/two/share/", {"share-messages": "open"})
    view = couple_view(anna, ben)
    assert view.names == {0: "Ben", 1: "Anna"}  # the importer said they are the second
    assert (view.own, view.felt, view.n_messages) == (None, None, 200)
    # what the partner brought too: the fuller one counts
    bring_and_say(ben, export(300), who=0)
    assert couple_view(anna, ben).names == {0: "Ben", 1: "Anna"}
    assert couple_view(anna, ben).n_messages == 300


@pytest.mark.parametrize("leaver", ["importer", "partner"])
@pytest.mark.parametrize("how", ["share", "end"])
def test_taking_the_key_back_deletes_figures_about_both(
    anna: User, ben: User, here: None, leaver: str, how: str
) -> None:
    from pairbond.web.chats.models import ChatFigures
    from pairbond.web.chats.store import own_figures

    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-messages": "open"})
    bring_and_say(anna, export(60))
    (anna if leaver == "importer" else ben).post(f"/two/{how}/")
    assert bytes(ChatFigures.objects.get().couple) == b""
    assert own_figures(anna.person)
    ben.post("/two/share/", {"share-messages": "open"})
    assert couple_view(anna, ben) is None


def test_figures_about_both_wait_for_thirty_days(anna: User, ben: User, clock: Clock, here: None) -> None:
    from pairbond.web.chats.models import ChatFigures
    from pairbond.web.ops.sweep import remove_old

    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-messages": "open"})
    bring_and_say(anna, export(60))
    after(clock, anna, days=31)
    assert couple_view(anna, ben) is None
    remove_old()
    assert bytes(ChatFigures.objects.get().couple) == b""
    after(clock, anna, days=730)
    remove_old()
    assert not ChatFigures.objects.exists()


def test_the_partner_sees_no_sign_of_an_import_and_the_importer_none_of_a_key(
    anna: User, ben: User, here: None
) -> None:
    """T-12, both ways: what one does in private changes no page of the other."""
    link(anna, ben)
    page = ("/messages/", "/reading/", "/two/", "/two/share/")
    before = pages(ben)
    bring_and_say(anna, export(60))
    assert pages(ben) == before

    def own_pages() -> list[bytes]:
        return [re.sub(rb'name="csrf[^>]+>', b"", anna.get(path).content) for path in page]

    before_key = own_pages()
    ben.post("/two/share/", {"share-messages": "open"})
    bring_and_say(ben, export(90))
    assert own_pages() == before_key


def test_own_figures_stand_in_ones_own_report_and_copy(anna: User, ben: User, here: None) -> None:
    from pairbond.report.build import build_report
    from pairbond.web.chats.store import own_contact_view
    from pairbond.web.clock import today
    from pairbond.web.reports.material import answers_of

    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {"share-messages": "open"})
    bring_and_say(anna, export(60))
    view = own_contact_view(anna.person)
    report = build_report(answers_of(anna.person), reader="a", created=today(), contact=view)
    html = report.html()
    assert "Only your own messages are shown here" in html
    assert "How soon a message is answered" not in html
    copied = json.loads(copy_of(anna)["messages.json"])
    assert copied["own"]["n_messages"] == 30
    assert "rhythm" not in copied
    anna.person.delete()
    from pairbond.web.chats.models import ChatFigures

    assert not ChatFigures.objects.exists()


def test_figures_are_those_of_the_command_line(here: None, tmp_path: Path) -> None:
    """Through text and back, nothing changes."""
    from pairbond.app.chat import describe
    from pairbond.app.chat_apart import readings
    from pairbond.app.chat_record import figures_from_text
    from pairbond.messages.read import read_chat

    path = tmp_path / "chat.txt"
    path.write_bytes(export(400))
    cli = describe(read_chat(path), both_agreed=True)
    app = figures_from_text(readings([path], "UTC")[0]["figures"])
    assert (app.couple.rhythm, app.couple.shifts) == (cli.rhythm, cli.shifts)
    assert (app.own[0].own, app.own[0].account) == (cli.own, cli.account)
