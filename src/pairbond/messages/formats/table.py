"""A plain table (CSV) with a column of times, one of senders, and maybe one of texts; or dated lines."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import MOST_JSON, iso_time, moment, whole
from pairbond.messages.formats.ordering import Written, checked_order, decide, seconds
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "csv"
_COLUMNS = {
    "time": (
        "time",
        "date",
        "datetime",
        "timestamp",
        "date_time",
        "sent",
        "sent_at",
        "created_at",
        "createtime",
    ),
    "clock": ("clock", "hour", "time_of_day"),
    "sender": ("sender", "from", "author", "name", "user", "username", "who", "sender_name"),
    "text": ("text", "message", "body", "content", "msg"),
    "chars": ("n_chars", "length", "characters"),
    "words": ("n_words", "words"),
}
_HEADER = re.compile(rb"\s*(?:\xef\xbb\xbf)?[\"']?[A-Za-z_ ]+[\"']?[,;\t][^\n]*")
_WRITTEN = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([AaPp]\.?[Mm]\.?)?"
)
_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.{1,80}?): ?(.*)")
_LINE_BYTES = re.compile(rb"(?:\xef\xbb\xbf)?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [^\n]{1,320}?:")


def sniff(sample: Sample) -> bool:
    if sample.members:
        return False
    if _LINE_BYTES.match(sample.head):
        return True
    if not _HEADER.match(sample.head):
        return False
    first = bytes(sample.head[:1000]).split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    found = fields_of(re.split("[,;\t]", first.replace('"', "")))
    return "time" in found and "sender" in found


def fields_of(header: list[str]) -> dict[str, int]:
    """Return which column holds what, by the names in the first row."""
    plain = [name.strip().casefold().replace(" ", "_") for name in header]
    found: dict[str, int] = {}
    for field, names in _COLUMNS.items():
        at = next((plain.index(name) for name in names if name in plain), None)
        if at is not None and at not in found.values():
            found[field] = at
    return found


def read(path: Path, options: Options) -> Records:
    """Return the messages of a table with a header row, or of lines ``date time name: text``."""
    if path.stat().st_size > MOST_JSON:
        raise EvidenceError(f"{path.name} is larger than {MOST_JSON >> 20} MB; export one chat only")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise EvidenceError(f"{path.name} is not written in UTF-8") from None
    if _LINE.match(text):
        return from_lines(text)
    return from_table(text, path.name, options)


def from_lines(text: str) -> Records:
    out = RowList(source=NAME, clock="local")
    pending: list[object] | None = None
    for line in [*text.splitlines(), None]:
        found = _LINE.fullmatch(line) if line is not None else None
        if line is None or found:
            if pending:
                out.add(pending[0], pending[1], "text", "\n".join(pending[2]))  # type: ignore[arg-type]
            time = iso_time(found[1].replace(" ", "T")) if found else None
            pending = [time[0], out.person(found[2]), [found[3]]] if found and time else None
        elif pending:
            pending[2].append(line)  # type: ignore[attr-defined]
        else:
            out.not_understood += bool(line.strip())
        out.lines += line is not None
    return out.records()


def from_table(text: str, name: str, options: Options) -> Records:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise EvidenceError(
            f"{name} is not a table that can be read: a field is longer than 131,072 characters"
        ) from None
    columns = fields_of(rows[0]) if rows else {}
    if "time" not in columns or "sender" not in columns:
        raise EvidenceError(
            f"{name} needs a column time and a column sender in its first row; text is optional"
        )
    body = [row for row in rows[1:] if any(row)]
    out = RowList(source=NAME, clock="local", lines=len(body))
    times, utc = times_of(body, columns, out, options)
    out.clock = "utc" if utc else "local"
    for row, time in zip(body, times, strict=True):
        sender = row[columns["sender"]].strip() if len(row) > columns["sender"] else ""
        if time is None or not sender:
            out.not_understood += 1
            continue
        out.add(time, out.person(sender), "text", cell(row, columns, "text"))
        if "text" not in columns:
            measured(out, row, columns)
    return out.records()


def cell(row: list[str], columns: dict[str, int], field: str) -> str:
    at = columns.get(field, len(row))
    return row[at] if at < len(row) else ""


def measured(out: RowList, row: list[str], columns: dict[str, int]) -> None:
    """Take lengths that stand in the table where it has no text."""
    time, person, kind, _, _ = out.rows[-1]
    chars, words = (max(whole(cell(row, columns, field)) or 0, 0) for field in ("chars", "words"))
    out.rows[-1] = (time, person, kind, min(chars, 10**6), min(words, 10**6))


def times_of(
    rows: list[list[str]], columns: dict[str, int], out: RowList, options: Options
) -> tuple[list[int | None], bool]:
    """Return microseconds of each row, and whether they are UTC."""
    texts = [cell(row, columns, "time").strip() for row in rows]
    if "clock" in columns:
        texts = [
            f"{text} {cell(row, columns, 'clock').strip()}" for text, row in zip(texts, rows, strict=True)
        ]
    iso = [iso_time(text) for text in texts]
    numbers = [whole(text) for text in texts]
    if sum(one is not None for one in numbers) > len(rows) / 2:
        return [moment(one, unit_of(one)) if one is not None else None for one in numbers], True
    if sum(one is not None for one in iso) >= len(rows) / 2:
        zoned = all(one[1] for one in iso if one)
        return [one[0] if one and one[1] == zoned else None for one in iso], zoned
    return written_times(texts, out, options), False


def unit_of(number: int) -> int:
    """Return how many microseconds one unit of an epoch number is: seconds, milli- or microseconds."""
    return SECOND if number < 10**11 else 1000 if number < 10**14 else 1


def written_times(texts: list[str], out: RowList, options: Options) -> list[int | None]:
    found = [_WRITTEN.fullmatch(text) for text in texts]
    rows = [one for one in found if one]
    if not rows:
        return [None] * len(texts)
    parts = np.array([[int(one[k] or 0) for k in range(1, 7)] for one in rows], dtype=np.int64)
    after = np.array([(one[7] or " ")[0].lower() for one in rows])
    hour = np.where((after == "p") & (parts[:, 3] < 12), parts[:, 3] + 12, parts[:, 3])
    hour = np.where((after == "a") & (hour == 12), 0, hour)
    dates = Written(
        first=parts[:, 0],
        second=parts[:, 1],
        third=parts[:, 2],
        clock=hour * 3600 + parts[:, 4] * 60 + parts[:, 5],
        year_first=parts[:, 0] > 999,
        dots=np.array(["." in one[0][:5] for one in rows]),
    )
    order = checked_order(options.date_order)
    out.date_order, out.order_from = (order, "given") if order else decide(dates)
    times, real = seconds(dates, out.date_order)
    wrong = int(np.sum(~real))
    if wrong * 200 > len(rows):
        raise EvidenceError(
            f"{wrong} of {len(rows)} dates do not exist in the order {out.date_order}; say the right one with --date-order"
        )
    known = iter([int(time) * SECOND if good else None for time, good in zip(times, real, strict=True)])
    return [next(known) if one else None for one in found]


FORMAT = Format(name=NAME, title="a table with the columns time, sender, text", sniff=sniff, read=read)
