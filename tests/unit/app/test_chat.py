"""Who may see what of a chat: own figures for its owner, the couple's only where both agreed."""

from datetime import date

import numpy as np
import pytest
from tests.unit.messages.timings import MONDAY

from pairbond import api
from pairbond.app.chat import contact_for, describe, joined
from pairbond.messages.chat import Chat
from pairbond.messages.read import read_chat

FIRST = MONDAY // 86_400


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Chat:
    """Ninety days of two people, as WhatsApp on Android writes them."""
    rng = np.random.default_rng(1)
    start = np.datetime64("2021-01-04T00:00")
    minutes = np.sort(rng.integers(8 * 60, 22 * 60, size=(90, 20)), axis=1)
    times = [
        start + np.timedelta64(day, "D") + np.timedelta64(int(m), "m")
        for day in range(90)
        for m in minutes[day]
    ]
    lines = []
    for n, time in enumerate(times):
        stamp = time.astype(object)
        who = "Robin Test" if n == 0 or rng.random() < 0.5 else "Sam Test"
        lines.append(f"{stamp:%d/%m/%Y, %H:%M} - {who}: two words")
    path = tmp_path_factory.mktemp("chat") / "chat.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_chat(path, me="Robin Test")


def person(alias: str, consent: dict[str, str] | None) -> api.AnswersFile:
    data = {"schema": "pairbond.answers/1", "person": {"alias": alias}, "responses": {}}
    if consent is not None:
        data["consent"] = consent
    return api.as_answers(data)


AGREED, SILENT = {"messages": "open"}, {"messages": "none"}


def test_figures_of_the_couple_need_both(chat: Chat) -> None:
    assert describe(chat, both_agreed=False).rhythm is None
    both = describe(chat, both_agreed=True)
    assert both.rhythm is not None and both.rhythm.n_messages[0] + both.rhythm.n_messages[1] == 1_800
    assert both.to_dict()["both_agreed"] is True


@pytest.mark.parametrize("consents", [(AGREED, SILENT), (SILENT, AGREED), (SILENT, SILENT), (AGREED, {})])
def test_without_both_only_its_owner_sees_own_figures(
    chat: Chat, consents: tuple[dict[str, str], dict[str, str]]
) -> None:
    a, b = person("Robin", consents[0]), person("Sam", consents[1])
    assert contact_for("b", chat, a, b) is None
    assert contact_for("joint", chat, a, b) is None
    mine = contact_for("a", chat, a, b)
    assert mine is not None and mine.rhythm is None and mine.shifts is None and mine.felt is None
    assert mine.own is not None and mine.own.who == 0


def test_with_both_each_reads_the_same_figures_and_own_ones(chat: Chat) -> None:
    a, b = person("Robin", AGREED), person("Sam", AGREED)
    views = [contact_for(reader, chat, a, b) for reader in ("a", "b", "joint")]
    assert all(view is not None and view.rhythm is not None for view in views)
    assert [view.own.who for view in views if view and view.own] == [0, 1, 0]
    assert views[0] is not None and views[1] is not None
    assert views[0].rhythm == views[1].rhythm


def test_a_report_has_the_part_beside_the_check_ins(chat: Chat) -> None:
    a, b = api.synthetic_couple(3)
    report = api.report(a, b, chat=chat, created=date(2026, 11, 1))
    ids = [section.id for section in report.sections]
    assert ids.index("messages") == ids.index("signal") + 1
    assert report.to_dict()["messages"]["rhythm"]["n_messages"]  # type: ignore[index]
    assert api.report(a, b, created=date(2026, 11, 1)).section("messages") is None
    assert api.report(a, b, chat=chat, banded=True, created=date(2026, 11, 1)).section("messages") is None


def test_no_name_of_the_export_reaches_the_machine_file(chat: Chat) -> None:
    assert "Robin Test" not in str(describe(chat, both_agreed=True).to_dict())


def test_one_export_is_itself_and_several_tell_when_another_app_began(chat: Chat) -> None:
    assert joined([chat]) == (chat, ())
    _, days = joined([chat, chat])
    assert days == (FIRST,)
