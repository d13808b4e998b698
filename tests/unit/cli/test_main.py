"""The command as a whole: quick, quiet, and one sentence for every refusal."""

import signal
import subprocess
import sys
import time

import click
import pytest
from tests.unit.cli.conftest import Run, command_line, environment_of

from pairbond.cli import main as shell
from pairbond.cli.main import COMMANDS, group, main
from pairbond.errors import ResponseError, StoreError
from pairbond.version import VERSION

HEAVY = (
    "numpy",
    "scipy",
    "pydantic",
    "polars",
    "rich",
    "narwhals",
    "ruamel",
    "jinja2",
    "altair",
    "pyrage",
    "weasyprint",
)
HELP_SECONDS = 0.25


def test_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert done.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.out


def test_version(run: Run) -> None:
    assert run("--version").out == f"pairbond, version {VERSION}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_a_short_one(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: pairbond {name}")
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.short_help
    assert command.name == name


@pytest.mark.parametrize(
    "arguments", [["scor"], ["score"], ["score", "x.csv", "--rnage", "1:5"], ["report", "a.json"]]
)
def test_what_is_not_understood_is_exit_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "pairbond" in done.err


def test_help_of_everything_loads_nothing_heavy() -> None:
    program = (
        "import sys; from importlib import import_module; import pairbond.cli.main as m;"
        "[import_module(name) for name in m.COMMANDS.values()]; m.main(['--help']);"
        f"sys.exit(','.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment_of({})
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_help_is_quick() -> None:
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command_line(["--help"]), check=True, capture_output=True, env=environment_of({}))
        seconds.append(time.perf_counter() - start)
    assert min(seconds) <= HELP_SECONDS


@click.command("broken")
def broken() -> None:
    raise broken.error  # type: ignore[attr-defined]


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> "type[Exception] | object":
    """Let the command ``broken`` raise whatever is given."""

    def raising(error: BaseException) -> None:
        broken.error = error  # type: ignore[attr-defined]
        monkeypatch.setitem(COMMANDS, "broken", "broken_module")
        monkeypatch.setitem(sys.modules, "broken_module", type(sys)("broken_module"))
        sys.modules["broken_module"].command = broken  # type: ignore[attr-defined]

    return raising


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (ResponseError("ecr.01: the answer 9."), 1, "pairbond: ecr.01: the answer 9.\n"),
        (StoreError("no file"), 1, "pairbond: no file\n"),
        (PermissionError(13, "Permission denied", "a.json"), 1, "pairbond: a.json: Permission denied.\n"),
        (
            ModuleNotFoundError("x", name="polars"),
            1,
            "pairbond: Tables need Polars: pip install 'pairbond[tables]'.\n",
        ),
        (MemoryError(), 1, "pairbond: There is not enough memory"),
        (KeyboardInterrupt(), 130, "\nStopped."),
        (
            ZeroDivisionError("secret"),
            70,
            "pairbond: something inside Pairbond went wrong (ZeroDivisionError)",
        ),
        (ModuleNotFoundError("x", name="nowhere"), 70, "pairbond: something inside"),
    ],
)
def test_errors_become_sentences(run: Run, breaking, error: BaseException, code: int, text: str) -> None:  # type: ignore[no-untyped-def]
    breaking(error)
    done = run("broken")
    assert done.code == code
    assert done.out == ""
    assert done.err.replace("\n\n", "\n").startswith(text)
    assert "secret" not in done.err
    assert len(done.err.strip().splitlines()) <= 4


def test_a_fault_can_be_looked_into(run: Run, breaking, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("PAIRBOND_DEBUG", "1")
    breaking(ZeroDivisionError("here"))
    with pytest.raises(ZeroDivisionError, match="here"):
        run("broken")


def test_a_closed_pipe_is_quiet() -> None:
    reader = subprocess.Popen(
        command_line(["instruments", "show", "conflict", "--json"]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment_of({"PYTHONUNBUFFERED": "1"}),
    )
    assert reader.stdout is not None
    assert reader.stderr is not None
    reader.stdout.close()
    errors = reader.stderr.read()
    reader.stderr.close()
    assert reader.wait(60) == 1
    assert errors == b""


def test_output_is_utf8_whatever_the_locale_says(apart: Run) -> None:
    bare = {
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "ascii",
    }
    done = apart("instruments", "show", "moves", **bare)
    assert (done.code, done.err) == (0, "")
    assert any(ord(char) > 127 for char in done.out)


def test_being_interrupted_is_130() -> None:
    waiting = subprocess.Popen(
        command_line(["score", "-"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment_of({}),
    )
    time.sleep(1.0)
    waiting.send_signal(signal.SIGINT)
    _, errors = waiting.communicate(timeout=60)
    assert waiting.returncode == shell.STOPPED
    assert b"Stopped." in errors
    assert b"Traceback" not in errors


def test_main_takes_its_arguments_from_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["pairbond", "--version"])
    assert main() == 0
