"""Google Chat from Takeout: ``messages.json`` of a direct message, with dates in prose."""

from __future__ import annotations

import re
from pathlib import Path

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import Json, Tree, choose, is_json, items, load, mapping, text_of
from pairbond.messages.formats.prose import layout, prose_time
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "google-chat"
MOST_UNREAD = 0.005
_SIGN = re.compile(rb'"(?:created_date|topic_id|message_state|user_type)"')


def sniff(sample: Sample) -> bool:
    if sample.members:
        return bool(chats(list(sample.members)))
    return is_json(sample.head) and _SIGN.search(sample.head) is not None


def chats(names: list[str]) -> list[str]:
    """Return the ``messages.json`` of every conversation."""
    return [name for name in names if Path(name).name == "messages.json"]


def read(path: Path, options: Options) -> Records:
    """Return the messages of one direct message."""
    if not path.is_dir() and path.suffix.lower() != ".zip":
        return messages(mapping(load(path)))
    tree = Tree(path)
    found = {}
    for name in chats(tree.names):
        folder = Path(name).parent
        if folder.name.startswith("Space") and not options.chat_name:
            continue
        info = (folder / "group_info.json").as_posix()
        members = items(mapping(tree.load(info)).get("members")) if info in tree.names else []
        known = [text_of(one.get(field)) for one in members for field in ("name", "email")]
        found[name] = [folder.name, *filter(None, known)]
    chosen = choose(found, options.chat_name, "Google Chat")
    return messages(mapping(tree.load(chosen)), owner_of(tree))


def owner_of(tree: Tree) -> str | None:
    """Return the address of the person whose download this is."""
    cards = [name for name in tree.names if Path(name).name == "user_info.json"]
    users = [mapping(mapping(tree.load(name)).get("user")) for name in cards[:1]]
    return next((text_of(user.get("email")) or None for user in users), None)


def messages(export: Json, owner: str | None = None) -> Records:
    out = RowList(source=NAME, clock="utc", me=owner)
    rows = out.taken(export.get("messages"))
    if not rows:
        raise EvidenceError("this Google Chat file holds no messages")
    unread = [row for row in rows if "created_date" in row and prose_time(row["created_date"]) is None]
    if len(unread) == len(rows) or len(unread) > max(1, len(rows) * MOST_UNREAD):
        raise EvidenceError(
            f"{len(unread)} of {len(rows)} dates of this Google Chat export are written in a way that is not read "
            f"(layout {layout(unread[0]['created_date'])!r}); set the account to English and export again"
        )
    for row in rows:
        add(out, row)
    return out.records()


def add(out: RowList, row: Json) -> None:
    creator = mapping(row.get("creator"))
    time = prose_time(row.get("created_date"))
    key = text_of(creator.get("email")) or text_of(creator.get("name"))
    deleted = "DELET" in text_of(row.get("message_state")).upper()
    if text_of(creator.get("user_type")).lower() == "bot":
        out.notices += 1
    elif (time is None or not key) and deleted:
        out.left_out += 1
    elif time is None or not key:
        out.not_understood += 1
    else:
        out.reactions += len(items(row.get("reactions")))
        person = out.person(key, text_of(creator.get("name")) or key)
        text = text_of(row.get("text"))
        attached = not text and bool(row.get("attached_files"))
        out.add(time, person, "deleted" if deleted else "media" if attached else "text", text)


FORMAT = Format(name=NAME, title="Google Chat JSON", sniff=sniff, read=read)
