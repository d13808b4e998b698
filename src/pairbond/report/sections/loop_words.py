"""The loop in words: moves after a name, ratings as they were answered, and who comes first in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from pairbond.dyad.loop_result import Cycle, Lever, Ratings
from pairbond.library.solo import load_moves
from pairbond.library.solo_spec import MoveWordsSpec
from pairbond.report.context import Context, Person
from pairbond.types import Who

CONTEMPT = "criticism"


def move_words(ctx: Context, move: str) -> MoveWordsSpec:
    return load_moves(ctx.catalogue.language)[move]


def place_of(ctx: Context, move: str) -> int:
    """Return where a move stands in the list of sixteen."""
    return list(load_moves(ctx.catalogue.language)).index(move)


def does(ctx: Context, who: Who, move: str) -> str:
    """Return a move after a name: "goes quiet", "asks Robin if all is well"."""
    return move_words(ctx, move).does.format(other=ctx.other(who).name)


def doing(ctx: Context, who: Who, move: str) -> str:
    return move_words(ctx, move).doing.format(other=ctx.other(who).name)


def rating_words(ctx: Context, aspect: str, move: str, value: int | None) -> str:
    """Return an answer in the words of the questionnaire ("often", "strongly")."""
    instrument = ctx.instruments.get("moves")
    if value is None or instrument is None:
        return ctx.say("loop.evidence.rating.unknown")
    item = next(item for item in instrument.items if item.id == f"moves.{move}.{aspect}")
    return str(instrument.labels_for(item)[value - instrument.response_for(item).minimum])


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A cycle as a sentence tells it: the first person's move, then the second's.

    The order follows the moves (distance first), never who of the two is called A.
    """

    first: Person
    first_move: str
    second: Person
    second_move: str

    @property
    def same(self) -> bool:
        return self.first_move == self.second_move


def steps_of(ctx: Context, cycle: Cycle) -> Steps:
    def rank(who: Who) -> tuple[bool, int, str]:
        move = cycle.move(who)
        reaching = move_words(ctx, move).side == "reaching"
        return reaching, place_of(ctx, move), ctx.person(who).name.casefold()

    one, two = sorted(("a", "b"), key=lambda who: rank("a" if who == "a" else "b"))
    first: Who = "a" if one == "a" else "b"
    second: Who = "a" if two == "a" else "b"
    return Steps(
        first=ctx.person(first),
        first_move=cycle.move(first),
        second=ctx.person(second),
        second_move=cycle.move(second),
    )


def step_values(ctx: Context, steps: Steps) -> dict[str, str]:
    """Return what sentences about a cycle are filled with."""
    first, second = steps.first.who, steps.second.who
    if steps.same:
        shared = move_words(ctx, steps.second_move).does.format(other=ctx.say("loop.other"))
        return {"second_does": shared}
    return {
        "first": steps.first.name,
        "second": steps.second.name,
        "first_does": does(ctx, first, steps.first_move),
        "second_does": does(ctx, second, steps.second_move),
    }


def lever_words(ctx: Context, lever: Lever) -> str:
    """Return a place to interrupt the loop, in a few words."""
    other: Who = "b" if lever.who == "a" else "a"
    theirs = lever.trigger or lever.what
    words = {
        "who": ctx.person(lever.who).name,
        "other": ctx.person(other).name,
        "doing": doing(ctx, lever.who, lever.what),
        "does": does(ctx, other, theirs),
    }
    return ctx.say(f"loop.place.{lever.type}", **words)


def coercive_names(ctx: Context, found: list[Ratings]) -> str:
    return "; ".join(move_words(ctx, ratings.move).noun for ratings in found)


def contempt(ctx: Context) -> dict[Who, frozenset[str]]:
    """Return for whom criticism counts as coercive: where hurtful words are told by either of the two."""
    rule = load_moves(ctx.catalogue.language)[CONTEMPT].coercive_if
    if rule is None or "conflict" not in ctx.parts:
        return {}
    found: dict[Who, frozenset[str]] = {}
    for person in ctx.people:
        answers = [(person, item) for item in rule.self]
        answers += [(ctx.other(person.who), item) for item in rule.observed]
        if any(answered(of, item) >= rule.at_least for of, item in answers):
            found[person.who] = frozenset({CONTEMPT})
    return found


def answered(person: Person, item: str) -> int:
    responses = person.answers.responses.get("conflict")
    value = None if responses is None else responses.value(item)
    return 0 if value is None else int(value)
