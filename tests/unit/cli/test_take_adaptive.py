"""``pairbond take --adaptive``: by lines, through kill -9, sealed, and into scores and reports."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.property.adaptive_people import adaptive_path, keyed_reply
from tests.unit.cli.conftest import PASSPHRASE, Run, command_line, environment_of

from pairbond.app.person_file import open_person

TAKE = ("take", "closeness", "--adaptive", "--out", "a.json")
SAID = adaptive_path(keyed_reply(4, 2))
LINES = [str(value) for value in SAID.values()]


def typed(*lines: object) -> str:
    return "".join(f"{line}\n" for line in lines)


def content(path: str) -> Any:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def test_from_beginning_to_end(run: Run) -> None:
    done = run(*TAKE, "--plain", "--alias", "Sam", "--age", 31, typed=typed(*LINES, "o", "y"))
    assert (done.code, done.err) == (0, "")
    data = content("a.json")
    assert data["responses"]["closeness"] == SAID
    assert data["adaptive"] == {"closeness": list(SAID)}
    assert data["consent"] == {"attachment": "open", "actions": "open"}
    assert not Path("a.json.part").exists()


def test_progress_promises_no_fixed_number(run: Run) -> None:
    done = run(*TAKE, "--plain", typed=typed(*LINES))
    words = " ".join(done.out.split())
    assert "About 20 lines" in words and "about 20 questions in all, for some people more" in words
    assert re.search(r"\b\d+ of \d+\b", words) is None
    assert "Each line is chosen by what you said before" in words


def test_leaving_and_going_on(run: Run) -> None:
    done = run(*TAKE, "--plain", typed=typed(*LINES[:5], "q"))
    go_on = "Saved: 5 so far. Go on with: pairbond take closeness --out a.json --adaptive --plain"
    assert go_on in done.out
    assert "was begun with --adaptive" in run("take", "closeness", "--out", "a.json", "--plain").err
    done = run(*TAKE, "--plain", typed=typed(*LINES[5:]))
    assert "Welcome back. You have seen 5; about 20 questions in all" in " ".join(done.out.split())
    assert content("a.json")["adaptive"]["closeness"] == list(SAID)


def test_kill_9_leads_to_the_same_path(run: Run, tmp_path: Path) -> None:
    part = tmp_path / "a.json.part"
    process = subprocess.Popen(
        command_line([*TAKE, "--plain"]), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        env=environment_of({}),
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(typed(*LINES[:3]).encode())
    process.stdin.flush()
    end = time.monotonic() + 30
    while not (part.exists() and part.read_bytes().count(b"\n") >= 5):
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    process.stdin.close()
    assert run(*TAKE, "--plain", typed=typed(*LINES[3:])).code == 0
    assert content("a.json")["adaptive"]["closeness"] == list(SAID)


def test_back_and_skip(run: Run) -> None:
    done = run(*TAKE, "--plain", typed=typed("s", 1, "b", LINES[1], *["3"] * 40))
    assert done.code == 0
    data = content("a.json")
    first, second, *_ = data["adaptive"]["closeness"]
    assert first not in data["responses"]["closeness"]
    assert data["responses"]["closeness"][second] == int(LINES[1])


@pytest.mark.slow
def test_sealed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    assert run(*TAKE, typed=typed(*LINES[:4], "q")).code == 0
    assert b"closeness.0" not in Path("a.json.part").read_bytes()
    assert run(*TAKE, typed=typed(*LINES[4:], "o")).code == 0
    answers = open_person(Path("a.json").read_bytes(), "a.json", lambda _: PASSPHRASE)
    assert list(answers.responses["closeness"].asked) == list(SAID)


@pytest.mark.parametrize("name", ["bond", "safety", "values"])
def test_without_item_parameters_it_says_so(run: Run, name: str) -> None:
    done = run("take", name, "--adaptive", "--out", "a.json", "--plain")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert f"{name} has no item parameters, so there is no adaptive test of it" in done.err
    assert list(Path().glob("a.json*")) == []


def test_answering_the_whole_questionnaire_later_replaces_the_test(run: Run) -> None:
    run(*TAKE, "--plain", typed=typed(*LINES, "o"))
    again = run("take", "closeness", "--out", "a.json", "--plain", typed=typed("a", *[3] * 36))
    assert again.code == 0
    data = content("a.json")
    assert "adaptive" not in data and len(data["responses"]["closeness"]) == 36


def test_score_states_the_method(run: Run) -> None:
    run(*TAKE, "--plain", "--age", 31, typed=typed(*LINES, "o"))
    data = run("score", "a.json", "--json").data
    scale = data["scales"]["closeness.anxiety"]
    assert "adaptive" in scale["method"] and scale["percentile"] is not None
    shown = run("score", "a.json")
    assert "adaptive" in shown.out and "chosen one by one" in shown.out
