"""The moment of alarm as a pure state machine: which question comes, and what an answer leads to.

The safety question is the first state, every time. Anything but *no* leads to ``held``, from which
nothing leads on, and the answer to it is never kept. From ``AFTER`` on an entry has been written as
waiting, so the way back ends there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from pairbond.app.session import BACK, KEEP, LEAVE, SKIP, WORDS, Turn, Unclear
from pairbond.library.alarm_spec import AlarmSpec, ChoiceSpec
from pairbond.types import JsonDict

SAFETY, AFTER, DONE, HELD = "safety", "after", "done", "held"
LONGEST_TEXT = 1_000
HIGHEST = 10

Kind = Literal["choice", "many", "scale", "text"]
Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: what is asked, how it is answered, and sentences to show with it."""

    id: str
    kind: Kind
    ask: str
    choices: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(id_ for id_, _ in self.choices)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to the question shown."""

    value: Value


Move = Said | Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where a person stands: the question shown (or done, or held), and what was said so far.

    None in ``given`` stands for a question that was left out.
    """

    at: str = SAFETY
    given: Mapping[str, Value | None] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        return self.at in {DONE, HELD}

    @property
    def empty(self) -> bool:
        return all(value is None for value in self.given.values())


@cache
def questions(spec: AlarmSpec) -> Mapping[str, Question]:
    """Return all questions in their order."""
    found = (
        Question(
            id=SAFETY,
            kind="choice",
            ask=spec.safety.ask,
            choices=pairs(spec.safety.choices),
            notes=(spec.safety.self_harm,),
        ),
        Question(
            id="happened-text", kind="text", ask=spec.happened.ask, notes=quoted(spec.happened.examples)
        ),
        Question(id="happened", kind="choice", ask=spec.happened.which, choices=pairs(spec.happened.choices)),
        Question(id="before", kind="scale", ask=spec.before.ask),
        Question(id="reading", kind="text", ask=spec.reading.ask, notes=quoted(spec.reading.examples)),
        Question(id="sure", kind="scale", ask=spec.reading.sure),
        Question(
            id="others",
            kind="many",
            ask=spec.others.ask,
            choices=pairs(spec.others.choices),
            notes=(spec.others.note,),
        ),
        Question(id="about-to", kind="choice", ask=spec.about_to.ask, choices=pairs(spec.about_to.choices)),
        Question(id="settle", kind="choice", ask=spec.settle.ask, choices=pairs(spec.settle.choices)),
        Question(id="wait", kind="choice", ask=spec.wait.ask, choices=pairs(spec.wait.choices)),
        Question(id=AFTER, kind="scale", ask=spec.after.ask, notes=(spec.wait.during,)),
        Question(id="did", kind="choice", ask=spec.after.did.ask, choices=pairs(spec.after.did.choices)),
    )
    return {question.id: question for question in found}


def pairs(choices: tuple[ChoiceSpec, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((choice.id, choice.text) for choice in choices)


def quoted(examples: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"“{example}”" for example in examples)


def begin(*, limited: bool = False) -> Moment:
    """Return the first state; in limited mode nothing is asked."""
    return Moment(at=HELD) if limited else Moment()


def question_at(spec: AlarmSpec, moment: Moment) -> Question | None:
    """Return the question shown; *what I wrote* is offered only where something was written."""
    question = questions(spec).get(moment.at)
    if question is None or question.id != "others" or moment.given.get("reading"):
        return question
    return replace(question, choices=tuple(pair for pair in question.choices if pair[0] != "mine"))


def order(spec: AlarmSpec, given: Mapping[str, Value | None]) -> tuple[str, ...]:
    """Return the questions that are asked; how sure one is needs a reading."""
    unread = "reading" in given and not given["reading"]
    return tuple(id_ for id_ in questions(spec) if not (unread and id_ == "sure"))


def step(spec: AlarmSpec, moment: Moment, move: Move) -> Moment:
    """Return the next state. Leaving changes nothing, and ``held`` and ``done`` stay.

    Raises
    ------
    ValueError
        When the answer is none of the question shown.
    """
    question = question_at(spec, moment)
    if question is None or move == LEAVE:
        return moment
    if move == BACK:
        return replace(moment, at=neighbour(spec, moment, -1))
    if isinstance(move, Said) and not fits(question, move.value):
        raise ValueError(f"{question.id}: {move.value!r} is no answer to it")
    if question.id == SAFETY:
        return after_safety(spec, moment, move)
    if move != KEEP:
        value = move.value if isinstance(move, Said) else None
        moment = replace(moment, given=with_answer(moment.given, question.id, value))
    return replace(moment, at=neighbour(spec, moment, 1))


def after_safety(spec: AlarmSpec, moment: Moment, move: Move) -> Moment:
    """Go on only where the answer was no; otherwise forget everything."""
    if not (isinstance(move, Said) and move.value == "no"):
        return Moment(at=HELD)
    return replace(moment, at=neighbour(spec, moment, 1))


def with_answer(
    given: Mapping[str, Value | None], id_: str, value: Value | None
) -> Mapping[str, Value | None]:
    """Return the answers with one more, and without those that it makes void."""
    changed = {**given, id_: value}
    if id_ == "reading" and not value:
        changed.pop("sure", None)
        others = changed.get("others")
        if isinstance(others, tuple):
            changed["others"] = tuple(each for each in others if each != "mine") or None
    return changed


def neighbour(spec: AlarmSpec, moment: Moment, way: int) -> str:
    asked = order(spec, moment.given)
    place = asked.index(moment.at) + way
    if place == len(asked):
        return DONE
    return moment.at if place < 0 or (way < 0 and moment.at == AFTER) else asked[place]


def fits(question: Question, value: Value) -> bool:
    """Return whether a value can answer a question."""
    if question.kind == "choice":
        return isinstance(value, str) and value in question.ids
    if question.kind == "scale":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST
    if question.kind == "text":
        return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT
    if not isinstance(value, tuple) or not value or not all(isinstance(each, str) for each in value):
        return False
    return len(set(value)) == len(value) and set(value) <= set(question.ids)


def understand(text: str, question: Question, *, said: bool) -> Move | Unclear:
    """Return what typed text means for a question; Enter keeps an answer that was given."""
    word = text.strip()
    if word.casefold() in WORDS:
        return WORDS[word.casefold()]
    if not word and said:
        return KEEP
    if question.kind == "text":
        return understood_text(word)
    numbers = whole_numbers(word)
    low, high = (0, HIGHEST) if question.kind == "scale" else (1, len(question.choices))
    single = question.kind != "many"
    if not numbers or not all(low <= number <= high for number in numbers) or (single and len(numbers) > 1):
        what = f"a number from {low} to {high}" if single else f"numbers from {low} to {high}, such as 1 4"
        return Unclear(f"Please type {what}; or s to leave it out.")
    if question.kind == "scale":
        return Said(numbers[0])
    ids = [question.ids[number - 1] for number in numbers]
    return Said(ids[0] if single else tuple(dict.fromkeys(ids)))


def understood_text(word: str) -> Said | Turn | Unclear:
    clean = "".join(char for char in word if char.isprintable())
    if len(clean) > LONGEST_TEXT:
        return Unclear(f"Please keep it to {LONGEST_TEXT:,} characters; one sentence is enough.")
    return Said(clean) if clean else SKIP


def whole_numbers(text: str) -> list[int]:
    """Return the whole numbers in a text of nothing else, an empty list for any other text."""
    words = text.replace(",", " ").split()
    if not all(word.isascii() and word.isdecimal() and len(word) < 4 for word in words):
        return []
    return [int(word) for word in words]


def to_record(moment: Moment) -> JsonDict:
    """Return a state as JSON-safe data; the safety answer is not part of it."""
    given = {id_: list(value) if isinstance(value, tuple) else value for id_, value in moment.given.items()}
    return {"at": moment.at, "given": given}


def from_record(spec: AlarmSpec, record: Mapping[str, object]) -> Moment:
    """Return the state that was kept; what does not fit the questions of today is passed over."""
    found = record.get("given")
    given: dict[str, Value | None] = {}
    for id_, value in found.items() if isinstance(found, dict) else ():
        question = questions(spec).get(id_)
        kept = tuple(value) if isinstance(value, list) else value
        if question is None or id_ == SAFETY:
            continue
        if kept is None or (isinstance(kept, (str, int, tuple)) and fits(question, kept)):
            given[id_] = kept
    at = record.get("at")
    known = isinstance(at, str) and at in {*order(spec, given), DONE, HELD}
    return Moment(at=str(at) if known else SAFETY, given=given)
