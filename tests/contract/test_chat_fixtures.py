"""Exports as people really have them: each exact, or refused for a reason that is named.

They lie beside the public data sets (see the ``real_data`` fixture) and are not ours to keep here.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pairbond.errors import PairbondError
from pairbond.messages.chat import Chat
from pairbond.messages.read import read_chat

ASK, GROUP, SEVERAL, PAGES = "--date-order", "people", "--chat-name", "HTML"
Expected = tuple[int, int, str] | str
EXPECTED: dict[str, Expected] = {
    "discord/SV_5A_5M.json": (5, 2, "2018-05-20T16:09:44"),
    "imessage/ica_chat.db": SEVERAL,
    "instagram/chatminer.json": (2, 2, "2019-12-24T11:23:00"),
    "messenger/2A_7M.json": (7, 2, "2014-11-05T00:27:20"),
    "messenger/msgvault/corrupt/inbox/broken_BAD/message_1.json": "not valid JSON",
    "messenger/msgvault/corrupt/inbox/goodsibling_OK/message_1.json": (1, 1, "2020-09-13T12:26:40"),
    "messenger/msgvault/html_multi_media/inbox/carol_IMG456/message_1.html": PAGES,
    "messenger/msgvault/html_simple": PAGES,
    "messenger/msgvault/html_timestamps/layout1.html": PAGES,
    "messenger/msgvault/json_multifile": (4, 2, "2023-11-14T22:13:20"),
    "messenger/msgvault/json_multifile/inbox/dave_MULTI/message_1.json": (2, 2, "2023-11-14T22:13:20"),
    "messenger/msgvault/json_nontext/inbox/sam_NONTXT/message_1.json": (3, 2, "2020-09-13T12:30:00"),
    "messenger/msgvault/json_simple": SEVERAL,
    "messenger/msgvault/json_simple/inbox/alice_ABC123/message_1.json": (3, 2, "2020-09-13T12:26:40"),
    "messenger/msgvault/json_with_media": (1, 1, "2020-09-13T12:26:40"),
    "messenger/msgvault/json_with_media_alt": (1, 1, "2023-11-14T22:13:20"),
    "signal/chatminer_sigexport_old.md": (2, 2, "2019-12-24T12:23:00"),
    "sms/msgvault_calls_4.xml": "no message",
    "sms/msgvault_sms_0.xml": (2, 2, "2024-06-01T04:00:00"),
    "sms/msgvault_sms_3.xml": (1, 1, "2024-06-01T04:00:00"),
    "sms/msgvault_sms_6.xml": "no message",
    "telegram/chatminer_single.json": (2, 2, "2018-12-05T10:39:10"),
    "whatsapp/chatanalytics_2A_5M.txt": (5, 2, "2021-01-01T12:00:00"),
    "whatsapp/chatistics_1.txt": (20, 2, "2018-01-04T11:53:57"),
    "whatsapp/chatistics_2.txt": (4, 2, "2019-09-17T16:37:47"),
    "whatsapp/chatistics_3.txt": ASK,
    "whatsapp/chatistics_4.txt": (3, 1, "2019-09-17T08:30:52"),
    "whatsapp/chatminer_test_br_mmddyy_24hrs.txt": GROUP,
    "whatsapp/chatminer_test_mmddyy_24hrs.txt": GROUP,
    "whatsapp/issues/de_ios_12h.txt": (2, 2, "2023-08-05T17:53:02"),
    "whatsapp/issues/edited_android.txt": (2, 2, "2023-06-03T06:12:00"),
    "whatsapp/issues/enCA_android.txt": (2, 2, "2023-12-20T17:46:00"),
    "whatsapp/issues/enGB_android_nnbsp_lower.txt": (3, 2, "2023-10-09T11:11:00"),
    "whatsapp/issues/enUS_android_nnbsp.txt": (3, 2, "2023-02-02T02:51:00"),
    "whatsapp/issues/frCH_android_2018.txt": (2, 2, "2018-05-02T18:00:00"),
    "whatsapp/issues/id_android.txt": (2, 2, "2025-08-30T18:00:00"),
    "whatsapp/issues/ios_sys_crlf_lrm.txt": (2, 2, "2025-10-19T01:03:19"),
    "whatsapp/issues/legacy_colon.txt": (2, 2, "2012-12-09T17:03:48"),
    "whatsapp/issues/nlNL_ios.txt": (2, 2, "2018-11-27T18:43:20"),
    "whatsapp/issues/zh_ios.txt": (2, 2, "2024-10-31T15:50:46"),
    "whatsapp/rwhatsapp_sample.zip": (7, 2, "2017-07-12T22:35:00"),
    "whatsapp/whatsr_englishandroid24h.txt": "42 messages of 5 people",
    "whatsapp/whatsr_englishandroidampm.txt": "42 messages of 5 people",
    "whatsapp/whatsr_englishios24h.txt": "42 messages of 5 people",
    "whatsapp/whatsreader_android-private-chat.txt": ASK,
    "whatsapp/whatsreader_asian.txt": (5, 2, "2024-12-10T14:30:00"),
    "whatsapp/whatsreader_bracketed-year-first.txt": (3, 2, "2018-06-13T01:56:00"),
    "whatsapp/whatsreader_dot-time-klo.txt": (3, 2, "2018-06-13T21:25:00"),
    "whatsapp/whatsreader_french.txt": ASK,
    "whatsapp/whatsreader_german.txt": (5, 2, "2024-12-10T14:30:00"),
    "whatsapp/whatsreader_ios-group-chat.txt": ASK,
    "whatsapp/whatsreader_ios-private-chat.txt": ASK,
    "whatsapp/whatsreader_spanish.txt": ASK,
    "whatsapp/whatstk_lorem-merge-part1.txt": "300 messages of 4 people",
    "whatsapp/whatstk_lorem-merge-part2.txt": "300 messages of 5 people",
    "whatsapp/whatstk_lorem.txt": "500 messages of 4 people",
    "whatsapp/whatstk_pokemon.txt": "18 messages of 8 people",
}
TOLD_THE_ORDER: dict[str, Expected] = {
    "whatsapp/whatsreader_android-private-chat.txt": (43, 2, "2024-12-01T10:05:00"),
    "whatsapp/whatsreader_ios-private-chat.txt": (43, 2, "2024-12-01T10:05:23"),
    "whatsapp/whatsreader_french.txt": (5, 2, "2024-12-10T14:30:00"),
    "whatsapp/whatsreader_spanish.txt": (5, 2, "2024-12-10T14:30:00"),
    "whatsapp/whatsreader_ios-group-chat.txt": "33 messages of 4 people",
    "whatsapp/chatistics_3.txt": GROUP,
}
TALKS = {"+12123456789": 3, "+12234567890": 11, "thomas.riverstone@example.com": 23}


@pytest.fixture
def exports(real_data: Path) -> Path:
    folder = real_data.parent / "fixtures" / "chat"
    if not folder.is_dir():
        pytest.skip(f"no real exports in {folder}")
    return folder


def check(path: Path, expected: Expected, date_order: str | None = None) -> None:
    if isinstance(expected, str):
        with pytest.raises(PairbondError, match=expected):
            read_chat(path, date_order=date_order)
        return
    chat = read_chat(path, date_order=date_order)
    first = chat.messages["time"][0].replace(microsecond=0)
    assert (len(chat), len(chat.people), first.isoformat()) == expected


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize("name", EXPECTED)
def test_each_real_export_is_exact_or_refused_by_name(exports: Path, name: str) -> None:
    check(exports / name, EXPECTED[name])


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize("name", TOLD_THE_ORDER)
def test_an_export_that_asked_is_exact_once_told(exports: Path, name: str) -> None:
    check(exports / name, TOLD_THE_ORDER[name], "dmy")


@pytest.mark.slow
@pytest.mark.real_data
def test_each_talk_of_a_database_is_found_by_its_address(exports: Path) -> None:
    path = exports / "imessage" / "ica_chat.db"
    assert {name: len(read_chat(path, chat_name=name)) for name in TALKS} == TALKS
    with pytest.raises(PairbondError, match="3 people"):
        read_chat(path, chat_name="Group Chat")


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize("seed", [20261124, 3])
def test_every_message_of_a_large_chat_comes_out_right(real_data: Path, tmp_path: Path, seed: int) -> None:
    tool = real_data.parent / "tools" / "make_chat.py"
    if not tool.is_file() or importlib.util.find_spec("zoneinfo") is None:
        pytest.skip("the generator of large chats is not here")
    subprocess.run(
        [sys.executable, str(tool), str(tmp_path), "60000", str(seed)], check=True, capture_output=True
    )
    for path in sorted(tmp_path.glob("*.txt")):
        chat = read_chat(path)
        truth = json.loads(path.with_name(f"{path.stem}.truth.json").read_text(encoding="utf-8"))
        compare(chat, truth)
        assert chat.account.notices == 151
        assert chat.account.not_understood == 0


def compare(chat: Chat, truth: list[list[str]]) -> None:
    kinds = {"TEXT": "text", "EDITED": "text", "MEDIA": "media", "VOICE": "media", "DELETED": "deleted"}
    kinds |= {"CALL": "call", "POLL": "poll"}
    assert [time.isoformat() for time in chat.messages["time"]] == [row[0] for row in truth]
    assert [chat.people[side] for side in chat.messages["sender"]] == [row[1] for row in truth]
    assert chat.messages["kind"].to_list() == [kinds[row[3]] for row in truth]
    lengths = chat.messages.select("n_chars", "n_words").rows()
    texts = [(length, row[2]) for length, row in zip(lengths, truth, strict=True) if row[3] == "TEXT"]
    assert all(length == (len(text), len(text.split())) for length, text in texts)
