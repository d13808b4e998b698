"""WhatsApp's text in every layout, and each rule by which its lines are told apart."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.messages.exports import ANN, BEN, LAYOUTS, LRM, Sent, couple, has_seconds, wall, whatsapp

from pairbond.errors import EvidenceError, PairbondError
from pairbond.messages.chat import Chat
from pairbond.messages.read import read_chat

Writer = Callable[..., Chat]


@pytest.fixture
def read(tmp_path: Path) -> Writer:
    def write(text: str | bytes, name: str = "chat.txt", **options: str) -> Chat:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_chat(path, **options)  # type: ignore[arg-type]

    return write


def told(chat: Chat) -> list[tuple[datetime, str, str, int, int]]:
    return [(row[0], chat.people[row[1]], row[2], row[3], row[4]) for row in chat.messages.iter_rows()]


def meant(sent: list[Sent], *, seconds: bool = True) -> list[tuple[datetime, str, str, int, int]]:
    return [
        (
            one.time if seconds else one.time.replace(second=0),
            one.sender,
            one.kind,
            len(one.text),
            len(one.text.encode().split()),
        )
        for one in sent
    ]


@pytest.mark.parametrize(
    ("layout", "end"),
    [*((layout, "\n") for layout in LAYOUTS), ("de iOS", "\r\n"), ("en-US Android", "\r\n"), ("ar", "\r\n")],
)
def test_every_layout_gives_back_who_wrote_when_and_how_much(read: Writer, layout: str, end: str) -> None:
    sent = couple(40, seed=len(layout))
    chat = read(whatsapp(sent, layout, end))
    assert told(chat) == meant(sent, seconds=has_seconds(layout))
    assert chat.resolution == (1 if has_seconds(layout) else 60)
    assert chat.account.look_alikes == chat.account.not_understood == 0


@pytest.mark.parametrize("layout", ["en-GB Android", "en-US iOS", "ar iOS", "fi"])
def test_marks_strewn_into_lines_change_nothing(read: Writer, layout: str) -> None:
    sent = couple(60, seed=5)
    rng = random.Random(3)
    salted = []
    for line in whatsapp(sent, layout).split("\n"):
        at = rng.randrange(min(len(line), 45) + 1)
        salted.append(line[:at] + "\ufeff" + line[at:] if rng.random() < 0.6 else line)
    chat = read("\n".join(salted))
    assert [row[:2] for row in told(chat)] == [row[:2] for row in meant(sent, seconds=has_seconds(layout))]


def test_a_zip_is_read_without_unpacking_it(tmp_path: Path) -> None:
    sent = couple()
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", whatsapp(sent, "de iOS"))
        archive.writestr("00000001-PHOTO.jpg", b"x" * 1000)
        archive.writestr("notes.txt", "nothing")
    assert told(read_chat(tmp_path / "export.zip")) == meant(sent)
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


# -- which number is the day ------------------------------------------------------------------------


def two(*heads: str) -> str:
    return "".join(f"{head} - {ANN if k % 2 else BEN}: hi\n" for k, head in enumerate(heads))


def test_a_number_above_twelve_decides_the_order(read: Writer) -> None:
    assert read(two("01/02/23, 10:00", "13/02/23, 10:00")).messages["time"][0] == wall("2023-02-01T10:00:00")
    chat = read(two("01/02/23, 10:00", "01/13/23, 10:00"))
    assert chat.messages["time"][0] == wall("2023-01-02T10:00:00")
    assert chat.account.date_order == "mdy"


def test_an_order_that_runs_back_in_time_is_not_the_order(read: Writer) -> None:
    heads = [f"{day:02}/{month:02}/23, 10:00" for month in (3, 4) for day in range(1, 13)]
    chat = read(two(*heads))
    assert (chat.account.date_order, chat.messages["time"][-1]) == ("dmy", wall("2023-04-12T10:00:00"))


def test_where_nothing_decides_the_order_it_is_asked_for(read: Writer) -> None:
    text = two("10/12/24, 14:30", "10/12/24, 14:31")
    with pytest.raises(EvidenceError, match="--date-order"):
        read(text)
    assert read(text, date_order="dmy").messages["time"][0] == wall("2024-12-10T14:30:00")
    assert read(text, date_order="mdy").messages["time"][0] == wall("2024-10-12T14:30:00")


def test_both_orders_in_one_file_and_an_impossible_order_are_refused(read: Writer) -> None:
    with pytest.raises(EvidenceError, match="both orders"):
        read(two("13/02/23, 10:00", "02/14/23, 10:00"))
    with pytest.raises(EvidenceError, match="do not exist"):
        read(two("13/02/23, 10:00", "14/02/23, 10:00"), date_order="mdy")
    with pytest.raises(PairbondError, match="not one of"):
        read(two("13/02/23, 10:00"), date_order="mixed")


def test_each_part_of_a_glued_file_has_its_own_order(read: Writer) -> None:
    early, late = couple(40, seed=1), couple(40, seed=2, start="2024-09-14T08:00:00")
    for one, other in (("en-CA", "en-GB Android"), ("en-US iOS", "en-GB iOS"), ("zh iOS", "de Android")):
        chat = read(whatsapp(early, one) + whatsapp(late, other))
        assert [row[0].date() for row in told(chat)] == [row.time.date() for row in early + late]
    undecided = two("01/02/24, 10:00", "02/03/24, 10:00", "03/04/24, 10:00")
    with pytest.raises(EvidenceError, match="--date-order"):
        read(whatsapp(early, "en-GB iOS") + undecided * 10)


def test_a_year_of_two_digits_that_may_stand_first_is_asked_for(read: Writer) -> None:
    text = two("23-02-13, 10:00", "23-02-14, 10:00", "23-02-15, 10:00")
    with pytest.raises(EvidenceError, match="year first or last"):
        read(text)
    assert read(text, date_order="ymd").messages["time"][2] == wall("2023-02-15T10:00:00")
    assert read(two("13-02-23, 10:00", "14-02-23, 10:00")).messages["time"][1] == wall("2023-02-14T10:00:00")


def test_dates_of_another_calendar_are_refused_and_buddhist_years_understood(read: Writer) -> None:
    with pytest.raises(EvidenceError, match="do not exist"):
        read(two("1402/02/13, 10:00", "1402/02/14, 10:00"))
    assert read(two("13/2/2567, 10:00", "14/2/2567, 10:00")).messages["time"][0] == wall(
        "2024-02-13T10:00:00"
    )


# -- who wrote --------------------------------------------------------------------------------------


def test_a_group_is_refused_with_its_size(read: Writer) -> None:
    sent = [replace(one, sender=f"P{k % 3}") for k, one in enumerate(couple())]
    with pytest.raises(EvidenceError, match="60 messages of 3 people"):
        read(whatsapp(sent))


def test_one_sender_is_a_chat(read: Writer) -> None:
    chat = read(whatsapp([replace(one, sender=ANN) for one in couple()]))
    assert chat.people == {"A": ANN}


def test_a_is_me_or_who_wrote_first(read: Writer) -> None:
    text = whatsapp(couple())
    assert read(text, me=BEN).people == {"A": BEN, "B": ANN}
    assert read(text, me=f"~ {ANN.upper()}").people["A"] == ANN
    with pytest.raises(EvidenceError, match="nobody in this chat has the name") as refusal:
        read(text, me="Nobody")
    assert ANN not in str(refusal.value)


def test_a_name_with_a_colon_is_learnt_from_all_its_lines(read: Writer) -> None:
    sent = [replace(one, sender="Dr: Ann" if one.sender == ANN else BEN) for one in couple()]
    assert told(read(whatsapp(sent))) == meant(sent, seconds=False)


def test_a_known_name_without_a_space_after_its_colon_is_its_sender(read: Writer) -> None:
    chat = read("13/02/23, 10:00 - Ann: hi\n13/02/23, 10:01 - Ben: x: y\n13/02/23, 10:02 - Ann:.\n")
    assert told(chat)[2] == (wall("2023-02-13T10:02:00"), "Ann", "text", 1, 1)


def test_unsaved_contacts_and_telephone_numbers_are_names(read: Writer) -> None:
    chat = read(
        "[13.06.2023, 18:08:08] ~\u202fAnn: a\n[13.06.2023, 18:08:09] \u202a+44 7123 456789\u202c: b\n"
    )
    assert chat.people == {"A": "Ann", "B": "+44 7123 456789"}


# -- lines that are none ----------------------------------------------------------------------------


def with_pasted(
    line: str, layout: str = "en-GB Android", n: int = 400, at: int = 200
) -> tuple[str, list[Sent]]:
    sent = couple(n, seed=9)
    sent[at] = replace(sent[at], kind="text", text=f"look\n{line}")
    return whatsapp(sent, layout), sent


@pytest.mark.parametrize(
    ("line", "layout"),
    [
        ("05/06/2022, 10:15 - Platform 4: changed", "en-GB Android"),
        ("05/06/2029, 10:15 - Platform 4: changed", "en-GB Android"),
        (f"05/06/2022, 10:15 - {BEN}: pasted from the chat itself", "en-GB Android"),
        ("[05.06.23, 10:15:00] Carl: hi", "en-GB Android"),
        ("[05.06.22, 10:15:00] Carl: hi", "de iOS"),
        ("05.06.22, 10:15 - Carl: hi", "de iOS"),
        (f"5/6/22, 10:15 - {ANN}: other widths", "en-GB Android"),
        ("05/06/2023, 99:15 - Ann: no such hour", "en-GB Android"),
        ("45/16/2023, 09:15 - Ann: no such day", "en-GB Android"),
    ],
)
def test_a_line_that_looks_like_a_head_is_text(read: Writer, line: str, layout: str) -> None:
    text, sent = with_pasted(line, layout)
    chat = read(text)
    assert told(chat) == meant(sent, seconds=has_seconds(layout))
    assert chat.account.look_alikes == 1


def test_a_pasted_stretch_of_chat_is_text_of_the_one_who_pasted_it(read: Writer) -> None:
    pasted = whatsapp(couple(12, seed=4, start="2021-03-14T09:00:00")).rstrip("\n")
    text, sent = with_pasted(pasted)
    assert told(read(text)) == meant(sent, seconds=False)


def test_lines_that_begin_with_numbers_are_text(read: Writer) -> None:
    text, sent = with_pasted(
        "12/05: train 10:15\n3.4.: dinner\n2/11/19, 14:48 Ann: no dash\n12/12/19: Departure"
    )
    assert told(read(text)) == meant(sent, seconds=False)


def test_a_message_out_of_order_is_put_in_order(read: Writer) -> None:
    chat = read(two("13/01/21, 12:00", "13/01/21, 12:03", "13/01/21, 12:02"))
    assert chat.messages["time"].dt.minute().to_list() == [0, 2, 3]
    assert chat.people["A"] == BEN


def test_a_shuffled_text_is_refused(read: Writer) -> None:
    lines = whatsapp(couple(200)).splitlines(keepends=True)
    random.Random(1).shuffle(lines)
    with pytest.raises(EvidenceError, match="stand before the one above"):
        read("".join(lines))


def test_an_hour_lived_twice_keeps_the_order_of_the_file(read: Writer) -> None:
    minutes = ["01:50", "01:58", "01:03", "01:40", "02:10"]
    chat = read(two(*(f"29/10/23, {one}" for one in minutes)))
    assert [f"{time:%H:%M}" for time in chat.messages["time"]] == minutes


def test_glued_exports_are_read_and_what_stands_twice_is_left_out(read: Writer) -> None:
    early, late = couple(300, seed=1), couple(300, seed=2, start="2024-09-14T08:00:00")
    assert len(read(whatsapp(late) + whatsapp(early))) == 600
    chat = read(whatsapp(early) + whatsapp(early[100:]))
    assert (len(chat), chat.account.duplicates) == (300, 200)
    both = read(whatsapp(early, "de iOS") + whatsapp(late, "en-GB Android"))
    assert len(both) == 600


# -- kinds and notices ------------------------------------------------------------------------------

ANDROID_KINDS = {
    "<Media omitted>": "media",
    "<Medien ausgeschlossen>": "media",
    "<वह मीडिया>": "media",
    "IMG-20230101-WA0001.jpg (file attached)": "media",
    ".jpg (ファイル添付)": "media",
    "Ann.vcf (archivo adjunto)": "contact",
    "": "view-once",
    "null": "view-once",
    "This message was deleted": "deleted",
    "Du hast diese Nachricht gelöscht": "deleted",
    "Данное сообщение удалено": "deleted",
    "Missed voice call": "call",
    "Videochiamata persa": "call",
    "未接语音通话": "call",
    "location: https://maps.google.com/?q=50.9,6.9": "location",
    "live location shared": "location",
    "POLL:\nWhere?\nOPTION: here (1 vote)": "poll",
    "This message was deleted by whom?": "text",
    "Voice call me": "text",
    "<3": "text",
}
IOS_KINDS = {
    "image omitted": "media",
    "Bild weggelassen": "media",
    "GIF non inclusa, contenuto omesso": "media",
    "<attached: 00000012-PHOTO-2023-01-04-10-11-12.jpg>": "media",
    "Kontaktkarte ausgelassen": "contact",
    "This message was deleted.": "deleted",
    "Missed voice call, Tap to call back": "call",
    "Sprachanruf, 5 Min.": "call",
    "Location: https://maps.google.com/?q=1,2": "location",
    "UMFRAGE:\nWohin?\n\u200eOPTION: ja (1 Stimme)": "poll",
}


@pytest.mark.parametrize("body", ANDROID_KINDS)
def test_kinds_on_android(read: Writer, body: str) -> None:
    chat = read(f"13/02/23, 10:00 - Ann: hi\n13/02/23, 10:01 - Ben: {body}\n13/02/23, 10:02 - Ann: ho\n")
    assert chat.messages["kind"].to_list() == ["text", ANDROID_KINDS[body], "text"]


@pytest.mark.parametrize("body", IOS_KINDS)
def test_kinds_on_ios(read: Writer, body: str) -> None:
    text = f"[13.02.23, 10:00:00] Ann: hi\n{LRM}[13.02.23, 10:01:00] Ben: {LRM}{body}\n[13.02.23, 10:02:00] Ben: ho\n"
    chat = read(text)
    assert chat.messages["kind"].to_list() == ["text", IOS_KINDS[body], "text"]


@pytest.mark.parametrize(
    "mark",
    [
        " <This message was edited>",
        f" {LRM}<Diese Nachricht wurde bearbeitet.>",
        f"{LRM}<anything at all here>",
    ],
)
def test_the_mark_of_an_edit_is_not_counted(read: Writer, mark: str) -> None:
    chat = read(f"13/02/23, 10:00 - Ann: two words{mark}\n13/02/23, 10:01 - Ben: a\nb c{mark}\n")
    assert chat.messages.select("n_chars", "n_words").rows() == [(9, 2), (5, 3)]


def test_notices_are_set_apart(read: Writer) -> None:
    text = (
        f"{LRM}[13.02.23, 09:59:00] Ann: {LRM}Messages and calls are end-to-end encrypted. Only people here can read.\n"
        "[13.02.23, 10:00:00] Ann: hi\n"
        f"{LRM}[13.02.23, 10:00:30] Ann: {LRM}Your security code with Ben changed. Tap to learn more.\n"
        "[13.02.23, 10:01:00] Ben: ho\n"
        f"[13.02.23, 10:01:00] Our group: {LRM}Ben wurde von dir hinzugefügt\n"
        "[13.02.23, 10:02:00] A notice without a name\n"
        "[13.02.23, 10:03:00] System: Ben created the group\n"
    )
    chat = read(text)
    assert (len(chat), chat.account.notices) == (2, 5)
    assert chat.people == {"A": "Ann", "B": "Ben"}


def test_pictures_in_a_language_that_is_not_listed_are_messages(read: Writer) -> None:
    text = (
        f"{LRM}[13.02.23, 09:59:00] Ben: {LRM}Sõnumid ja kõned on otspunktkrüpteeritud ja neid näete ainult teie.\n"
        "[13.02.23, 10:00:00] Ann: tere\n[13.02.23, 10:00:10] Ben: tere\n"
        f"{LRM}[13.02.23, 10:01:00] Ben: {LRM}pilt jäeti välja\n"
        f"{LRM}[13.02.23, 10:02:00] Meie rühm: {LRM}Ann lisas sind\n"
        f"[13.02.23, 10:03:00] Ann: {LRM}kuidas läheb\n"
    )
    chat = read(text)
    assert chat.messages["kind"].to_list() == ["text", "text", "media", "text"]
    assert chat.account.notices == 2


def test_a_person_who_only_sent_pictures_is_a_person(read: Writer) -> None:
    lines = [f"{LRM}[13.02.23, 10:0{k}:00] Ben: {LRM}image omitted" for k in range(4)]
    chat = read("[13.02.23, 10:00:00] Ann: hi\n" + "\n".join(lines) + "\n")
    assert chat.people == {"A": "Ann", "B": "Ben"}


def test_advanced_privacy_stops_the_reading_and_says_why(read: Writer) -> None:
    head = whatsapp(couple())
    on = "25/12/25, 10:00 - Ben turned on advanced chat privacy. Tap to change.\n"
    with pytest.raises(EvidenceError, match="advanced chat privacy is on"):
        read(head + on.replace("25/12/25", "25/12/2025"))
    off = on.replace("turned on", "turned off").replace("25/12/25", "26/12/2025")
    assert len(read(head + on.replace("25/12/25", "25/12/2025") + off)) == 60
    assert len(read(head + f"25/12/2025, 10:00 - {ANN}: what is advanced chat privacy?\n")) == 61


def test_a_notice_with_a_colon_in_it_is_from_nobody(read: Writer) -> None:
    text = whatsapp(couple()) + f'25/12/2025, 10:00 - {ANN} changed the subject to "us: two"\n'
    chat = read(text)
    assert (len(chat), chat.account.notices) == (60, 1)


def test_lines_that_end_in_carriage_returns_alone_are_lines(read: Writer) -> None:
    sent = couple()
    assert told(read(whatsapp(sent, "de iOS").replace("\n", "\r"))) == meant(sent)


def test_disappearing_messages_and_the_cap_are_told(read: Writer) -> None:
    text = whatsapp(couple()) + "25/12/2025, 10:00 - Ben turned on disappearing messages.\n"
    assert [one.code for one in read(text).account.cautions] == ["disappearing-messages"]
    start, lines = wall("2023-01-13T00:00:00"), []
    for k in range(9_950):
        lines.append(f"{start + timedelta(minutes=9 * k):%d/%m/%Y, %H:%M} - {ANN if k % 3 else BEN}: x")
    chat = read("\n".join(lines))
    assert (len(chat), chat.account.capped_at) == (9_950, 10_000)
    assert [one.code for one in chat.account.cautions] == ["export-capped"]


def test_gaps_are_told_to_the_hour(read: Writer) -> None:
    chat = read(two("13/02/23, 10:20", "13/06/23, 10:40"))
    assert [stop - start for start, stop in chat.account.gaps] == [120 * 86_400 + 3600]
    assert all(edge % 3600 == 0 for gap in chat.account.gaps for edge in gap)


# -- files that are none ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"hello",
        b"\0" * 4096,
        b"\xff\xfe1\0",
        b"2023 was a year: yes\n",
        b"[13.02.23, 10:00:00]",
    ],
)
def test_what_is_no_chat_is_refused(read: Writer, text: bytes) -> None:
    with pytest.raises(PairbondError):
        read(text)


def test_only_notices_are_no_chat(read: Writer) -> None:
    with pytest.raises(EvidenceError, match="no message of a person"):
        read("13/02/23, 10:00 - You created the group\n")


def test_people_are_out_of_sight(read: Writer) -> None:
    chat = read(whatsapp(couple()))
    assert ANN not in repr(chat)
    assert BEN not in str(chat.account.to_dict())


def test_figures_come_from_the_chat_itself(read: Writer) -> None:
    chat = read(whatsapp(couple(400), "de iOS"))
    assert chat.rhythm() == chat.rhythm()
    assert chat.latency() == chat.rhythm().reply
    assert chat.shifts().found == ()
    assert len(chat.timing()) == 400
