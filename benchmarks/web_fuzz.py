"""R-05: random requests at every page; no answer may be a fault of the server.

    python benchmarks/web_fuzz.py --requests 20000 [--seed 1]

Runs the app in this process on a folder of its own, signed in and not. Prints one line of JSON.
"""

import argparse
import json
import os
import random
import resource
import tempfile
from collections import Counter

POOL = (
    "", "1", "5", "0", "-1", "skip", "pass", "keep", "back", "go", "lines", "on", "no", "x" * 3000, "\x00", "é", "\ud7ff",
    "1e309", "nan", "9" * 400, "' or 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "%00", "{{7*7}}", "later",
)  # fmt: skip
FIELDS = (
    "answer", "turn", "slip", "seconds", "step", "line-1", "on", "code", "password", "password1", "login", "username",
    "adult", "free", "alias", "age", "session", "sure", "name", "next", "want", "entry", "outcome", "talked", "present",
    "partner_present", "day", "how", "oldpassword", "reached", "met",
)  # fmt: skip


def paths(rng: random.Random) -> list[str]:
    from django.urls import reverse

    from pairbond.web.urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        given = {name: rng.choice((0, 1, 3, 6, 99, 10**9)) for name in pattern.pattern.converters}
        if pattern.name not in {"leave", "account_logout"}:
            found.append(reverse(pattern.name, kwargs=given))
    return found


def run(count: int, seed: int) -> dict[str, object]:
    os.environ["PAIRBOND_DATA"] = tempfile.mkdtemp()
    os.environ.pop("DATABASE_URL", None)
    from pairbond.web import server

    server.prepare()
    from django.core.cache import cache
    from django.test import Client

    rng, statuses, faults = random.Random(seed), Counter[int](), []
    signed_in = Client(SERVER_NAME="localhost", raise_request_exception=False)
    guest = Client(SERVER_NAME="localhost", raise_request_exception=False)
    form = {"username": "fuzz", "password1": "seven quiet otters dance", "adult": "on", "free": "on"}
    assert signed_in.post("/join/", form).status_code == 302
    signed_in.post("/again/", {"password": form["password1"]})
    before = 0
    for n in range(count):
        if n == count // 10:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if n % 50 == 0:
            cache.clear()
        client, path = rng.choice((signed_in, signed_in, guest)), rng.choice(paths(rng))
        kind = rng.random()
        if kind < 0.3:
            response = client.get(path, {rng.choice(FIELDS): rng.choice(POOL)})
        elif kind < 0.85:
            fields = {rng.choice(FIELDS): rng.choice(POOL) for _ in range(rng.randint(0, 6))}
            fields.pop("sure", None)  # the account is needed to the end
            response = client.post(path, fields)
        else:
            body = bytes(rng.randrange(256) for _ in range(rng.randrange(200)))
            mime = rng.choice(
                ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "")
            )
            response = client.generic("POST", path, body, content_type=mime)
        statuses[response.status_code] += 1
        if response.status_code >= 500:
            faults.append(path)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {
        "schema": "pairbond.fuzz/1", "requests": count, "seed": seed, "faults": len(faults), "where": sorted(set(faults))[:20],
        "grown_mb": round(grown, 1), "statuses": dict(sorted(statuses.items())),
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(json.dumps(run(given.requests, given.seed)))
