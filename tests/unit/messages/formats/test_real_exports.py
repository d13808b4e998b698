"""Exports as real apps wrote them: as many messages and people as were counted by hand, or a named refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairbond.errors import EvidenceError

from .reading import read

COUNTED = {
    "discord/SV_5A_5M.json": (5, 2),
    "instagram/chatminer.json": (2, 2),
    "messenger/2A_7M.json": (7, 2),
    "messenger/msgvault/corrupt/inbox/goodsibling_OK/message_1.json": (1, 1),
    "messenger/msgvault/json_multifile/inbox/dave_MULTI/message_1.json": (2, 2),
    "messenger/msgvault/json_multifile/inbox/dave_MULTI/message_2.json": (1, 1),
    "messenger/msgvault/json_multifile/inbox/dave_MULTI/message_10.json": (1, 1),
    "messenger/msgvault/json_multifile": (4, 2),
    "messenger/msgvault/json_nontext": (3, 2),
    "messenger/msgvault/json_nontext/inbox/sam_NONTXT/message_1.json": (3, 2),
    "messenger/msgvault/json_simple/archived_threads/zoe_ARCH/message_1.json": (1, 1),
    "messenger/msgvault/json_simple/inbox/alice_ABC123/message_1.json": (3, 2),
    "messenger/msgvault/json_with_media/inbox/bob_XYZ789/message_1.json": (1, 1),
    "messenger/msgvault/json_with_media_alt/inbox/carol_ALT456/message_1.json": (1, 1),
    "signal/chatminer_sigexport_old.md": (2, 2),
    "sms/msgvault_sms_0.xml": (2, 2),
    "sms/msgvault_sms_3.xml": (1, 1),
    "telegram/chatminer_single.json": (2, 2),
}
REFUSED = {
    "imessage/ica_chat.db": "3 chats.*--chat-name",
    "messenger/msgvault/corrupt/inbox/broken_BAD/message_1.json": "not valid JSON",
    "messenger/msgvault/corrupt": "2 chats.*--chat-name",
    "messenger/msgvault/json_simple": "2 chats.*--chat-name",
    "messenger/msgvault/html_multi_media": "HTML",
    "messenger/msgvault/html_simple/inbox/alice_ABC123/message_1.html": "HTML",
    "messenger/msgvault/html_timestamps/layout1.html": "HTML",
    "messenger/msgvault/html_timestamps/layout2.html": "HTML",
    "messenger/msgvault/html_timestamps/layout3.html": "HTML",
    "messenger/msgvault/html_with_media/inbox/bob_XYZ789/message_1.html": "HTML",
    "sms/msgvault_calls_4.xml": "no message that was sent",
    "sms/msgvault_sms_6.xml": "no message that was sent",
}
CHATS = {"+12123456789": (3, 2), "+12234567890": (11, 2), "thomas.riverstone@example.com": (23, 2)}


@pytest.fixture(scope="module")
def exports(real_data: Path) -> Path:
    folder = real_data.parent / "fixtures" / "chat"
    if not folder.is_dir():
        pytest.skip(f"no exports in {folder}")
    return folder


@pytest.mark.real_data
@pytest.mark.parametrize("name", COUNTED)
def test_messages_and_people_are_those_counted_by_hand(exports: Path, name: str) -> None:
    chat = read(exports / name)
    assert (len(chat), len(chat.people)) == COUNTED[name]
    assert chat.account.not_understood == 0


@pytest.mark.real_data
@pytest.mark.parametrize("name", REFUSED)
def test_the_others_are_refused_by_name(exports: Path, name: str) -> None:
    with pytest.raises(EvidenceError, match=REFUSED[name]):
        read(exports / name)


@pytest.mark.real_data
@pytest.mark.parametrize("name", CHATS)
def test_each_chat_of_a_database(exports: Path, name: str) -> None:
    chat = read(exports / "imessage" / "ica_chat.db", chat_name=name)
    assert (len(chat), len(chat.people)) == CHATS[name]


@pytest.mark.real_data
def test_broken_letters_of_a_real_thread_are_mended(exports: Path) -> None:
    chat = read(exports / "messenger/msgvault/json_simple/inbox/alice_ABC123/message_1.json")
    assert (chat.messages["n_chars"][1], chat.account.reactions) == (len("café") + 6, 2)


@pytest.mark.real_data
def test_the_group_in_a_database_is_refused(exports: Path) -> None:
    with pytest.raises(EvidenceError, match="3 people"):
        read(exports / "imessage" / "ica_chat.db", chat_name="Group Chat")
