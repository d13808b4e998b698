"""Section 9: values beside what strangers share."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, isfinite

from pairbond.dyad.dealbreakers import Topic
from pairbond.dyad.values import (
    TEN_VALUES,
    ValueSimilarity,
    centred_values,
    ranked,
    shared_top,
    value_similarity,
)
from pairbond.dyad.values_likeness import LESS_ALIKE, MORE_ALIKE
from pairbond.findings import Block, Chart, Evidence, Finding, Section, judge_difference
from pairbond.findings.confidence import Confidence, Judgement
from pairbond.report.context import Context, Person
from pairbond.report.sections.levels import on_range
from pairbond.report.sections.topics import couple_topics, lowered, topic_blocks
from pairbond.scoring.classical import Z_LEVEL, ScaleScore
from pairbond.types import Table

TOP = 3


def values_section(ctx: Context) -> Section | None:
    """Return the values chart, likeness, differences as questions, and the table of topics."""
    blocks = [*value_blocks(ctx), *topic_blocks(ctx)]
    if not blocks:
        return None
    return Section(id="values", number=9, title=ctx.say("values.title"), blocks=tuple(blocks))


def profiles(ctx: Context) -> list[tuple[Person, dict[str, float]]]:
    """Return the centred values of those who answered them all; both or nobody when joint."""
    found = [(person, centred_values(person.profile)) for person in ctx.people]
    found = [(person, values) for person, values in found if values]
    return [] if ctx.joint and len(found) < 2 else found


def value_blocks(ctx: Context) -> Iterator[Block]:
    found = profiles(ctx)
    if not found:
        return
    yield ctx.prose(f"values.intro.{ctx.voice}", "intro")
    yield values_chart(ctx, found)
    if not ctx.joint:
        top = top_finding(ctx)
        if top:
            yield top
        return
    for finding in (similarity_finding(ctx), shared_finding(ctx)):
        if finding:
            yield finding
    tensions = list(tension_findings(ctx))
    if tensions:
        yield ctx.prose("values.differences", "note")
        yield from tensions


def similarity(ctx: Context) -> ValueSimilarity | None:
    found = profiles(ctx)
    if len(found) < 2:
        return None
    return value_similarity(found[0][1], found[1][1], ctx.values)


def similarity_outcome(found: ValueSimilarity) -> str:
    if found.percentile is None:
        return "flat"
    if found.percentile >= MORE_ALIKE:
        return "more"
    return "less" if found.percentile <= LESS_ALIKE else "ordinary"


def similarity_finding(ctx: Context) -> Finding | None:
    found = similarity(ctx)
    if found is None:
        return None
    outcome = similarity_outcome(found)
    if ctx.is_withheld(f"values.similar.{outcome}"):
        outcome = "ordinary"
    speaks = outcome in {"more", "less"}
    judgement = Judgement(
        confidence=Confidence.LIKELY if speaks else Confidence.CANNOT_TELL,
        probability=None,
        direction=0,
    )
    return ctx.finding(
        "values",
        {"fact": "similarity", "outcome": outcome},
        evidence=similarity_evidence(ctx, found),
        judgement=judgement,
    )


def similarity_evidence(ctx: Context, found: ValueSimilarity) -> list[Evidence]:
    label = ctx.say("topic.values")
    if found.percentile is None or found.raw is None:
        return [Evidence(label=label, detail=ctx.say("evidence.similarity.flat"))]
    alike = ctx.say(
        "evidence.similarity",
        percentile=f"{found.percentile:.0f}",
        n=ctx.values.n,
        who=ctx.values.who,
    )
    raw = ctx.say(
        "evidence.similarity.raw",
        raw=f"{found.raw:.2f}",
        strangers=f"{ctx.values.raw_mean:.2f}",
    )
    return [Evidence(label=label, detail=alike), Evidence(label=label, detail=raw)]


def likeness_evidence(ctx: Context) -> list[Evidence]:
    """Return how alike the two are beside strangers; empty where it was not worked out."""
    found = similarity(ctx)
    return similarity_evidence(ctx, found) if found else []


def shared_finding(ctx: Context) -> Finding | None:
    (first, a), (second, b) = profiles(ctx)
    names = shared_top(a, b, TOP)
    if not names or similarity_is_flat(ctx):
        return None
    rows = [
        row
        for person, values in ((first, a), (second, b))
        for row in value_evidence(ctx, person, names, values)
    ]
    return ctx.finding(
        "values",
        {"fact": "shared-top"},
        values={"values": ctx.listed(lowered(ctx.say(f"value.{name}")) for name in names)},
        evidence=rows,
    )


def similarity_is_flat(ctx: Context) -> bool:
    found = similarity(ctx)
    return found is not None and bool(found.flat)


def top_finding(ctx: Context) -> Finding | None:
    ((person, values),) = profiles(ctx)
    names = list(ranked(values)[:TOP])
    return ctx.finding(
        "values",
        {"fact": "top"},
        values={"values": ctx.listed(lowered(ctx.say(f"value.{name}")) for name in names)},
        evidence=value_evidence(ctx, person, names, values),
    )


def value_evidence(
    ctx: Context, person: Person, names: list[str], values: dict[str, float]
) -> list[Evidence]:
    rows = []
    for name in names:
        score = person.profile.get(f"value.{name}")
        assert score is not None
        rows.append(ctx.own_evidence(person, ctx.say(f"value.{name}"), score))
    return rows


def value_score(person: Person, name: str) -> ScaleScore:
    """Return a scored value on the range of 1-5 on which values are compared."""
    score = person.profile.get(f"value.{name}")
    assert score is not None
    return on_range(score, (1, 5))


def tension_findings(ctx: Context) -> Iterator[Finding]:
    """Yield the values on which the two differ, as open questions, the largest three."""
    (first, a), (second, b) = profiles(ctx)
    judged = []
    for name in TEN_VALUES:
        one, two = (value_score(person, name) for person in (first, second))
        assert one.estimate and two.estimate
        centre = (a[name] + b[name]) / 2
        judgement = judge_difference(
            (a[name] - centre) / one.sd,
            one.estimate.se / one.sd,
            (b[name] - centre) / two.sd,
            two.estimate.se / two.sd,
        )
        if judgement.speaks:
            judged.append((abs(a[name] - b[name]), name, judgement))
    judged.sort(key=lambda row: (-row[0], TEN_VALUES.index(row[1])))
    for _, name, judgement in judged[:3]:
        higher, lower = (first, second) if judgement.direction > 0 else (second, first)
        found = ctx.finding(
            "values",
            {"fact": "value-difference"},
            key=name,
            values={
                "value": ctx.say(f"value.{name}"),
                "higher": higher.name,
                "lower": lower.name,
            },
            evidence=[
                *value_evidence(ctx, first, [name], a),
                *value_evidence(ctx, second, [name], b),
            ],
            judgement=judgement,
        )
        if found:
            yield found


def values_chart(ctx: Context, found: list[tuple[Person, dict[str, float]]]) -> Chart:
    """Return ten values as distances from the own average, most important to both first."""
    order = sorted(TEN_VALUES, key=lambda name: -sum(values[name] for _, values in found))
    points = {name: [centred_point(ctx, person, name, values) for person, values in found] for name in order}
    title = ctx.say("values.chart.title")
    reach = max(2.0, *(chart_reach(point) for row in points.values() for point in row))
    described = " ".join(
        f"{ctx.say(f'value.{name}')}: "
        + ", ".join(f"{ctx.label(person)} {values[name]:+.1f}" for person, values in found)
        + "."
        for name in order
    )
    return Chart(
        id="values",
        kind="dots",
        title=title,
        description=ctx.say("values.chart.description", points=described),
        data={
            "domain": [-reach, reach],
            "x_title": ctx.say("values.chart.x"),
            "rows": [
                {"label": ctx.say(f"value.{name}"), "group": None, "points": points[name]} for name in order
            ],
            "reference": 0.0,
            "reference_label": ctx.say("values.chart.reference"),
        },
        table=values_table(ctx, title, order, found),
    )


def chart_reach(point: dict[str, object]) -> float:
    """Return how far the axis must reach for this point's interval, in half steps."""
    ends = [point["lower"], point["upper"]]
    return max(ceil(2 * abs(end)) / 2 for end in ends if isinstance(end, float))


def centred_point(ctx: Context, person: Person, name: str, values: dict[str, float]) -> dict[str, object]:
    score = value_score(person, name)
    assert score.estimate is not None
    half = Z_LEVEL * score.estimate.se if isfinite(score.estimate.se) else 0.0
    value = values[name]
    return {
        "who": person.who,
        "name": ctx.label(person),
        "value": value,
        "lower": value - half,
        "upper": value + half,
        "text": f"{value:+.1f}",
    }


def values_table(
    ctx: Context, title: str, order: list[str], found: list[tuple[Person, dict[str, float]]]
) -> Table:
    return Table(
        title=title,
        columns=(ctx.say("topics.column.topic"), *(ctx.label(person) for person, _ in found)),
        rows=tuple(
            (ctx.say(f"value.{name}"), *(f"{values[name]:+.1f}" for _, values in found)) for name in order
        ),
        numeric=frozenset(range(1, 1 + len(found))),
    )


def values_verdict(ctx: Context) -> tuple[str, list[Topic]] | None:
    """Return fit, friction or unknown for values and topics; None where neither was shown."""
    found, alike = couple_topics(ctx), similarity(ctx)
    if not ctx.joint or (not found and alike is None):
        return None
    decide = [t for t in found if t.kind == "decide" and not ctx.is_withheld(f"dealbreaker.decide.{t.name}")]
    if decide:
        return "friction", decide
    settled = bool(found) and all(topic.kind in {"agree", "live-with"} for topic in found)
    more = alike is not None and similarity_outcome(alike) == "more"
    return ("fit" if settled and more else "unknown"), []
