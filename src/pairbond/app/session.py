"""Answering a questionnaire, one line at a time: a pure state machine, without terminal or file.

``understand`` turns typed text into a move, ``step`` turns a state and a move into the next state
and the record that must be kept before it is shown, and ``replay`` gives the state back from the
records that were kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pairbond.instruments import Instrument, Item
from pairbond.scoring.responses import Responses, read_responses
from pairbond.types import ItemId, JsonDict

LONGEST_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was said to an item: an answer, or None where it was skipped; and how long that took."""

    value: int | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Where a person stands in a questionnaire: ``position`` is the item shown, n when all were."""

    instrument: Instrument
    given: Mapping[ItemId, Given] = field(default_factory=dict)
    position: int = 0

    @property
    def item(self) -> Item | None:
        items = self.instrument.items
        return items[self.position] if self.position < len(items) else None

    @property
    def done(self) -> bool:
        return self.item is None

    @property
    def current(self) -> Given | None:
        return self.given.get(self.item.id) if self.item else None

    @property
    def n_answered(self) -> int:
        return sum(given.value is not None for given in self.given.values())

    @property
    def n_skipped(self) -> int:
        return len(self.given) - self.n_answered


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the item shown."""

    value: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Anything else: skip the item, keep what was said, go back, leave, or finish."""

    kind: Literal["skip", "keep", "back", "leave"]


@dataclass(frozen=True, slots=True)
class Unclear:
    """Text that is no move, and what would be one."""

    hint: str


Move = Answer | Turn

SKIP, KEEP, BACK, LEAVE = Turn("skip"), Turn("keep"), Turn("back"), Turn("leave")
WORDS = {"s": SKIP, "skip": SKIP, "b": BACK, "back": BACK, "q": LEAVE, "quit": LEAVE}


def understand(text: str, session: Session) -> Move | Unclear:
    """Return what the typed text means for the item shown."""
    word = text.strip().casefold()
    if word in WORDS:
        return WORDS[word]
    if not word and (session.done or session.current is not None):
        return KEEP
    item = session.item
    low, high = (session.instrument.response_for(item) if item else session.instrument.response).bounds
    if not session.done and word.isascii() and word.isdecimal() and len(word) < 4:
        value = int(word)
        if low <= value <= high:
            return Answer(value)
    if session.done:
        return Unclear("Press Enter to finish, b to look back, q to save and leave.")
    return Unclear(f"Please type a number from {low} to {high}, or b, s or q.")


def step(session: Session, move: Move, seconds: float) -> tuple[Session, JsonDict | None]:
    """Return the next state, and the record to keep before showing it (None: nothing new)."""
    if move == BACK:
        return replace(session, position=max(0, session.position - 1)), None
    item = session.item
    if item is None or move == LEAVE:
        return session, None
    if move == KEEP:
        return replace(session, position=session.position + 1), None
    value = move.value if isinstance(move, Answer) else None
    response = session.instrument.response_for(item)
    if value is not None and value not in response.values:
        raise ValueError(f"{item.id}: {value} is not {response.allowed()}")
    given = Given(value=value, seconds=round(min(max(seconds, 0.0), LONGEST_SECONDS), 2))
    moved = replace(session, given={**session.given, item.id: given}, position=session.position + 1)
    return moved, {"item": item.id, "value": value, "seconds": given.seconds}


def replay(instrument: Instrument, records: Iterable[Mapping[str, object]]) -> Session:
    """Return the state after these records, at the first item that nothing was said to.

    Records that do not fit the instrument are passed over.
    """
    given: dict[ItemId, Given] = {}
    allowed = {str(item.id): instrument.response_for(item).values for item in instrument.items}
    for record in records:
        item, value, seconds = (record.get(key) for key in ("item", "value", "seconds"))
        if not isinstance(item, str) or item not in allowed or not isinstance(seconds, (int, float)):
            continue
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is None or (isinstance(value, int) and whole and value in allowed[item]):
            given[ItemId(item)] = Given(value=value, seconds=float(seconds))
    waiting = (place for place, item in enumerate(instrument.items) if item.id not in given)
    return Session(instrument=instrument, given=given, position=next(waiting, len(instrument.items)))


def responses(session: Session) -> Responses:
    """Return the answers given so far, skipped items missing, with their response times."""
    answered = {item: given for item, given in session.given.items() if given.value is not None}
    return read_responses(
        {item: given.value for item, given in answered.items()},
        session.instrument,
        seconds={item: given.seconds for item, given in answered.items()},
    )
