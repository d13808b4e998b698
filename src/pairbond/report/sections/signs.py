"""Solo: how worry or distance shows, and how it feels from inside."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Finding, Section
from pairbond.report.context import Context
from pairbond.report.sections.levels import (
    DotRow,
    against_middle,
    direction,
    dots_chart,
    part_cautions,
    silent,
)
from pairbond.scoring.classical import ScaleScore

PREFIX = "signs."
STRENGTHS = frozenset({"self-soothing"})
MOST = 7


def signs_section(ctx: Context) -> Section | None:
    """Return the signs a person reports as frequent, most certain first; solo reports only."""
    scores = sign_scores(ctx)
    if not scores:
        return None
    blocks: list[Block] = [ctx.prose("signs.intro", "intro")]
    blocks.append(
        dots_chart(
            ctx,
            "signs",
            title=ctx.say("signs.chart.title"),
            rows=sign_rows(ctx, scores),
            x_title=ctx.say("conflict.chart.x"),
            description="conflict.chart.description",
        )
    )
    found = sorted(sign_findings(ctx, scores), key=lambda f: -(f.probability or 0.0))[:MOST]
    blocks += found or [ctx.prose("signs.nothing")]
    blocks += part_cautions(ctx, PREFIX)
    return Section(id="signs", number=5, title=ctx.say("signs.title"), blocks=tuple(blocks))


def sign_scores(ctx: Context) -> list[ScaleScore]:
    if ctx.joint:
        return []
    profile = ctx.people[0].profile
    return [score for name, score in profile.constructs.items() if name.startswith(PREFIX) and score.scored]


def sign_rows(ctx: Context, scores: list[ScaleScore]) -> list[DotRow]:
    reader = ctx.people[0]
    ordered = sorted(scores, key=lambda score: -(score.value or 0.0))
    return [(s.scale.title, None, [(reader.who, ctx.label(reader), s)]) for s in ordered]


def sign_findings(ctx: Context, scores: list[ScaleScore], *, strengths: bool = False) -> Iterator[Finding]:
    """Yield what stands out; settling oneself is a strength and is yielded as one."""
    for score in scores:
        name = score.scale.construct.removeprefix(PREFIX)
        judgement = against_middle(score)
        strong = name in STRENGTHS and direction(judgement) == "high"
        if silent(judgement) or strong != strengths:
            continue
        label = ctx.say("evidence.self", what=score.scale.title)
        found = ctx.finding(
            "strengths" if strengths else "signs",
            {"fact": "sign", "sign": name, "direction": direction(judgement)},
            evidence=[ctx.score_evidence(label, score)],
            judgement=judgement,
        )
        if found:
            yield found


def sign_strengths(ctx: Context) -> Iterator[Finding]:
    yield from sign_findings(ctx, sign_scores(ctx), strengths=True)
