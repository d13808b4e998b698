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
from pairbond.types import Who


def conflict_section(ctx: Context) -> Section | None:
    """Return what each does in a quarrel, in charts, and what stands out."""
    if not conflict_shown(ctx):
        return None
    blocks: list[Block] = [ctx.prose(f"conflict.intro.{ctx.voice}", "intro")]
    blocks += list(style_charts(ctx))
    found = [*concerns(ctx), *flooding(ctx), *demand_findings(ctx), *differing_accounts(ctx)]
    blocks += found or [ctx.prose("conflict.nothing")]
    blocks.append(ctx.prose("conflict.intro.plain", "note"))
    blocks += part_cautions(ctx, "conflict.")
    return Section(id="conflict", number=8, title=ctx.say("conflict.title"), blocks=tuple(blocks))


def style_charts(ctx: Context) -> Iterator[Chart]:
    """Yield ways of arguing with who raises while the other pulls away: a chart a person when joint."""
    if not ctx.joint:
        rows = [*own_rows(ctx), *own_demand_rows(ctx)]
        charts = [frequency_chart(ctx, "conflict-styles", ctx.say("conflict.chart.title.self"), rows)]
    else:
        charts = [
            frequency_chart(
                ctx,
                f"conflict-styles-{who}",
                ctx.say("conflict.chart.title.joint", name=ctx.person(who).name),
                [*joint_rows(ctx, who), *demand_rows(ctx, who)],
            )
            for who in BOTH
        ]
    yield from (chart for chart in charts if chart)


def frequency_chart(ctx: Context, key: str, title: str, rows: list[DotRow]) -> Chart | None:
    """Return how often each thing is reported; None where nothing was."""
    if not rows:
        return None
    x_title, description = ctx.say("conflict.chart.x"), "conflict.chart.description"
    return dots_chart(ctx, key, title=title, rows=rows, x_title=x_title, description=description)


def joint_rows(ctx: Context, who: Who) -> Iterator[DotRow]:
    doer, other = ctx.person(who), ctx.person(other_of(who))
    for style, found in accounts(ctx, who).items():
        yield ctx.say(f"behaviour.{style}"), None, account_points(ctx, found, doer, other)


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


def demand_rows(ctx: Context, who: Who) -> Iterator[DotRow]:
    pair = ctx.pair
    found = demand_withdraw(pair, who) if pair else None
    if found is not None:
        doer, other = ctx.person(who), ctx.person(other_of(who))
        yield demand_words(ctx, doer, other), None, account_points(ctx, found, doer, other)


def own_demand_rows(ctx: Context) -> Iterator[DotRow]:
    reader = ctx.people[0]
    for side, whose in (("self-demands", "own"), ("partner-demands", "partner")):
        score = reader.profile.get(f"conflict.demand-withdraw.{side}")
        if score is not None:
            label = ctx.say(f"conflict.demand.row.{whose}")
            group = ctx.say("conflict.demand.title")
            yield label, group, [(reader.who, ctx.label(reader), score)]
