"""What each sees of the other, beside the other's own report: two views, and neither is the truth."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.dyad.perception_result import Picture
from pairbond.findings import Block, Evidence, Finding, Section, TableBlock
from pairbond.findings.confidence import judge_found
from pairbond.report.context import Context
from pairbond.report.sections.coercion import reported_of
from pairbond.types import Estimate, Table

LEANS = ("moves", "given")
"""Areas in which a lean has one meaning. Ways of arguing hold good and bad ones, and guesses stand
need by need in the section on needs."""


def perception_section(ctx: Context) -> Section | None:
    """Return both pictures; None in a solo report and where no part with two reports is shown."""
    pictures = shown_pictures(ctx)
    if not pictures:
        return None
    blocks: list[Block] = [ctx.prose("perception.intro", "intro")]
    found = [*lean_findings(ctx, pictures), *follow_findings(ctx, pictures)]
    blocks += found or [ctx.prose("perception.none")]
    blocks.append(TableBlock(id="perception", table=perception_table(ctx, pictures)))
    return Section(id="perception", number=7, title=ctx.say("perception.title"), blocks=tuple(blocks))


def shown_pictures(ctx: Context) -> tuple[Picture, ...]:
    """Return the pictures; one account of coercive acts is never weighed against the other."""
    found = ctx.perception.pictures if ctx.perception else ()
    return tuple(p for p in found if p.area != "moves" or not reported_of(ctx, p.target))


def lean_findings(ctx: Context, pictures: tuple[Picture, ...]) -> Iterator[Finding]:
    """Yield where one person's picture lies above or below the other's own report, over all items."""
    for picture in pictures:
        judgement = judge_found(picture.bias_difference)
        if picture.area not in LEANS or not judgement.speaks or picture.bias is None:
            continue
        label = ctx.say(f"perception.area.{picture.area}")
        detail = ctx.say("perception.evidence.bias", n=picture.n)
        finding = ctx.finding(
            "perception",
            {
                "fact": "picture",
                "area": picture.area,
                "direction": "more" if judgement.direction > 0 else "less",
            },
            key=picture.judge,
            values=names(ctx, picture),
            evidence=[Evidence(label=label, detail=detail, estimate=picture.bias)],
            judgement=judgement,
        )
        if finding:
            yield finding


def follow_findings(ctx: Context, pictures: tuple[Picture, ...]) -> Iterator[Finding]:
    """Yield whose picture follows the other's report from thing to thing, in one sentence a person."""
    for person in ctx.people:
        own = [p for p in pictures if p.judge == person.who and p.accuracy and p.accuracy_tells]
        if not own:
            continue
        finding = ctx.finding(
            "perception",
            {"fact": "picture-follows"},
            key=person.who,
            values=names(ctx, own[0])
            | {"areas": ctx.listed(ctx.say(f"perception.area.{p.area}") for p in own)},
            evidence=[
                Evidence(
                    label=ctx.say(f"perception.area.{p.area}"),
                    detail=ctx.say("perception.evidence.accuracy", n=p.n),
                    estimate=p.accuracy,
                )
                for p in own
            ],
        )
        if finding:
            yield finding


def names(ctx: Context, picture: Picture) -> dict[str, str]:
    return {"judge": ctx.person(picture.judge).name, "target": ctx.person(picture.target).name}


def perception_table(ctx: Context, pictures: tuple[Picture, ...]) -> Table:
    columns = ("what", "judge", "bias", "accuracy")
    return Table(
        title=ctx.say("perception.table.title"),
        columns=tuple(ctx.say(f"perception.table.{name}") for name in columns),
        rows=tuple(
            (
                ctx.say(f"perception.area.{picture.area}"),
                ctx.person(picture.judge).name,
                told(ctx, picture.bias, signed=True),
                told(ctx, picture.accuracy),
            )
            for picture in pictures
        ),
        notes=(ctx.say("perception.table.note"),),
    )


def told(ctx: Context, found: Estimate | None, *, signed: bool = False) -> str:
    """Return an estimate with its interval, or that it cannot be told."""
    if found is None:
        return ctx.say("perception.unknown")
    ends = {name: getattr(found, name) for name in ("value", "lower", "upper")}
    worded = {name: f"{value:+.1f}" if signed else f"{value:.1f}" for name, value in ends.items()}
    return ctx.say("page.value", **worded).replace("-", "−")
