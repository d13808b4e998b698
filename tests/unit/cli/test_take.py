"""Answering in the terminal: by lines, on a real terminal, and through kill -9."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.unit.cli.conftest import PASSPHRASE, Run, command_line, environment_of

from pairbond.app.person_file import open_person
from pairbond.app.sealed_log import SealedLog
from pairbond.library.instruments import load_instrument

BOND = load_instrument("bond")
N = len(BOND.items)
WHOLE = [1 + place % 5 for place in range(N)]


def typed(*lines: object) -> str:
    return "".join(f"{line}\n" for line in lines)


def content(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_questionnaire_from_beginning_to_end(run: Run) -> None:
    done = run(
        "take",
        "bond",
        "--out",
        "a.json",
        "--plain",
        "--alias",
        "Sam",
        "--age",
        31,
        typed=typed(*WHOLE, "o", "y"),
    )
    assert (done.code, done.err) == (0, "")
    data = content(Path("a.json"))
    assert data["person"] == {"alias": "Sam", "age": 31}
    assert data["responses"] == {"bond": {f"bond.{n:02}": value for n, value in enumerate(WHOLE, 1)}}
    assert data["consent"] == {"bond": "open", "actions": "open"}
    assert set(data["seconds"]["bond"]) == set(data["responses"]["bond"])  # type: ignore[index]
    assert not Path("a.json.part").exists()
    assert Path("a.json").stat().st_mode & 0o077 == 0
    assert "pairbond take closeness --out a.json --plain" in done.out
    assert "pairbond report a.json --out report" in done.out


def test_consent_is_none_unless_said(run: Run) -> None:
    for name, ending in (("a.json", ()), ("b.json", ("",)), ("c.json", ("maybe", "n"))):
        run("take", "bond", "--out", name, "--plain", typed=typed(*WHOLE, *ending))
        assert content(Path(name))["consent"] == {"bond": "none", "actions": "none"}


def test_back_skip_and_what_is_not_understood(run: Run) -> None:
    lines = [1, 2, "b", "b", 5, "", "s", "9", "x", "", 4, *WHOLE[4:]]
    done = run("take", "bond", "--out", "a.json", "--plain", typed=typed(*lines))
    data = content(Path("a.json"))["responses"]["bond"]  # type: ignore[index]
    assert "Please type a number from 1 to 5, or b, s or q." in done.out
    assert (data["bond.01"], data["bond.02"], data["bond.04"]) == (5, 2, 4)
    assert "bond.03" not in data


def test_leaving_and_going_on(run: Run) -> None:
    done = run("take", "bond", "--out", "a.json", "--plain", typed=typed(1, 2, "q"))
    assert done.code == 0
    assert f"Saved: 2 of {N}. Go on with: pairbond take bond --out a.json --plain" in done.out
    assert not Path("a.json").exists()
    done = run("take", "bond", "--out", "a.json", "--plain", typed=typed(*WHOLE[2:]))
    assert f"Welcome back. {N - 2} of {N} are left." in done.out
    assert len(content(Path("a.json"))["responses"]["bond"]) == N  # type: ignore[index]


def test_the_end_of_input_saves(run: Run) -> None:
    done = run("take", "bond", "--out", "a.json", "--plain", typed="3\n")
    assert done.code == 0
    assert f"Saved: 1 of {N}." in done.out


def test_a_second_questionnaire_joins_the_first(run: Run) -> None:
    run("take", "bond", "--out", "a.json", "--plain", "--alias", "Sam", typed=typed(*WHOLE, "o"))
    done = run("take", "dealbreakers", "--out", "a.json", "--plain", typed=typed(*[2] * 30, "n"))
    data = content(Path("a.json"))
    assert list(data["responses"]) == ["bond", "dealbreakers"]  # type: ignore[call-overload]
    assert data["person"] == {"alias": "Sam"}
    assert data["consent"] == {"bond": "open", "actions": "none", "dealbreakers": "none"}
    assert "that is each answer itself" in " ".join(done.out.split())


def test_answers_that_are_there_stay_until_the_new_ones_are_complete(run: Run) -> None:
    run("take", "bond", "--out", "a.json", "--plain", typed=typed(*WHOLE, "o"))
    before = Path("a.json").read_bytes()
    refused = run("take", "bond", "--out", "a.json", "--plain")
    assert refused.code == 1
    assert "a.json already holds answers to bond" in refused.err
    assert run("take", "bond", "--out", "a.json", "--plain", typed="q\n").code == 0
    run("take", "bond", "--out", "a.json", "--plain", typed=typed("a", 5, 5, "q"))
    assert Path("a.json").read_bytes() == before
    run("take", "bond", "--out", "a.json", "--plain", typed=typed(*[5] * (N - 2)))
    assert set(content(Path("a.json"))["responses"]["bond"].values()) == {5}  # type: ignore[index]


def test_what_the_partner_may_see_can_be_changed(run: Run) -> None:
    run("take", "bond", "--out", "a.json", "--plain", typed=typed(*WHOLE, "o"))
    done = run("take", "bond", "--out", "a.json", "--plain", typed=typed("c", "n"))
    assert done.code == 0
    data = content(Path("a.json"))
    assert data["consent"] == {"bond": "none", "actions": "none"}
    assert len(data["responses"]["bond"]) == N  # type: ignore[index]


def test_everything_skipped_writes_nothing(run: Run) -> None:
    done = run("take", "bond", "--out", "a.json", "--plain", typed=typed(*["s"] * N))
    assert done.code == 0
    assert "nothing was written" in done.out
    assert list(Path().glob("a.json*")) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bond", "--age", "17"], "made for people of 18 and over"),
        (["bond", "--age", "200"], "--age 200 is not possible"),
        (["bond", "--alias", ""], "--alias needs 1 to 40"),
        (["bond", "--alias", "a\nb"], "--alias needs 1 to 40"),
        (["ecr"], "comes without its wording, which is not ours to share"),
        (["nothing"], "There is no questionnaire 'nothing'"),
    ],
)
def test_what_cannot_be_taken_is_said_kindly(run: Run, arguments: list[str], says: str) -> None:
    done = run("take", *arguments, "--out", "a.json", "--plain")
    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert list(Path().glob("a.json*")) == []


def test_a_standard_questionnaire_with_its_pack(run: Run, tmp_path: Path) -> None:
    lines = [
        "schema: pairbond.wording/1",
        "instrument: ecr",
        "permission: mine",
        "instructions: Think.",
        "items:",
    ]
    (tmp_path / "pack.yaml").write_text(
        "\n".join([*lines, *(f'  ecr.{n:02}: "Line {n}"' for n in range(1, 37))]), encoding="utf-8"
    )
    run("instruments", "add-wording", "ecr", "pack.yaml")
    done = run("take", "ecr", "--out", "a.json", "--plain", typed=typed(*[7] * 36, "o"))
    assert done.code == 0
    assert "Line 36" in done.out
    assert content(Path("a.json"))["consent"] == {"attachment": "open", "actions": "none"}


def test_a_draft_of_another_questionnaire_is_not_lost(run: Run) -> None:
    run("take", "bond", "--out", "a.json", "--plain", typed="3\n")
    done = run("take", "values", "--out", "a.json", "--plain", typed="3\n")
    assert done.code == 1
    assert "pairbond take bond --out a.json" in done.err
    assert Path("a.json.part").exists()


def test_a_file_is_never_turned_from_sealed_to_plain_or_back(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("take", "bond", "--out", "a.json", "--plain", typed=typed(*WHOLE))
    assert "a.json is not sealed: add --plain" in run("take", "values", "--out", "a.json").err
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    run("take", "bond", "--out", "b.json", typed="3\n")
    assert (
        "b.json.part is sealed; go on without --plain"
        in run("take", "bond", "--out", "b.json", "--plain").err
    )


@pytest.mark.slow
def test_sealed_from_beginning_to_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        "run this in a terminal, set PAIRBOND_PASSPHRASE, or use --plain"
        in run("take", "bond", "--out", "a.json").err
    )
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", "short")
    assert "at least 12 characters" in run("take", "bond", "--out", "a.json").err
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    assert run("take", "bond", "--out", "a.json", "--alias", "Sam", typed=typed(*WHOLE[:4], "q")).code == 0
    draft = Path("a.json.part").read_bytes()
    assert b"bond.0" not in draft
    assert b"item" not in draft
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", "some other words here")
    wrong = run("take", "bond", "--out", "a.json", typed="3\n")
    assert (wrong.code, len(wrong.err.splitlines())) == (1, 1)
    assert "this passphrase does not open it" in wrong.err
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    assert run("take", "bond", "--out", "a.json", typed=typed(*WHOLE[4:], "o")).code == 0
    answers = open_person(Path("a.json").read_bytes(), "a.json", lambda _: PASSPHRASE)
    assert answers.responses["bond"].values.tolist() == WHOLE
    assert not Path("a.json.part").exists()


# ---- stopped at any moment -----------------------------------------------------------------------


def wait_for(condition: "object", seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def records(path: Path) -> int:
    return max(0, path.read_bytes().count(b"\n") - 2) if path.exists() else 0


@pytest.mark.parametrize("n", [0, 1, 7])
def test_kill_9_loses_no_answer_that_was_followed_by_a_question(run: Run, tmp_path: Path, n: int) -> None:
    part = tmp_path / "a.json.part"
    process = subprocess.Popen(
        command_line(["take", "bond", "--out", "a.json", "--plain"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment_of({}),
    )
    assert process.stdin is not None
    wait_for(part.exists)
    for value in WHOLE[:n]:
        process.stdin.write(f"{value}\n".encode())
        process.stdin.flush()
    wait_for(lambda: records(part) == n)
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    process.stdin.close()
    done = run("take", "bond", "--out", "a.json", "--plain", typed=typed(*WHOLE[n:]))
    assert done.code == 0
    values = content(tmp_path / "a.json")["responses"]["bond"].values()  # type: ignore[index]
    assert list(values) == WHOLE


def test_a_torn_last_line_is_dropped(run: Run, tmp_path: Path) -> None:
    run("take", "bond", "--out", "a.json", "--plain", typed=typed(1, 2, 3))
    part = tmp_path / "a.json.part"
    whole = part.read_bytes()
    part.write_bytes(whole[:-9])
    done = run("take", "bond", "--out", "a.json", "--plain", typed="")
    assert f"Saved: 2 of {N}." in done.out
    assert whole.startswith(part.read_bytes())


def test_two_windows_do_not_write_into_one_draft(run: Run, tmp_path: Path) -> None:
    run("take", "bond", "--out", "a.json", "--plain", typed="3\n")
    with SealedLog.open(tmp_path / "a.json.part", kind="draft", passphrase=None):
        done = run("take", "bond", "--out", "a.json", "--plain", typed="3\n")
    assert done.code == 1
    assert "is open in another window" in done.err


# ---- a real terminal -----------------------------------------------------------------------------


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, arguments: list[str]) -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:  # pragma: no cover
            os.execve(command_line(arguments)[0], command_line(arguments), environment_of({"TERM": "xterm"}))
        self.seen = ""

    def until(self, text: str, seconds: float = 30.0) -> str:
        """Read until *text* is on the screen; return what came, up to its end."""
        end = time.monotonic() + seconds
        while text not in plain(self.seen):
            assert time.monotonic() < end, f"no {text!r} in {plain(self.seen)[-600:]!r}"
            if select.select([self.handle], [], [], 0.1)[0]:
                self.read()
        before, _, self.seen = plain(self.seen).partition(text)
        return before + text

    def read(self) -> bool:
        try:
            raw = os.read(self.handle, 65_536)
        except OSError:
            return False
        self.seen += raw.decode("utf-8", "replace")
        return bool(raw)

    def type(self, text: str) -> None:
        os.write(self.handle, text.encode())

    def interrupt(self, text: str) -> str:
        """Press Control-C until *text* is on the screen.

        One that arrives in the instant between the prompt and the read is noted by the interpreter and
        acted on after the read only, so a person, too, would press it again.
        """
        for _ in range(10):
            self.type("\x03")
            with suppress(AssertionError):
                return self.until(text, seconds=3.0)
        return self.until(text)

    def end(self) -> int:
        while self.read():
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.handle)
        return os.waitstatus_to_exitcode(status)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


@pytest.fixture
def by_hand() -> "type[Terminal]":
    return Terminal


def test_on_a_terminal(by_hand: "type[Terminal]", tmp_path: Path) -> None:
    terminal = by_hand(["take", "bond", "--out", "a.json"])
    terminal.until("New passphrase")
    terminal.type("too short\n")
    terminal.until("at least 12 characters")
    terminal.until("New passphrase")
    terminal.type(f"{PASSPHRASE}\n")
    terminal.until("The same again")
    terminal.type("not the same at all\n")
    terminal.until("once more")
    for _ in range(2):
        terminal.until(": ")
        terminal.type(f"{PASSPHRASE}\n")
    first = terminal.until("leave")
    assert "For adults of 18 and over." in first
    assert "Seeing my partner again lifts my mood." in first
    assert PASSPHRASE not in first
    for n, value in enumerate(WHOLE, 1):
        terminal.type(f"{value}\n")
        if n < N:
            terminal.until(f"{n + 1} of {N}")
            terminal.until("> ")
    assert "None skipped." in terminal.until("Enter to finish")
    terminal.type("b\n")
    assert f"So far: {WHOLE[-1]}. Enter keeps it." in terminal.until("b back")
    terminal.type("\n")
    terminal.until("Enter to finish")
    terminal.type("\n")
    terminal.until("What shall the report call you?")
    terminal.type("Sam\n")
    terminal.until("Your age in years")
    terminal.type("old\n")
    terminal.until("Please type a number, or just Enter.")
    terminal.type("31\n")
    terminal.until("o for open, b for bands, n or Enter for none: ")
    terminal.type("o\n")
    terminal.until("y for yes, n or Enter for no: ")
    terminal.type("yes\n")
    assert "sealed with your passphrase" in terminal.until("pairbond report a.json PARTNER.json --out report")
    assert terminal.end() == 0
    answers = open_person((tmp_path / "a.json").read_bytes(), "a.json", lambda _: PASSPHRASE)
    assert (answers.alias, answers.age, answers.consent) == ("Sam", 31, {"bond": "open", "actions": "open"})
    seconds = answers.responses["bond"].seconds
    assert seconds is not None
    assert (seconds >= 0).all()


def test_control_c_says_saved(by_hand: "type[Terminal]") -> None:
    terminal = by_hand(["take", "bond", "--out", "a.json", "--plain"])
    terminal.until("> ")
    terminal.type("3\n")
    terminal.until(f"2 of {N}")
    terminal.until("> ")
    terminal.interrupt(f"Saved: 1 of {N}. Go on with: pairbond take bond --out a.json --plain")
    assert terminal.end() == 130


def test_too_young_on_a_terminal_keeps_nothing(by_hand: "type[Terminal]", tmp_path: Path) -> None:
    terminal = by_hand(["take", "bond", "--out", "a.json", "--plain", "--alias", "Kim"])
    for n in range(1, N + 1):
        terminal.until(f"{n} of {N}")
        terminal.until("> ")
        terminal.type("3\n")
    terminal.until("Enter to finish")
    terminal.type("\n")
    terminal.until("Your age in years")
    terminal.type("16\n")
    terminal.until("made for people of 18 and over")
    assert terminal.end() == 1
    assert list(tmp_path.glob("a.json*")) == []


@pytest.mark.parametrize(
    ("word", "sharing"), [("b", "banded"), ("Bands", "banded"), ("o", "open"), ("", "none")]
)
def test_a_part_that_can_be_shown_in_bands_offers_them(run: Run, word: str, sharing: str) -> None:
    done = run(
        "take",
        "bond",
        "--out",
        "a.json",
        "--plain",
        "--alias",
        "Sam",
        "--age",
        31,
        typed=typed(*WHOLE, word, "n"),
    )
    assert done.code == 0
    assert "lower, middle or upper third" in " ".join(done.out.split())
    assert content(Path("a.json"))["consent"]["bond"] == sharing
