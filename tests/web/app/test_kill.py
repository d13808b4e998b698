"""R-01 in small: the server is killed during writes, and nothing that was acknowledged is lost or doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_kill_9_loses_and_doubles_nothing(web: Path, request: pytest.FixtureRequest, kind: str) -> None:
    environ = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environ.pop("DATABASE_URL", None)
    command = [sys.executable, str(ROOT / "benchmarks" / "web_kill.py"), "--kills", "4", "--writes", "400"]
    if kind == "postgresql":
        command += ["--database", request.getfixturevalue("postgres")]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout)
    assert result["acknowledged"] >= 400
    assert {key: result[key] for key in ("lost", "doubled", "wrong", "server_errors")} == {
        "lost": 0, "doubled": 0, "wrong": 0, "server_errors": 0,
    }  # fmt: skip
    assert result["integrity"]
