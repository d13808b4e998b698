"""Folders as a real app wrote them: as many messages and people as were counted by hand, or a named refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairbond.errors import EvidenceError

from .reading import read

COUNTED = {
    "json_multifile": (4, 2),
    "json_nontext": (3, 2),
    "json_with_media": (1, 1),
    "json_with_media_alt": (1, 1),
}
REFUSED = {
    "corrupt": r"2 chats.*--chat-name",
    "json_simple": r"2 chats.*--chat-name",
    "html_simple": "HTML",
    "html_multi_media": "HTML",
    "html_timestamps": "HTML",
}


@pytest.fixture(scope="module")
def exports(real_data: Path) -> Path:
    folder = real_data.parent / "fixtures" / "chat" / "messenger" / "msgvault"
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
def test_broken_letters_of_a_real_thread_are_mended(exports: Path) -> None:
    chat = read(exports / "json_simple/inbox/alice_ABC123/message_1.json")
    assert (chat.messages["n_chars"][1], chat.account.reactions) == (len("café") + 6, 2)
