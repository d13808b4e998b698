"""R-01: kill -9 of the server during writes; what was acknowledged must be there, once.

    python benchmarks/web_kill.py --kills 30 --writes 5000 [--database postgresql://...]

Prints one line of JSON. Every person answers one questionnaire after the other; a save that was not
acknowledged is sent again with the same slip, as a browser would.
"""

import argparse
import atexit
import http.client
import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from benchmarks.web_client import SLIP, Browser, Server, free_port

PEOPLE = 6


class Person(threading.Thread):
    """Answers until told to stop; ``saved`` holds place, value and slip of all that was acknowledged."""

    def __init__(self, port: int, name: str, browser: Browser, stop: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.name_, self.browser, self.stop = port, name, browser, stop
        self.rng = random.Random(seed)
        self.saved: list[tuple[str, int]] = []
        self.retries = 0
        self.errors: list[str] = []

    def patiently(self, method: str, path: str, form: dict[str, str] | None = None):
        while True:
            try:
                answered = self.browser.ask(method, path, form)
            except (OSError, http.client.HTTPException):
                self.retries += 1
                time.sleep(0.05)
                continue
            if answered.status < 500:
                return answered
            self.errors.append(f"{answered.status} {path}")
            time.sleep(0.05)

    def run(self) -> None:
        while not self.stop.is_set():
            path = self.patiently("POST", "/questions/1/", {}).location
            while path and not self.stop.is_set():
                if path.endswith("/done/"):
                    self.patiently("GET", path)
                    self.patiently("POST", path, {})
                    break
                path = self.answer(path)

    def answer(self, path: str) -> str:
        page = self.patiently("GET", path)
        slip = SLIP.search(page.text)
        if slip is None:
            return ""
        value = self.rng.randint(1, 5)
        form = {"slip": slip[1], "turn": "answer", "answer": str(value)}
        done = self.patiently("POST", path, form)
        if done.status == 303:
            self.saved.append((slip[1], value))
        return done.location


def run(kills: int, writes: int, port: int, seed: int, database: str = "") -> dict[str, object]:
    """Return the result, JSON-safe."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"DATABASE_URL": database} if database else {}
        server = Server(Path(folder), port, environ)
        server.start()
        atexit.register(server.kill)
        rng, stop = random.Random(seed), threading.Event()
        people = []
        for number in range(PEOPLE):
            browser = Browser(port)
            people.append(Person(port, browser.join(), browser, stop, seed + number))
        for person in people:
            person.start()
        ready = disturb(server, people, rng, kills, writes)
        stop.set()
        for person in people:
            person.join(60)
        server.stop()
        atexit.unregister(server.kill)
        result = check(Path(folder), people, environ)
    ready.sort()
    return {
        "schema": "pairbond.kill/1", "database": "postgresql" if database else "sqlite", "seed": seed, "kills": kills,
        "acknowledged": sum(len(person.saved) for person in people),
        "sent_again": sum(person.retries for person in people),
        "server_errors": sum(len(person.errors) for person in people),
        "ready_p99_seconds": round(ready[min(len(ready) - 1, int(0.99 * len(ready)))], 2) if ready else None,
        **result,
    }  # fmt: skip


def disturb(server: Server, people: list[Person], rng: random.Random, kills: int, writes: int) -> list[float]:
    """Kill and restart at random moments until enough was written."""
    ready = []
    for n in range(kills):
        share = writes * (n + 1) / (kills + 1)
        wait_for(people, share)
        time.sleep(rng.random() * 0.2)
        server.kill()
        ready.append(server.start())
    wait_for(people, writes)
    return ready


def wait_for(people: list[Person], saves: float, most: float = 300) -> None:
    until = time.monotonic() + most
    while sum(len(person.saved) for person in people) < saves and time.monotonic() < until:
        time.sleep(0.01)


def check(data: Path, people: list[Person], environ: dict[str, str]) -> dict[str, object]:
    """Compare what was acknowledged with what is stored."""
    os.environ.update({"PAIRBOND_DATA": str(data), **environ})
    from pairbond.web.server import start_django

    start_django()
    from django.core import signing
    from django.db import connection

    from pairbond.web.accounts.models import Person as Row
    from pairbond.web.accounts.vault import name_index, open_for
    from pairbond.web.take.models import Answer

    lost = doubled = wrong = unasked = 0
    for person in people:
        owner = Row.objects.select_related("key").get(name_index=name_index(person.name_))
        stored: Counter[str] = Counter()
        values = {}
        for row in Answer.objects.filter(sitting__person=owner):
            key = row.key[:24]
            stored[key] += 1
            values[key] = open_for(owner, ("answer", "sealed", row.pk), row.sealed)["value"]
        keys = {signing.loads(slip, salt="question")[3]: value for slip, value in person.saved}
        lost += sum(key not in stored for key in keys)
        doubled += sum(count > 1 for count in stored.values())
        wrong += sum(values.get(key, value) != value for key, value in keys.items())
        unasked += len(set(stored) - set(keys))
    ok = True
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            ok = cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    return {
        "lost": lost,
        "doubled": doubled,
        "wrong": wrong,
        "kept_but_not_acknowledged": unasked,
        "integrity": ok,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--writes", type=int, default=5000)
    parser.add_argument("--port", type=int, default=0, help="default: one that is free")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="")
    given = parser.parse_args()
    print(json.dumps(run(given.kills, given.writes, given.port or free_port(), given.seed, given.database)))
