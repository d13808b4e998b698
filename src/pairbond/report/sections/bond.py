"""How the relationship feels now: part of "what goes well", and a concern where it is low."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Chart, Evidence, Finding
from pairbond.findings.confidence import Judgement, unknown
from pairbond.report.context import Context, Person
from pairbond.report.sections.levels import (
    DotRow,
    against_middle,
    direction,
    dots_chart,
    high,
    low,
    strongest,
    weakest,
)

CONSTRUCTS = ("bond.satisfaction", "bond.responsiveness")


def bond_people(ctx: Context) -> tuple[Person, ...]:
    """Return the people whose bond answers may be shown: both in a joint report, or nobody."""
    scored = tuple(person for person in ctx.people if person.profile.has_part("bond."))
    return () if ctx.joint and len(scored) < 2 else scored


def bond_findings(ctx: Context, wanted: str) -> Iterator[Finding]:
    """Yield what is high (strengths) or low (concerns)."""
    for person in bond_people(ctx):
        for construct in CONSTRUCTS:
            score = person.profile.get(construct)
            judgement = against_middle(score)
            if score is None or direction(judgement) != wanted:
                continue
            found = ctx.finding(
                "strengths",
                {"fact": "level", "construct": construct, "direction": wanted},
                key=person.who,
                values={"name": person.name},
                evidence=[ctx.construct_evidence(person, construct, score)],
                judgement=judgement,
            )
            if found:
                yield found


def satisfaction_evidence(ctx: Context) -> list[Evidence]:
    """Return how content each of the two is: what the verdict on the bond rests on."""
    construct = "bond.satisfaction"
    return [
        ctx.construct_evidence(person, construct, score)
        for person in bond_people(ctx)
        if (score := person.profile.get(construct)) is not None
    ]


def bond_chart(ctx: Context) -> Chart | None:
    people = bond_people(ctx)
    rows: list[DotRow] = []
    for construct in CONSTRUCTS:
        points = [
            (person.who, ctx.label(person), score)
            for person in people
            if (score := person.profile.get(construct)) is not None
        ]
        if points:
            rows.append((ctx.say(f"construct.{construct}"), None, points))
    if not rows:
        return None
    return dots_chart(
        ctx,
        "bond",
        title=ctx.voiced("bond.chart.title"),
        rows=rows,
        x_title=ctx.say("bond.chart.x"),
        description="bond.chart.description",
    )


def bond_verdict(ctx: Context) -> tuple[str, Judgement] | None:
    """Return fit, friction or unknown for the bond now; None unless both answered."""
    judged = {
        person.who: against_middle(score)
        for person in bond_people(ctx)
        if (score := person.profile.get("bond.satisfaction")) is not None
    }
    if len(judged) < 2:
        return None
    lows = [
        j for who, j in judged.items() if low(j) and not ctx.is_withheld(f"bond.satisfaction.low.joint.{who}")
    ]
    if lows:
        return "friction", strongest(lows)
    if all(high(judgement) for judgement in judged.values()):
        return "fit", weakest(list(judged.values()))
    return "unknown", unknown()
