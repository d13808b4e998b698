"""Telegram Desktop's ``result.json``: one chat, or a whole account."""

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
    moment,
    text_of,
    whole,
)
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

NAME = "telegram"
_SIGN = re.compile(rb'"(?:date_unixtime|from_id|text_entities|personal_chat|personal_information)"')
_BARE = re.compile(rb'"type"\s*:\s*"(?:message|service)"')
_OTHER_TYPES = (
    "bot_chat",
    "saved_messages",
    "private_group",
    "private_supergroup",
    "public_supergroup",
    "private_channel",
    "public_channel",
)
_OTHER = re.compile(rb'"guild"')
_MEDIA = ("media_type", "photo", "file", "sticker_emoji")


def sniff(sample: Sample) -> bool:
    if sample.members:
        return any(Path(name).name == "result.json" for name in sample.members)
    return bool(
        is_json(sample.head)
        and (
            _SIGN.search(sample.head) or (_BARE.search(sample.head) and not _OTHER.search(sample.head[:200]))
        )
    )


def read(path: Path, options: Options) -> Records:
    """Return the messages of one personal chat."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        tree = Tree(path)
        results = [name for name in tree.names if Path(name).name == "result.json"]
        if len(results) > 1:
            raise EvidenceError(
                f"{path.name} holds {len(results)} Telegram exports; name the result.json of one of them",
                why="several",
            )
        export = mapping(tree.load(results[0]))
    else:
        export = mapping(load(path))
    chat = one_chat(export, options.chat_name)
    kind = text_of(chat.get("type"))
    if kind and kind != "personal_chat":
        shown = kind.replace("_", " ") if kind in _OTHER_TYPES else "chat of another kind"
        raise EvidenceError(
            f"this Telegram chat is a {shown}; only a personal chat of two people is read", why="group"
        )
    return messages(chat, whole(mapping(export.get("personal_information")).get("user_id")))


def one_chat(export: Json, wanted: str | None) -> Json:
    """Return the chat itself: the file, or the one that is meant of an account's."""
    if "chats" not in export:
        if "messages" not in export:
            raise EvidenceError("this Telegram export holds no messages")
        return export
    every = items(mapping(export["chats"]).get("list")) + items(mapping(export.get("left_chats")).get("list"))
    personal = {
        str(number): [text_of(chat.get("name")), str(chat.get("id"))]
        for number, chat in enumerate(every)
        if wanted or chat.get("type") == "personal_chat"
    }
    return every[int(choose(personal, wanted, "Telegram"))]


def messages(chat: Json, owner: int | None) -> Records:
    out = RowList(source=NAME, clock="utc", me=f"user{owner}")
    rows = out.taken(chat.get("messages"))
    in_utc = all(row.get("date_unixtime") for row in rows if row.get("type") == "message")
    out.clock = "utc" if in_utc else "local"
    for row in rows:
        add(out, row, in_utc)
    return out.records()


def add(out: RowList, row: Json, in_utc: bool) -> None:
    if row.get("type") == "service":
        if row.get("action") == "phone_call":
            out.left_out += 1
        else:
            out.notices += 1
        return
    time = (
        moment(whole(row.get("date_unixtime")), SECOND)
        if in_utc
        else (iso_time(row.get("date")) or (None,))[0]
    )
    key = text_of(row.get("from_id")) or text_of(row.get("from")) or str(row.get("from_id") or "")
    if row.get("type") != "message" or time is None or not key:
        out.not_understood += 1
        return
    out.reactions += len(items(row.get("reactions")))
    text = joined(row.get("text"))
    out.add(time, out.person(key, text_of(row.get("from")) or key), kind_of(row, text), text)


def kind_of(row: Json, text: str) -> str:
    for field, kind in (
        ("poll", "poll"),
        ("location_information", "location"),
        ("contact_information", "contact"),
    ):
        if field in row:
            return kind
    if text:
        return "text"
    if row.get("self_destruct_period_seconds"):
        return "view-once"
    return "media" if any(field in row for field in _MEDIA) else "text"


def joined(text: object) -> str:
    """Return a text that stands as a string, or as a list of strings and formatted parts."""
    if isinstance(text, list):
        return "".join(part if isinstance(part, str) else text_of(mapping(part).get("text")) for part in text)
    return text_of(text)


FORMAT = Format(name=NAME, title="Telegram JSON", sniff=sniff, read=read)
