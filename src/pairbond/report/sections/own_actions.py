"""Steps of a person's own report: from their own acts and counts, for them alone."""

from __future__ import annotations

from pairbond.report.context import Context
from pairbond.report.sections.action_choice import Step
from pairbond.report.sections.levels import against_middle, high
from pairbond.report.sections.own_side import (
    NEEDS,
    OFTEN,
    counts_row,
    is_coercive,
    is_short,
    need_counts,
    own_answer,
    ranked_moves,
)
from pairbond.types import Who

MOST = 2
"""Steps of a person's own report; exercises fill up to three."""


def own_steps(ctx: Context) -> list[Step]:
    """Return up to two steps: to stop what is one's own to stop first.

    Where the partner is seen to do something coercive, or often hurtful words, nothing is asked for
    or explained to them: only one's own acts are named.
    """
    if ctx.joint or not ctx.advice:
        return []
    found = [*stop_steps(ctx), *sooner_steps(ctx), *pause_steps(ctx)]
    if not frightening(ctx):
        found[1:1] = ask_steps(ctx)
    return found[:MOST]


def frightening(ctx: Context) -> bool:
    """Return whether the reader sees a coercive act, however rare, or often hurtful words."""
    seen = ranked_moves(ctx, "sees", 2, lambda move: is_coercive(ctx, move, "sees"))
    return bool(seen) or high(against_middle(ctx.people[0].profile.get("conflict.attack.observed")))


def stop_steps(ctx: Context) -> list[Step]:
    found = ranked_moves(ctx, "do", 2, lambda move: is_coercive(ctx, move, "do"))
    return [
        Step(
            kind="stop",
            who=reader(ctx),
            about=move.id,
            values={"noun": move.noun, "script": move.stop or move.sooner or ""},
            evidence=(own_answer(ctx, "moves", f"{move.id}.do", move.noun),),
        )
        for move in found[:1]
    ]


def sooner_steps(ctx: Context) -> list[Step]:
    if frightening(ctx):
        return []
    found = ranked_moves(ctx, "do", OFTEN, lambda move: not is_coercive(ctx, move, "do"))
    return [
        Step(
            kind="say-sooner",
            who=reader(ctx),
            about=move.id,
            values={
                "doing": move.doing.format(other=ctx.say("person.partner")),
                "script": move.sooner or "",
            },
            evidence=(own_answer(ctx, "moves", f"{move.id}.do", move.noun),),
        )
        for move in found[:1]
    ]


def ask_steps(ctx: Context) -> list[Step]:
    gaps = []
    for name in NEEDS:
        counts = need_counts(ctx, name)
        if name in ctx.actions.needs and is_short(counts):
            gaps.append(((counts["wanted"] or 0) - (counts["happens"] or 0), name))
    gaps.sort(key=lambda gap: (-gap[0], NEEDS.index(gap[1])))
    return [ask_step(ctx, name) for _, name in gaps[:1]]


def ask_step(ctx: Context, name: str) -> Step:
    words = ctx.actions.needs[name]
    return Step(
        kind="ask",
        who=reader(ctx),
        about=name,
        values={"act": words.act, "script": words.ask},
        evidence=(counts_row(ctx, name),),
    )


def pause_steps(ctx: Context) -> list[Step]:
    score = ctx.people[0].profile.get("conflict.flooding.self")
    if score is None or not high(against_middle(score)) or frightening(ctx):
        return []
    row = ctx.own_evidence(ctx.people[0], ctx.say("behaviour.flooding"), score)
    return [Step(kind="pause", who=reader(ctx), evidence=(row,))]


def reader(ctx: Context) -> Who:
    return ctx.people[0].who
