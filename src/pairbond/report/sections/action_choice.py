"""Which steps are named: from the loop, from needs that go short, from quarrels; equal load for both.

A step is a fact (kind, whose, what it is about); its words are content. Where an act that only its
doer can change is the problem, only the doer has a step, and it is to stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pairbond.dyad.conflict import demand_withdraw
from pairbond.dyad.needs_result import Need
from pairbond.findings import Evidence
from pairbond.report.context import Context, Person
from pairbond.report.sections.coercion import attacks, coercive_of, problem_doers
from pairbond.report.sections.conflict_facts import (
    BOTH,
    accounts,
    conflict_shown,
    evidence,
    often_by_both,
    other_of,
)
from pairbond.report.sections.levels import against_middle, high
from pairbond.report.sections.loop import (
    coercive_evidence,
    drawn_cycle,
    link_evidence,
)
from pairbond.report.sections.loop_words import doing, move_words
from pairbond.report.sections.needs import counts_evidence, shown_needs
from pairbond.types import Who

MOST = 3
IN_BETWEEN = 3
OPEN_ENDED = {"space-open", "slow-replies", "quiet", "leaving", "changing-plans", "vague"}
"""Acts that a named time takes the sting from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of one person: its kind, what fills its words, and what it rests on."""

    kind: str
    who: Who
    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    both: bool = False


Pair = tuple[Step, Step]
"""One step of each of the two: load is equal because steps come in pairs."""


def chosen_steps(ctx: Context) -> list[Step]:
    """Return at most three steps each; equal in number but where somebody has something to stop."""
    if not ctx.advice:
        return []
    stops = {who: stop_steps(ctx, who) for who in BOTH}
    if problem_doers(ctx):
        return [step for who in BOTH for step in stops[who]]
    pairs = [pair for pair in (loop_pair(ctx), needs_pair(ctx), time_pair(ctx), quarrel_pair(ctx)) if pair]
    room = MOST - max(len(stops[who]) for who in BOTH)
    steps = [step for pair in pairs[:room] for step in pair]
    return [step for who in BOTH for step in (*stops[who], *(s for s in steps if s.who == who))]


# ---- what only one can stop ----------------------------------------------------------------------


def stop_steps(ctx: Context, who: Who) -> list[Step]:
    """Return one step that names everything a person has to stop, with a sentence for the first."""
    found = sorted(coercive_of(ctx, who), key=lambda ratings: -(ratings.higher or 0))
    nouns = [move_words(ctx, ratings.move).noun for ratings in found]
    rows = [coercive_evidence(ctx, ratings) for ratings in found]
    script = next(
        (words for ratings in found if (words := stop_words(ctx, ratings.move))), stop_words(ctx, "protest")
    )
    if attacks(ctx, who):
        nouns.append(ctx.say("behaviour.attack"))
        rows += evidence(ctx, accounts(ctx, who)["attack"])
    if not nouns:
        return []
    values = {"name": ctx.person(who).name, "noun": "; ".join(nouns), "script": script}
    return [Step(kind="stop", who=who, values=values, evidence=tuple(rows))]


def stop_words(ctx: Context, move: str) -> str:
    return move_words(ctx, move).stop or ""


# ---- pairs of steps ------------------------------------------------------------------------------


def loop_pair(ctx: Context) -> Pair | None:
    """Return: each says sooner what the own act in the loop says without words."""
    cycle = drawn_cycle(ctx)
    if cycle is None:
        return None
    links = {link.trigger_by: link for link in cycle.links}
    first, second = (
        Step(
            kind="say-sooner",
            who=who,
            about=cycle.move(who),
            values={
                "name": ctx.person(who).name,
                "doing": doing(ctx, who, cycle.move(who)),
                "script": move_words(ctx, cycle.move(who)).sooner or "",
            },
            evidence=(link_evidence(ctx, links[who]),),
        )
        for who in BOTH
    )
    return first, second


def needs_pair(ctx: Context) -> Pair | None:
    """Return: each gives what the other goes short of; or one asks and the other gives."""
    gaps = {who: short_need(ctx, who) for who in BOTH}
    if gaps["a"] and gaps["b"]:
        return give_step(ctx, gaps["b"], "a"), give_step(ctx, gaps["a"], "b")
    for who in BOTH:
        need = gaps[who]
        if need:
            return ask_step(ctx, need), give_step(ctx, need, other_of(who))
    return None


def short_need(ctx: Context, who: Who) -> Need | None:
    """Return what a person goes short of by both counts, that matters most and is not hard to give."""
    found = [
        need
        for need in shown_needs(ctx, who)
        if need.pattern == "short" and (need.ease is None or need.ease >= IN_BETWEEN)
        and need.need in ctx.actions.needs
    ]  # fmt: skip
    return max(
        found, key=lambda need: (need.matters or 0, need.gap_own.mean if need.gap_own else 0), default=None
    )


def give_step(ctx: Context, need: Need, giver: Who) -> Step:
    words = ctx.actions.needs[need.need]
    values = names(ctx, ctx.person(giver)) | {"act": words.act, "script": words.give}
    evidence = (counts_evidence(ctx, need, ease=True),)
    return Step(kind="give", who=giver, about=need.need, values=values, evidence=evidence)


def ask_step(ctx: Context, need: Need) -> Step:
    words = ctx.actions.needs[need.need]
    values = names(ctx, ctx.person(need.who)) | {"act": words.act, "script": words.ask}
    return Step(
        kind="ask", who=need.who, about=need.need, values=values, evidence=(counts_evidence(ctx, need),)
    )


def time_pair(ctx: Context) -> Pair | None:
    """Return: each says until when; where a named time is short, or an open end is part of the loop."""
    rows, because = time_evidence(ctx)
    if not because:
        return None
    first, second = (
        Step(
            kind="name-the-time",
            who=who,
            values={"because": ctx.actions.because[because]},
            evidence=rows,
            both=True,
        )
        for who in BOTH
    )
    return first, second


def time_evidence(ctx: Context) -> tuple[tuple[Evidence, ...], str]:
    """Return what an agreement on time rests on, and its kind; nothing where it rests on nothing."""
    timed = [
        need
        for who in BOTH
        for need in shown_needs(ctx, who)
        if need.need == "predictability" and need.pattern == "short"
    ]
    if timed:
        return tuple(counts_evidence(ctx, need) for need in timed), "need"
    cycle = drawn_cycle(ctx)
    if cycle is not None and {cycle.a_move, cycle.b_move} & OPEN_ENDED:
        return tuple(link_evidence(ctx, link) for link in cycle.links), "loop"
    return (), ""


def quarrel_pair(ctx: Context) -> Pair | None:
    """Return: who raises brings one matter at a set time, who pulls away calls a pause that ends."""
    pair = ctx.pair
    if pair is None or not conflict_shown(ctx):
        return None
    for raises in BOTH:
        found = demand_withdraw(pair, raises)
        if found and often_by_both(found) and not ctx.is_withheld(f"conflict.demand.both.{raises}"):
            rows = tuple(evidence(ctx, found))
            quits = other_of(raises)
            return quarrel_step(ctx, "one-matter", raises, rows), quarrel_step(ctx, "pause", quits, rows)
    flooded = [who for who in BOTH if is_flooded(ctx, who)]
    if not flooded:
        return None
    rows = tuple(
        ctx.own_evidence(ctx.person(who), ctx.say("behaviour.flooding"), score)
        for who in flooded
        if (score := ctx.person(who).profile.get("conflict.flooding.self"))
    )
    kinds = {who: "pause" if who in flooded else "one-matter" for who in BOTH}
    first, second = (quarrel_step(ctx, kinds[who], who, rows, because="flooding") for who in BOTH)
    return first, second


def is_flooded(ctx: Context, who: Who) -> bool:
    held = ctx.is_withheld(f"conflict.flooding.joint.{who}")
    return not held and high(against_middle(ctx.person(who).profile.get("conflict.flooding.self")))


def quarrel_step(
    ctx: Context, kind: str, who: Who, rows: tuple[Evidence, ...], *, because: str = "demand"
) -> Step:
    values = names(ctx, ctx.person(who)) | {"because": ctx.actions.because[because]}
    return Step(kind=kind, who=who, values=values, evidence=rows)


def names(ctx: Context, person: Person) -> dict[str, str]:
    return {"name": person.name, "other": ctx.other(person.who).name}
