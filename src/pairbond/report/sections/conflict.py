"""Section 8: conflict under stress, by both accounts."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.dyad.conflict import STYLES, TwoAccounts, demand_withdraw
from pairbond.findings import Block, Chart, Section
from pairbond.report.context import Context, Person
from pairbond.report.sections.conflict_facts import (
    BOTH,
    accounts,
    concerns,
    conflict_shown,
    demand_findings,
    demand_words,
    differing_accounts,
    flooding,
    other_of,
    own_style,
)
from pairbond.report.sections.levels import DotRow, dots_chart, part_cautions
from pairbond.scoring.classical import ScaleScore


def conflict_section(ctx: Context) -> Section | None:
    """Return what each does in a quarrel, the charts, and what stands out."""
    if not conflict_shown(ctx):
        return None
    blocks: list[Block] = [ctx.prose(f"conflict.intro.{ctx.voice}", "intro")]
    blocks += [chart for chart in (style_chart(ctx), demand_chart(ctx)) if chart]
    found = [*concerns(ctx), *flooding(ctx), *demand_findings(ctx), *differing_accounts(ctx)]
    blocks += found or [ctx.prose("conflict.nothing")]
    blocks.append(ctx.prose("conflict.intro.plain", "note"))
    blocks += part_cautions(ctx, "conflict.")
    return Section(id="conflict", number=8, title=ctx.say("conflict.title"), blocks=tuple(blocks))


def style_chart(ctx: Context) -> Chart | None:
    rows = list(joint_rows(ctx) if ctx.joint else own_rows(ctx))
    return frequency_chart(ctx, "conflict-styles", ctx.voiced("conflict.chart.title"), rows)


def demand_chart(ctx: Context) -> Chart | None:
    rows = list(demand_rows(ctx) if ctx.joint else own_demand_rows(ctx))
    return frequency_chart(ctx, "conflict-demand", ctx.say("conflict.demand.title"), rows)


def frequency_chart(ctx: Context, key: str, title: str, rows: list[DotRow]) -> Chart | None:
    """Return how often each thing is reported; None where nothing was."""
    if not rows:
        return None
    x_title, description = ctx.say("conflict.chart.x"), "conflict.chart.description"
    return dots_chart(ctx, key, title=title, rows=rows, x_title=x_title, description=description)


def joint_rows(ctx: Context) -> Iterator[DotRow]:
    for who in BOTH:
        doer, other = ctx.person(who), ctx.person(other_of(who))
        group = ctx.say("conflict.chart.group", name=doer.name)
        for style, found in accounts(ctx, who).items():
            points = account_points(ctx, found, doer, other)
            yield ctx.say(f"behaviour.{style}"), group, points


def account_points(
    ctx: Context, found: TwoAccounts, doer: Person, other: Person
) -> list[tuple[str, str, ScaleScore]]:
    points: list[tuple[str, str, ScaleScore]] = []
    if found.own is not None:
        points.append((doer.who, ctx.say("conflict.by", name=doer.name), found.own))
    if found.other is not None:
        points.append((other.who, ctx.say("conflict.by", name=other.name), found.other))
    return points


def own_rows(ctx: Context) -> Iterator[DotRow]:
    reader = ctx.people[0]
    for side, group in (("self", "self"), ("observed", "partner")):
        for style in STYLES:
            score = own_style(ctx, style, side)
            if score is not None:
                title = ctx.say(f"conflict.chart.group.{group}")
                yield ctx.say(f"behaviour.{style}"), title, [(reader.who, ctx.label(reader), score)]


def demand_rows(ctx: Context) -> Iterator[DotRow]:
    pair = ctx.pair
    if pair is None:
        return
    for who in BOTH:
        found = demand_withdraw(pair, who)
        if found is not None:
            doer, other = ctx.person(who), ctx.person(other_of(who))
            yield demand_words(ctx, doer, other), None, account_points(ctx, found, doer, other)


def own_demand_rows(ctx: Context) -> Iterator[DotRow]:
    reader = ctx.people[0]
    for side, whose in (("self-demands", "own"), ("partner-demands", "partner")):
        score = reader.profile.get(f"conflict.demand-withdraw.{side}")
        if score is not None:
            label = ctx.say(f"conflict.demand.row.{whose}")
            yield label, None, [(reader.who, ctx.label(reader), score)]
