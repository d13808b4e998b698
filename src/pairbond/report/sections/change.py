"""Section 11: what changed since an earlier day, for the one who answered; reliable change only."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Evidence, Finding, Section
from pairbond.findings.confidence import judge_found
from pairbond.profile import OverTime, ScaleChange, change_over_time
from pairbond.report.context import Context, shown
from pairbond.report.header import long_date


def change_section(ctx: Context) -> Section | None:
    """Return what changed; None in a joint report, without an earlier day, or where nothing did."""
    found = [finding for finding in change_findings(ctx) if finding]
    if not found:
        return None
    blocks: list[Block] = [ctx.prose("change.intro", "intro"), *found]
    return Section(id="change", number=11, title=ctx.say("change.title"), blocks=tuple(blocks))


def over_time(ctx: Context) -> OverTime | None:
    """Return the reader's own changes: never in a report for two, which holds no tally of anyone."""
    if ctx.joint or ctx.earlier is None:
        return None
    return change_over_time(ctx.earlier, ctx.people[0].profile)


def change_findings(ctx: Context) -> Iterator[Finding | None]:
    changes = over_time(ctx)
    for change in changes.changes if changes else ():
        yield ctx.finding(
            "change",
            {"fact": "change", "direction": "rose" if change.direction > 0 else "fell"},
            key=change.construct,
            values={"what": change_title(ctx, change), "date": earlier_day(ctx)},
            evidence=[change_evidence(ctx, change)],
            judgement=judge_found(change.difference),
        )


def change_title(ctx: Context, change: ScaleChange) -> str:
    title = change.after.scale.title
    return ctx.catalogue.word(f"construct.{change.construct}", title[:1].lower() + title[1:])


def change_evidence(ctx: Context, change: ScaleChange) -> Evidence:
    assert change.before.estimate is not None and change.after.estimate is not None
    low, high = change.after.bounds
    detail = ctx.say(
        "change.evidence",
        before=shown(change.before.estimate)[0],
        now=shown(change.after.estimate)[0],
        low=low,
        high=high,
    )
    return Evidence(
        label=change_title(ctx, change),
        detail=detail,
        estimate=change.change.change,
        items=change.after.scale.items,
    )


def earlier_day(ctx: Context) -> str:
    return long_date(ctx, ctx.earlier_date) if ctx.earlier_date else ctx.say("change.date.unknown")
