"""R-05: random requests at every page; no answer may be a fault of the server.

    python benchmarks/web_fuzz.py --requests 20000 [--seed 1]

Runs the app in this process on a folder of its own, signed in and not. Prints one line of JSON.
"""

import argparse
import json
import os
import random
import re
import resource
import tempfile
from collections import Counter
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

POOL = (
    "", "1", "5", "0", "-1", "skip", "pass", "keep", "back", "go", "lines", "on", "no", "x" * 3000, "\x00", "é", "\ud7ff",
    "1e309", "nan", "9" * 400, "' or 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "%00", "{{7*7}}", "later",
)  # fmt: skip
FIELDS = (
    "answer", "turn", "slip", "seconds", "step", "line-1", "on", "code", "password", "password1", "login", "username",
    "adult", "free", "alias", "age", "session", "sure", "name", "next", "want", "entry", "outcome", "talked", "present",
    "partner_present", "day", "how", "oldpassword", "reached", "met", "wish", "context", "contact", "contact_minutes", "zone",
    "first", "second", "then", "until", "weeks", "who", "order", "reading", "three_months", "did", "about-to", "line-0", "line-7",
    "passphrase", "new", "repeated", "understood", "share-values", "share-signal", "share-messages",
)  # fmt: skip
CONTROL = re.compile(r'<(?:input|button|textarea|select)[^>]*? name="([^"]+)"(?:[^>]*? value="([^"]*)")?')
ENDS = ("sure", "understood")
"""What would end or lock the account, which is needed to the last request."""


def paths(rng: random.Random) -> list[str]:
    from django.urls import reverse

    from pairbond.web.urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        given = {name: rng.choice((0, 1, 3, 6, 99, 10**9)) for name in pattern.pattern.converters}
        if pattern.name not in {"leave", "account_logout"}:
            found.append(reverse(pattern.name, kwargs=given))
    return found


def send(client: Any, path: str, rng: random.Random) -> Any:
    """Send one request: a query, a form of anything, the page's own form with changes, files, or bytes."""
    kind = rng.random()
    if kind < 0.25:
        return client.get(path, {rng.choice(FIELDS): rng.choice(POOL)})
    if kind < 0.55:
        fields = {rng.choice(FIELDS): rng.choice(POOL) for _ in range(rng.randint(0, 6))}
    elif kind < 0.85:
        fields = own_form(client.get(path), rng)
    else:
        body = bytes(rng.randrange(256) for _ in range(rng.randrange(200)))
        if kind < 0.88:
            return client.post(path, {"zone": rng.choice(POOL), "files": SimpleUploadedFile("x.txt", body)})
        mime = rng.choice(
            ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "")
        )
        return client.generic("POST", path, body, content_type=mime)
    return client.post(path, {name: value for name, value in fields.items() if name not in ENDS})


def own_form(page: Any, rng: random.Random) -> dict[str, str]:
    """Return what the forms of a page hold, sealed slips too, with about a third replaced."""
    html = page.content.decode() if page["Content-Type"].startswith("text/html") else ""
    held = {name: unescape(value) for name, value in CONTROL.findall(html)}
    return {name: rng.choice(POOL) if rng.random() < 0.35 else value for name, value in held.items()}


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
        response = send(client, path, rng)
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
