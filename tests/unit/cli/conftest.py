"""Runs commands in this process, or as a person would, with nothing of the machine's in the way."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pairbond.cli.main import main

PASSPHRASE = "correct horse battery"


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every test has its own data folder, works in its own folder, and knows no passphrase."""
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path / "data"))
    for name in ("PAIRBOND_PASSPHRASE", "PAIRBOND_PASSPHRASE_A", "PAIRBOND_PASSPHRASE_B", "PAIRBOND_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command here: ``run("score", path, typed="1\\n2\\n")``."""

    def call(*arguments: object, typed: str | bytes = "") -> Done:
        raw = typed if isinstance(typed, bytes) else typed.encode("utf-8")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        found = capsys.readouterr()
        return Done(code, found.out, found.err)

    return call


@pytest.fixture
def apart() -> Run:
    """Run a command in a process of its own."""

    def call(*arguments: object, typed: bytes = b"", **environment: str) -> Done:
        done = subprocess.run(
            command_line(arguments),
            input=typed,
            capture_output=True,
            env=environment_of(environment),
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


def command_line(arguments: Sequence[object]) -> list[str]:
    return [sys.executable, "-m", "pairbond", *map(str, arguments)]


def environment_of(changes: dict[str, str]) -> dict[str, str]:
    paths = os.pathsep.join(path for path in sys.path if path)
    return {**os.environ, "PYTHONPATH": paths, **changes}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A plain answers file with every item of two questionnaires."""
    data = {
        "schema": "pairbond.answers/1",
        "person": {"alias": "Sam", "age": 31},
        "responses": {
            "closeness": {f"closeness.{n:02}": 1 + n % 5 for n in range(1, 37)},
            "bond": {f"bond.{n:02}": 1 + (n * n) % 5 for n in range(1, 17)},
        },
    }
    path = tmp_path / "sam.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path
