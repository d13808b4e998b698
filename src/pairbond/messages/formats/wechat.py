"""WeChat, which has no export of its own: what other programs write, as dated lines or as a table."""

from __future__ import annotations

import re
from pathlib import Path

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import iso_time, moment, whole
from pairbond.messages.formats.records import SECOND, Records
from pairbond.messages.formats.registry import Format, Options, Sample
from pairbond.messages.formats.rowlist import RowList, headed_blocks
from pairbond.messages.formats.table import decoded, table_of

NAME = "wechat"
ME = "Me"
_HEAD = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.{1,80}?): ?(.*)")
_HEAD_BYTES = re.compile(rb"(?:\xef\xbb\xbf)?\s*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [^\n]{1,320}?:")
_TABLE = re.compile(rb"(?:\xef\xbb\xbf)?[^\n]*\bIsSender\b[^\n]*\bCreateTime\b", re.IGNORECASE)
_KINDS = {
    1: "text",
    3: "media",
    34: "media",
    43: "media",
    47: "media",
    48: "location",
    42: "contact",
    49: "media",
}
_CALL, _NOTICE = 50, (10_000, 10_002)
_STANDS_FOR = {
    "media": "图片|圖片|语音|語音|视频|影片|动画表情|表情|文件|链接|photo|image|voice|video|sticker|file|link",
    "location": "位置|location",
    "contact": "名片|contact card",
}
_MARK = {kind: re.compile(rf"\[(?:{words})\]", re.IGNORECASE) for kind, words in _STANDS_FOR.items()}
_CALL_MARK = re.compile(
    r"\[(?:语音通话|視頻通話|视频通话|語音通話|voice call|video call)\][^\n]{0,40}", re.IGNORECASE
)


def sniff(sample: Sample) -> bool:
    if sample.members:
        return False
    return _HEAD_BYTES.match(sample.head) is not None or _TABLE.match(sample.head) is not None


def read(path: Path, options: Options) -> Records:
    """Return the messages of dated lines or of a table; times are those of the phone."""
    del options
    text = decoded(path)
    if _HEAD.match(text.lstrip()):
        return from_lines(text)
    rows = table_of(text, path.name)
    names = [name.strip().casefold() for name in rows[0]] if rows else []
    if not {"issender", "createtime", "type"} <= set(names):
        raise EvidenceError(f"{path.name} needs the columns Type, IsSender and CreateTime in its first row")
    out = RowList(source=NAME, clock="utc", me=ME, lines=len(rows) - 1)
    for row in rows[1:]:
        add_row(out, dict(zip(names, row, strict=False)))
    return out.records()


def add_row(out: RowList, row: dict[str, str]) -> None:
    kind, mine = whole(row.get("type")), whole(row.get("issender"))
    seconds = whole(row.get("createtime"))
    time = moment(seconds, SECOND if seconds is not None and seconds < 10**11 else 1000)
    if kind in _NOTICE:
        out.notices += 1
    elif kind == _CALL:
        out.left_out += 1
    elif time is None or mine not in (0, 1) or kind not in _KINDS:
        out.not_understood += 1
    else:
        text = row.get("strcontent", "")
        talker = row.get("sender") or row.get("talkerid") or "other"
        shown = row.get("remark") or row.get("nickname") or talker
        out.add(time, out.person(ME) if mine else out.person(f"other {talker}", shown), _KINDS[kind], text)


def from_lines(text: str) -> Records:
    """Return the messages of ``date time name: text``; other lines go on with the message above."""
    out = RowList(source=NAME, clock="local")
    for head, body in headed_blocks(out, text, _HEAD):
        add_lines(out, head, [head[3], *body])
    return out.records()


def add_lines(out: RowList, head: re.Match[str], lines: list[str]) -> None:
    time, text = iso_time(head[1]), "\n".join(lines).strip()
    if time is None:
        out.not_understood += 1
    elif _CALL_MARK.fullmatch(text):
        out.left_out += 1
    else:
        kind = next((kind for kind, mark in _MARK.items() if mark.fullmatch(text)), "text")
        out.add(time[0], out.person(head[2]), kind, text)


FORMAT = Format(name=NAME, title="WeChat (dated lines or a table)", sniff=sniff, read=read)
