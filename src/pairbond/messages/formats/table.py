"""A plain table (CSV): a column of times and one of senders, and maybe texts, lengths and kinds.

The first row names the columns, in any order, parted by commas, semicolons or tabs: ``time`` (ISO,
a number since 1970, or a written date), ``sender``, then ``text`` or ``n_chars`` and ``n_words``, and
``kind`` (one of :data:`KINDS`; text where it is empty). ISO times without a zone and written dates are
taken for local time, times with a zone and numbers for UTC.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np

from pairbond.errors import EvidenceError
from pairbond.messages.chat import KINDS
from pairbond.messages.formats.objects import MOST_JSON, iso_time, moment, whole
from pairbond.messages.formats.ordering import Written, checked_order, decide, seconds
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "csv"
LONGEST = 1_000_000
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
    "kind": ("kind",),
}
_HEADER = re.compile(rb"\s*(?:\xef\xbb\xbf)?[\"']?[A-Za-z_ ]+[\"']?[,;\t][^\n]*")
LONGEST_HEADER = 1000
_WRITTEN = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([AaPp]\.?[Mm]\.?)?"
)


def sniff(sample: Sample) -> bool:
    if sample.members:
        return False
    head = _HEADER.match(sample.head)
    if head is None or head.end() > LONGEST_HEADER:
        return False
    first = head[0].decode("utf-8", "replace").strip("\ufeff \r\n")
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
    """Return the messages of a table with a header row."""
    rows = table_of(decoded(path), path.name)
    columns = fields_of(rows[0]) if rows else {}
    if "time" not in columns or "sender" not in columns:
        raise EvidenceError(
            f"{path.name} needs a column time and a column sender in its first row; text is optional"
        )
    return from_table(rows[1:], columns, options)


def decoded(path: Path) -> str:
    """Return the text of a file of bounded size."""
    if path.stat().st_size > MOST_JSON:
        raise EvidenceError(f"{path.name} is larger than {MOST_JSON >> 20} MB; export one chat only")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EvidenceError(f"{path.name} is not written in UTF-8") from None


def table_of(text: str, name: str) -> list[list[str]]:
    """Return the rows of a table, the first of which tells what parts the columns."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error:
        raise EvidenceError(
            f"{name} is not a table that can be read: a field is longer than 131,072 characters"
        ) from None


def from_table(body: list[list[str]], columns: dict[str, int], options: Options) -> Records:
    out = RowList(source=NAME, clock="local", lines=len(body))
    times, utc = times_of(body, columns, out, options)
    out.clock = "utc" if utc else "local"
    for row, time in zip(body, times, strict=True):
        sender = cell(row, columns, "sender").strip()
        kind = cell(row, columns, "kind").strip().lower() or "text"
        if time is None or not sender or kind not in KINDS:
            out.not_understood += 1
        elif "text" in columns:
            out.add(time, out.person(sender), kind, cell(row, columns, "text"))
        else:
            out.add_measured(time, out.person(sender), kind, size_of(row, columns))
    return out.records()


def size_of(row: list[str], columns: dict[str, int]) -> tuple[int, int]:
    """Return lengths that stand in the table where it has no text."""
    chars, words = (max(whole(cell(row, columns, field)) or 0, 0) for field in ("chars", "words"))
    return min(chars, LONGEST), min(words, LONGEST)


def cell(row: list[str], columns: dict[str, int], field: str) -> str:
    at = columns.get(field, len(row))
    return row[at] if at < len(row) else ""


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
