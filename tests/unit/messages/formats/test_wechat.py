"""WeChat as other programs write it: dated lines, or a table of its database."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairbond.errors import EvidenceError

from .reading import NOON, read, rows, stamps, written

LINES = """2024-03-05 12:00:00 小明: 你好
second line
2024-03-05 12:01:00 Bo: [图片]
2024-03-05 12:02:00 Bo: a: b
2024-03-05 12:03:00 小明: [语音通话] 05:20
2024-03-05 12:04:00 小明: [Location]
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_dated_lines(tmp_path: Path, end: str, mark: str) -> None:
    chat = read(written(tmp_path / "w.txt", mark + LINES.replace("\n", end)))
    assert (chat.source, chat.clock, stamps(chat)[0]) == ("wechat", "local", "2024-03-05 12:00:00")
    assert rows(chat) == [
        ("A", "text", 14, 3),
        ("B", "media", 0, 0),
        ("B", "text", 4, 2),
        ("A", "location", 0, 0),
    ]
    assert (chat.account.lines, chat.account.left_out) == (6, 1)


def test_lines_before_the_first_head_and_dates_that_are_none(tmp_path: Path) -> None:
    chat = read(written(tmp_path / "w.txt", LINES + "2024-13-05 12:00:00 Bo: x\n2024-03-05 12:09:00 Bo: y\n"))
    assert (len(chat), chat.account.not_understood) == (5, 1)
    with pytest.raises(EvidenceError, match="3 people"):
        read(written(tmp_path / "w.txt", LINES + "2024-03-05 12:09:00 Cy: y\n"))


TABLE = f"""localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,Remark
1,3,1,0,1,{NOON},,two words,Bo
2,3,1,0,0,{NOON + 1},,"three
more words",Bo
3,3,3,0,0,{NOON + 2},,<img/>,Bo
4,3,50,0,0,{NOON + 3},,x,Bo
5,3,10000,0,0,{NOON + 4},,withdrew,Bo
6,3,1,0,7,{NOON + 5},,x,Bo
7,3,1,0,1,soon,,x,Bo
8,3,1
"""


def test_a_table_of_the_database(tmp_path: Path) -> None:
    chat = read(written(tmp_path / "w.csv", TABLE), me="me")
    assert (chat.clock, stamps(chat)[0]) == ("utc", "2024-03-05 11:00:00")
    assert rows(chat) == [("A", "text", 9, 2), ("B", "text", 16, 3), ("B", "media", 0, 0)]
    account = chat.account
    assert (account.lines, account.left_out, account.notices, account.not_understood) == (8, 1, 1, 3)
    assert chat.people == {"A": "Me", "B": "Bo"}


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="needs the columns Type, IsSender and CreateTime"):
        read(written(tmp_path / "w.csv", TABLE.replace("Type,Sub", "Kind,Sub", 1)))
