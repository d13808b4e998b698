"""T-15 and T-09: nothing nudges, counts or tells, in any sentence of the app, and no log names a page."""

import ast
import logging
import re
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parents[3] / "src" / "pairbond" / "web"
DENIED = re.compile(
    r"""(?ix)
    (is|are)\ waiting\ (for|on)\ you | your\ partner\ is\ waiting | partner\ has\ (now\ )?(joined|agreed|answered|finished|read|seen|left|said|opened)
    | \bstreak | days\ in\ a\ row | in\ a\ row\b | last\ (seen|active|online|visit) | (is|was)\ online | read\ receipt | overdue
    | %\ (complete|done|finished) | (do\ not|don.t)\ (forget|miss|lose|break) | keep\ (it|this)\ up | well\ done | almost\ there
    | (remind|nudge|poke|notify)\ (your\ partner|them) | has\ not\ (answered|agreed|read)\ yet | hurry | only\ \d+\ (left|more)
    """
)
ABOUT_THE_OTHER = re.compile(r"(?i)last_(seen|login|visit|active)|read_at\b|opened_at|progress_of|typing")


def texts() -> list[tuple[str, str]]:
    """What the app can say: its templates and scripts as they are, of its modules what is translated."""
    found = []
    for path in sorted(HERE.rglob("*")):
        name = str(path.relative_to(HERE))
        if path.suffix in {".html", ".txt", ".js"}:
            found.append((name, path.read_text(encoding="utf-8")))
        elif path.suffix == ".py":
            found += [(name, said) for said in translated(path)]
    return found


def translated(path: Path) -> list[str]:
    calls = (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )
    return [
        each.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in {"_", "gettext", "gettext_lazy", "ngettext"}
        for each in call.args
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def test_no_sentence_nudges_or_tells_of_the_other() -> None:
    assert len(texts()) > 200
    for name, text in texts():
        found = DENIED.search(text)
        assert not found, (name, found and found[0])


@pytest.mark.parametrize(
    "said", ["Your partner is waiting", "7 days in a row", "80% complete", "Last seen today"]
)
def test_the_scan_can_fail(said: str) -> None:
    assert DENIED.search(said)


def test_nothing_is_kept_that_would_tell_of_the_other(web: Any) -> None:
    """No column says when somebody was here or read something; only the owner's own page has a mark."""
    from django.apps import apps

    names = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("pairbond.")
        for field in model._meta.get_fields()
    }
    assert {name for name in names if ABOUT_THE_OTHER.search(name)} == set()


def test_data_without_a_page_is_for_oneself_only() -> None:
    """What answers in JSON is listed here, so that nobody adds a window through which to watch."""
    modules = {path.name: path.read_text(encoding="utf-8") for path in HERE.rglob("*.py")}
    makers = {name for name, text in modules.items() if re.search(r"JsonResponse\(|StreamingHttp", text)}
    assert makers == {"page.py"}, "the manifest, which is the same for everybody"


def test_no_log_names_a_page_or_a_person(web: Any) -> None:
    from django.conf import settings

    from pairbond.web.server import Serving, options_of

    assert options_of(Serving())["accesslog"] is None
    formats = " ".join(each["format"] for each in settings.LOGGING["formatters"].values())
    assert not re.search(r"request|path|user|addr", formats)
    assert logging.getLogger("django.request").getEffectiveLevel() >= logging.ERROR
