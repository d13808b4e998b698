"""T-27: everything that one person ever typed is looked for in every answer the server gives to others.

One person fills in every form of the app with words that occur nowhere else. Two others, the partner and
a stranger, open every route in every relation there can be. What they are sent is searched: status, all
headers, the page with and without its entities, files in archives, and the text and metadata of PDFs.
"""

import io
import itertools
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pikepdf
import pytest

from .conftest import PASSWORD, Clock, User
from .forms import Field, Form, forms_of
from .test_access import patterns
from .test_reports import fill
from .test_two import invite, screen

pytestmark = pytest.mark.slow

ENDS = {
    "leave", "account_logout", "account_reauthenticate", "data-end", "two-unlink", "two-left", "two-back", "sessions",
    "account_change_password", "recovery", "mfa_remove_webauthn", "mfa_deactivate_totp", "data-rule",
}  # fmt: skip
"""What would end the journey, or undo an earlier step of it."""
NAMES = ("Quetzalcoatl", "Xochiquetzal")
"""What the two are called in reports; the only words one may see of the other, where both agreed."""


def parts(response: Any) -> Iterator[bytes]:
    """Yield everything that came with an answer of the server, unpacked."""
    yield str(response.status_code).encode()
    yield "\n".join(f"{name}: {value}" for name, value in response.headers.items()).encode()
    yield response.cookies.output().encode()
    data = b"".join(response.streaming_content) if response.streaming else response.content
    yield from unpacked(data)


def unpacked(data: bytes) -> Iterator[bytes]:
    yield data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            for name in held.namelist():
                yield name.encode()
                yield from unpacked(held.read(name))
    elif data.startswith(b"%PDF-"):
        yield from printed(data)
    else:
        yield unescape(data.decode("utf-8", "replace")).encode()


def printed(data: bytes) -> Iterator[bytes]:
    """Yield a PDF's metadata and every stream in it, and its text where there is a reader for it."""
    with pikepdf.open(io.BytesIO(data)) as document:
        yield str(dict(document.docinfo)).encode()
        for each in document.objects:
            yield each.read_bytes() if isinstance(each, pikepdf.Stream) else repr(each).encode()
    if shutil.which("pdftotext"):
        yield subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout


class Listener(User):
    """A person who keeps all that the server ever sent them, by the stage of the journey."""

    def __init__(self, name: str) -> None:
        self.heard: list[tuple[str, str, bytes]] = []
        self.stage = "before"
        super().__init__(name)
        self.listen()

    def again(self) -> None:
        super().again()
        self.listen()

    def listen(self) -> None:
        ask = self.client.request

        def request(**given: Any) -> Any:
            response = ask(**given)
            where = f"{given['REQUEST_METHOD']} {given['PATH_INFO']}"
            self.heard += [(self.stage, where, part) for part in parts(response)]
            return response

        self.client.request = request

    def open_all(self, stage: str) -> None:
        """Open every route, with every number that might be another's, and send every form as it is."""
        self.stage = stage
        self.step_up()
        for name, path in addresses():
            if name in ENDS:
                continue
            page = self.get(path)
            for form in forms_on(page):
                self.send(form.action or path, form.filled(as_it_is))
        self.stage = "between"

    def send(self, action: str, given: dict[str, str]) -> None:
        kept_for_later = ("/sign-out/", "/two/", "/private/", "/account/data/")
        ends = action.startswith(kept_for_later) or action.endswith("/done/")
        if action == "/account/data/copy/" or not ends:
            self.post(action, given)


def forms_on(page: Any) -> list[Form]:
    """Return the forms of an answer, if it is a page."""
    html = page.status_code == 200 and page["Content-Type"].startswith("text/html")
    return forms_of(page.content.decode()) if html else []


def as_it_is(field: Field) -> str | None:
    return field.chosen[0] if field.chosen else "" if field.kind not in {"radio", "checkbox"} else None


def addresses() -> list[tuple[str, str]]:
    from django.urls import reverse

    from pairbond.web.access import ROUTES

    found = []
    for pattern in patterns():
        if ROUTES[pattern.name] == "guest":
            continue
        kinds = sorted(pattern.pattern.converters)
        for numbers in itertools.product((1, 2) if kinds else (1,), repeat=len(kinds)):
            found.append((pattern.name, reverse(pattern.name, kwargs=dict(zip(kinds, numbers, strict=True)))))
    return found


class Canaries:
    """Words that occur once in the world, handed out one by one."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.words: dict[str, str] = {}

    def for_(self, where: str) -> str:
        word = f"q{self.letter}z{len(self.words):03}vk"
        self.words[word] = where
        return word


def fills_everything(user: Listener, canaries: Canaries) -> None:
    """Type a new word wherever something can be typed, and choose something wherever one can choose."""
    user.step_up()
    for name, path in addresses():
        if name in ENDS or name.startswith(("two", "mfa", "data")) or name == "private":
            continue
        for n in range(12):  # a form may lead to another form
            page = user.get(path)
            forms = forms_on(page)
            if n >= len(forms):
                break
            sends(user, name, path, forms[n], canaries)


def sends(user: Listener, name: str, path: str, form: Form, canaries: Canaries) -> None:
    """Send a form, and the forms of the page it leads to, as long as they lead on."""
    for _ in range(14):
        given = form.filled(lambda each: said(each, f"{name} {each.name}", canaries))
        for button, value in form.buttons[:1]:
            given[button] = value
        page = user.post(form.action or path, given)
        carried = [each for each in forms_on(page) if "slip" in each.fields]
        if not carried:
            return
        form = carried[0]


def said(field: Field, where: str, canaries: Canaries) -> str | None:
    if field.kind in {"radio", "checkbox", "select"}:
        return "no" if "no" in field.options else field.options[len(field.options) // 2]
    if field.kind == "password":
        return PASSWORD
    if field.kind in {"number", "date", "file"}:
        return "71" if field.kind == "number" else ""
    return canaries.for_(where)


@pytest.fixture
def pair(db: None, clock: Clock) -> tuple[Listener, Listener, dict[str, str]]:
    """Two people who filled in everything, and what they typed that nobody else may ever be sent."""
    people, words = [], {}
    for n, letter in enumerate("wj"):
        user = Listener(f"{letter}q7xname@example.org")
        canaries = Canaries(letter)
        fills_everything(user, canaries)
        assert len(canaries.words) >= 3, canaries.words
        user.post("/account/about/", {"alias": NAMES[n], "age": str(61 + n)})
        for seed, name in enumerate(("closeness", "values")):
            fill(user, name, 7 * n + seed)
        screen(user)
        people.append(user)
        words |= {word: f"{letter} {where}" for word, where in canaries.words.items()}
        words |= dict.fromkeys(identities(user), f"{letter} who it is")
    return people[0], people[1], words


def identities(user: User) -> list[str]:
    key = user.person.pk
    return [user.name, quote(user.name), str(key), key.hex, user.person.name_index, user.name.split("@")[0]]


def agree(user: Listener) -> None:
    user.post("/two/share/", {"share-attachment": "open", "share-values": "open", "share-actions": "open"})
    user.post("/two/yes/")


def test_nothing_that_one_typed_is_ever_sent_to_another(
    pair: tuple[Listener, Listener, dict[str, str]], clock: Clock
) -> None:
    a, b, words = pair
    stranger = Listener("stranger")
    people: tuple[Listener, ...] = (a, b, stranger)

    def look(stage: str) -> None:
        for user in people:
            if user is not stranger or stage in {"linked", "issued"}:
                user.open_all(stage)

    look("not linked")
    code = invite(a)
    b.post("/two/join/", {"code": code})
    look("linked")
    agree(a)
    agree(b)
    look("agreed")
    clock.forward(hours=37)
    for user in people:
        user.again()
        user.get("/two/")  # whoever looks first has it made
        user.get("/reading/")
    look("issued")
    seen = b"".join(part for stage, _where, part in a.heard if stage == "issued")
    assert NAMES[1].encode() in seen, "the report for both was among what was read"
    b.post("/two/undo/")
    look("withdrawn")
    b.post("/two/end/")
    look("unlinked")
    b.step_up()
    b.post("/account/data/end/", {"sure": "on"})
    people = (a,)
    look("erased")
    check(a, words, "w", NAMES[1])
    check(b, words, "j", NAMES[0])
    check(stranger, words, "-", *NAMES)


def check(reader: Listener, words: dict[str, str], own: str, *names: str) -> None:
    """Look for every word of others; a name may stand in the report for both, while there is one."""
    assert len(reader.heard) > 200
    others = {word: where for word, where in words.items() if not where.startswith(own)}
    pattern = re.compile("|".join(map(re.escape, others)).encode())
    for stage, where, part in reader.heard:
        found = pattern.search(part)
        assert not found, (stage, where, others[found[0].decode()])
        allowed = stage == "issued" and re.match(r"(GET|POST) /(reading/two/|account/data/copy/)", where)
        if not allowed and stage != "before":
            assert not any(name.encode() in part for name in names), (stage, where)


def test_what_is_not_shared_changes_no_byte_for_the_other(db: None, clock: Clock) -> None:
    """Answers have no words that could be looked for, so they are changed: all, or none, or others.

    One shares ``values`` alone. Whatever else they answered, wrote or kept, every route of the partner,
    the report for both and its PDF included, is the same to the byte.
    """
    from django.db import transaction

    seen = {}
    for world in ("nothing", "much", "other"):
        sid = transaction.savepoint()
        seen[world] = world_of(world, clock)
        transaction.savepoint_rollback(sid)
        clock.moment = Clock().moment
    for world, found in seen.items():
        assert found == seen["nothing"], world


def world_of(world: str, clock: Clock) -> dict[str, str]:
    from .test_two import pages

    a, b = User("a"), User("b")
    for seed, user in enumerate((a, b)):
        user.post("/account/about/", {"alias": NAMES[seed]})
        fill(user, "values", seed)
        screen(user)
    for name in () if world == "nothing" else ("closeness", "bond", "needs", "moves", "dealbreakers"):
        fill(b, name, 40 if world == "much" else 41)
    if world != "nothing":
        b.post("/today/", {"present": "3" if world == "much" else "9", "partner_present": "1"})
    b.post("/two/join/", {"code": invite(a)})
    a.post(
        "/two/share/",
        {f"share-{part}": "open" for part in ("attachment", "values", "needs", "loop", "signal")},
    )
    b.post("/two/share/", {"share-values": "open"})
    for user in (a, b):
        user.post("/two/yes/")
    clock.forward(hours=37)
    a.again()
    a.get("/two/")
    a.get("/reading/")
    assert b"/reading/two/paper/" in a.get("/reading/two/").content
    return {route: re.sub(rb"ID \[<.*?>\]|/ID.*", b"", text).hex() for route, _status, text in pages(a)}
