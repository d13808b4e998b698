"""Writes a report's files: the page, the PDF where one can be made, and report.json."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pairbond.app.release import release
from pairbond.checkins.entries import CheckIns
from pairbond.library.answers import AnswersFile, write_bytes_safely
from pairbond.report.build import build_report
from pairbond.report.contact import ContactView
from pairbond.report.document import Document
from pairbond.report.therapist import build_therapist_page
from pairbond.types import Reader, Who

WHAT: dict[Reader, str] = {
    "joint": "for both of you",
    "a": "for {a} alone",
    "b": "for {b} alone",
}
THERAPIST = "for {name}’s therapist"
if TYPE_CHECKING:
    from pairbond.messages.chat import Chat

NO_PDF = (
    "There is no PDF, because Pango is missing or WeasyPrint is not installed. On Debian: apt-get install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; on a Mac: brew install pango. The page prints well too."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """Whose report, for which reader (None: joint, a and b for two people), and how.

    ``banded`` shows bands in the report for both; each person's own report stays exact.
    ``marks`` are ids of sentences marked "not so for me"; ``earlier`` a person's answers of an
    earlier day; ``therapist`` the questionnaires on a therapist's page, of the reader or of A.
    ``chat`` is an exported chat whose A is person A.
    """

    a: AnswersFile
    b: AnswersFile | None = None
    reader: Reader | None = None
    created: date
    norm: str | None = None
    checkins: CheckIns | None = None
    chat: Chat | None = None
    pdf: bool = True
    banded: bool = False
    marks: frozenset[str] = frozenset()
    earlier: Mapping[Who, AnswersFile] = field(default_factory=dict)
    therapist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file that was written, and what it is."""

    path: Path
    what: str


@dataclass(slots=True)
class Written:
    """What was written; ``problem`` says why there is no PDF; ``main`` is the report itself."""

    main: Document
    files: list[WrittenFile] = field(default_factory=list)
    problem: str | None = None


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let unused objects lie: a report leaves a few megabytes of them, and looking for them is a tenth of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@without_collecting()
def write_reports(request: ReportRequest, out: Path) -> Written:
    """Write the files of a report into a folder, which is made where there is none."""
    readers = readers_of(request)
    documents = {reader: built(request, reader) for reader in readers}
    main = documents[readers[0]]
    written = Written(main=main)
    names = names_of(documents)
    for reader, document in documents.items():
        page, drawings = out / f"report-{reader}.html", dict[int, str]()
        keep(written, page, document.html(drawings).encode("utf-8"), WHAT[reader].format(**names))
        if request.pdf and document is main:
            add_pdf(written, out / f"report-{reader}.pdf", document, drawings)
    if request.therapist:
        add_therapist_page(written, request, out)
    data = json.dumps(main.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    keep(written, out / "report.json", data.encode("utf-8"), "the same for programs")
    return written


def readers_of(request: ReportRequest) -> tuple[Reader, ...]:
    if request.reader is not None:
        return (request.reader,)
    return ("a",) if request.b is None else ("joint", "a", "b")


def names_of(documents: dict[Reader, Document]) -> dict[str, str]:
    found = {"a": "A", "b": "B"}
    for document in documents.values():
        found.update({person.who: person.name for person in document.people})
    return found


def built(request: ReportRequest, reader: Reader) -> Document:
    a, b = request.a, request.b
    if reader == "joint" and b is not None:
        return release(
            a,
            b,
            marks=request.marks,
            created=request.created,
            norm=request.norm,
            banded=request.banded,
            checkins=request.checkins,
            contact=contact_of(request, reader),
        )
    return build_report(
        a,
        b,
        reader=reader,
        created=request.created,
        norm=request.norm,
        earlier=request.earlier.get("b" if reader == "b" else "a"),
        checkins=request.checkins,
        contact=contact_of(request, reader),
    )


def contact_of(request: ReportRequest, reader: Reader) -> ContactView | None:
    if request.chat is None:
        return None
    from pairbond.app.chat import contact_for

    return contact_for(reader, request.chat, request.a, request.b, request.checkins)


def add_therapist_page(written: Written, request: ReportRequest, out: Path) -> None:
    """Add the page for a therapist, a file of its own: of the reader, or of A in a report for two."""
    who: Who = "b" if request.reader == "b" else "a"
    answers = request.b if who == "b" and request.b is not None else request.a
    page = build_therapist_page(
        answers, request.therapist, who=who, created=request.created, norm=request.norm
    )
    what = THERAPIST.format(name=page.people[0].name)
    keep(written, out / f"therapist-{who}.html", page.html().encode("utf-8"), what)
    if request.pdf:
        add_pdf(written, out / f"therapist-{who}.pdf", page)


def add_pdf(written: Written, path: Path, document: Document, drawings: dict[int, str] | None = None) -> None:
    """Add the PDF, or the reason why there is none: the page must not fail with it."""
    try:
        data = document.pdf(drawings)
    except (ImportError, OSError):
        written.problem = NO_PDF
        return
    keep(written, path, data, "the same to print")


def keep(written: Written, path: Path, data: bytes, what: str) -> None:
    write_bytes_safely(path, data)
    written.files.append(WrittenFile(path=path, what=what))
