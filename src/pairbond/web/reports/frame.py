"""A report's page inside the app: neutral title, the way out, and the app's own fonts and policy."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from pairbond.report.fonts import FACES
from pairbond.web.headers import policy

EMBEDDED = re.compile(r'url\("data:font/woff2;base64,[^"]+"\)')
OWN_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def slim(html: str) -> str:
    """Return a report's page with its fonts taken from the app, a tenth of the size."""
    names = iter(name for name, _weight, _style in FACES)
    return EMBEDDED.sub(lambda found: f'url("/static/fonts/{next(names)}.woff2")', html, count=len(FACES))


def framed(request: HttpRequest, html: str, shown: dict[str, Any]) -> HttpResponse:
    """Return the page of a report with the app's bar on top.

    The bar and the script come as files of the app, the report's own style by its hash: nothing
    inline is allowed beyond it.
    """
    page = OWN_POLICY.sub("", html, count=1)
    head = render_to_string("reports/head.html", shown, request=request)
    bar = render_to_string("reports/bar.html", shown, request=request)
    page = TITLE.sub(lambda _: head, page, count=1)
    page = page.replace('<div class="sheet">', f'{bar}\n<div class="sheet">', 1)  # behind the skip link
    style = STYLE.search(page)
    digest = b64encode(sha256(style[1].encode() if style else b"").digest()).decode("ascii")
    response = HttpResponse(page)
    response.headers["Content-Security-Policy"] = policy(style_src=f"'self' 'sha256-{digest}'")
    return response
