"""Section 8, second part: what each brings (actor effects only, and small)."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Chart, Finding, Section
from pairbond.report.context import Context, Person
from pairbond.report.sections.attachment import level
from pairbond.report.sections.levels import direction, part_cautions, weakest
from pairbond.scoring.classical import ScaleScore
from pairbond.types import Table

TRAITS = ("extraversion", "agreeableness", "conscientiousness", "neuroticism", "openness")


def personality_section(ctx: Context) -> Section | None:
    """Return five traits beside the comparison group, without any matching of the two."""
    people = [person for person in ctx.people if person.profile.has_part("bigfive.")]
    if not people or (ctx.joint and len(people) < 2):
        return None
    blocks: list[Block] = [ctx.prose("personality.intro", "intro")]
    chart = trait_chart(ctx, people)
    if chart:
        blocks.append(chart)
    worded = traits_together if ctx.joint else trait_findings
    found = [finding for person in people for finding in worded(ctx, person)]
    blocks += found or [ctx.prose("personality.nothing")]
    blocks += part_cautions(ctx, "bigfive.")
    title = "personality.title" if ctx.joint else "personality.title.self"
    return Section(id="personality", number=8, title=ctx.say(title), blocks=tuple(blocks))


def traits_together(ctx: Context, person: Person) -> Iterator[Finding]:
    """Yield what stands out in one person, in one sentence (joint reports)."""
    found = []
    for trait in TRAITS:
        score = person.profile.get(f"bigfive.{trait}")
        judgement = level(score)
        if score is not None and judgement.speaks:
            found.append((score, judgement))
    if not found:
        return
    traits = [s.scale.high if direction(j) == "high" else s.scale.low for s, j in found]
    finding = ctx.finding(
        "personality",
        {"fact": "traits"},
        key=person.who,
        values={"name": person.name, "traits": "; ".join(traits)},
        evidence=[ctx.own_evidence(person, score.scale.title, score) for score, _ in found],
        judgement=weakest([judgement for _, judgement in found]),
    )
    if finding:
        yield finding


def trait_findings(ctx: Context, person: Person) -> Iterator[Finding]:
    for trait in TRAITS:
        construct = f"bigfive.{trait}"
        score = person.profile.get(construct)
        judgement = level(score)
        if score is None or not judgement.speaks:
            continue
        found = ctx.finding(
            "personality",
            {"fact": "level", "construct": construct, "direction": direction(judgement)},
            key=f"{person.who}.{trait}",
            values={"name": person.name, "high": score.scale.high, "low": score.scale.low},
            evidence=[ctx.own_evidence(person, score.scale.title, score)],
            judgement=judgement,
        )
        if found:
            yield found


def trait_chart(ctx: Context, people: list[Person]) -> Chart | None:
    """Return percentiles with intervals; None where nobody can be compared with a norm group."""
    rows = []
    for trait in TRAITS:
        scores = [(person, person.profile.get(f"bigfive.{trait}")) for person in people]
        placed = [(person, score) for person, score in scores if score and score.percentile]
        if placed:
            rows.append((placed[0][1].scale.title, placed))
    if not rows:
        return None
    title = ctx.say("personality.chart.title")
    described = " ".join(
        f"{label}: " + ", ".join(f"{ctx.label(p)} {percentile_words(s)}" for p, s in placed) + "."
        for label, placed in rows
    )
    return Chart(
        id="personality",
        kind="dots",
        title=title,
        description=ctx.say("personality.chart.description", points=described),
        data={
            "domain": [0, 100],
            "x_title": ctx.say("personality.chart.x"),
            "rows": [
                {"label": label, "group": None, "points": [percentile_point(ctx, p, s) for p, s in placed]}
                for label, placed in rows
            ],
            "reference": 50.0,
            "reference_label": ctx.say("personality.chart.reference"),
        },
        table=trait_table(ctx, title, rows),
    )


def percentile_words(score: ScaleScore) -> str:
    assert score.percentile is not None
    return f"{score.percentile.value:.0f}"


def percentile_point(ctx: Context, person: Person, score: ScaleScore) -> dict[str, object]:
    found = score.percentile
    assert found is not None
    return {
        "who": person.who,
        "name": ctx.label(person),
        "value": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "text": percentile_words(score),
    }


def trait_table(ctx: Context, title: str, rows: list[tuple[str, list[tuple[Person, ScaleScore]]]]) -> Table:
    cells = []
    for label, placed in rows:
        for person, score in placed:
            found = score.percentile
            assert found is not None
            interval = ctx.say("range.to", lower=f"{found.lower:.0f}", upper=f"{found.upper:.0f}")
            cells.append((label, ctx.label(person), f"{found.value:.0f}", interval))
    return Table(
        title=title,
        columns=(
            ctx.say("topics.column.topic"),
            ctx.say("map.table.person"),
            ctx.say("map.table.percentile"),
            ctx.say("map.table.interval"),
        ),
        rows=tuple(cells),
        numeric=frozenset({2}),
    )
