"""Section 4: two people on one map."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from pairbond.findings import Block, Chart, Finding, Section, judge_difference, judge_level
from pairbond.findings.confidence import Judgement
from pairbond.instruments import Bounds, JointDensity, NormGroup
from pairbond.profile import standardised
from pairbond.report.context import Context, Person, shown
from pairbond.report.density import density_polygons
from pairbond.report.sections.levels import direction, on_range, part_cautions, range_notes, shared_range
from pairbond.scoring.classical import ScaleScore
from pairbond.types import Table

ANXIETY, AVOIDANCE = "attachment.anxiety", "attachment.avoidance"
DIMENSIONS = (ANXIETY, AVOIDANCE)
RING_90 = 2.145966
"""Radius of the 90 % region of two independent normal errors, in standard errors."""


def attachment_section(ctx: Context) -> Section | None:
    """Return the map, where each stands, how they differ, and the doubts about it.

    Where one reports more worry and the other more distance than most, one sentence says so for both.
    """
    placed = [person for person in ctx.people if on_map(person)]
    scored = [person for person in ctx.people if person.profile.has_part("attachment.")]
    if not scored or (ctx.joint and len(scored) < 2):
        return None
    blocks: list[Block] = [ctx.prose(f"map.intro.{ctx.voice}", "intro")]
    if placed:
        blocks.append(map_chart(ctx, placed))
    mix = mix_finding(ctx)
    if mix is None:
        blocks += list(level_findings(ctx, scored))
    blocks += [*difference_findings(ctx), *([mix] if mix else [])]
    blocks.append(ctx.prose("map.averages", "note"))
    if not ctx.joint:
        blocks.append(ctx.prose("map.change", "note"))
    blocks += part_cautions(ctx, "attachment.")
    return Section(id="map", number=4, title=ctx.voiced("map.title"), blocks=tuple(blocks))


def on_map(person: Person) -> bool:
    return all(person.profile.get(name) is not None for name in DIMENSIONS)


def level(score: ScaleScore | None) -> Judgement:
    """Judge where a score stands against the norm group's mean."""
    return judge_level(*standardised(score))


def level_findings(ctx: Context, people: list[Person]) -> Iterator[Finding]:
    for person in people:
        for construct in DIMENSIONS:
            score = person.profile.get(construct)
            judgement = level(score)
            if score is None or judgement.probability is None or (ctx.joint and all_low(people, construct)):
                continue
            found = ctx.finding(
                "map",
                {"fact": "level", "construct": construct, "direction": direction(judgement)},
                key=person.who,
                values={"name": person.name},
                evidence=[ctx.construct_evidence(person, construct, score)],
                judgement=judgement,
            )
            if found:
                yield found


def all_low(people: list[Person], construct: str) -> bool:
    """Return whether all stand low on a dimension: what goes well says so already."""
    return all(direction(level(person.profile.get(construct))) == "low" for person in people)


def difference_findings(ctx: Context) -> Iterator[Finding]:
    """Yield who reports more of each dimension, or that it cannot be told (joint reports)."""
    pair = ctx.pair
    if pair is None:
        return
    first, second = ctx.people
    for construct in DIMENSIONS:
        contrast = pair.contrast(construct)
        if contrast is None:
            continue
        judgement = judge_difference(contrast.z_a, contrast.se_a, contrast.z_b, contrast.se_b)
        higher, lower = (first, second) if judgement.direction > 0 else (second, first)
        marked = ctx.is_withheld(f"map.{construct.removeprefix('attachment.')}.apart")
        found = ctx.finding(
            "map",
            {
                "fact": "difference",
                "construct": construct,
                "outcome": "apart" if judgement.speaks and not marked else "unclear",
            },
            values={"higher": higher.name, "lower": lower.name},
            evidence=[
                ctx.construct_evidence(first, construct, contrast.a),
                ctx.construct_evidence(second, construct, contrast.b),
            ],
            judgement=judgement,
        )
        if found:
            yield found


def mix_people(ctx: Context) -> tuple[Person, Person, Judgement] | None:
    """Return who reports more worry and who more distance than most, if it is one of each."""
    pair = ctx.pair
    if pair is None or ctx.is_withheld("map.mix"):
        return None
    for worried, distant in (ctx.people, ctx.people[::-1]):
        worry = level(worried.profile.get(ANXIETY))
        distance = level(distant.profile.get(AVOIDANCE))
        own_distance = level(worried.profile.get(AVOIDANCE))
        high = all(j.speaks and j.direction > 0 for j in (worry, distance))
        if high and not (own_distance.speaks and own_distance.direction > 0):
            return worried, distant, weaker(worry, distance)
    return None


def weaker(first: Judgement, second: Judgement) -> Judgement:
    """Return the less certain of two judgements."""
    return min(first, second, key=lambda judgement: judgement.probability or 0.0)


def mix_finding(ctx: Context) -> Finding | None:
    found = mix_people(ctx)
    if found is None:
        return None
    worried, distant, judgement = found
    worry, distance = worried.profile.get(ANXIETY), distant.profile.get(AVOIDANCE)
    assert worry is not None and distance is not None
    return ctx.finding(
        "map",
        {"fact": "mix", "kind": "worry-and-distance"},
        values={"worried": worried.name, "distant": distant.name},
        evidence=[
            ctx.construct_evidence(worried, ANXIETY, worry),
            ctx.construct_evidence(distant, AVOIDANCE, distance),
        ],
        judgement=judgement,
    )


def map_chart(ctx: Context, people: list[Person]) -> Chart:
    """Return the map: points, rings of each person's own error, the norm group behind."""
    low, high = shared_range(map_scores(people))
    points = [chart_point(ctx, person, (low, high)) for person in people]
    density = chart_density(ctx, people, (low, high))
    described = [
        ctx.say("map.chart.point", low=low, high=high, **point_words(point, (low, high))) for point in points
    ]
    if density:
        described.append(str(density["label"]))
    return Chart(
        id="map",
        kind="map",
        title=ctx.voiced("map.chart.title"),
        description=" ".join(described),
        data={
            "domain": [low, high],
            "x_title": ctx.say("map.chart.x"),
            "y_title": ctx.say("map.chart.y"),
            "x_ends": [ctx.say("map.chart.low"), ctx.say("map.chart.high")],
            "y_ends": [ctx.say("map.chart.low"), ctx.say("map.chart.high")],
            "points": points,
            "density": density,
        },
        table=map_table(ctx, people),
    )


def map_scores(people: list[Person]) -> list[ScaleScore]:
    found = [person.profile.get(name) for person in people for name in DIMENSIONS]
    return [score for score in found if score is not None]


def chart_point(ctx: Context, person: Person, domain: Bounds) -> dict[str, object]:
    x, rx = stretched(person.profile.get(ANXIETY), domain)
    y, ry = stretched(person.profile.get(AVOIDANCE), domain)
    return {"who": person.who, "name": ctx.label(person), "x": x, "y": y, "rx": rx, "ry": ry}


def stretched(score: ScaleScore | None, domain: Bounds) -> tuple[float, float]:
    """Return a score and the radius of its ring on the chart's range."""
    assert score is not None
    estimate = on_range(score, domain).estimate
    assert estimate is not None
    return estimate.value, RING_90 * estimate.se if isfinite(estimate.se) else 0.0


def point_words(point: dict[str, object], domain: Bounds) -> dict[str, str]:
    """Return the point and its ring in words; the ring ends where the scale does."""
    x, y, rx, ry = (float(point[key]) for key in ("x", "y", "rx", "ry"))  # type: ignore[arg-type]
    low, high = domain
    return {
        "name": str(point["name"]),
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "x_lower": f"{max(low, x - rx):.1f}",
        "x_upper": f"{min(high, x + rx):.1f}",
        "y_lower": f"{max(low, y - ry):.1f}",
        "y_upper": f"{min(high, y + ry):.1f}",
    }


def chart_density(ctx: Context, people: list[Person], domain: Bounds) -> dict[str, object] | None:
    """Return the contours of the norm group both are compared with, None where there is none."""
    groups = {id(group): group for person in people for group in map_norms(ctx, person)}
    if len(groups) != 1:
        return None
    (group,) = groups.values()
    joint = map_joint(group)
    if joint is None or group.response_range != domain:
        return None
    found = dict(density_polygons(joint))
    found["label"] = ctx.say("map.chart.density", n=f"{group.n:,}", who=group.who, year=group.year)
    return found


def map_norms(ctx: Context, person: Person) -> Iterator[NormGroup]:
    for scores in person.profile.scores:
        scales = [s for s in scores.scales if s.scale.construct in DIMENSIONS and s.percentile]
        choice = ctx.norms.get(scores.instrument.id)
        if scales and choice is not None:
            yield choice.group


def map_joint(group: NormGroup) -> JointDensity | None:
    return next(iter(group.joint), None)


def map_table(ctx: Context, people: list[Person]) -> Table:
    rows = []
    scores = map_scores(people)
    domain = shared_range(scores)
    for person in people:
        for construct in DIMENSIONS:
            given = person.profile.get(construct)
            assert given is not None
            score = on_range(given, domain)
            assert score.estimate is not None
            known = isfinite(score.estimate.se)
            value, lower, upper = shown(score.estimate) if known else (f"{score.value:.1f}", "", "")
            percentile = score.percentile
            rows.append(
                (
                    ctx.label(person),
                    ctx.say(f"construct.{construct}"),
                    value,
                    ctx.say("range.to", lower=lower, upper=upper) if known else "–",
                    f"{percentile.value:.0f}" if percentile else "–",
                )
            )
    return Table(
        title=ctx.say("map.table.title"),
        columns=tuple(
            ctx.say(f"map.table.{name}")
            for name in ("person", "dimension", "score", "interval", "percentile")
        ),
        rows=tuple(rows),
        notes=(ctx.say("map.table.note", low=domain[0], high=domain[1]), *range_notes(ctx, scores)),
        numeric=frozenset({2, 4}),
    )
