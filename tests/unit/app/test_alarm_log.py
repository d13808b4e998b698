"""The log: appears with its first record, keeps what is finished, survives kill -9, tells nothing."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pairbond.app import sealed_log
from pairbond.app.alarm import AFTER, DONE, Moment, Said, begin, question_at, step
from pairbond.app.alarm_log import AlarmLog, default_path
from pairbond.errors import ConfigError, StoreError, WrongPassphrase
from pairbond.library.alarm import load_alarm

SPEC = load_alarm()
PASSPHRASE = "correct horse battery"
DAY = date(2026, 5, 6)
CANARY_HAPPENED, CANARY_READING = "Zebrafinch at the harbour.", "Quincunx of silence."
TYPED = ["1", CANARY_HAPPENED, "1", "8", CANARY_READING, "7", "1 12 13", "3", "2", "1", "4", "1"]
GIVEN = {
    "happened-text": CANARY_HAPPENED,
    "happened": "no-answer",
    "before": 8,
    "reading": CANARY_READING,
    "sure": 7,
    "others": ["busy", "mine", "cannot-know"],
    "about-to": "draft",
    "settle": "walk",
    "wait": "10-minutes",
    "after": 4,
    "did": "waited",
}
ACKNOWLEDGED = b"You stayed with it."
KILLS = 20


def sealed_quickly(data: bytes, passphrase: str) -> bytes:
    return b64encode(passphrase.encode() + b"|" + data)


def opened_quickly(raw: bytes, passphrase: str, name: str) -> bytes:
    from base64 import b64decode

    given, _, data = b64decode(raw).partition(b"|")
    if given != passphrase.encode():
        raise WrongPassphrase(f"{name}: this passphrase does not open it; try again.")
    return data


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal the log's key without the slow work, which is not what is tested; records are sealed."""
    monkeypatch.setattr(sealed_log, "seal", sealed_quickly)
    monkeypatch.setattr(sealed_log, "unseal", opened_quickly)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path / "data"))
    return tmp_path


def moment_at(place: str) -> Moment:
    """A moment in which the first choice was taken at every question up to a place."""
    moment = step(SPEC, begin(), Said("no"))
    while moment.at != place:
        question = question_at(SPEC, moment)
        assert question is not None
        kinds = {"scale": 5, "text": CANARY_READING, "many": question.ids[:2]}
        moment = step(SPEC, moment, Said(kinds.get(question.kind) or question.ids[0]))
    return moment


@pytest.mark.usefixtures("quick")
def test_nothing_is_on_the_disk_before_the_first_record(folder: Path) -> None:
    with AlarmLog.open(default_path(), PASSPHRASE) as log:
        assert (log.kept(SPEC), log.waiting(SPEC), list(folder.rglob("*"))) == ([], None, [])
        log.keep_waiting(moment_at(AFTER), DAY)
    assert default_path().is_file()
    assert default_path().parent.stat().st_mode & 0o077 == 0
    assert default_path().stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("quick")
def test_an_entry_takes_the_place_of_the_one_that_waits(folder: Path) -> None:
    path = folder / "notes.log"
    with AlarmLog.open(path, PASSPHRASE) as log:
        log.keep_waiting(moment_at(AFTER), DAY)
    with AlarmLog.open(path, PASSPHRASE) as log:
        assert log.waiting(SPEC) == (moment_at(AFTER), DAY)
        assert log.kept(SPEC) == []
        log.keep_entry(moment_at(DONE), DAY)
    with AlarmLog.open(path, PASSPHRASE) as log:
        assert log.waiting(SPEC) is None
        (kept,) = log.kept(SPEC)
        entry = kept.entry
        assert (entry.date, entry.step, entry.before, entry.after) == (DAY, "breath", 5, 5)
        assert (entry.happened, entry.about_to, entry.did) == ("no-answer", "check-own", "waited")
        assert dict(kept.texts) == {"happened-text": CANARY_READING, "reading": CANARY_READING}


@pytest.mark.usefixtures("quick")
def test_the_one_that_waits_can_be_put_away(folder: Path) -> None:
    with AlarmLog.open(folder / "notes.log", PASSPHRASE) as log:
        log.keep_waiting(moment_at(AFTER), DAY)
        log.drop_waiting()
        assert (log.waiting(SPEC), log.kept(SPEC)) == (None, [])


@pytest.mark.usefixtures("quick")
def test_the_latest_outcome_counts(folder: Path) -> None:
    with AlarmLog.open(folder / "notes.log", PASSPHRASE) as log:
        log.keep_entry(moment_at(DONE), DAY)
        log.keep_entry(moment_at(DONE), DAY)
        log.keep_outcome(0, "unclear", None)
        assert [kept.number for kept in log.still_open(SPEC)] == [0, 1]
        log.keep_outcome(0, "different", "yes")
        assert [kept.entry.outcome for kept in log.kept(SPEC)] == ["different", None]
        assert [kept.number for kept in log.still_open(SPEC)] == [1]


@pytest.mark.usefixtures("quick")
def test_two_windows_that_begin_together_lose_nothing(folder: Path) -> None:
    path = folder / "notes.log"
    first, second = AlarmLog.open(path, PASSPHRASE), AlarmLog.open(path, PASSPHRASE)
    first.keep_entry(moment_at(DONE), DAY)
    with pytest.raises(StoreError, match="open in another window"):
        second.keep_entry(moment_at(DONE), DAY)
    first.close()
    second.keep_entry(moment_at(DONE), DAY)
    assert len(second.kept(SPEC)) == 2
    second.close()


def test_a_short_passphrase_is_refused_at_once(folder: Path) -> None:
    with pytest.raises(ConfigError, match="at least 12 characters"):
        AlarmLog.open(folder / "notes.log", "short")
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("quick")
def test_a_date_that_is_none_is_said(folder: Path) -> None:
    with AlarmLog.open(folder / "notes.log", PASSPHRASE) as log:
        log.append({"kind": "entry", "date": "soon", "given": {}})
        with pytest.raises(StoreError, match="A date in the log"):
            log.kept(SPEC)


# ---- kill -9 -------------------------------------------------------------------------------------

CHILD = """
import sys
from base64 import b64encode
from pairbond.app import sealed_log
sealed_log.seal = lambda data, passphrase: b64encode(passphrase.encode() + b"|" + data)
from tests.unit.app.test_alarm_log import opened_quickly
sealed_log.unseal = opened_quickly
from pairbond.cli.main import main
sys.exit(main(["alarm", "--log", sys.argv[1]]))
"""


class Asked:
    """The command in a process of its own, answered line by line."""

    def __init__(self, path: Path) -> None:
        paths = os.pathsep.join([*(each for each in sys.path if each), str(Path.cwd())])
        environment = {**os.environ, "PYTHONPATH": paths, "PAIRBOND_PASSPHRASE": PASSPHRASE}
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        self.seen = b""

    def read(self, seconds: float) -> bool:
        """Read what is there; False at its end, or where nothing comes in time."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return False
        more = os.read(self.process.stdout.fileno(), 65_536)
        self.seen += more
        return bool(more)

    def prompts(self) -> int:
        return self.seen.count(b"\n> ") + self.seen.count(b"begin anew: ")

    def until(self, prompts: int) -> None:
        while self.prompts() < prompts and self.process.poll() is None:
            assert self.read(30), self.seen

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        while self.read(5):
            pass
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


def run_and_kill(path: Path, rng: random.Random) -> bool:
    """Answer some questions, kill; return whether the entry was acknowledged before."""
    asked = Asked(path)
    asked.until(1)
    asked.type("1")
    lines = list(TYPED[1:])
    asked.until(2)
    if b"begin anew" in asked.seen:
        asked.type("")
        asked.until(3)
        lines = lines[9:]
    answered = rng.choice([*range(len(lines) + 1), len(lines), len(lines)])
    start = asked.prompts()
    for number, line in enumerate(lines[:answered], 1):
        asked.type(line)
        if number < answered or rng.random() < 0.5:
            asked.until(min(start + number, start + len(lines) - 1))
    time.sleep(rng.random() * 0.03)
    asked.kill()
    return ACKNOWLEDGED in asked.seen


@pytest.mark.usefixtures("quick")
@pytest.mark.slow
def test_kill_at_any_point_loses_no_finished_entry_and_leaves_no_half_one(folder: Path) -> None:
    path = folder / "notes.log"
    rng = random.Random(20267)
    acknowledged, before, finished = 0, 0, 0
    for _ in range(KILLS):
        acknowledged += run_and_kill(path, rng)
        if not path.exists():
            continue
        with AlarmLog.open(path, PASSPHRASE) as log:
            finished = sum(record["kind"] == "entry" for record in log.records)
            for record in log.records:
                expected = GIVEN if record["kind"] == "entry" else dict(list(GIVEN.items())[:9])
                assert record["given"] == expected
            assert len(log.kept(SPEC)) == finished
        assert before <= finished <= before + 1
        assert acknowledged <= finished
        before = finished
        assert CANARY_READING.encode() not in path.read_bytes()
    print(f"{KILLS} kills, {finished} entries in the log, {acknowledged} of them acknowledged")
    assert 2 <= finished < KILLS


# ---- canaries ------------------------------------------------------------------------------------


def all_bytes(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def test_no_text_and_no_answer_is_readable_without_the_passphrase(folder: Path) -> None:
    """The real sealing, in a process of its own whose temporary files are looked at too."""
    temporary = folder / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "PAIRBOND_PASSPHRASE": PASSPHRASE, "TMPDIR": str(temporary)}
    environment["PYTHONPATH"] = os.pathsep.join(each for each in sys.path if each)
    done = subprocess.run(
        [sys.executable, "-m", "pairbond", "alarm"],
        input="\n".join(TYPED).encode() + b"\n",
        capture_output=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert (done.returncode, ACKNOWLEDGED in done.stdout) == (0, True), done.stderr
    with AlarmLog.open(default_path(), PASSPHRASE) as log:
        assert log.records[-1]["given"] == GIVEN
    canaries = [CANARY_HAPPENED, CANARY_READING, "Zebrafinch", "Quincunx", PASSPHRASE]
    canaries += ["no-answer", "cannot-know", "10-minutes", "walk", "draft", '"before"', "entry", "waiting"]
    found = dict(all_bytes(folder))
    assert [path.name for path in found] == ["notes.log"]
    for path, raw in found.items():
        for canary in canaries:
            assert canary.encode() not in raw, (path, canary)
            assert b64encode(canary.encode())[:-4] not in raw, (path, canary)
