"""The private screen: what it switches off, that it looks the same for every answer, and leaves no trace."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import time
from itertools import product
from pathlib import Path

import pytest
from tests.unit.cli.conftest import PASSPHRASE, Run, command_line, environment_of

from pairbond.app.person_file import open_person
from pairbond.cli.take_safety import HINT, KEYS
from pairbond.library.answers import read_answers
from pairbond.library.instruments import load_instrument
from pairbond.library.safety_texts import load_safety_texts
from pairbond.report.build import build_report

SAFETY = load_instrument("safety")
TEXTS = load_safety_texts()
GO = 1
NO = [1] * 9
BOND = [1 + place % 5 for place in range(len(load_instrument("bond").items))]
HOLDS = {
    "one yes": [1, 1, 1, 1, 2, 1, 1, 1, 1],
    "all yes": [2] * 9,
    "rather not say": [1, 1, 1, 1, 1, 1, 1, 1, 3],
    "one left blank": [1, 1, "", 1, 1, 1, 1, 1, 1],
    "all left blank": [""] * 9,
    "words": ["no", "N", " 1 ", "YES", "1", "1", "1", "1", "1"],
}


def typed(*lines: object) -> str:
    return "".join(f"{line}\n" for line in lines)


def flat(text: str) -> str:
    return " ".join(text.split())


def file_with(run: Run, name: str, sharing: str = "o", advice: str = "y") -> Path:
    run("take", "bond", "--out", name, "--plain", "--alias", "Sam", typed=typed(*BOND, sharing, advice))
    path = Path(name)
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["seconds"]
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def consent_of(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8")).get("consent")


def screen(run: Run, path: Path | None, *lines: object) -> str:
    out = ("--out", path, "--plain") if path else ()
    done = run("take", "safety", *out, typed=typed(*lines))
    assert (done.code, done.err) == (0, "")
    return done.out


# ---- what it switches off ------------------------------------------------------------------------


@pytest.mark.parametrize("answers", HOLDS.values(), ids=HOLDS)
def test_anything_but_nine_times_no_holds_advice_back(run: Run, answers: list[object]) -> None:
    path = file_with(run, "a.json")
    screen(run, path, GO, *answers)
    assert consent_of(path) == {"bond": "open", "actions": "none"}


def test_nine_times_no_leaves_the_file_as_it_was(run: Run) -> None:
    path = file_with(run, "a.json")
    before = path.read_bytes()
    screen(run, path, GO, *NO)
    assert path.read_bytes() == before


@pytest.mark.parametrize("n", range(9))
@pytest.mark.parametrize("ending", [["q"], []], ids=["q", "end of input"])
def test_a_screen_that_was_begun_and_left_holds(run: Run, n: int, ending: list[object]) -> None:
    path = file_with(run, "a.json")
    out = screen(run, path, GO, *[1] * n, *ending)
    assert consent_of(path) == {"bond": "open", "actions": "none"}
    assert flat(TEXTS.after[0]) in flat(out)


@pytest.mark.parametrize("lines", [[2], [""], ["q"], [], [3, 2], [3, 9, "x", 2]])
def test_a_screen_that_was_not_begun_changes_nothing(run: Run, lines: list[object]) -> None:
    path = file_with(run, "a.json")
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    out = screen(run, path, *lines)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert flat(TEXTS.skipped[0]) in flat(out)
    assert SAFETY.items[0].text not in out
    if 3 in lines:
        assert "This page is the same for everyone" in flat(out)


def test_back_changes_an_answer(run: Run) -> None:
    path = file_with(run, "a.json")
    before = path.read_bytes()
    screen(run, path, GO, 2, "b", *NO)
    assert path.read_bytes() == before
    screen(run, path, GO, "b", *NO[:8], "x", 1)
    assert path.read_bytes() == before


def test_without_a_file_nothing_is_written(run: Run, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    out = screen(run, None, GO, *HOLDS["one yes"])
    assert all(flat(item.text) in flat(out) for item in SAFETY.items if item.text)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_is_not_there_is_not_begun(run: Run) -> None:
    done = run("take", "safety", "--out", "a.json", "--plain", typed=typed(GO, *NO))
    assert done.code == 1
    assert "There is no file a.json yet" in done.err
    assert done.out == ""
    assert list(Path().glob("a.json*")) == []


def test_other_questionnaires_still_need_a_file(run: Run) -> None:
    assert run("take", "bond").code == 2


# ---- no trace (T-17) -----------------------------------------------------------------------------


@pytest.mark.parametrize(("sharing", "advice"), list(product("on", "yn")))
@pytest.mark.parametrize("answers", HOLDS.values(), ids=HOLDS)
def test_held_is_byte_for_byte_what_was_chosen_by_hand(
    run: Run, sharing: str, advice: str, answers: list[object]
) -> None:
    held, by_hand = file_with(run, "a.json", sharing, advice), file_with(run, "b.json", sharing, advice)
    screen(run, held, GO, *answers)
    run("take", "bond", "--out", "b.json", "--plain", typed=typed("c", sharing, "n"))
    assert held.read_bytes() == by_hand.read_bytes()


def test_the_joint_report_cannot_tell_either(run: Run) -> None:
    a, b, c = (file_with(run, f"{name}.json") for name in "abc")
    screen(run, a, GO, *HOLDS["one yes"])
    run("take", "bond", "--out", "b.json", "--plain", typed=typed("c", "o", "n"))
    partner = read_answers(c)
    reports = []
    for path in (a, b):
        answers = read_answers(path)
        assert answers.occasion is not None
        report = build_report(answers, partner, created=answers.occasion)
        reports.append((report.to_dict(), repr(report.sections)))
    assert reports[0] == reports[1]


def test_what_stands_on_the_screen_is_the_same_for_every_answer(run: Run) -> None:
    path = file_with(run, "a.json")
    seen = {screen(run, path, GO, *answers) for answers in (NO, *HOLDS.values())}
    assert len(seen) == 1
    (text,) = seen
    for paragraph in (*TEXTS.intro, *TEXTS.after, TEXTS.terminal):
        assert flat(paragraph) in flat(text)
    assert flat(KEYS) in flat(text)
    assert HINT not in text


def test_only_the_answers_file_is_there_afterwards(run: Run, tmp_path: Path) -> None:
    file_with(run, "a.json")
    before = sorted(tmp_path.rglob("*"))
    screen(run, Path("a.json"), GO, *HOLDS["one yes"])
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_a_sealed_file_is_held_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    run("take", "bond", "--out", "a.json", typed=typed(*BOND, "o", "y"))
    for answers, advice in ((NO, "open"), (HOLDS["rather not say"], "none")):
        done = run("take", "safety", "--out", "a.json", typed=typed(GO, *answers))
        assert done.code == 0
        found = open_person(Path("a.json").read_bytes(), "a.json", lambda _: PASSPHRASE)
        assert found.consent == {"bond": "open", "actions": advice}


# ---- shut in haste -------------------------------------------------------------------------------


class Window:
    """A terminal window that can be shut."""

    def __init__(self, arguments: list[str]) -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:  # pragma: no cover
            os.execve(command_line(arguments)[0], command_line(arguments), environment_of({"TERM": "xterm"}))
        self.seen = b""

    def until(self, text: str, seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < end, self.seen[-500:]
            if select.select([self.handle], [], [], 0.1)[0]:
                self.seen += os.read(self.handle, 65_536)
        self.seen = self.seen.partition(text.encode())[2]

    def type(self, text: str) -> None:
        os.write(self.handle, text.encode())

    def wait(self) -> int:
        while True:
            try:
                if not os.read(self.handle, 65_536):
                    break
            except OSError:
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGINT])
def test_a_window_shut_in_haste_leaves_advice_off(run: Run, how: signal.Signals) -> None:
    path = file_with(run, "a.json")
    window = Window(["take", "safety", "--out", "a.json", "--plain"])
    window.until("show me the help page")
    window.type("1\n")
    window.until("1 of 9")
    window.type("1\n")
    window.until("2 of 9")
    os.kill(window.pid, how)
    code = window.wait()
    assert consent_of(path) == {"bond": "open", "actions": "none"}
    assert (code == 0) == (how == signal.SIGINT)
    assert list(Path().glob(".*.part")) == []
