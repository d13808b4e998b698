"""Answering a questionnaire, one line at a time: a pure state machine, without terminal or file.

``understand`` turns typed text into a move, ``step`` turns a state and a move into the next state
and the record that must be kept before it is shown, and ``replay`` gives the state back from the
records that were kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pairbond.app.asked import BLOCKS, asked_positions, block_of
from pairbond.instruments import Instrument, Item, Pick
from pairbond.scoring.responses import Responses, read_responses
from pairbond.types import ItemId, JsonDict

LONGEST_SECONDS = 3_600.0

Value = int | tuple[str, ...]
"""An answer: a number, or what was chosen from a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was said to an item: an answer, or None where it was skipped; and how long that took."""

    value: Value | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Where a person stands in a questionnaire.

    ``position`` is the item shown, by its place in the instrument, n when all were. ``given`` may
    hold an answer to a follow-up that is asked no longer; it comes back when that is asked again.
    """

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
    def asked(self) -> tuple[int, ...]:
        """Where the items that are asked stand, as far as is known by now."""
        return asked_positions(self.instrument, {item: given.value for item, given in self.given.items()})

    @property
    def said(self) -> dict[ItemId, Given]:
        """What was said to the items that are asked."""
        ids = self.instrument.item_ids
        return {ids[place]: self.given[ids[place]] for place in self.asked if ids[place] in self.given}

    @property
    def usual(self) -> int | None:
        """About how many items are asked where that is not settled beforehand, else None."""
        return None

    @property
    def n_answered(self) -> int:
        return sum(given.value is not None for given in self.said.values())

    @property
    def n_skipped(self) -> int:
        return sum(given.value is None for given in self.said.values())

    @property
    def block(self) -> str | None:
        """The block of the item shown, where it can be left out whole."""
        return block_of(self.instrument, self.item.id) if self.item else None

    def after(self, given: Mapping[ItemId, Given]) -> Session:
        """Return the state at the next item that is asked, with these answers."""
        moved = replace(self, given=given)
        following = (place for place in moved.asked if place > self.position)
        return replace(moved, position=next(following, len(self.instrument.items)))

    def before(self) -> Session:
        """Return the state at the item that was asked before; the first has none before it."""
        earlier = [place for place in self.asked if place < self.position]
        return replace(self, position=earlier[-1] if earlier else self.position)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the item shown."""

    value: Value


@dataclass(frozen=True, slots=True)
class Turn:
    """Anything else: skip the item or its block, keep what was said, go back, leave, or finish."""

    kind: Literal["skip", "pass", "keep", "back", "leave"]


@dataclass(frozen=True, slots=True)
class Unclear:
    """Text that is no move, and what would be one."""

    hint: str


Move = Answer | Turn

SKIP, PASS, KEEP, BACK, LEAVE = Turn("skip"), Turn("pass"), Turn("keep"), Turn("back"), Turn("leave")
WORDS = {"s": SKIP, "skip": SKIP, "b": BACK, "back": BACK, "q": LEAVE, "quit": LEAVE}
PASS_WORDS = frozenset({"p", "pass"})
NONE_WORDS = frozenset({"0", "none"})


def understand(text: str, session: Session) -> Move | Unclear:
    """Return what the typed text means for the item shown."""
    word = text.strip().casefold()
    if word in WORDS:
        return WORDS[word]
    if word in PASS_WORDS and session.block is not None:
        return PASS
    if not word and (session.done or session.current is not None):
        return KEEP
    item = session.item
    if item is None:
        return Unclear("Press Enter to finish, b to look back, q to save and leave.")
    if item.pick is not None:
        return understood_pick(word, item.pick)
    low, high = session.instrument.response_for(item).bounds
    value = whole(word)
    if value is not None and low <= value <= high:
        return Answer(value)
    return Unclear(f"Please type a number from {low} to {high}, or b, s or q.")


def understood_pick(word: str, pick: Pick) -> Answer | Unclear:
    """Return the options whose numbers were typed, in the order typed: ``3 7``, ``0`` for none."""
    if word in NONE_WORDS:
        return Answer(())
    numbers = [whole(part) for part in word.replace(",", " ").split()]
    n = len(pick.options)
    known = list(dict.fromkeys(number for number in numbers if number is not None and 1 <= number <= n))
    if not numbers or None in numbers or len(known) != len(set(numbers)) or len(known) > pick.maximum:
        most = f"one or up to {pick.maximum} numbers" if pick.maximum > 1 else "one number"
        return Unclear(f"Please type {most} from 1 to {n}, 0 if none fits, or b, s or q.")
    return Answer(tuple(pick.options[number - 1] for number in known))


def whole(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 4 else None


def step(session: Session, move: Move, seconds: float) -> tuple[Session, JsonDict | None]:
    """Return the next state, and the record to keep before showing it (None: nothing new)."""
    if move == BACK:
        return session.before(), None
    item = session.item
    if item is None or move == LEAVE:
        return session, None
    if move == KEEP:
        return session.after(session.given), None
    value = move.value if isinstance(move, Answer) else None
    if not allows(session.instrument, item, value):
        wanted = item.pick.allowed() if item.pick else session.instrument.response_for(item).allowed()
        raise ValueError(f"{item.id}: {value} is not {wanted}")
    given = Given(value=value, seconds=round(min(max(seconds, 0.0), LONGEST_SECONDS), 2))
    said = list(value) if isinstance(value, tuple) else value
    moved = session.after({**session.given, item.id: given})
    return moved, {"item": item.id, "value": said, "seconds": given.seconds}


def steps(session: Session, move: Move, seconds: float) -> Iterator[tuple[Session, JsonDict | None]]:
    """Yield the states and records of a move; leaving out a block skips its lines one by one."""
    if move != PASS:
        yield step(session, move, seconds)
        return
    block, left = session.block, seconds
    while session.block == block is not None:
        session, record = step(session, SKIP, left)
        left = 0.0
        yield session, record


def allows(instrument: Instrument, item: Item, value: Value | None) -> bool:
    """Return whether this may be said to an item; None is a skip and always may."""
    if value is None:
        return True
    if item.pick is not None:
        return (
            isinstance(value, tuple)
            and set(value) <= set(item.pick.options)
            and len(set(value)) == len(value) <= item.pick.maximum
        )
    return isinstance(value, int) and value in instrument.response_for(item).values


def replay(instrument: Instrument, records: Iterable[Mapping[str, object]]) -> Session:
    """Return the state after these records, at the first item that nothing was said to.

    Records that do not fit the instrument are passed over.
    """
    given = replayed(instrument, records)
    session = Session(instrument=instrument, given=given)
    ids = instrument.item_ids
    waiting = (place for place in session.asked if ids[place] not in given)
    return replace(session, position=next(waiting, len(instrument.items)))


def replayed(instrument: Instrument, records: Iterable[Mapping[str, object]]) -> dict[ItemId, Given]:
    """Return what the records say, in the order the items were first asked."""
    items = {str(item.id): item for item in instrument.items}
    given: dict[ItemId, Given] = {}
    for record in records:
        name, seconds = record.get("item"), record.get("seconds")
        item = items.get(name) if isinstance(name, str) else None
        fits, value = recorded(record.get("value"))
        if item and fits and isinstance(seconds, (int, float)) and allows(instrument, item, value):
            given[item.id] = Given(value=value, seconds=float(seconds))
    return given


def recorded(value: object) -> tuple[bool, Value | None]:
    """Return whether a record's value can be an answer at all, and it as one."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return True, value
    if isinstance(value, list) and all(isinstance(option, str) for option in value):
        return True, tuple(value)
    return False, None


def block_name(session: Session) -> str | None:
    """Return what the block of the item shown is called, where it can be left out whole."""
    return BLOCKS[session.instrument.id] if session.block is not None else None


def responses(session: Session) -> Responses:
    """Return the answers given so far, skipped items missing, with their response times."""
    answered = {item: given for item, given in session.said.items() if given.value is not None}
    return read_responses(
        {item: given.value for item, given in answered.items()},
        session.instrument,
        seconds={item: given.seconds for item, given in answered.items()},
        asked=() if session.usual is None else [*session.said],
    )
