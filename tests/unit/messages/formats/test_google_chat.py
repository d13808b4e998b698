"""Google Chat from Takeout: dates in prose, people by address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pairbond.errors import EvidenceError
from pairbond.messages.formats.objects import iso_time
from pairbond.messages.formats.prose import hour_of, layout, prose_time

from .reading import read, rows, stamps, written, zipped

RIGHT = iso_time("2024-03-05T22:03:12+00:00")
ENGLISH = "Tuesday, March 5, 2024 at 10:03:12\u202fPM UTC"


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Tuesday, March 5, 2024 at 10:03:12 PM UTC",
        "Tuesday, 5 March 2024 at 22:03:12 UTC",
        "Tuesday 5 March 2024 at 10:03:12 pm UTC",
        "Dienstag, 5. März 2024 um 22:03:12 UTC",
        "Dienstag, 5. Ma\u0308rz 2024 um 22:03:12 UTC",
        "mardi 5 mars 2024 à 22:03:12 UTC",
        "martes, 5 de marzo de 2024, 22:03:12 UTC",
        "martes, 5 de marzo de 2024 a las 10:03:12 p.\u00a0m. UTC",
        "terça-feira, 5 de março de 2024 às 22:03:12 UTC",
        "martedì 5 marzo 2024 alle ore 22:03:12 UTC",
        "dinsdag 5 maart 2024 om 22:03:12 UTC",
        "tirsdag den 5. marts 2024 kl. 22.03.12 UTC",
        "tisdag 5 mars 2024 kl. 22:03:12 UTC",
        "wtorek, 5 marca 2024 22:03:12 UTC",
        "вторник, 5 марта 2024 г. в 22:03:12 UTC",
        "5 Mart 2024 Salı 22:03:12 UTC",
        "Selasa, 5 Maret 2024 pukul 22.03.12 UTC",
        "2024年3月5日星期二 UTC 22:03:12",
        "2024年3月5日星期二 UTC 下午10:03:12",
        "2024年3月5日火曜日 22:03:12 UTC",
        "2024년 3월 5일 화요일 오후 10시 3분 12초 UTC",
        "2024-03-05T22:03:12Z",
    ],
)
def test_one_moment_in_every_language(text: str) -> None:
    assert RIGHT is not None
    assert prose_time(text) == RIGHT[0]


@pytest.mark.parametrize(
    "text",
    [
        "tiistai 5. maaliskuuta 2024 klo 22.03.12 UTC",
        "Tuesday, March 35, 2024 at 10:03:12 PM UTC",
        "Tuesday, Marchember 5, 2024 at 10:03:12 PM UTC",
        "Tuesday, March 5, 2024 at 10:03:12 in the evening UTC",
        "2024年3月5日星期二 UTC 傍晚10:03:12",
        "Tuesday, March 5, 2024 at 10:03:12 PM GMT+2",
        "Tuesday, March 5, 2024 at 25:03:12 UTC",
        "",
        None,
        7,
        "x" * 10_000,
    ],
)
def test_what_is_not_understood_is_never_a_wrong_time(text: object) -> None:
    assert prose_time(text) is None


def test_the_hour_of_half_days() -> None:
    assert [hour_of(12, half) for half in ("AM", "PM", "午前", "오후", None)] == [0, 12, 0, 12, 12]


def test_the_layout_of_a_date_has_none_of_its_words() -> None:
    assert (
        layout("tiistai 5. maaliskuuta 2024 klo 22.03.12 UTC")
        == "xxxxxxx 9. xxxxxxxxxxx 9999 xxx 99.99.99 UTC"
    )
    assert layout("<secret & 'words'>" * 9).count("secret") == 0
    assert layout(None) == ""


def row(n: int, who: str = "ada", **more: object) -> dict[str, Any]:
    creator = {"name": who.title(), "email": f"{who}@x.org", "user_type": "Human"}
    date = f"Tuesday, March 5, 2024 at 10:03:{n:02}\u202fPM UTC"
    return {"creator": creator, "created_date": date, "text": "two words", "topic_id": "t"} | more


def test_kinds_counts_and_people_by_address(tmp_path: Path) -> None:
    every = [
        row(1),
        row(2, "bo", text=None, attached_files=[{"export_name": "x"}]),
        row(3, "bo", message_state="DELETED"),
        {"message_state": "DELETED", "topic_id": "t"},
        row(5, creator={"name": "robot", "user_type": "Bot"}),
        row(6, creator=None),
        "x",
    ]
    chat = read(written(tmp_path / "messages.json", {"messages": every}))
    assert [one[:3] for one in rows(chat)] == [("A", "text", 9), ("B", "media", 0), ("B", "deleted", 0)]
    account = chat.account
    assert (account.lines, account.left_out, account.notices, account.not_understood) == (7, 1, 1, 2)
    assert (chat.clock, stamps(chat)[0]) == ("utc", "2024-03-05 22:03:01")


def test_dates_of_an_unknown_language_are_refused_with_their_layout_alone(tmp_path: Path) -> None:
    every = [row(n, created_date=f"tiistai 5. maaliskuuta 2024 klo 22.03.{n} UTC") for n in range(10, 20)]
    path = written(tmp_path / "messages.json", {"messages": every})
    with pytest.raises(
        EvidenceError, match=r"10 of 10 dates.*layout 'xxxxxxx 9\. xxxxxxxxxxx 9999"
    ) as refusal:
        read(path)
    assert "maalis" not in str(refusal.value)
    assert "two words" not in str(refusal.value)


def test_of_a_takeout_the_direct_message_is_picked_and_its_owner_known(tmp_path: Path) -> None:
    root = "Takeout/Google Chat"
    members: dict[str, object] = {
        f"{root}/Groups/DM 1/messages.json": {"messages": [row(1, "bo"), row(2)]},
        f"{root}/Groups/DM 1/group_info.json": {"members": [{"name": "Bo", "email": "bo@x.org"}, 3]},
        f"{root}/Groups/Space 2/messages.json": {"messages": [row(1, "cy")]},
        f"{root}/Users/User 9/user_info.json": {"user": {"name": "Ada", "email": "ada@x.org"}},
    }
    path = zipped(tmp_path / "takeout.zip", members)
    assert read(path).people == {"A": "Bo", "B": "Ada"}
    assert read(path, me="me").people == {"A": "Ada", "B": "Bo"}
    members[f"{root}/Groups/DM 3/messages.json"] = {"messages": [row(1, "di")]}
    path = zipped(tmp_path / "takeout.zip", members)
    with pytest.raises(EvidenceError, match="2 chats"):
        read(path)
    assert len(read(path, chat_name="BO@x.org")) == 2
    assert len(read(path, chat_name="DM 3")) == 1


def test_an_empty_file_of_messages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no messages"):
        read(written(tmp_path / "messages.json", {"messages": [], "topic_id": 1}))
