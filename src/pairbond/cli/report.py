"""``pairbond report``: from answers files to a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples

if TYPE_CHECKING:
    from pairbond.app.report_files import Written
    from pairbond.checkins.entries import CheckIns
    from pairbond.library.answers import AnswersFile
    from pairbond.messages.chat import Chat
    from pairbond.types import Reader, Who


@click.command(
    "report",
    short_help="Write a report from one or two answers files.",
    epilog=examples(
        "pairbond report answers.json --out report",
        "pairbond report robin.json sam.json --checkins days.csv --out report",
    ),
)
@click.argument("first", type=FILE, metavar="A.json")
@click.argument("second", type=FILE, metavar="[B.json]", required=False)
@click.option("--reader", type=click.Choice(["a", "b", "joint"]), help="Only the report for this reader.")
@click.option("--banded", is_flag=True, help="Show three bands in the report for both, and no exact score.")
@click.option(
    "--earlier-a", type=FILE, metavar="FILE", help="A's answers of an earlier day: what changed since."
)
@click.option("--earlier-b", type=FILE, metavar="FILE", help="The same for B.")
@click.option(
    "--marks",
    type=FILE,
    metavar="FILE",
    multiple=True,
    help="Sentences marked “not so for me”; the report for two leaves them out. May be given twice.",
)
@click.option(
    "--therapist",
    metavar="ID,ID",
    help="Also write one page for a therapist with these questionnaires, or “all”.",
)
@click.option(
    "--checkins", type=FILE, metavar="F.csv", help="The daily check-ins of both (CSV, JSON, Parquet)."
)
@click.option(
    "--chat", type=FILE, metavar="EXPORT", help="An exported chat; of both only where both agreed to it."
)
@click.option("--me", metavar="NAME", help="The name of A in the exported chat. Default: who wrote first.")
@click.option("--norm", metavar="FILE", help="Norms to compare with, by file or id.")
@click.option("--out", type=FILE, required=True, metavar="DIR", help="The folder to write into.")
@click.option("--no-pdf", is_flag=True, help="Leave the PDF out.")
@click.option("--text", "as_text", is_flag=True, help="Also print the report here.")
def command(
    first: Path,
    second: Path | None,
    *,
    reader: Reader | None,
    banded: bool,
    earlier_a: Path | None,
    earlier_b: Path | None,
    marks: tuple[Path, ...],
    therapist: str | None,
    checkins: Path | None,
    chat: Path | None,
    me: str | None,
    norm: str | None,
    out: Path,
    no_pdf: bool,
    as_text: bool,
) -> None:
    """Write the report of one person, or of two, as a page, a PDF and report.json.

    With two files and no --reader there are three pages: one for both, and one for each alone.
    A part that both agreed to show in bands is shown in bands; --banded does so with every part.
    """
    from datetime import date

    from pairbond.app.report_files import ReportRequest, write_reports
    from pairbond.cli.printing import width

    check_folder(out)
    answers = read_people(first, second)
    check_norm(norm, answers)
    check_two(answers, earlier_b, marks)
    request = ReportRequest(
        a=answers[0],
        b=answers[1] if len(answers) > 1 else None,
        reader=reader,
        created=date.today(),  # noqa: DTZ011  (the day where the person is)
        norm=norm,
        checkins=days_of(checkins),
        chat=chat_of(chat, me),
        pdf=not no_pdf,
        banded=banded,
        marks=read_all_marks(marks),
        earlier=earlier_answers(earlier_a, earlier_b),
        therapist=tuple(filter(None, (therapist or "").replace(" ", "").split(","))),
    )
    written = write_reports(request, out)
    if as_text:
        click.echo(written.main.text(width()))
    print_files(written)


def chat_of(path: Path | None, me: str | None) -> Chat | None:
    """Return an exported chat as times and lengths."""
    from pairbond.app.inputs import as_file
    from pairbond.app.zone import machine_zone
    from pairbond.errors import ConfigError

    if path is None:
        if me is not None:
            raise ConfigError("--me goes with --chat.")
        return None
    from pairbond.messages.read import read_chat

    with as_file(path) as here:
        return read_chat(here, me=me, zone=machine_zone())


def days_of(path: Path | None) -> CheckIns | None:
    """Return the check-ins in a file, if one is named."""
    from pairbond.app.inputs import as_file
    from pairbond.library.checkins import read_checkins

    if path is None:
        return None
    with as_file(path) as here:
        return read_checkins(here)


def read_people(first: Path, second: Path | None) -> list[AnswersFile]:
    """Return the answers of one person, or of two different ones."""
    from pairbond.app.inputs import as_file
    from pairbond.app.person_file import read_bytes
    from pairbond.errors import ConfigError

    raws = []
    for path in [first, second] if second is not None else [first]:
        with as_file(path) as here:
            raws.append((here.name, read_bytes(here)))
    if len(raws) == 2 and raws[0][1] == raws[1][1]:
        raise ConfigError(f"{raws[0][0]} and {raws[1][0]} are the same answers; name each person's own file.")
    whose: tuple[Who, ...] = ("a", "b")
    return [person(raw, name, who) for who, (name, raw) in zip(whose, raws, strict=False)]


def check_two(answers: list[AnswersFile], earlier_b: Path | None, marks: tuple[Path, ...]) -> None:
    """Refuse options that need two people's answers when there are one person's."""
    from pairbond.errors import ConfigError

    if len(answers) == 2:
        return
    if earlier_b is not None:
        raise ConfigError("--earlier-b: there are no answers of B; use --earlier-a for one person.")
    if marks:
        raise ConfigError("--marks: only a report for two leaves out what was marked; name both files.")


def read_all_marks(paths: tuple[Path, ...]) -> frozenset[str]:
    """Return the marks of all files together; whose a mark is does not matter."""
    from pairbond.app.inputs import as_file
    from pairbond.library.marks import read_marks

    found: set[str] = set()
    for path in paths:
        with as_file(path) as here:
            found |= read_marks(here)
    return frozenset(found)


def earlier_answers(a: Path | None, b: Path | None) -> dict[Who, AnswersFile]:
    """Return the answers of an earlier day, by person."""
    from pairbond.app.inputs import as_file
    from pairbond.app.person_file import read_bytes

    given: tuple[tuple[Who, Path | None], ...] = (("a", a), ("b", b))
    found: dict[Who, AnswersFile] = {}
    for who, path in given:
        if path is not None:
            with as_file(path) as here:
                found[who] = person(read_bytes(here), here.name, who)
    return found


def person(raw: bytes, name: str, who: Who) -> AnswersFile:
    """Return one person's answers; a sealed file asks for its passphrase by its name."""
    from pairbond.app.person_file import open_person
    from pairbond.cli.passphrase import known_passphrase, opened

    return opened(lambda: open_person(raw, name, lambda shown: known_passphrase(shown, who)), who)


def check_norm(norm: str | None, answers: list[AnswersFile]) -> None:
    """Refuse norms that cannot be read, or that fit nothing that was answered."""
    from pairbond.errors import ConfigError
    from pairbond.library.norms import candidates

    if norm is None:
        return
    fitting = {group.instrument for group in candidates(norm)}
    for held in answers:
        for name, responses in held.responses.items():
            borrowed = responses.instrument.borrowed_norm
            if name in fitting or (borrowed is not None and borrowed.instrument in fitting):
                return
    raise ConfigError(
        f"--norm {norm}: these are norms of {', '.join(sorted(fitting))}, which nobody answered here."
    )


def check_folder(out: Path) -> None:
    from pairbond.errors import ConfigError

    if out.exists() and not out.is_dir():
        raise ConfigError(f"--out {out}: there is a file of this name; name a folder.")


def print_files(written: Written) -> None:
    """Print where each file is, and why there is no PDF if so."""
    from pairbond.cli.printing import print_text

    longest = max(len(str(file.path)) for file in written.files)
    for file in written.files:
        click.echo(f"{file.path!s:<{longest}}  {file.what}")
    if written.problem:
        print_text(written.problem, err=True)
