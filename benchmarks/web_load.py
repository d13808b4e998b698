"""Load on the running app: saves and pages a second, and how long they take.

    python benchmarks/web_load.py --clients 16 --seconds 20             closed loop, no think time
    python benchmarks/web_load.py --clients 200 --think 4 --seconds 40  many people who read and think

Each client is one person with an account who answers one question after the other (a page and a save
each). Encryption, `synchronous=FULL` and everything else are as in production. Prints one line of JSON.
"""

import argparse
import json
import multiprocessing
import random
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.web_client import SLIP, Browser, Server, free_port


def percentile(values: list[float], share: float) -> float | None:
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None


def client(
    browser: Browser, until: float, think: float, rng: random.Random, out: dict[str, list[float]]
) -> None:
    path = browser.post("/questions/1/").location
    time.sleep(rng.random() * think)
    while time.monotonic() < until:
        if path.endswith("/done/"):
            browser.get(path)
            browser.post(path)
            path = browser.post("/questions/1/").location
        began = time.monotonic()
        page = browser.get(path)
        middle = time.monotonic()
        slip = SLIP.search(page.text)
        if slip is None:
            out["errors"].append(page.status)
            return
        time.sleep(rng.expovariate(1 / think) if think else 0)
        sent = time.monotonic()
        done = browser.post(path, slip=slip[1], turn="answer", answer=str(rng.randint(1, 5)))
        out["saves"].append(time.monotonic() - sent)
        out["pages"].append(middle - began)
        if done.status != 303:
            out["errors"].append(done.status)
        path = done.location


def group(port: int, names: list[str], seconds: float, think: float, seed: int, queue) -> None:
    """One process of clients, a thread each."""
    out: dict[str, list[float]] = {"saves": [], "pages": [], "errors": []}
    browsers = []
    for name in names:
        browser = Browser(port)
        browser.cookies.update(json.loads(name))
        browser.get("/questions/1/")
        browsers.append(browser)
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=client, args=(browser, until, think, random.Random(seed + n), out))
        for n, browser in enumerate(browsers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(out)


def people(data: Path, count: int) -> list[str]:
    """Make accounts and sessions in the database; signing up is not what is measured."""
    import os

    os.environ["PAIRBOND_DATA"] = str(data)
    from pairbond.web import server

    server.prepare()
    from django.contrib.auth.hashers import make_password
    from django.contrib.sessions.backends.db import SessionStore

    from pairbond.web.accounts.models import Person
    from pairbond.web.accounts.vault import make_person_key
    from pairbond.web.clock import today

    password, found = make_password("seven quiet otters dance"), []
    for n in range(count):
        person = Person.objects.create(name_index=f"{n:064}", joined=today(), password=password)
        make_person_key(person)
        session = SessionStore()
        session["_auth_user_id"] = str(person.pk)
        session["_auth_user_backend"] = "pairbond.web.accounts.backend.NameBackend"
        session["_auth_user_hash"] = person.get_session_auth_hash()
        session["seen"] = time.time()  # as after the first page
        session.create()
        found.append(json.dumps({"s": session.session_key}))
    from django.db import connections

    connections.close_all()
    return found


def run(clients: int, seconds: float, think: float, processes: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        queue: multiprocessing.Queue[dict[str, list[float]]] = multiprocessing.Queue()
        maker = multiprocessing.get_context("spawn").Pool(1)
        names = maker.apply(people, (Path(folder), clients))
        maker.close()
        server = Server(Path(folder), free_port())
        server.start()
        try:
            groups = [
                multiprocessing.Process(
                    target=group, args=(server.port, names[n::processes], seconds, think, n * 1000, queue)
                )
                for n in range(processes)
            ]
            for each in groups:
                each.start()
            results = [queue.get() for _ in groups]
            for each in groups:
                each.join()
        finally:
            server.kill()
    merged = {key: [value for result in results for value in result[key]] for key in results[0]}
    return {
        "schema": "pairbond.load/1", "clients": clients, "seconds": seconds, "think_seconds": think,
        "saves": len(merged["saves"]), "saves_a_second": round(len(merged["saves"]) / seconds, 1),
        "requests_a_second": round(2 * len(merged["saves"]) / seconds, 1), "errors": len(merged["errors"]),
        "save_ms": {"p50": percentile(merged["saves"], 0.5), "p99": percentile(merged["saves"], 0.99)},
        "page_ms": {"p50": percentile(merged["pages"], 0.5), "p99": percentile(merged["pages"], 0.99)},
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--think", type=float, default=0)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    print(json.dumps(run(given.clients, given.seconds, given.think, given.processes)))
