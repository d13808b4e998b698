"""The reference page of the command line, written from the commands themselves.

``python -m pairbond.cli.reference docs/reference/cli.md`` writes it; a test fails when the
committed page is not what the commands say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from pairbond.cli.main import COMMANDS, group

INTRODUCTION = """\
# Commands

This page is made from the commands themselves (`python -m pairbond.cli.reference docs/reference/cli.md`).
`pairbond COMMAND --help` says the same.

A file name `-` is standard input or output. What is read and written is UTF-8.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | the input was refused; standard error says why and what to do, in one to four lines |
| 2 | the command line was not understood |
| 70 | something inside Pairbond went wrong |
| 130 | you stopped it; what was finished is kept |

| variable | meaning |
|---|---|
| `PAIRBOND_DATA` | the folder for your wording packs and norms, in place of the platform's |
| `PAIRBOND_PASSPHRASE` | the passphrase, for scripts; `PAIRBOND_PASSPHRASE_A` and `_B` for a report on two sealed files |
| `PAIRBOND_DEBUG` | set to 1 to see where something inside Pairbond went wrong |

`--json` prints one JSON object whose `schema` says what it is, such as `pairbond.instruments/1`.
"""


def reference() -> str:
    """Return the whole page."""
    ctx = click.Context(group, info_name="pairbond")
    parts = [INTRODUCTION]
    for name in COMMANDS:
        command = group.get_command(ctx, name)
        assert command is not None
        parts += sections(command, f"pairbond {name}", ctx)
    return "\n".join(parts)


def sections(command: click.Command, path: str, parent: click.Context) -> Iterator[str]:
    """Yield the section of a command, and those of its own commands."""
    ctx = click.Context(command, info_name=path.rsplit(" ", 1)[-1], parent=parent)
    if isinstance(command, click.Group):
        yield f"## {path}\n\n{paragraphs(command.help or '')}\n"
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            yield from sections(inner, f"{path} {name}", ctx)
        return
    level = "##" if parent.parent is None else "###"
    usage = " ".join([path, *command.collect_usage_pieces(ctx)])
    yield f"{level} {path}\n\n```\n{usage}\n```\n\n{paragraphs(command.help or '')}\n"
    rows = [option_row(each, ctx) for each in command.params if isinstance(each, click.Option)]
    if rows:
        yield "| option | |\n|---|---|\n" + "\n".join(rows) + "\n"
    if command.epilog:
        lines = command.epilog.replace("\b\n", "").split("\n")
        yield f"{lines[0]}\n\n```\n" + "\n".join(line.strip() for line in lines[1:]) + "\n```\n"


def paragraphs(text: str) -> str:
    """Return help text with its paragraphs on one line each."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def option_row(option: click.Option, ctx: click.Context) -> str:
    record = option.get_help_record(ctx)
    assert record is not None
    name, text = (part.replace("|", "\\|") for part in record)
    return f"| `{name}` | {text} |"


def main(arguments: Sequence[str]) -> int:
    if arguments:
        Path(arguments[0]).write_text(reference(), encoding="utf-8")
    else:
        sys.stdout.write(reference())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
