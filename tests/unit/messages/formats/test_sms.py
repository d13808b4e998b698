"""SMS Backup & Restore: boxes, pictures, groups, contacts, and what may not be declared."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from pairbond.errors import EvidenceError
from pairbond.messages.formats.sms import Backup, chunks, epoch, number_key, parse

from .reading import NOON, read, rows, stamps, written, zipped


def sms(n: int, box: int = 1, body: str = "two words", address: str = "+4915112345678", **more: str) -> str:
    fields = {"address": address, "date": f"{NOON + n}000", "type": str(box), "body": body} | more
    shown = " ".join(f'{key}="{value}"' for key, value in fields.items())
    return f"<sms {shown} />"


def backup(*elements: str) -> str:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!-- made -->\n"
    return f'{head}<smses count="1">\n' + "\n".join(elements) + "\n</smses>"


def mms(n: int, box: int, parts: str, people: str = "", address: str = "", unit: str = "000") -> str:
    field = f'address="{address}"' if address else ""
    return f'<mms date="{NOON + n}{unit}" msg_box="{box}" {field}><parts>{parts}</parts><addrs>{people}</addrs></mms>'


def addr(kind: int, address: str) -> str:
    return f'<addr type="{kind}" address="{address}" />'


PICTURE = '<part ct="image/jpeg" data="/9j/4AAQ" />'
WORDS = '<part ct="text/plain" text="three more words" />'


def test_sent_and_received_are_kept_and_the_rest_left_out(tmp_path: Path) -> None:
    every = [sms(box, box) for box in range(1, 7)]
    chat = read(
        written(tmp_path / "sms.xml", backup(*every, '<call number="1" duration="3" type="1" />')), me="me"
    )
    assert [side for side, *_ in rows(chat)] == ["B", "A"]
    assert (chat.account.lines, chat.account.left_out) == (7, 5)
    assert (chat.clock, stamps(chat)[0]) == ("utc", "2024-03-05 11:00:01")


def test_emoji_in_two_halves_count_as_one_and_null_is_no_text(tmp_path: Path) -> None:
    bodies = [
        "a &#55357;&#56832;",
        "&#55357;&#56832;&#55357;&#56832;",
        "&#xD83D;&#xDE00;",
        "&#55357;x",
        "null",
        "&#10;",
    ]
    chat = read(written(tmp_path / "sms.xml", backup(*[sms(n, 1, body) for n, body in enumerate(bodies)])))
    assert [chars for _, _, chars, _ in rows(chat)] == [3, 2, 1, 2, 0, 1]


def test_pictures_with_and_without_words_and_old_dates_in_seconds(tmp_path: Path) -> None:
    people = addr(137, "+4915112345678") + addr(151, "insert-address-token")
    path = backup(
        mms(1, 1, PICTURE, people),
        mms(2, 1, PICTURE + WORDS, people, unit=""),
        mms(3, 2, PICTURE, addr(137, "x") + addr(151, "+49 151 12345678")),
        mms(4, 3, WORDS, people),
    )
    chat = read(written(tmp_path / "sms.xml", path))
    assert rows(chat) == [("A", "media", 0, 0), ("A", "text", 16, 3), ("B", "media", 0, 0)]
    assert stamps(chat)[1] == "2024-03-05 11:00:02"
    assert epoch(f"{NOON}") == epoch(f"{NOON}000") == NOON * 10**6


def test_doubles_are_left_out_once_but_two_pictures_of_one_second_are_two(tmp_path: Path) -> None:
    pictures = [
        mms(9, 1, PICTURE, address="+4915112345678").replace("<mms", f'<mms m_id="{k}"') for k in (1, 2)
    ]
    chat = read(written(tmp_path / "sms.xml", backup(sms(1), sms(1), sms(1, body="other"), *pictures)))
    assert (len(chat), chat.account.duplicates) == (4, 1)


def test_several_conversations_ask_which_and_a_contact_with_two_numbers_is_one(tmp_path: Path) -> None:
    path = written(
        tmp_path / "sms.xml",
        backup(
            sms(1, contact_name="Bo"),
            sms(2, 2, address="0151 12345678", contact_name="Bo"),
            sms(3, address="+4917777777777", contact_name="Bo"),
            sms(4, address="+4916666666666", contact_name="(Unknown)"),
            mms(5, 1, WORDS, address="+4915112345678~+4916666666666"),
        ),
    )
    with pytest.raises(EvidenceError, match="4 chats") as refusal:
        read(path)
    assert "Bo" not in str(refusal.value)
    chat = read(path, chat_name="bo")
    assert (len(chat), chat.people) == (3, {"A": "Bo", "B": "Me"})
    assert len(read(path, chat_name="+4916666666666")) == 1
    with pytest.raises(EvidenceError, match="is a group"):
        read(path, chat_name="+4915112345678~+4916666666666")


def test_numbers_are_one_however_they_are_written() -> None:
    assert number_key("+49 151 12345678") == number_key("0151/12345678") == number_key("004915112345678")
    assert number_key("BANK") == "bank"


def test_a_zip_of_one_backup_and_calls(tmp_path: Path) -> None:
    one = backup(sms(1))
    assert len(read(zipped(tmp_path / "b.zip", {"sms-2024.xml": one, "calls-2024.xml": "<calls/>"}))) == 1
    with pytest.raises(EvidenceError, match="2 backups"):
        read(zipped(tmp_path / "c.zip", {"sms-2024.xml": one, "sms-2023.xml": one}))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (backup(), "no message that was sent"),
        (backup(sms(1, 3)), "no message that was sent"),
        (backup(sms(1, address="")), "no message that was sent"),
        (backup("<a>" * 1000), "nested too deeply"),
        (backup(sms(1))[:-30], "not valid XML: line"),
        (backup(sms(1)) * 2, "not valid XML: line"),
        (backup(sms(1, body="a < b")), "not valid XML: line"),
        ('<!DOCTYPE a [<!ENTITY b "bb">]>' + "<smses/>", "declares a document type"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(EvidenceError, match=why) as refusal:
        read(written(tmp_path / "sms.xml", text))
    assert "two words" not in str(refusal.value)


class Endless:
    """A file with one picture of many megabytes, made as it is read."""

    def __init__(self, megabytes: int, field: str) -> None:
        self.left = [
            backup(sms(1))[:-8].encode()
            + f'<mms date="{NOON}" msg_box="1" address="1"><parts><part ct="image/png" {field}="'.encode(),
            *[b"QUJD" * (1 << 18)] * megabytes,
            b'" /></parts></mms></smses>',
        ]

    def read(self, size: int) -> bytes:
        del size
        return self.left.pop(0) if self.left else b""


def test_a_picture_of_any_size_takes_no_memory() -> None:
    backup = Backup()
    tracemalloc.start()
    parse(Endless(120, "data"), backup, "sms.xml")  # type: ignore[arg-type]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(len(chat.rows) for chat in backup.chats.values()) == 2
    assert most < 12 << 20


def test_an_element_without_end_is_given_up() -> None:
    with pytest.raises(EvidenceError, match="more than 16 MB"):
        parse(Endless(20, "text"), Backup(), "sms.xml")  # type: ignore[arg-type]


def test_a_file_is_read_in_chunks(tmp_path: Path) -> None:
    path = written(tmp_path / "x", b"a" * (3 << 20))
    with path.open("rb") as stream:
        assert [len(chunk) for chunk in chunks(stream)] == [1 << 20] * 3
