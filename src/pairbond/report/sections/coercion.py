"""Acts that only their doer can change; where one is the problem, nothing is asked of the other."""

from __future__ import annotations

from dataclasses import replace

from pairbond.dyad.loop_result import Ratings
from pairbond.report.context import Context
from pairbond.report.sections.conflict_facts import BOTH, accounts, attack_judgement
from pairbond.types import Who

RARELY, SOMETIMES = 2, 3


def coercive_of(ctx: Context, who: Who, least: int = RARELY) -> list[Ratings]:
    """Return a person's coercive acts that are reported at least so often, unless they were marked."""
    return [] if ctx.is_withheld(f"loop.concern.{who}") else reported_of(ctx, who, least)


def reported_of(ctx: Context, who: Who, least: int = RARELY) -> list[Ratings]:
    """Return a person's coercive acts that are reported at least so often, by the higher report."""
    if ctx.loop is None:
        return []
    return [r for r in ctx.loop.coercive if r.doer == who and (r.higher or 0) >= least]


def problem_doers(ctx: Context) -> list[Who]:
    """Return whose acts come first: coercive ones told as *sometimes* or more, or frequent harsh words.

    Of two reports the higher counts, whoever's it is.
    """
    return [who for who in BOTH if coercive_of(ctx, who, SOMETIMES) or attacks(ctx, who)]


def attacks(ctx: Context, who: Who) -> bool:
    """Return whether loud, blaming or hurtful words of this person are told as frequent."""
    if ctx.is_withheld(f"conflict.attack.concern.joint.{who}"):
        return False
    return attack_judgement(accounts(ctx, who).get("attack")) is not None


def hides_a_problem(ctx: Context) -> bool:
    """Return whether a mark hides an act that has to stop first: then nothing may be asked of anybody.

    Else a person could mark what is said of them, and the other would be asked to give more.
    """
    return ctx.joint and problem_doers(ctx) != problem_doers(replace(ctx, withheld=frozenset()))


def can_advise(ctx: Context) -> bool:
    """Return whether steps for two may be named: agreed to, and nothing has to stop first."""
    return ctx.joint and ctx.advice and not problem_doers(ctx)
