"""Signal, as signal-export writes it: a line of JSON a message, or Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import MOST_JSON, Json, Tree, choose, iso_time, items, text_of
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList, headed_blocks

NAME = "signal"
_SIGN = re.compile(rb'\s*(?:\xef\xbb\xbf)?\[?\s*\{[^{}]*"(?:date|sender|body|quote)"\s*:')
_HEAD = re.compile(r"\[(\d{4}-\d\d-\d\d),? (\d\d:\d\d(?::\d\d)?)\] ?(.{1,120}?):(?: |$)(.*)")
_HEAD_BYTES = re.compile(rb"(?:^|\n)\[\d{4}-\d\d-\d\d,? \d\d:\d\d(?::\d\d)?\] ?[^\n]{1,400}?:")
_REACTIONS = re.compile(r"\(- .{1,200} -\)\Z")
_FILE = re.compile(r"!?\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)")
LONGEST_TAIL = 220
_DELETED = "(This message was deleted)"
_NOBODY = ("No-Sender", "", "None", "Signal")


def sniff(sample: Sample) -> bool:
    if sample.members:
        return bool(chats(list(sample.members)))
    if sample.suffix in (".md", ".markdown"):
        return _HEAD_BYTES.search(sample.head) is not None
    return _SIGN.match(sample.head) is not None


def chats(names: list[str]) -> dict[str, str]:
    """Return the file of each chat by its folder; JSON is better than Markdown."""
    found: dict[str, str] = {}
    for wanted in ("chat.md", "index.md", "data.json"):
        found |= {str(Path(name).parent): name for name in names if Path(name).name == wanted}
    return found


def read(path: Path, options: Options) -> Records:
    """Return the messages of one chat."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        tree = Tree(path)
        every = chats(tree.names)
        names = {folder: [Path(folder).name or path.stem, folder] for folder in every}
        chosen = every[choose(names, options.chat_name, "Signal")]
        data, name = tree.read(chosen), chosen
    else:
        if path.stat().st_size > MOST_JSON:
            raise EvidenceError(f"{path.name} is larger than {MOST_JSON >> 20} MB; export one chat only")
        data, name = path.read_bytes(), path.name
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EvidenceError(f"{Path(name).name} is not written in UTF-8") from None
    return (
        from_json(text) if text.lstrip()[:1] in ("{", "[") and name.endswith(".json") else from_markdown(text)
    )


def from_json(text: str) -> Records:
    """Return the messages of JSON lines, or of one list; dates with a zone make the clock UTC."""
    out = RowList(source=NAME, clock="local")
    rows = out.taken(json.loads(text) if text.lstrip()[:1] == "[" else [*parsed_lines(text)])
    known = [time for row in rows if (time := iso_time(row.get("date")))]
    out.clock = "utc" if known and all(zoned for _, zoned in known) else "local"
    for row in rows:
        add(out, row)
    return out.records()


def parsed_lines(text: str) -> Iterator[object]:
    """Yield what each line holds; None for one that is not JSON."""
    for line in text.split("\n"):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def add(out: RowList, row: Json) -> None:
    time, sender = iso_time(row.get("date")), text_of(row.get("sender"))
    if time is None or time[1] != (out.clock == "utc"):
        out.not_understood += 1
    elif row.get("call"):
        out.left_out += 1
    elif sender in _NOBODY:
        out.notices += 1
    else:
        out.reactions += len(items(row.get("reactions")))
        out.me = "Me"
        person, text = out.person(sender), text_of(row.get("body"))
        if row.get("deleted") is True or text.strip() == _DELETED:
            out.add(time[0], person, "deleted")
        else:
            attached = row.get("attachments") or row.get("sticker")
            out.add(time[0], person, "media" if attached and not text.strip() else "text", text)


def from_markdown(text: str) -> Records:
    """Return the messages of a Markdown chat; lines without a head go on with the message above."""
    out = RowList(source=NAME, clock="local", resolution=60)
    for head, body in headed_blocks(out, text, _HEAD):
        add_markdown(out, head, [head[4], *body])
    return out.records()


def add_markdown(out: RowList, head: re.Match[str], lines: list[str]) -> None:
    time = iso_time(f"{head[1]}T{head[2]}")
    if time is None:
        out.not_understood += 1
        return
    if head[3] in _NOBODY:
        out.notices += 1
        return
    out.resolution = 1 if len(head[2]) > 5 else out.resolution
    own = "\n".join(line for line in lines if not line.startswith("> ") and line != ">").strip()
    found = _REACTIONS.search(own, max(len(own) - LONGEST_TAIL, 0))
    if found:
        out.reactions += 1
        own = own[: found.start()].rstrip()
    out.me = "Me"
    person = out.person(head[3])
    if own == _DELETED:
        out.add(time[0], person, "deleted")
    elif own and not _FILE.sub("", own).strip():
        out.add(time[0], person, "media")
    else:
        out.add(time[0], person, "text", _FILE.sub("", own).strip())


FORMAT = Format(name=NAME, title="Signal (signal-export JSON or Markdown)", sniff=sniff, read=read)
