"""Section 11: one's own reaches, wishes for space, and the swing from day to day. Own report only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pairbond.checkins.diary import Diary, PersonDays
from pairbond.findings import Block, Evidence, Finding, Section
from pairbond.report.context import Context
from pairbond.safety import ADVICE
from pairbond.safety.consent import shares
from pairbond.types import Estimate, JsonDict

if TYPE_CHECKING:
    from pairbond.checkins.own_days import Space, Swing
    from pairbond.checkins.reaches import Reaches

UNSAID = 5


def own_days_section(ctx: Context) -> Section | None:
    """Return what one's own entries say about reaches, space and swings; None in a report to both."""
    if ctx.joint or ctx.days is None:
        return None
    person, diary = ctx.people[0], ctx.days.checkins.diary
    reaches, space, swing = described(diary.of(person.who), diary)
    if not reaches.reached and not space.n_named + space.n_unnamed and not swing.pairs:
        return None
    found = [*reach_findings(ctx, reaches), *space_findings(ctx, space), *swing_findings(ctx, swing)]
    blocks: list[Block] = [ctx.prose("own-days.intro", "intro"), *found]
    if reaches.rate is None or swing.size is None:
        blocks.append(ctx.prose("own-days.few", "note"))
    if any(finding.rule.startswith("space.") for finding in found):
        blocks.append(ctx.prose("own-days.space.caution", "caution"))
    if space.n_unnamed >= UNSAID and shares(person.answers.consent, ADVICE):
        blocks.append(ctx.prose("own-days.agreement"))
    blocks.append(ctx.prose("own-days.note", "note"))
    return Section(id="own-days", number=11, title=ctx.say("own-days.title"), blocks=tuple(blocks))


def described(own: PersonDays, diary: Diary) -> tuple[Reaches, Space, Swing]:
    from pairbond.checkins.own_days import describe_space, describe_swing
    from pairbond.checkins.reaches import describe_reaches

    return (
        describe_reaches(diary.days, own.reached, own.met),
        describe_space(diary.days, own.unsettled, own.wanted_space, own.said_so),
        describe_swing(diary.days, own.unsettled),
    )


def own_days_part(ctx: Context) -> JsonDict | None:
    """Return the same as data, for the reader's own report.json."""
    if ctx.joint or ctx.days is None:
        return None
    diary = ctx.days.checkins.diary
    reaches, space, swing = described(diary.of(ctx.people[0].who), diary)
    return {"reaches": reaches.to_dict(), "space": space.to_dict(), "swing": swing.to_dict()}


def settled(estimate: Estimate | None) -> bool:
    """Return whether an interval excludes zero: nothing else is called a change."""
    return estimate is not None and (estimate.lower > 0 or estimate.upper < 0)


def evidence(ctx: Context, label: str, detail: str, estimate: Estimate) -> Evidence:
    return Evidence(
        label=ctx.say(f"own-days.evidence.{label}"),
        detail=ctx.say(f"own-days.evidence.{detail}"),
        estimate=estimate,
    )


def said(
    ctx: Context, fact: dict[str, str], values: dict[str, str], lines: list[Evidence]
) -> Iterator[Finding]:
    found = ctx.finding("own-days", fact, values=values, evidence=lines)
    if found:
        yield found


def reach_findings(ctx: Context, reaches: Reaches) -> Iterator[Finding]:
    if not reaches.reached:
        return
    rate = [evidence(ctx, "rate", "rate.detail", reaches.rate)] if reaches.rate else []
    counts = {"reached": str(reaches.reached), "met": str(reaches.met)}
    yield from said(ctx, {"fact": "reaches"}, counts, rate)
    if reaches.guess is not None:
        tenths = {"tenths": f"{10 * reaches.guess.value:.0f}"}
        lines = [evidence(ctx, "guess", "guess.detail", reaches.guess)]
        yield from said(ctx, {"fact": "reach-guess"}, tenths, lines)
    for name, up, down in (("after", "together", "turns"), ("trend", "up", "down")):
        estimate = getattr(reaches, name)
        if settled(estimate):
            direction = up if estimate.value > 0 else down
            lines = [evidence(ctx, name, "share.detail", estimate)]
            yield from said(ctx, {"fact": f"reach-{name}", "direction": direction}, {}, lines)


def space_findings(ctx: Context, space: Space) -> Iterator[Finding]:
    if space.difference is None:
        return
    direction = "unclear"
    if settled(space.difference):
        direction = "calmer" if space.difference.value < 0 else "less-calm"
    lines = [
        evidence(ctx, name, "points", estimate)
        for name in ("named", "unnamed", "difference")
        if (estimate := getattr(space, name)) is not None
    ]
    counts = {"named": str(space.n_named), "unnamed": str(space.n_unnamed)}
    yield from said(ctx, {"fact": "space", "direction": direction}, counts, lines)


def swing_findings(ctx: Context, swing: Swing) -> Iterator[Finding]:
    if swing.size is None:
        return
    lines = [evidence(ctx, "swing", "swing.detail", swing.size)]
    yield from said(ctx, {"fact": "swing"}, {"size": f"{swing.size.value:.1f}"}, lines)
    if swing.change is not None and settled(swing.change):
        direction = "up" if swing.change.value > 0 else "down"
        lines = [evidence(ctx, "swing-change", "swing.detail", swing.change)]
        yield from said(ctx, {"fact": "swing-change", "direction": direction}, {}, lines)
