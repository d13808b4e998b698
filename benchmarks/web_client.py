"""A person at a keyboard, over plain HTTP: signs up, answers, and knows what was acknowledged."""

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "seven quiet otters dance"
SLIP = re.compile(r'name="slip" value="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answered:
    status: int
    text: str
    location: str


class Browser:
    """Keeps cookies and one connection; a broken connection is opened anew by the next request."""

    def __init__(self, port: int, timeout: float = 30) -> None:
        self.port, self.timeout = port, timeout
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None
        self.token = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Answered:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self.token, **form})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.connection is not None:
            # A server may close an idle connection at any time; a browser then asks once more.
            try:
                return self.asked(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                pass
        return self.asked(method, path, body, headers)

    def asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answered:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        for value in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return Answered(response.status, text, response.headers.get("Location", ""))

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def get(self, path: str) -> Answered:
        return self.ask("GET", path)

    def post(self, path: str, **form: str) -> Answered:
        return self.ask("POST", path, form)

    def join(self) -> str:
        """Sign up under a name that nobody has; returns it."""
        name = secrets.token_hex(8)
        self.get("/join/")
        done = self.post("/join/", username=name, password1=PASSWORD, adult="on", free="on")
        if done.status != 302:
            raise RuntimeError(f"no account: {done.status} {done.text[:300]}")
        self.get("/questions/1/")  # signing in changes the token
        return name

    def sign_in(self, name: str) -> None:
        self.get("/sign-in/")
        self.post("/sign-in/", login=name, password=PASSWORD)
        self.get("/questions/1/")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Server:
    """``pairbond serve`` in its own process group."""

    data: Path
    port: int
    environ: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> float:
        """Start and return the seconds until it answers."""
        environ = {
            **os.environ, "PAIRBOND_DATA": str(self.data), "PYTHONPATH": str(ROOT / "src"), **self.environ,
        }  # fmt: skip
        command = [sys.executable, "-m", "pairbond", "serve", "--port", str(self.port)]
        began = time.monotonic()
        self.process = subprocess.Popen(
            command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while time.monotonic() < began + 60:
            try:
                if self.answers():
                    return time.monotonic() - began
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def answers(self) -> bool:
        browser = Browser(self.port, timeout=2)
        try:
            return browser.get("/health/").status == 200
        finally:
            browser.close()

    def kill(self) -> None:
        """Kill -9 everything at once."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.kill()
