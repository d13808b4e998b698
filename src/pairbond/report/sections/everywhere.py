"""Solo: whether it shows with this partner, or with other people too."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Evidence, Finding, Section, judge_difference, judge_level
from pairbond.findings.confidence import Confidence, Judgement
from pairbond.profile.everywhere import OTHERS, HereOrEverywhere, here_or_everywhere
from pairbond.report.context import Context
from pairbond.report.sections.levels import DotRow, dots_chart, part_cautions

DIMENSIONS = ("anxiety", "avoidance")


def everywhere_section(ctx: Context) -> Section | None:
    """Return partner against other people on both dimensions; solo reports only."""
    found = comparisons(ctx)
    if not found:
        return None
    blocks: list[Block] = [ctx.prose("everywhere.intro", "intro")]
    blocks.append(
        dots_chart(
            ctx,
            "everywhere",
            title=ctx.say("everywhere.chart.title"),
            rows=list(person_rows(ctx)),
            x_title=ctx.say("everywhere.chart.x"),
            description="everywhere.chart.description",
        )
    )
    blocks += [finding for one in found if (finding := everywhere_finding(ctx, one))]
    blocks += part_cautions(ctx, "target.")
    return Section(id="everywhere", number=5, title=ctx.say("everywhere.title"), blocks=tuple(blocks))


def comparisons(ctx: Context) -> list[HereOrEverywhere]:
    if ctx.joint:
        return []
    profile = ctx.people[0].profile
    return [found for name in DIMENSIONS if (found := here_or_everywhere(profile, name))]


def outcome(one: HereOrEverywhere) -> tuple[str, Judgement]:
    """Return mainly-here, mainly-elsewhere, across or close, and how sure it is."""
    difference = judge_difference(one.z_partner, one.se_partner, one.z_others, one.se_others)
    if difference.speaks:
        return ("mainly-here" if difference.direction > 0 else "mainly-elsewhere"), difference
    levels = [judge_level(one.z_partner, one.se_partner), judge_level(one.z_others, one.se_others)]
    if all(level.speaks and level.direction > 0 for level in levels):
        return "across", min(levels, key=lambda level: level.probability or 0.0)
    unsettled = Judgement(confidence=Confidence.CANNOT_TELL, probability=difference.probability, direction=0)
    return "close", unsettled


def everywhere_finding(ctx: Context, one: HereOrEverywhere) -> Finding | None:
    word, judgement = outcome(one)
    others = ctx.listed(f"your {ctx.say(f'everywhere.person.{who}')}" for who, _ in one.others)
    dimension = ctx.say(f"everywhere.{one.dimension}")
    return ctx.finding(
        "everywhere",
        {"fact": "everywhere", "outcome": word},
        key=one.dimension,
        values={"dimension": dimension, "others": others},
        evidence=everywhere_evidence(ctx, one, dimension),
        judgement=judgement,
    )


def everywhere_evidence(ctx: Context, one: HereOrEverywhere, dimension: str) -> list[Evidence]:
    rows = [("partner", one.partner), *one.others]
    found = [
        ctx.score_evidence(f"{ctx.say(f'everywhere.person.{who}')}: {dimension}", score)
        for who, score in rows
    ]
    estimate = one.difference
    detail = ctx.say(
        "evidence.difference",
        value=f"{estimate.value:.1f}",
        lower=f"{estimate.lower:.1f}",
        upper=f"{estimate.upper:.1f}",
    )
    return [*found, Evidence(label=dimension, detail=detail, estimate=estimate)]


def person_rows(ctx: Context) -> Iterator[DotRow]:
    reader = ctx.people[0]
    for dimension in DIMENSIONS:
        for who in ("partner", *OTHERS):
            score = reader.profile.get(f"target.{who}.{dimension}")
            if score is not None:
                group = ctx.say(f"everywhere.{dimension}")
                points = [(reader.who, ctx.label(reader), score)]
                yield ctx.say(f"everywhere.person.{who}"), group, points
