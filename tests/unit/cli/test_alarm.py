"""The moment of alarm in the terminal: safety first, by lines, sealed, and only counts."""

import os
import pty
import re
import select
from datetime import date
from pathlib import Path

import pytest
from tests.unit.app.test_alarm_log import opened_quickly, sealed_quickly
from tests.unit.cli.conftest import PASSPHRASE, Run, command_line, environment_of

from pairbond.app import sealed_log
from pairbond.app.alarm_log import AlarmLog
from pairbond.library.alarm import load_alarm

SPEC = load_alarm()
LOG = Path("data/notes/notes.log")
SENTENCE = "I wrote at four."
ALL = [1, SENTENCE, 1, 8, "They are losing interest.", 7, "1 12 13", 2, 1, 1, 5, 1]


def typed(*lines: object) -> str:
    return "".join(f"{line}\n" for line in lines)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_log, "seal", sealed_quickly)
    monkeypatch.setattr(sealed_log, "unseal", opened_quickly)
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)


def tree() -> dict[Path, tuple[bytes, int]]:
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path().rglob("*") if path.is_file()
    }


def filled(n: int, path: Path = LOG) -> None:
    """Write entries as the program does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with AlarmLog.open(path, PASSPHRASE) as log:
        for number in range(n):
            given = {"happened": "quarrel", "before": 8, "after": 3 + number % 3, "settle": "walk"}
            log.append({"kind": "entry", "date": "2026-02-03", "at": "done", "given": given})


def test_from_beginning_to_end(run: Run) -> None:
    done = run("alarm", typed=typed(*ALL))
    assert (done.code, done.err) == (0, "")
    text = flat(done.out)
    assert text.index("are you afraid that your partner") < text.index("You are stirred, and you are here.")
    assert "Their phone and their ways are their own." in text
    assert "You stayed with it." in text
    assert SENTENCE not in done.out
    with AlarmLog.open(LOG, PASSPHRASE) as log:
        (kept,) = log.kept(SPEC)
        assert kept.entry.date == date.today()  # noqa: DTZ011
        assert (kept.entry.before, kept.entry.after, kept.entry.step) == (8, 5, "breath")
        assert len(log.records) == 2


@pytest.mark.parametrize("answer", [2, 3, "s"])
@pytest.mark.parametrize("how", [[], ["--review"], ["--outcome"]])
def test_held_writes_nothing_at_all(run: Run, answer: object, how: list[str]) -> None:
    done = run("alarm", *how, typed=typed(answer, *ALL))
    assert (done.code, done.err, tree()) == (0, "", {})
    assert list(Path().iterdir()) == []
    text = flat(done.out)
    assert "Nothing of this has been written down." in text
    assert "What happened?" not in text
    assert "On 2" not in text


def test_held_touches_no_log_that_is_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(7)
    with LOG.open("ab") as out:
        out.write(b"a torn line")
    monkeypatch.delenv("PAIRBOND_PASSPHRASE")  # it is not even asked for
    before = tree()
    for how in ([], ["--review"], ["--outcome"]):
        assert run("alarm", *how, typed=typed(2)).code == 0
    assert tree() == before


def test_held_offers_the_help_page(run: Run) -> None:
    assert "116 123" not in run("alarm", typed=typed(2)).out
    assert "116 123" in run("alarm", typed=typed(2, "h")).out


def test_the_help_page_is_one_key_away_on_every_page(run: Run) -> None:
    done = run("alarm", typed=typed("h", 1, "h", SENTENCE, "h", "q"))
    assert done.out.count("116 123") == 3
    assert done.out.count("h help page") >= 6


@pytest.mark.parametrize("answered", range(10))
def test_leaving_before_the_wait_writes_nothing(run: Run, answered: int) -> None:
    for ending in ("q\n", ""):
        done = run("alarm", typed=typed(*ALL[:answered]) + ending)
        assert (done.code, tree()) == (0, {})
        assert "Nothing was written." in done.out


def test_leaving_during_the_wait_and_going_on(run: Run) -> None:
    done = run("alarm", typed=typed(*ALL[:10], "q"))
    assert "is kept, sealed" in flat(done.out)
    done = run("alarm", typed=typed(1, "", 4, 4))
    text = flat(done.out)
    assert "you began an entry and chose to wait" in text
    assert "You stayed with it" not in text
    assert "deserves a talk in a calm hour" in text
    with AlarmLog.open(LOG, PASSPHRASE) as log:
        (kept,) = log.kept(SPEC)
        assert (kept.entry.after, kept.entry.did) == (4, "what-i-was-about-to")
        assert kept.texts["happened-text"] == SENTENCE


def test_the_one_that_waits_can_be_put_away(run: Run) -> None:
    run("alarm", typed=typed(*ALL[:10], "q"))
    assert "What happened?" in run("alarm", typed=typed(1, "n", "q")).out
    assert "chose to wait" not in run("alarm", typed=typed(1, "q")).out


def test_back_to_safety_and_a_yes_forgets_what_was_written(run: Run) -> None:
    done = run("alarm", typed=typed(1, SENTENCE, "b", "b", 2))
    assert "Nothing of this has been written down." in done.out
    assert tree() == {}


def test_everything_left_out_writes_nothing(run: Run) -> None:
    done = run("alarm", typed=typed(1, *["s"] * 12))
    assert "You left everything out, so nothing was written." in flat(done.out)
    assert tree() == {}


def test_what_is_not_understood_is_asked_again(run: Run) -> None:
    done = run("alarm", typed=typed(1, "s", "s", 11, "x", 8, "q"))
    assert done.out.count("Please type a number from 0 to 10") == 2


def test_what_i_wrote_is_offered_only_where_something_was_written(run: Run) -> None:
    assert "what I wrote above" not in run("alarm", typed=typed(1, *["s"] * 8)).out
    assert "what I wrote above" in run("alarm", typed=typed(*ALL[:6], "q")).out


def test_outcomes(run: Run) -> None:
    filled(2)
    done = run("alarm", "--outcome", typed=typed(1, 1, "w", 3, 2))
    text = flat(done.out)
    assert "3 Feb 2026 · a quarrel, or sharp words · alarm 8, then 4" in text
    assert "Written down." in text
    with AlarmLog.open(LOG, PASSPHRASE) as log:
        assert [kept.entry.outcome for kept in log.kept(SPEC)] == [None, "different"]
        assert log.records[-1] == {
            "n": 2,
            "kind": "outcome",
            "entry": 1,
            "outcome": "different",
            "talked": "not-yet",
        }
    run("alarm", "--outcome", typed=typed(1, 1, 5, "s"))
    assert "There is no entry that waits" in run("alarm", "--outcome", typed=typed(1)).out


def test_the_own_words_are_shown_only_when_asked_for(run: Run) -> None:
    run("alarm", typed=typed(*ALL))
    assert SENTENCE not in run("alarm", "--outcome", typed=typed(1, 1, "q")).out
    shown = run("alarm", "--outcome", typed=typed(1, 1, "w", "q")).out
    assert f"You wrote then:\n“{SENTENCE}”" in shown


@pytest.mark.parametrize("lines", [[1], [1, "q"], [1, 1, "q"], [1, 1, "s"], [1, 1, 1, "q"]])
def test_leaving_an_outcome_writes_nothing(run: Run, lines: list[object]) -> None:
    filled(1)
    before = LOG.read_bytes()
    assert "Nothing was written." in run("alarm", "--outcome", typed=typed(*lines)).out
    assert LOG.read_bytes() == before


def test_the_review_is_counts(run: Run) -> None:
    filled(5)
    assert "After 6 entries this page can say something. Entries so far: 5." in flat(
        run("alarm", "--review", typed=typed(1)).out
    )
    filled(2)
    text = flat(run("alarm", "--review", typed=typed(1)).out)
    assert re.search(r"after “walk, stairs, or stretch” the alarm was lower by \d\.\d on average", text)
    assert (
        "What you feared: 0. Some of it: 0. Something else: 0. Still open: 0. Not written down yet: 7."
        in text
    )


def test_without_a_log_there_is_nothing_to_review(run: Run) -> None:
    assert "Entries so far: 0." in run("alarm", "--review", typed=typed(1)).out
    assert "There is no entry" in run("alarm", "--outcome", typed=typed(1)).out
    assert tree() == {}


def test_a_log_of_ones_own_choosing(run: Run) -> None:
    run("alarm", "--log", "mine.log", typed=typed(*ALL))
    assert list(tree()) == [Path("mine.log")]


@pytest.mark.parametrize(
    ("passphrase", "says"),
    [
        ("some other words", "pairbond: notes.log: this passphrase does not open it; try again.\n"),
        (None, "pairbond: notes.log is sealed: run this in a terminal, or set PAIRBOND_PASSPHRASE.\n"),
    ],
)
def test_a_wrong_passphrase_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, passphrase: str | None, says: str
) -> None:
    filled(1)
    before = tree()
    if passphrase is None:
        monkeypatch.delenv("PAIRBOND_PASSPHRASE")
    else:
        monkeypatch.setenv("PAIRBOND_PASSPHRASE", passphrase)
    done = run("alarm", typed=typed(*ALL))
    assert (done.code, done.err) == (1, says)
    assert tree() == before


def test_a_new_log_needs_a_passphrase_of_twelve(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", "short")
    assert "at least 12 characters" in run("alarm", typed=typed(*ALL)).err
    monkeypatch.delenv("PAIRBOND_PASSPHRASE")
    assert "notes.log will be sealed" in run("alarm", typed=typed(*ALL)).err
    assert tree() == {}


def test_what_is_no_log_is_refused(run: Run) -> None:
    Path("other.txt").write_text("hello\n", encoding="utf-8")
    assert "not a file Pairbond began" in run("alarm", "--log", "other.txt", typed=typed(*ALL)).err
    assert "--log needs the name of a file" in run("alarm", "--log", ".").err
    assert run("alarm", "--review", "--outcome").code == 2


def test_on_a_terminal_nothing_stays_in_the_window() -> None:
    pid, handle = pty.fork()
    if pid == 0:  # pragma: no cover
        line = command_line(["alarm"])
        os.execve(line[0], line, environment_of({"TERM": "xterm"}))
    seen = b""
    for waits_for, line in ((b"> ", b"3\n"), (b"Enter to close: ", b"\n"), (None, b"")):
        while waits_for is None or waits_for not in seen:
            assert select.select([handle], [], [], 30)[0], seen
            try:
                seen += os.read(handle, 65_536)
            except OSError:  # the end, as Linux tells it
                break
        if line:
            os.write(handle, line)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(handle)
    before, _, page = seen.partition(b"\x1b[?1049h")
    page, _, after = page.partition(b"\x1b[?1049l")
    assert b"are you afraid" in page
    assert (before.strip(), after.strip()) == (b"", b"")
    assert tree() == {}
