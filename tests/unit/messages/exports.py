"""Exports of an invented couple in every format, with what each of them holds."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

ANN, BEN = "Ann Żółw", "Ben 🦊"
LRM, NNBSP, NBSP, THIN, RLM = "\u200e", "\u202f", "\u00a0", "\u2009", "\u200f"
WORDS = (
    "ja",
    "nein",
    "später",
    "café",
    "猫",
    "🙂",
    "ok:",
    "zug",
    "12.5",
    "um",
    "9:15",
    "-",
    "gut",
    "<3",
    "(so)",
)


def wall(text: str) -> datetime:
    """Return a time of a wall clock, without a zone as exports have it."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message as it was."""

    time: datetime
    sender: str
    kind: str = "text"
    text: str = ""


def couple(n: int = 60, seed: int = 1, start: str = "2023-01-25T09:03:07") -> list[Sent]:
    """Return *n* messages over some weeks, with days above 12 and a few of every kind."""
    rng = random.Random(seed)
    time, sent = wall(start), []
    for k in range(n):
        who = ANN if rng.random() < 0.5 else BEN
        kind = "media" if k % 10 == 4 else "text"
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 8))).strip() if kind == "text" else ""
        if k % 9 == 5 and kind == "text":
            text += "\nund noch\n\n- eins"
        sent.append(Sent(time=time, sender=who, kind=kind, text=text))
        time += timedelta(seconds=rng.choice([20, 300, 4000, 40_000, 90_000]))
    return sent


def clock12(hour: int) -> int:
    return hour % 12 or 12


def half(t: datetime, am: str = "AM", pm: str = "PM") -> str:
    return pm if t.hour >= 12 else am


def digits(text: str, zero: int) -> str:
    return "".join(chr(zero + int(c)) if c.isascii() and c.isdigit() else c for c in text)


Head = Callable[[datetime], str]
LAYOUTS: dict[str, Head] = {
    "en-US Android": lambda t: f"{t.month}/{t.day}/{t:%y}, {clock12(t.hour)}:{t:%M}{NNBSP}{half(t)} - ",
    "en-US iOS": lambda t: f"[{t.month}/{t.day}/{t:%y}, {clock12(t.hour)}:{t:%M:%S}{NNBSP}{half(t)}] ",
    "en-GB Android": lambda t: f"{t:%d/%m/%Y, %H:%M} - ",
    "en-GB Android 12 h": lambda t: f"{t:%d/%m/%Y}, {clock12(t.hour)}:{t:%M}{NNBSP}{half(t, 'am', 'pm')} - ",
    "en-GB iOS": lambda t: f"[{t:%d/%m/%Y, %H:%M:%S}] ",
    "en-CA": lambda t: f"{t:%Y-%m-%d}, {clock12(t.hour)}:{t:%M} {half(t, 'a.m.', 'p.m.')} - ",
    "en-ZA": lambda t: f"{t:%Y/%m/%d}, {clock12(t.hour)}:{t:%M} {half(t, 'am', 'pm')} - ",
    "en-IN": lambda t: f"{t:%d/%m/%y}, {clock12(t.hour)}:{t:%M} {half(t, 'am', 'pm')} - ",
    "de Android": lambda t: f"{t:%d.%m.%y, %H:%M} - ",
    "de iOS": lambda t: f"[{t:%d.%m.%y, %H:%M:%S}] ",
    "de iOS 12 h": lambda t: f"[{t:%d.%m.%y}, {clock12(t.hour)}:{t:%M:%S}{NNBSP}{half(t)}] ",
    "fr": lambda t: f"{t:%d/%m/%Y}, {t:%H:%M} - ",
    "fr with a word": lambda t: f"{t:%d/%m/%Y} à {t:%H:%M} - ",
    "fr-CH old": lambda t: f"{t:%d.%m.%y} à {t:%H:%M} - ",
    "es-ES": lambda t: f"{t.day}/{t.month}/{t:%y}, {t.hour}:{t:%M} - ",
    "es-CO": lambda t: f"{t.day}/{t.month}/{t:%Y} {clock12(t.hour)}:{t:%M} {half(t, 'a. m.', 'p. m.')} - ",
    "es-MX hard spaces": lambda t: (
        f"{t.day}/{t.month}/{t:%Y}, {clock12(t.hour)}:{t:%M}{NNBSP}{half(t, f'a.{NBSP}m.', f'p.{NBSP}m.')} - "
    ),
    "es-MX iOS": lambda t: (
        f"[{t.day}/{t.month}/{t:%y} {clock12(t.hour)}:{t:%M:%S} {half(t, 'a. m.', 'p. m.')}] "
    ),
    "pt-BR": lambda t: f"{t:%d/%m/%Y %H:%M} - ",
    "pt-PT": lambda t: f"{t:%d/%m/%Y} às {t:%H:%M} - ",
    "it": lambda t: f"{t:%d/%m/%y, %H:%M} - ",
    "nl iOS": lambda t: f"[{t:%d-%m-%y %H:%M:%S}] ",
    "nl Android": lambda t: f"{t:%d-%m-%y %H:%M} - ",
    "fi": lambda t: f"{t.day}.{t.month}.{t:%Y} klo {t.hour}.{t:%M} - ",
    "id": lambda t: f"{t:%d/%m/%y %H.%M} - ",
    "cs iOS": lambda t: f"[{t:%d.%m.%Y, %H:%M:%S}] ~{NNBSP}",
    "hr dashed": lambda t: f"{t.day}. {t.month}. {t:%Y}. {t:%H:%M:%S} - ",
    "hr colon": lambda t: f"{t.day}. {t.month}. {t:%Y}. {t:%H:%M:%S}: ",
    "sv": lambda t: f"{t:%Y-%m-%d %H:%M} - ",
    "hu": lambda t: f"{t.year}. {t:%m}. {t:%d}. {t.hour}:{t:%M} - ",
    "ko": lambda t: f"{t.year}. {t.month}. {t.day}. {half(t, '오전', '오후')} {clock12(t.hour)}:{t:%M} - ",
    "ko iOS": lambda t: (
        f"[{t.year}. {t.month}. {t.day}. {half(t, '오전', '오후')} {clock12(t.hour)}:{t:%M:%S}] "
    ),
    "zh iOS": lambda t: f"[{t:%Y/%m/%d}{THIN}{t:%H:%M:%S}] ",
    "zh Android 12 h": lambda t: (
        f"{t.year}/{t.month}/{t.day} {half(t, '上午', '下午')}{clock12(t.hour)}:{t:%M} - "
    ),
    "ja": lambda t: f"{t:%Y/%m/%d, %H:%M} - ",
    "ja 12 h": lambda t: f"{t:%Y/%m/%d} {half(t, '午前', '午後')}{clock12(t.hour)}:{t:%M} - ",
    "fa": lambda t: digits(f"{t.year}/{t.month}/{t.day}، {t:%H:%M} - ", 0x06F0),
    "ar": lambda t: digits(
        f"{RLM}{t.day}{RLM}/{t.month}{RLM}/{t.year}، {clock12(t.hour)}:{t:%M} {half(t, 'ص', 'م')} - ", 0x0660
    ),
    "ar iOS": lambda t: digits(
        f"[{t.day}{RLM}/{t.month}{RLM}/{t.year}، {clock12(t.hour)}:{t:%M:%S} {half(t, 'ص', 'م')}] ", 0x0660
    ),
    "hi": lambda t: digits(f"{t:%d/%m/%Y}, {clock12(t.hour)}:{t:%M} {half(t, 'am', 'pm')} - ", 0x0966),
    "el": lambda t: f"{t.day}/{t.month}/{t:%y}, {clock12(t.hour)}:{t:%M} {half(t, 'π.μ.', 'μ.μ.')} - ",
    "tr 12 h": lambda t: f"{t:%d.%m.%Y} {half(t, 'ÖÖ', 'ÖS')} {clock12(t.hour)}:{t:%M} - ",
    "tr": lambda t: f"{t:%d.%m.%Y %H:%M} - ",
    "pl": lambda t: f"{t:%d.%m.%Y, %H:%M} - ",
    "ru": lambda t: f"{t:%d.%m.%Y, %H:%M} - ",
    "ru with a word": lambda t: f"{t:%d.%m.%Y} в {t:%H:%M} - ",
    "bg": lambda t: f"{t.day}.{t:%m.%Y} г., {t.hour}:{t:%M} ч. - ",
    "zh-TW words": lambda t: (
        f"{t:%Y/%m/%d} {('凌晨' if t.hour < 6 else '上午' if t.hour < 11 else '中午' if t.hour < 14 else '下午')}"
        f"{clock12(t.hour)}:{t:%M} - "
    ),
    "en dash": lambda t: f"{t:%m/%d/%y}, {clock12(t.hour)}:{t:%M:%S} {half(t)} – ",
    "old colon": lambda t: f"{t:%d/%m/%Y %H:%M:%S}: ",
    "midnight as 00": lambda t: f"{t:%d/%m/%Y}, {t:%H:%M} {half(t, 'a.m.', 'p.m.')} - ",
}


def has_seconds(layout: str) -> bool:
    moment = wall("2023-01-25T09:03:47")
    shown = LAYOUTS[layout](moment)
    return any(digits("47", zero) in shown for zero in (0x30, 0x0660, 0x06F0, 0x0966))


def whatsapp(sent: Sequence[Sent], layout: str = "en-GB Android", end: str = "\n") -> str:
    """Return the text of an export; picture and notice marks are those of its kind of phone."""
    head = LAYOUTS[layout]
    ios = head(sent[0].time).startswith("[")
    lines = []
    for one in sent:
        body = one.text
        if one.kind == "media":
            body = f"{LRM}image omitted" if ios else "<Media omitted>"
        mark = LRM if ios and one.kind == "media" else ""
        lines.append(f"{mark}{head(one.time)}{one.sender}: {body}")
    return end.join(lines) + end


def write_whatsapp(sent: Sequence[Sent], path: Path) -> Path:
    path.with_suffix(".txt").write_text(whatsapp(sent), encoding="utf-8", newline="")
    return path.with_suffix(".txt")


def as_json(path: Path, data: object) -> Path:
    path = path.with_suffix(".json")
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def stamp(time: datetime) -> int:
    return int(time.replace(tzinfo=UTC).timestamp())


def write_telegram(sent: Sequence[Sent], path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {
            "id": k,
            "type": "message",
            "date": one.time.isoformat(),
            "date_unixtime": str(stamp(one.time)),
            "from": one.sender,
            "from_id": f"user{len(one.sender)}",
            "text": [one.text[:2], {"type": "bold", "text": one.text[2:]}] if k % 3 else one.text,
            **({"photo": "photos/x.jpg"} if one.kind == "media" else {}),
        }
        for k, one in enumerate(sent)
    ]
    rows.append(
        {"id": -1, "type": "service", "action": "phone_call", "date": sent[0].time.isoformat(), "actor": ANN}
    )
    rows.append(
        {"id": -2, "type": "service", "action": "pin_message", "date": sent[0].time.isoformat(), "actor": ANN}
    )
    return as_json(path, {"name": BEN, "type": "personal_chat", "id": 7, "messages": rows})


def broken_letters(text: str) -> str:
    return text.encode().decode("latin-1")


def write_messenger(sent: Sequence[Sent], path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {
            "sender_name": broken_letters(one.sender),
            "timestamp_ms": stamp(one.time) * 1000,
            "type": "Generic",
            **(
                {"photos": [{"uri": "x.jpg"}]}
                if one.kind == "media"
                else {"content": broken_letters(one.text)}
            ),
        }
        for one in reversed(sent)
    ]
    rows.append(
        {
            "sender_name": broken_letters(ANN),
            "timestamp_ms": 1600000000000,
            "type": "Call",
            "call_duration": 9,
        }
    )
    people = [{"name": broken_letters(name)} for name in (ANN, BEN)]
    return as_json(
        path,
        {"participants": people, "messages": rows, "title": broken_letters(BEN), "thread_path": "inbox/b_1"},
    )


def write_signal(sent: Sequence[Sent], path: Path) -> Path:
    path = path.with_suffix(".json")
    rows = [
        {
            "date": one.time.isoformat(),
            "sender": one.sender,
            "body": one.text,
            "attachments": [{"name": "x.jpg"}] if one.kind == "media" else [],
            "reactions": [],
        }
        for one in sent
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def write_signal_page(sent: Sequence[Sent], path: Path) -> Path:
    path = path.with_suffix(".md")
    lines = [
        f"[{one.time:%Y-%m-%d %H:%M:%S}] {one.sender}: {one.text or '![x](media/x.jpg)'}" for one in sent
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_imessage(sent: Sequence[Sent], path: Path) -> Path:
    path = path.with_suffix(".db")
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, attributedBody BLOB, date INTEGER,"
            " is_from_me INTEGER, handle_id INTEGER, item_type INTEGER DEFAULT 0, associated_message_type INTEGER DEFAULT 0);"
            "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);"
            "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier TEXT, style INTEGER);"
            "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);"
            "CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);"
            "INSERT INTO handle VALUES (1, '+491700000000');"
            "INSERT INTO chat VALUES (1, '+491700000000', 45); INSERT INTO chat_handle_join VALUES (1, 1);"
        )
        for k, one in enumerate(sent):
            packed = None
            raw = one.text.encode()
            if k % 2 and raw:
                size = bytes([len(raw)]) if len(raw) < 0x80 else b"\x81" + len(raw).to_bytes(2, "little")
                packed = (
                    b"\x04\x0bstreamtyped\x84\x01@\x84\x84\x84\x08NSString\x00\x85\x84\x01+"
                    + size
                    + raw
                    + b"\x86"
                )
            base.execute(
                "INSERT INTO message (text, attributedBody, date, is_from_me, handle_id) VALUES (?, ?, ?, ?, 1)",
                (
                    None if packed or not raw else one.text,
                    packed,
                    (stamp(one.time) - 978307200) * 10**9,
                    one.sender == ANN,
                ),
            )
        base.execute(
            "INSERT INTO message (text, date, is_from_me, associated_message_type) VALUES ('x', 1, 1, 2001)"
        )
        base.execute("INSERT INTO message (date, is_from_me, item_type) VALUES (1, 1, 2)")
        base.execute("INSERT INTO chat_message_join SELECT 1, ROWID FROM message")
        base.commit()
    return path


def write_sms(sent: Sequence[Sent], path: Path) -> Path:
    path = path.with_suffix(".xml")
    rows = []
    for one in sent:
        box = 2 if one.sender == ANN else 1
        if one.kind == "media":
            rows.append(
                f'<mms date="{stamp(one.time)}" msg_box="{box}" address="+491700000000"><parts>'
                '<part ct="application/smil" text="x"/><part ct="image/png" data="aGVs"/></parts></mms>'
            )
        else:
            body = quoteattr(one.text).replace("\n", "&#10;").replace("🙂", "&#55357;&#56898;")
            rows.append(
                f'<sms address="+49 170 0000000" date="{stamp(one.time)}000" type="{box}" body={body} />'
            )
    rows.append('<sms address="+491700000000" date="1600000000000" type="3" body="draft" />')
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<smses count="3">{"".join(rows)}</smses>', encoding="utf-8"
    )
    return path


def write_discord(sent: Sequence[Sent], path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {
            "id": str(k),
            "type": "Reply" if k % 2 else "Default",
            "timestamp": one.time.isoformat() + ".250+00:00",
            "content": one.text,
            "author": {"id": str(len(one.sender)), "name": one.sender, "isBot": False},
            "attachments": [{"id": "1"}] if one.kind == "media" else [],
        }
        for k, one in enumerate(sent)
    ]
    rows.append({"id": "c", "type": "Call", "timestamp": "2023-01-01T00:00:00+00:00", "author": {"id": "1"}})
    channel = {"id": "1", "type": "DirectTextChat"}
    return as_json(
        path, {"guild": {"id": "0"}, "channel": channel, "messages": rows, "messageCount": len(rows)}
    )


def prose(t: datetime) -> str:
    return f"{t:%A, %B} {t.day}, {t.year} at {clock12(t.hour)}:{t:%M:%S}{NNBSP}{half(t)} UTC"


def write_google(sent: Sequence[Sent], path: Path) -> Path:
    rows = [
        {
            "creator": {"name": one.sender, "email": f"{len(one.sender)}@example.org", "user_type": "Human"},
            "created_date": prose(one.time),
            **({"attached_files": [{}]} if one.kind == "media" else {"text": one.text}),
            "topic_id": "t",
        }
        for one in sent
    ]
    return as_json(path, {"messages": rows})


def write_table(sent: Sequence[Sent], path: Path) -> Path:
    path = path.with_suffix(".csv")
    lines = ["time;sender;text"]
    lines += [f'{one.time:%Y-%m-%d %H:%M:%S};{one.sender};"{one.text}"' for one in sent]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_wechat(sent: Sequence[Sent], path: Path) -> Path:
    path = path.with_suffix(".txt")
    lines = [f"{one.time:%Y-%m-%d %H:%M:%S} {one.sender}: {one.text or '[图片]'}" for one in sent]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


Writer = Callable[[Sequence[Sent], Path], Path]
WRITERS: dict[str, Writer] = {
    "whatsapp": write_whatsapp,
    "telegram": write_telegram,
    "messenger": write_messenger,
    "signal": write_signal,
    "signal page": write_signal_page,
    "imessage": write_imessage,
    "sms": write_sms,
    "discord": write_discord,
    "google-chat": write_google,
    "wechat": write_wechat,
    "csv": write_table,
}
