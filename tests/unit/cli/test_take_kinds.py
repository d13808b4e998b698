"""Answering counts, choices from a list, follow-ups, and questionnaires that may be left out."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.cli.conftest import Run

from pairbond.library.instruments import load_instrument

MOVES = 16


def typed(*lines: object) -> str:
    return "".join(f"{line}\n" for line in lines)


def answers_in(path: str, instrument: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(path).read_text(encoding="utf-8"))["responses"][instrument]
    return found


def flat(text: str) -> str:
    return " ".join(text.split())


def take(run: Run, instrument: str, *lines: object) -> str:
    done = run("take", instrument, "--out", "a.json", "--plain", typed=typed(*lines))
    assert (done.code, done.err) == (0, "")
    return flat(done.out)


def test_moves_ask_three_follow_ups_of_each_kind(run: Run) -> None:
    do, sees, stirs = [1] * MOVES, [2] * MOVES, [1] * MOVES
    do[0] = do[2] = 4
    sees[1] = stirs[1] = 5
    out = take(run, "moves", *do, *sees, *stirs, "3 7", 0, "s", "none", "4, 1", 1, 2, 3, 4, "n")
    found = answers_in("a.json", "moves")
    lists = {item: value for item, value in found.items() if isinstance(value, list)}
    assert lists == {
        "moves.reassurance.next": ["checking-phone", "clinging"],
        "moves.quiet.next": [],
        "moves.reassurance.then": [],
        "moves.checking-phone.then": ["slow-replies", "reassurance"],
    }
    assert [found[f"moves.stay{n}"] for n in range(1, 5)] == [1, 2, 3, 4]
    assert "52 lines" in out
    assert "57 of 57" in out
    assert "up to 2 numbers, such as 3 7, and Enter to answer" in out
    assert "0 none of these" in out


def test_a_draft_keeps_lists(run: Run) -> None:
    lines = [*[3] * 3 * MOVES, "5 6", "q"]
    assert "Saved: 49 of 58." in take(run, "moves", *lines)
    assert "Welcome back. 9 of 58 are left." in take(run, "moves", "b", "", *[0] * 5, *[3] * 4)
    first = next(value for value in answers_in("a.json", "moves").values() if isinstance(value, list))
    assert first == ["raising-us", "vague"]


def test_back_shows_what_was_chosen(run: Run) -> None:
    out = take(run, "past-partners", *[3] * 6, "1 12 13", "12 1", "b", "", 0, *["p"] * 4, "s", "s")
    assert "Please type one or up to 2 numbers from 1 to 12, 0 if none fits, or b, s or q." in out
    assert "So far: 12 1. Enter keeps it." in out
    found = answers_in("a.json", "past-partners")
    assert found["past-partners.p1.drew"] == ["familiar", "calm"]
    assert found["past-partners.p1.stirs"] == []
    assert not [item for item in found if ".p2." in item]


def test_counts_go_from_none_to_seven_or_more(run: Run) -> None:
    needs = load_instrument("needs")
    out = take(run, "needs", 0, 7, 8, 5, 0, 3, "q")
    assert "Please type a number from 0 to 7" in out
    assert "Please type a number from 1 to 5" in out
    assert "7 7 or more" in out
    assert "1 very hard" in out
    assert f"Saved: 4 of {len(needs.items)}." in out


def test_a_person_can_be_left_out_whole(run: Run) -> None:
    out = take(run, "targets", *[4] * 9, "p", "p", *[2] * 9)
    assert "p leave out this person" in out
    whose = {item.split(".")[1] for item in answers_in("a.json", "targets")}
    assert whose == {"partner", "friend"}


def test_what_is_optional_says_so_kindly(run: Run) -> None:
    for name in ("history", "past-partners"):
        out = take(run, name, "q")
        assert "You may skip any line, or all of them, or stop at any time" in out
        Path("a.json.part").unlink()
    assert "or all of them" not in take(run, "signs", "q")


def test_private_questionnaires_ask_nothing_about_the_partners_view(run: Run) -> None:
    out = take(run, "history", *[1] * 12, "y")
    assert "What may your partner see?" not in out
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["consent"] == {"actions": "open"}


def test_advice_is_asked_about_once(run: Run) -> None:
    take(run, "history", *[1] * 12, "y")
    out = take(run, "over-responsibility", *[3] * 8)
    assert "May reports give advice?" not in out
    assert "pairbond take safety --out a.json --plain" in out
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["consent"] == {"actions": "open"}
