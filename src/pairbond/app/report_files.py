"""Writes a report's files: the page, the PDF where one can be made, and report.json."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pairbond.checkins.entries import CheckIns
from pairbond.library.answers import AnswersFile, write_bytes_safely
from pairbond.report.build import build_report
from pairbond.report.document import Document
from pairbond.types import Reader

WHAT: dict[Reader, str] = {
    "joint": "for both of you",
    "a": "for {a} alone",
    "b": "for {b} alone",
}
NO_PDF = (
    "There is no PDF, because Pango is missing or WeasyPrint is not installed. On Debian: apt-get install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; on a Mac: brew install pango. The page prints well too."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """Whose report, for which reader (None: joint, a and b for two people), and how.

    ``days_in_joint`` says whether check-ins stand in the report for both as well.
    """

    a: AnswersFile
    b: AnswersFile | None = None
    reader: Reader | None = None
    created: date
    norm: str | None = None
    checkins: CheckIns | None = None
    days_in_joint: bool = True
    pdf: bool = True


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


def write_reports(request: ReportRequest, out: Path) -> Written:
    """Write the files of a report into a folder, which is made where there is none."""
    readers = readers_of(request)
    documents = {reader: built(request, reader) for reader in readers}
    main = documents[readers[0]]
    written = Written(main=main)
    names = names_of(documents)
    for reader, document in documents.items():
        page = out / f"report-{reader}.html"
        keep(written, page, document.html().encode("utf-8"), WHAT[reader].format(**names))
        if request.pdf and document is main:
            add_pdf(written, out / f"report-{reader}.pdf")
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
    days = request.checkins if reader != "joint" or request.days_in_joint else None
    return build_report(
        request.a, request.b, reader=reader, created=request.created, norm=request.norm, checkins=days
    )


def add_pdf(written: Written, path: Path) -> None:
    """Add the PDF, or the reason why there is none: the page must not fail with it."""
    try:
        data = written.main.pdf()
    except (ImportError, OSError):
        written.problem = NO_PDF
        return
    keep(written, path, data, "the same to print")


def keep(written: Written, path: Path, data: bytes, what: str) -> None:
    write_bytes_safely(path, data)
    written.files.append(WrittenFile(path=path, what=what))
