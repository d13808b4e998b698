"""Messenger and Instagram: JSON parts of a thread, from a download of one's own information."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import (
    Json,
    Tree,
    choose,
    is_json,
    items,
    load,
    mapping,
    moment,
    text_of,
    whole,
)
from pairbond.messages.formats.records import Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList

_SIGN = re.compile(rb'"(?:sender_name|senderName|timestamp_ms|thread_path|threadName|is_still_participant)"')
_PART = re.compile(r"message_(\d+)\.json", re.IGNORECASE)
_SEALED = re.compile(r".+_\d+\.json", re.IGNORECASE)
"""A thread of the end-to-end encrypted download: one file, named after the thread."""
_CUTOVER = "e2ee_cutover"
_ATTACHED = (
    "photos",
    "videos",
    "audio_files",
    "gifs",
    "files",
    "sticker",
    "share",
    "media",
    "bumped_message_metadata",
)
_REACTION = re.compile(
    r"(?:Liked a message|Reacted .{1,12} to your message|Hat mit .{1,12} auf deine Nachricht reagiert"
    r"|(?:Gefällt|Mag) (?:eine|deine) Nachricht|A aimé un message|A réagi .{1,12} à votre message|Le gustó un mensaje"
    r"|Reaccionó con .{1,12} a tu mensaje|Curtiu uma mensagem|Reagiu com .{1,12} à sua mensagem|Ha messo Mi piace a un messaggio"
    r"|Heeft een bericht leuk gevonden|Vond een bericht leuk|Polubił\(a\) wiadomość|Bir mesajı beğendi"
    r"|Нравится сообщение|Menyukai pesan|メッセージに「いいね！」しました)\s*",
)

_NOTICE_OF_FILE = re.compile(
    r".{0,80}(?:sent an attachment|sent a photo|sent a video|sent a voice message|hat einen Anhang gesendet"
    r"|a envoyé une pièce jointe|envió un archivo adjunto|enviou um anexo|ha inviato un allegato"
    r"|heeft een bijlage (?:gestuurd|verzonden)|wysłał\(a\) załącznik)\.?\s*",
)
"""What the app writes where a file was sent without words."""


def mended(text: str) -> str:
    """Return a string that was written as UTF-8 and read as Latin-1 in its own letters; others as they are."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def is_instagram(sample: Sample) -> bool:
    names = [part.lower() for part in (*sample.path.parts[-6:], *sample.members[:50])]
    return any("instagram" in name for name in names)


def sniff(sample: Sample) -> bool:
    if sample.members:
        return bool(threads(list(sample.members)))
    if _PART.fullmatch(sample.path.name):
        return True
    return is_json(sample.head) and _SIGN.search(sample.head) is not None


def threads(names: list[str]) -> dict[str, list[str]]:
    """Return the JSON parts of each thread, in order: 1, 2, 10; E2EE threads are one file each."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        part = _PART.fullmatch(Path(name).name)
        if part:
            found.setdefault(str(Path(name).parent), []).append((int(part[1]), name))
    if not found and all(_SEALED.fullmatch(Path(name).name) for name in names if name.endswith(".json")):
        return {name: [name] for name in names if name.endswith(".json")}
    return {thread: [name for _, name in sorted(parts)] for thread, parts in found.items()}


def read(path: Path, options: Options, source: str) -> Records:
    """Return the messages of one thread with all its parts."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        parts, broken = thread_parts(Tree(path), options.chat_name)
        return messages(parts, source, broken)
    part = mapping(load(path))
    beside = _PART.fullmatch(path.name)
    others = sum(1 for one in path.parent.iterdir() if _PART.fullmatch(one.name)) - 1 if beside else 0
    return messages([part], source, 0, others)


def thread_parts(tree: Tree, wanted: str | None) -> tuple[list[Json], int]:
    """Return the parts of the thread that is meant, and how many others could not be read."""
    every = threads(tree.names)
    names = {thread: folder_names(thread) for thread in every}
    broken = 0
    if wanted and not named(names, wanted):
        for thread, parts in every.items():
            try:
                names[thread].append(title_of(mapping(tree.load(parts[0]))))
            except EvidenceError:
                broken += 1
    alike = len({folder_names(thread)[1] for thread in names}) == 1
    chosen = same_thread(named(names, wanted) if wanted else list(names) if alike else [])
    chosen = chosen or [choose(names, wanted, "Messenger")]
    return [mapping(tree.load(part)) for thread in chosen for part in every[thread]], broken


def folder_names(thread: str) -> list[str]:
    """Return what a thread can be called by its path: ``inbox/sam_123`` is also ``sam_123`` and ``sam``."""
    last = Path(thread).name.removesuffix(".json")
    return [last, last.rpartition("_")[0] or last, thread]


def named(names: dict[str, list[str]], wanted: str) -> list[str]:
    folded = wanted.strip().casefold()
    return [thread for thread, known in names.items() if folded in (name.casefold() for name in known)]


def same_thread(found: list[str]) -> list[str]:
    """Return *found* where it is one thread in several folders: of one name, or gone on encrypted.

    Two threads with the same first name may be two people; only the folder of encrypted threads, which
    go on under another number, is joined by the name alone.
    """
    places = [Path(thread).parent for thread in found]
    if len(found) < 2 or len(set(places)) < len(found):
        return []
    same = {Path(thread).name for thread, place in zip(found, places, strict=True) if place.name != _CUTOVER}
    return found if len(same) == 1 else []


def title_of(part: Json) -> str:
    return mended(text_of(part.get("title")) or text_of(part.get("threadName")))


def messages(parts: list[Json], source: str, broken: int = 0, beside: int = 0) -> Records:
    if not any("messages" in part for part in parts):
        raise EvidenceError("this file holds no messages of a thread", why="empty")
    people = {mended(name) for part in parts for name in participants(part)}
    if len(people) > 2:
        raise EvidenceError(
            f"this thread has {len(people)} people in it; only a chat of two people is read", why="group"
        )
    out = RowList(source=source, clock="utc", not_understood=broken, parts_beside=beside)
    seen: Counter[tuple[object, ...]] = Counter()
    for part in parts:
        here: Counter[tuple[object, ...]] = Counter()
        for row in out.taken(part.get("messages")):
            stamp = whole(row.get("timestamp_ms") or row.get("timestamp"))
            key = (stamp, sender_of(row), hash(mended(text_in(row))))
            here[key] += 1
            if here[key] <= seen[key]:
                out.duplicates += 1
            else:
                add(out, row)
        seen |= here
    return out.records(newest_first=True)


def participants(part: Json) -> list[str]:
    listed = part.get("participants")
    if not isinstance(listed, list):
        return []
    return [one if isinstance(one, str) else text_of(mapping(one).get("name")) for one in listed]


def sender_of(row: Json) -> str:
    return mended(text_of(row.get("sender_name")) or text_of(row.get("senderName")))


def text_in(row: Json) -> str:
    return text_of(row.get("content")) or text_of(row.get("text"))


def add(out: RowList, row: Json) -> None:
    time = moment(whole(row.get("timestamp_ms") or row.get("timestamp")), 1000)
    sender = sender_of(row)
    if time is None or not sender:
        out.not_understood += 1
        return
    out.reactions += len(items(row.get("reactions")))
    kind = text_of(row.get("type"))
    if kind == "Call" or "call_duration" in row:
        out.left_out += 1
    elif kind in ("Subscribe", "Unsubscribe"):
        out.notices += 1
    elif row.get("is_unsent") is True or row.get("isUnsent") is True:
        out.add(time, out.person(sender), "deleted")
    else:
        add_text(out, row, time, sender)


def add_text(out: RowList, row: Json, time: int, sender: str) -> None:
    text = mended(text_in(row))
    attached = any(row.get(field) for field in _ATTACHED)
    if text and not attached and _REACTION.fullmatch(text):
        out.reactions += 1
    elif text and not (attached and _NOTICE_OF_FILE.fullmatch(text)):
        out.add(time, out.person(sender), "text", text)
    else:
        out.add(time, out.person(sender), "media")


FORMATS = (
    Format(
        name="instagram",
        title="Instagram JSON",
        sniff=lambda sample: sniff(sample) and is_instagram(sample),
        read=lambda path, options: read(path, options, "instagram"),
    ),
    Format(
        name="messenger",
        title="Messenger JSON",
        sniff=sniff,
        read=lambda path, options: read(path, options, "messenger"),
    ),
)
