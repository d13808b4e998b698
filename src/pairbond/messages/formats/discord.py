"""DiscordChatExporter's JSON: one channel, in one file or in partitions."""

from __future__ import annotations

import re
from pathlib import Path

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import (
    Json,
    Tree,
    choose,
    is_json,
    iso_time,
    items,
    load,
    mapping,
    text_of,
    whole,
)
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "discord"
_SIGN = re.compile(rb'"guild"\s*:\s*\{')
_PART = re.compile(r"(.*?)(?: \[part (\d+)\])?\.json", re.IGNORECASE)
_NAMED = re.compile(r".*\[\d{15,20}\](?: \[part \d+\])?\.json", re.IGNORECASE)
"""A file as the program names it: after the channel and its number."""
MOST_MISSING = 10_000_000
"""A file that says it holds more is not believed."""
_MESSAGES = ("Default", "Reply", "0", "19")


def sniff(sample: Sample) -> bool:
    if sample.members:
        return any("[part " in name.lower() or _NAMED.fullmatch(name) for name in sample.members)
    return is_json(sample.head) and _SIGN.search(sample.head) is not None


def read(path: Path, options: Options) -> Records:
    """Return the messages of one channel."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        tree = Tree(path)
        channels: dict[str, list[tuple[int, str]]] = {}
        for name in tree.names:
            part = _PART.fullmatch(Path(name).name)
            if part:
                channels.setdefault(part[1], []).append((int(part[2] or 1), name))
        chosen = choose({name: [name] for name in channels}, options.chat_name, "Discord")
        return messages([mapping(tree.load(name)) for _, name in sorted(channels[chosen])])
    return messages([mapping(load(path))], parts_beside(path))


def parts_beside(path: Path) -> int:
    """Return how many other parts of the same channel lie in the folder."""
    mine = _PART.fullmatch(path.name)
    if mine is None or mine[2] is None:
        return 0
    found = [_PART.fullmatch(one.name) for one in path.parent.iterdir()]
    return len([one for one in found if one is not None and one[1] == mine[1]]) - 1


def messages(parts: list[Json], beside: int = 0) -> Records:
    if not any("messages" in part for part in parts):
        raise EvidenceError("this Discord file holds no messages")
    kind = text_of(mapping(parts[0].get("channel")).get("type"))
    if "Group" in kind:
        raise EvidenceError("this Discord channel is a group; only a chat of two people is read", why="group")
    out = RowList(source=NAME, clock="utc", parts_beside=beside)
    earlier: set[str] = set()
    for part in parts:
        before = out.lines
        rows = out.taken(part.get("messages"))
        held = out.lines - before
        missing = (whole(part.get("messageCount")) or held) - held
        out.not_understood += missing if 0 < missing < MOST_MISSING else 0
        for row in rows:
            if text_of(row.get("id")) in earlier:
                out.duplicates += 1
            else:
                add(out, row)
        earlier |= {number for row in rows if (number := text_of(row.get("id")))}
    return out.records()


def add(out: RowList, row: Json) -> None:
    author = mapping(row.get("author"))
    kind = str(row.get("type", "Default"))
    time = iso_time(row.get("timestamp"))
    key = text_of(author.get("id")) or text_of(author.get("name"))
    if kind == "Call":
        out.left_out += 1
    elif kind not in _MESSAGES or author.get("isBot") is True:
        out.notices += 1
    elif time is None or not time[1] or not key:
        out.not_understood += 1
    else:
        out.reactions += len(items(row.get("reactions")))
        person = out.person(key, text_of(author.get("nickname")) or text_of(author.get("name")) or key)
        text = text_of(row.get("content"))
        attached = row.get("attachments") or row.get("stickers") or row.get("embeds")
        out.add(time[0], person, "text" if text or not attached else "media", text)


FORMAT = Format(name=NAME, title="Discord JSON", sniff=sniff, read=read)
