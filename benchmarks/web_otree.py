"""R-11: the same three pages on this app and on oTree, by turns on the same machine.

    python -m venv /tmp/otree && /tmp/otree/bin/pip install otree==6.0.15
    python benchmarks/web_otree.py --otree /tmp/otree/bin --clients 16 --seconds 10 --rounds 3

A participant opens a page that says what comes, a page with 20 lines to rate, and a page that says it was
the last; each is sent with one form. Clients are in a closed loop without think time, half of them in each
of two processes on the same two cores as the server. oTree runs as its documentation says (``prodserver``,
``OTREE_PRODUCTION=1``, its own SQLite), with groups of two and 20 seven-point items. Ours runs with
encryption and ``synchronous=FULL``; its 20 lines have eight points, a few have five. Accounts, sessions and
participants are made beforehand on both. Participants are counted by their requests, so that whoever is not
through at the end of a round counts in part. Prints one line of JSON.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.web_client import ROOT, SLIP, TOKEN, Server, free_port, serving
from benchmarks.web_load import people, percentile

MOST_A_SECOND = 90
"""Participants that a process of clients can take in a second at most."""
NEEDS = 5
"""The number of the questionnaire whose first page has 20 lines."""
LINE = re.compile(r'name="(line-\d+)" value="1"')


class Lean:
    """One connection that is kept; does for each request no more than it must, since it shares the cores."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, cookies
        self.held: socket.socket | None = None
        self.took: list[tuple[float, float]] = []
        self.token = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, text and location; a connection that the server closed meanwhile is opened anew."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **form}).encode() if form is not None else b""
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if form is not None else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n"
        )
        began = time.monotonic()
        try:
            answered = self.exchange(head.encode() + body)
        except OSError:
            self.close()
            answered = self.exchange(head.encode() + body)
        ended = time.monotonic()
        self.took.append((ended, ended - began))
        found = TOKEN.search(answered[1])
        self.token = found[1] if found else self.token
        return answered

    def exchange(self, data: bytes) -> tuple[int, str, str]:
        if self.held is None:
            self.held = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.held.sendall(data)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.more()
        head, _, body = got.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        length, location, closing, chunked = 0, "", False, False
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            match name.lower():
                case "content-length":
                    length = int(value)
                case "location":
                    location = value
                case "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
                case "transfer-encoding":
                    chunked = value.lower() == "chunked"
                case "connection":
                    closing = value.lower() == "close"
        while len(body) < length or (chunked and not body.endswith(b"0\r\n\r\n")):
            body += self.more()
        if closing:
            self.close()
        return int(lines[0][9:12]), body.decode("utf-8", "replace"), location

    def more(self) -> bytes:
        assert self.held
        got = self.held.recv(1 << 18)
        if not got:
            raise ConnectionError("closed")
        return got

    def close(self) -> None:
        if self.held is not None:
            self.held.close()
        self.held = None


def ours(port: int, who: str, rng: random.Random) -> tuple[Lean, bool]:
    """Walk one participant through our pages; return whether all went well."""
    at = f"/questions/{NEEDS}/"
    client = Lean(port, json.loads(who))
    client.ask("GET", at)
    status, _, path = client.ask("POST", at, {"how": "page"})
    _, text, _ = client.ask("GET", path)
    slip = SLIP.search(text)
    names = LINE.findall(text)
    said = {name: str(rng.randint(1, 5)) for name in names}
    sent, _, _ = client.ask("POST", path, {"slip": slip[1] if slip else "", "turn": "answer", **said})
    end, _, _ = client.ask("GET", f"{at}done/")
    closed, _, path = client.ask("POST", f"{at}done/", {})
    last, _, _ = client.ask("GET", path)
    client.close()
    return client, (len(names), status, sent, end, closed, last) == (20, 303, 303, 200, 303, 200)


def theirs(port: int, who: str, rng: random.Random) -> tuple[Lean, bool]:
    """Walk one participant through oTree's pages; return whether all went well."""
    client = Lean(port, {})
    _, _, path = client.ask("GET", f"/InitializeParticipant/{who}")
    client.ask("GET", path)
    status, _, path = client.ask("POST", path, {})
    _, text, _ = client.ask("GET", path)
    said = {f"item_{n:02}": str(rng.randint(1, 7)) for n in range(1, 21)}
    sent, _, path = client.ask("POST", path, said)
    end, _, _ = client.ask("GET", path)
    closed, _, path = client.ask("POST", path, {})
    last, _, _ = client.ask("GET", path)
    client.close()
    return client, (text.count('type="radio"'), status, sent, end, closed, last) == (
        140,
        302,
        302,
        200,
        302,
        200,
    )


Round = tuple[list[float], list[float], list[str], list[int]]
"""Seconds of every participant and of every request in time, what went wrong, and requests of each."""
Walk = Callable[[int, str, random.Random], tuple[Lean, bool]]


def group(walk: Walk, port: int, names: list[str], clients: int, seconds: float, queue) -> None:
    """One process of clients, a thread each, that take one participant after the other."""
    waiting, walked, took, bad, steps = iter(names), [], [], [], []
    lock, until = threading.Lock(), time.monotonic() + seconds

    def client(seed: int) -> None:
        rng = random.Random(seed)
        while time.monotonic() < until:
            with lock:
                who = next(waiting, None)
            if who is None:
                bad.append("no participant left")
                return
            began = time.monotonic()
            done, well = walk(port, who, rng)
            if time.monotonic() < until:  # whoever is not through by then does not count
                walked.append(time.monotonic() - began)
            took.extend(seconds for ended, seconds in done.took if ended < until)
            steps.append(len(done.took))
            if not well:
                bad.append(who)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put((walked, took, bad, steps))


def drive(walk: Walk, port: int, names: Iterator[str], clients: int, seconds: float) -> Round:
    """One round of one server; everybody begins anew."""
    queue: multiprocessing.Queue = multiprocessing.Queue()
    mine = [list(islice(names, int(MOST_A_SECOND * seconds))) for _ in range(2)]
    groups = [
        multiprocessing.Process(target=group, args=(walk, port, each, clients // 2, seconds, queue))
        for each in mine
    ]
    for each in groups:
        each.start()
    results = [queue.get() for _ in groups]
    for each in groups:
        each.join()
    walked, took, bad, steps = ([value for result in results for value in result[n]] for n in range(4))
    return walked, took, bad, steps


def summary(rounds: list[Round], seconds: float) -> dict[str, object]:
    walked, took, bad, steps = ([value for each in rounds for value in each[n]] for n in range(4))
    whole, each_asks = seconds * len(rounds), max(steps, default=1)
    return {
        "participants": round(len(took) / each_asks), "requests_each": each_asks,
        "participants_a_second": round(len(took) / each_asks / whole, 1),
        "by_round": [round(len(each[1]) / each_asks / seconds, 1) for each in rounds],
        "requests_a_second": round(len(took) / whole, 1), "bad": len(bad),
        "request_ms": {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)},
        "participant_ms": {"p50": percentile(walked, 0.5), "p99": percentile(walked, 0.99)},
    }  # fmt: skip


def processor_seconds(leader: int) -> float:
    """Return the processor time of all processes of a group."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[2]) == leader:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def otree(tools: Path, folder: Path, count: int) -> Iterator[tuple[int, list[str], int]]:
    """oTree's production server with a session; yields its port, the participants' codes, and its process group."""
    shutil.copytree(ROOT / "benchmarks" / "otree_project", folder, dirs_exist_ok=True)
    (folder / "_static").mkdir(exist_ok=True)
    environ = {
        "PATH": f"{tools}:{os.environ['PATH']}", "OTREE_PRODUCTION": "1", "OTREE_AUTH_LEVEL": "STUDY",
        "OTREE_ADMIN_PASSWORD": "benchmark", "HOME": str(folder),
    }  # fmt: skip
    port = free_port()

    def call(*arguments: str) -> None:
        subprocess.run(["otree", *arguments], cwd=folder, env=environ, check=True, capture_output=True)

    call("resetdb", "--noinput")
    call("create_session", "pair", str(count))
    with sqlite3.connect(folder / "db.sqlite3") as held:
        codes = [row[0] for row in held.execute("select code from otree_participant order by id")]
    server = subprocess.Popen(
        ["otree", "prodserver", f"127.0.0.1:{port}"], cwd=folder, env=environ, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(4)
        yield port, codes, server.pid
    finally:
        os.killpg(server.pid, 9)
        server.wait()


def run(tools: Path, clients: int, seconds: float, rounds: int) -> dict[str, object]:
    """Let both servers run, and load them by turns, so that whatever else the machine does meets both."""
    count = int(2 * MOST_A_SECOND * seconds * rounds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with multiprocessing.get_context("spawn").Pool(1) as maker:
            names = iter(maker.apply(people, (folder / "ours", count)))
        load, found = [], {"otree": [], "ours": []}
        with (
            otree(tools, folder / "otree", count) as (port, codes, leader),
            serving(Server(folder / "ours", free_port())) as server,
        ):
            given, leaders = iter(codes), {"otree": leader, "ours": server.process.pid}
            before = {who: processor_seconds(pid) for who, pid in leaders.items()}
            for _ in range(rounds):
                load.append(round(os.getloadavg()[0], 2))
                found["otree"].append(drive(theirs, port, given, clients, seconds))
                found["ours"].append(drive(ours, server.port, names, clients, seconds))
            used = {who: processor_seconds(pid) - before[who] for who, pid in leaders.items()}
    sums = {who: summary(each, seconds) for who, each in found.items()}
    for who, each in sums.items():
        each["server_cpu_ms_a_participant"] = round(1000 * used[who] / max(1, each["participants"]), 1)
    return {
        "schema": "pairbond.otree/1", "clients": clients, "seconds": seconds, "rounds": rounds,
        "load_average_before_rounds": load, **sums, "times": ratio(sums, "participants_a_second"),
        "p99_share": 1 / ratio({who: each["request_ms"] for who, each in sums.items()}, "p99"),
    }  # fmt: skip


def ratio(sums: dict[str, dict], name: str) -> float:
    """Return ours over theirs, or for times the other way round: more is better for both."""
    ours_, theirs_ = sums["ours"][name], sums["otree"][name]
    return round(ours_ / theirs_ if name != "p99" else theirs_ / ours_, 2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--otree", type=Path, required=True)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(json.dumps(run(given.otree, given.clients, given.seconds, given.rounds)))
