"""The state machine behind a questionnaire, walked at random against a plain model of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pairbond.app.session import (
    BACK,
    KEEP,
    LEAVE,
    LONGEST_SECONDS,
    SKIP,
    Answer,
    Session,
    Unclear,
    replay,
    responses,
    step,
    understand,
)
from pairbond.library.instruments import load_instrument

BOND = load_instrument("bond")
IDS = BOND.item_ids


class Questionnaire(RuleBasedStateMachine):
    """Any order of answers, skips, keeps and steps back, and of stopping and going on."""

    @initialize()
    def begin(self) -> None:
        self.session = Session(instrument=BOND)
        self.records: list[dict[str, object]] = []
        self.said: dict[str, int | None] = {}
        self.place = 0

    def move(self, move: Any, seconds: float = 1.0) -> None:
        self.session, record = step(self.session, move, seconds)
        if record is not None:
            self.records.append(record)

    @rule(value=st.integers(1, 5), seconds=st.floats(-5, 1e9))
    def answer(self, value: int, seconds: float) -> None:
        if self.place < len(IDS):
            self.said[IDS[self.place]] = value
            self.place += 1
        self.move(Answer(value), seconds)

    @rule()
    def skip(self) -> None:
        if self.place < len(IDS):
            self.said[IDS[self.place]] = None
            self.place += 1
        self.move(SKIP)

    @rule()
    def back(self) -> None:
        self.place = max(0, self.place - 1)
        self.move(BACK)

    @rule()
    def keep(self) -> None:
        if understand("", self.session) == KEEP:
            self.place = min(len(IDS), self.place + 1)
            self.move(KEEP)
        else:
            assert IDS[self.place] not in self.said

    @rule()
    def leave(self) -> None:
        before = self.session
        self.move(LEAVE)
        assert self.session == before

    @rule()
    def stop_and_go_on(self) -> None:
        given_before = dict(self.session.given)
        self.session = replay(BOND, self.records)
        assert dict(self.session.given) == given_before
        waiting = [place for place, item in enumerate(IDS) if item not in self.said]
        self.place = min(waiting, default=len(IDS))

    @invariant()
    def the_state_is_what_was_said(self) -> None:
        if not hasattr(self, "session"):
            return
        assert self.session.position == self.place
        assert {item: given.value for item, given in self.session.given.items()} == self.said
        assert self.session.done == (self.place == len(IDS))
        assert self.session.n_answered + self.session.n_skipped == len(self.said)
        assert all(0 <= given.seconds <= LONGEST_SECONDS for given in self.session.given.values())

    @invariant()
    def the_answers_are_those_given(self) -> None:
        if not hasattr(self, "session"):
            return
        values = responses(self.session).values.tolist()
        assert values == [self.said[item] or -1 if item in self.said else -1 for item in IDS]


TestQuestionnaire = Questionnaire.TestCase


@given(st.text(max_size=8))
def test_any_text_is_understood_or_gets_a_hint(text: str) -> None:
    found = understand(text, Session(instrument=BOND))
    if isinstance(found, Answer):
        assert found.value in BOND.response.values
        assert text.strip() == str(found.value).rjust(len(text.strip()), "0")
    elif isinstance(found, Unclear):
        assert "from 1 to 5" in found.hint


@pytest.mark.parametrize(
    ("text", "move"),
    [("3", Answer(3)), (" 5 ", Answer(5)), ("B", BACK), ("skip", SKIP), ("q", LEAVE), ("05", Answer(5))],
)
def test_moves(text: str, move: object) -> None:
    assert understand(text, Session(instrument=BOND)) == move


@pytest.mark.parametrize("text", ["", "0", "6", "3.0", "-1", "٣", "three", "1 2", "9999"])
def test_what_is_no_move(text: str) -> None:
    assert isinstance(understand(text, Session(instrument=BOND)), Unclear)


def test_at_the_end_enter_finishes() -> None:
    end = Session(instrument=BOND, position=len(IDS))
    assert understand("", end) == KEEP
    assert understand("b", end) == BACK
    hint = understand("3", end)
    assert isinstance(hint, Unclear)
    assert "Enter to finish" in hint.hint
    assert step(end, KEEP, 1.0) == (end, None)


def test_a_value_off_the_scale_never_gets_in() -> None:
    with pytest.raises(ValueError, match=r"bond\.01: 6 is not a whole number from 1 to 5"):
        step(Session(instrument=BOND), Answer(6), 1.0)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"item": "bond.99", "value": 3, "seconds": 1.0},
        {"item": "bond.01", "value": 6, "seconds": 1.0},
        {"item": "bond.01", "value": True, "seconds": 1.0},
        {"item": "bond.01", "value": "3", "seconds": 1.0},
        {"item": "bond.01", "value": 3},
        {"item": ["bond.01"], "value": 3, "seconds": 1.0},
    ],
)
def test_records_that_do_not_fit_are_passed_over(record: dict[str, object]) -> None:
    assert replay(BOND, [record]) == Session(instrument=BOND)
