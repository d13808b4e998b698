"""The ``pairbond`` command: finds subcommands when they are needed and words every refusal.

Exit codes: 0 done; 1 the input was refused, with a remedy on stderr; 2 the command was not
understood; 70 a fault in Pairbond itself; 130 stopped by the person.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from pairbond.cli.refusal import refusal
from pairbond.version import VERSION

COMMANDS = {
    "demo": "pairbond.cli.demo",
    "take": "pairbond.cli.take",
    "report": "pairbond.cli.report",
    "checkins": "pairbond.cli.checkins",
    "plan-days": "pairbond.cli.plan_days",
    "trial": "pairbond.cli.trial",
    "alarm": "pairbond.cli.alarm",
    "guide": "pairbond.cli.guide",
    "instruments": "pairbond.cli.instruments",
    "lint": "pairbond.cli.lint",
    "score": "pairbond.cli.score",
    "norms": "pairbond.cli.norms",
    "chat": "pairbond.cli.chat",
    "calibrate": "pairbond.cli.calibrate",
    "serve": "pairbond.cli.serve",
    "backup": "pairbond.cli.backup",
    "restore": "pairbond.cli.restore",
    "erase": "pairbond.cli.erase",
    "doctor": "pairbond.cli.doctor",
}
STOPPED = 130
FAULT = 70


class LazyGroup(click.Group):
    """Imports a subcommand's module only when the subcommand is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: pairbond demo",
)
@click.version_option(VERSION, "--version", prog_name="pairbond")
def group() -> None:
    """See where two people stand: questionnaires answered in private, then one honest report.

    Everything stays on this machine.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; refusals become one sentence on stderr."""
    speak_utf8()
    try:
        done = group.main(args=arguments, prog_name="pairbond", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped. Nothing that was finished is lost.", err=True)
        return STOPPED
    except BrokenPipeError:
        forget_stdout()
        return 1
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except Exception as error:  # noqa: BLE001  (a person never meets a traceback)
        return refused(error)
    return done if isinstance(done, int) else 0


def refused(error: Exception) -> int:
    """Say what was wrong, and return the exit code; ``PAIRBOND_DEBUG=1`` shows where instead."""
    sentence = refusal(error)
    if sentence is not None:
        click.echo(for_terminal(f"pairbond: {sentence}"), err=True)
        return 1
    if os.environ.get("PAIRBOND_DEBUG"):
        raise error
    click.echo(
        f"pairbond: something inside Pairbond went wrong ({type(error).__name__}); your files are as they "
        "were.\nPlease tell the project; PAIRBOND_DEBUG=1 shows where it happened.",
        err=True,
    )
    return FAULT


def for_terminal(text: str) -> str:
    """Return the text wrapped where a person reads it; a program gets one line."""
    if not sys.stderr.isatty():
        return text
    from textwrap import fill

    from pairbond.cli.printing import width

    return fill(text, width())


def speak_utf8() -> None:
    """Read and write UTF-8 whatever the machine's locale says; what cannot be shown is escaped."""
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors)


def forget_stdout() -> None:
    """Point stdout nowhere, so that the interpreter's last flush stays quiet too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
