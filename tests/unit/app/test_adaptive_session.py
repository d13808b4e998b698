"""The adaptive test as a session: what follows from what was said, back, skip, and the draft."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.adaptive_people import adaptive_path, keyed_reply, known

from pairbond.app.adaptive_session import AdaptiveSession, begun, check_range, replay_adaptive
from pairbond.app.draft import Draft, Target, draft_path
from pairbond.app.session import BACK, KEEP, SKIP, Answer, Move, responses, step
from pairbond.errors import ConfigError
from pairbond.library.answers import read_answers
from pairbond.library.instruments import load_instrument
from pairbond.types import JsonDict

INSTRUMENT, CALIBRATION = known()
TODAY = date(2026, 11, 2)
MOVES = st.lists(st.sampled_from([*(Answer(value) for value in range(1, 6)), SKIP, BACK, KEEP]), max_size=60)


def start() -> AdaptiveSession:
    return begun(INSTRUMENT, CALIBRATION, {})


def made(moves: Sequence[Move]) -> tuple[AdaptiveSession, list[JsonDict]]:
    session, records = start(), []
    for move in moves:
        if move == KEEP and session.current is None and not session.done:
            continue
        following, record = step(session, move, 3.0)
        assert isinstance(following, AdaptiveSession)
        session = following
        records += [record] if record else []
    return session, records


def finished(level: int) -> AdaptiveSession:
    session, reply = start(), keyed_reply(level, level)
    while session.item is not None:
        moved, _ = step(session, Answer(reply(session.item.id)), 3.0)
        assert isinstance(moved, AdaptiveSession)
        session = moved
    return session


def test_it_asks_what_the_test_asks_and_stops_when_it_stops() -> None:
    session = finished(4)
    assert list(session.said) == list(adaptive_path(keyed_reply(4, 4)))
    assert len(session.said) < 30 and session.done
    found = responses(session)
    assert found.adaptive and list(found.asked) == list(session.said)


@settings(max_examples=25)
@given(moves=MOVES)
def test_the_records_alone_give_the_same_state_back(moves: list[Move]) -> None:
    session, records = made(moves)
    again = replay_adaptive(INSTRUMENT, CALIBRATION, json.loads(json.dumps(records)))
    assert again.given == session.given
    assert again.path == session.path
    assert again.position == len(again.given)


@settings(max_examples=25)
@given(moves=MOVES)
def test_nothing_is_asked_twice_and_nothing_said_is_lost(moves: list[Move]) -> None:
    session, records = made(moves)
    assert len(set(session.path)) == len(session.path)
    assert session.path[: len(session.given)] == tuple(session.given)
    assert len(session.path) - len(session.given) in {0, 1}
    last = {str(record["item"]): record["value"] for record in records}
    assert {str(item): said.value for item, said in session.given.items()} == last


def test_a_skipped_line_is_left_out_and_another_takes_its_place() -> None:
    first = start().item
    session, _ = made([SKIP])
    assert first is not None and session.item is not None
    assert session.item.id != first.id
    whole = session
    while whole.item is not None:
        moved, _ = step(whole, SKIP if whole.item.id < "closeness.09" else Answer(3), 3.0)
        assert isinstance(moved, AdaptiveSession)
        whole = moved
    assert first.id not in whole.path[1:]
    assert whole.n_skipped > 1 and whole.n_answered >= 8


def test_skipping_everything_ends_with_every_line_seen_once() -> None:
    session, _ = made([SKIP] * 80)
    assert session.done and session.n_answered == 0 and len(session.path) == 36


def test_going_back_changes_an_answer_and_keeps_those_between() -> None:
    session, _ = made([Answer(5), Answer(1), Answer(5), BACK, BACK, BACK])
    assert session.position == 0 and session.current is not None
    changed, record = step(session, Answer(1), 2.0)
    assert record == {"item": session.path[0], "value": 1, "seconds": 2.0}
    assert [said.value for said in changed.given.values()] == [1, 1, 5]
    assert changed.position == 1 and not changed.done
    assert step(start(), BACK, 0.0)[0].position == 0


def test_back_from_the_end_can_open_the_test_again() -> None:
    session = finished(4)
    back, _ = step(session, BACK, 0.0)
    assert not back.done and back.current is not None
    kept, _ = step(back, KEEP, 0.0)
    assert kept.done


def test_the_draft_goes_on_on_the_same_path_after_a_crash(tmp_path: Path) -> None:
    target = Target(out=tmp_path / "a.json", passphrase=None)
    reply = keyed_reply(4, 2)
    expected = list(adaptive_path(reply))
    while True:
        # Opened anew before every single answer, as after a crash.
        with Draft.open(target, INSTRUMENT, CALIBRATION) as draft:
            if draft.session.item is None:
                answers = draft.finish(who=("Sam", 31), consent={"attachment": "open"}, today=TODAY)
                break
            draft.take(Answer(reply(draft.session.item.id)), 2.5)
    found = read_answers(tmp_path / "a.json", today=TODAY)
    assert list(found.responses["closeness"].asked) == expected
    assert found.responses["closeness"].values.tolist() == answers.responses["closeness"].values.tolist()
    assert not draft_path(tmp_path / "a.json").exists()


def test_the_two_ways_of_asking_are_not_mixed_in_one_draft(tmp_path: Path) -> None:
    one = Target(out=tmp_path / "a.json", passphrase=None)
    Draft.open(one, INSTRUMENT, CALIBRATION).close()
    with pytest.raises(ConfigError, match=r"begun with --adaptive: go on with .* --plain --adaptive"):
        Draft.open(one, INSTRUMENT)
    with pytest.raises(ConfigError, match="other item parameters of closeness"):
        Draft.open(one, INSTRUMENT, replace(CALIBRATION, id="ours"))
    Draft.open(one, INSTRUMENT, CALIBRATION).close()
    other = Target(out=tmp_path / "b.json", passphrase=None)
    Draft.open(other, INSTRUMENT).close()
    with pytest.raises(ConfigError, match="begun without --adaptive"):
        Draft.open(other, INSTRUMENT, CALIBRATION)


def test_parameters_for_other_answers_are_refused() -> None:
    check_range(INSTRUMENT, CALIBRATION)
    with pytest.raises(ConfigError, match=r"ecr is answered 1-7 .* 1-5; take it without --adaptive"):
        check_range(load_instrument("ecr"), CALIBRATION)
