"""A copy of everything that is a person's own, as one archive; nothing of the partner's answers."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from pairbond.app.day_entry import COLUMNS as DAY_COLUMNS
from pairbond.app.day_entry import as_file
from pairbond.app.pairing import shown_to
from pairbond.library.answers import answers_bytes
from pairbond.report.contact import day_text
from pairbond.web.accounts.about import about
from pairbond.web.accounts.log import lines
from pairbond.web.chats.store import own_figures
from pairbond.web.clock import now
from pairbond.web.couples.marks import marks_of
from pairbond.web.couples.sharing import shares
from pairbond.web.couples.space import membership, own_side
from pairbond.web.days.answer import current as current_answer
from pairbond.web.days.desk import Setup, setup_of
from pairbond.web.days.entry import days_of
from pairbond.web.days.models import Note
from pairbond.web.days.rows import all_rows
from pairbond.web.reports.joint import current, issued, read
from pairbond.web.reports.material import answers_of
from pairbond.web.take.models import Sitting
from pairbond.web.take.store import records

if TYPE_CHECKING:
    from pairbond.app.chat_record import OwnFigures
    from pairbond.web.accounts.models import Person

COLUMNS = (
    "questionnaire",
    "version",
    "begun",
    "finished",
    "item",
    "value",
    "seconds",
    "shown_at",
    "answered_at",
)


def archive(person: Person) -> bytes:
    """Return a zip: answers for the command line, every row that was kept, choices, and the log."""
    files = {
        "answers.json": answers_bytes(answers_of(person)),
        "answers.csv": as_csv(COLUMNS, rows(person)),
        "choices.json": choices(person),
        "log.csv": as_csv(("at", "what"), [(at.isoformat(), what) for at, what in lines(person, 100_000)]),
    }
    moments = all_rows(person, Note)
    if moments:
        files["moments.json"] = json.dumps(moments, ensure_ascii=False, indent=1).encode("utf-8")
    days = days_of(person)
    if days:
        files["checkins.csv"] = as_csv(DAY_COLUMNS, as_file(days))
    figures = own_figures(person)
    if figures is not None:
        files["messages.json"] = own_json(figures)
    files |= of_days(person)
    page = report_for_both(person)
    if page is not None:
        files["report-for-both.html"] = page
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return held.getvalue()


def of_days(person: Person) -> dict[str, bytes]:
    """Return what was set up for the days, the plan of a trial, and this week's answer."""
    setup, files = setup_of(person), {}
    if setup != Setup():
        told = {"zone": setup.zone_name, "contact": setup.contact, "agreement": setup.agreement}
        files["days.json"] = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")
    if setup.trial:
        files["trial.json"] = json.dumps(setup.trial, ensure_ascii=False, indent=1).encode("utf-8")
    found = current_answer(person)
    if found:
        files["answer-of-the-week.html"] = found["html"].encode("utf-8")
    return files


def rows(person: Person) -> list[tuple[Any, ...]]:
    """Return every answer that was ever kept, changed ones too."""
    found = []
    for sitting in Sitting.objects.filter(person=person).order_by("begun_at"):
        ended = sitting.finished_at.isoformat() if sitting.finished_at else ""
        head = (sitting.instrument, sitting.version, sitting.begun_at.isoformat(), ended)
        for record in records(person, sitting):
            value = record["value"]
            shown = " ".join(value) if isinstance(value, list) else value
            found.append((*head, record["item"], shown, *(record.get(name, "") for name in COLUMNS[6:])))
    return found


def choices(person: Person) -> bytes:
    told, chosen = about(person), shares(person)
    data = {
        "name": told.alias,
        "age": told.age,
        "joined": person.joined.isoformat(),
        "shared": dict(chosen.parts),
        "shared_on": chosen.on,
        "text": chosen.text,
        "not_so_for_me": sorted(marks_of(person)),
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")


def own_json(found: OwnFigures) -> bytes:
    """Return the figures about the person's own messages; those about both are not the person's alone."""
    data = {
        "first_day": day_text(found.first_day),
        "last_day": day_text(found.last_day),
        "own": found.own.to_dict(),
        "read": found.account.to_dict(),
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8")


def report_for_both(person: Person) -> bytes | None:
    """Return the report for both, if this person may read it now."""
    side = membership(person)
    report = current(side.couple, person) if side else None
    if report is None:
        return None
    shown = shown_to(own_side(person), issued(report), at=now())
    return read(report, person).html.encode("utf-8") if shown.report and not shown.read_own_first else None


def as_csv(columns: tuple[str, ...], found: list[tuple[Any, ...]]) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(found)
    return held.getvalue().encode("utf-8")
