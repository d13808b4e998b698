"""Levels judged against the middle answer, for scales without a comparison group.

The middle of the response scale ("sometimes", "partly true") stands in for the group's mean, and
the scale's stated SD for its spread; the same two rules decide whether a level may be spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isfinite

from pairbond.findings import Chart, Prose, judge_level
from pairbond.findings.confidence import Confidence, Judgement, unknown
from pairbond.instruments import Bounds
from pairbond.report.context import Context
from pairbond.scoring.classical import MISSING_ANSWERS, ScaleScore
from pairbond.types import Caution, Table, merge_cautions

DotRow = tuple[str, str | None, Sequence[tuple[str, str, ScaleScore]]]
"""Label, group, and (who, name, score) of each point in the row."""


def against_middle(score: ScaleScore | None) -> Judgement:
    """Judge whether a score lies above (+1) or below (-1) the middle answer."""
    if score is None or score.estimate is None or not isfinite(score.estimate.se):
        return unknown()
    middle = sum(score.bounds) / 2
    return judge_level((score.estimate.value - middle) / score.sd, score.estimate.se / score.sd)


def high(judgement: Judgement) -> bool:
    return judgement.speaks and judgement.direction > 0


def low(judgement: Judgement) -> bool:
    return judgement.speaks and judgement.direction < 0


def direction(judgement: Judgement) -> str:
    return "high" if high(judgement) else "low" if low(judgement) else "middle"


def weakest(judgements: Sequence[Judgement]) -> Judgement:
    """Return the least certain of several judgements that all speak."""
    return min(judgements, key=lambda judgement: judgement.probability or 0.0)


def strongest(judgements: Sequence[Judgement]) -> Judgement:
    """Return the most certain of several judgements."""
    return max(judgements, key=lambda judgement: judgement.probability or 0.0)


def silent(judgement: Judgement) -> bool:
    return judgement.confidence == Confidence.CANNOT_TELL


def point_data(who: str, name: str, score: ScaleScore) -> dict[str, object]:
    estimate = score.estimate
    assert estimate is not None
    known = isfinite(estimate.se)
    return {
        "who": who,
        "name": name,
        "value": estimate.value,
        "lower": estimate.lower if known else estimate.value,
        "upper": estimate.upper if known else estimate.value,
        "text": f"{estimate.value:.1f}",
    }


def dots_chart(
    ctx: Context, key: str, *, title: str, rows: Sequence[DotRow], x_title: str, description: str
) -> Chart:
    """Return a dot-and-interval chart of scores in response units, with its table.

    Scores that were given on different ranges are shown on one of 1-5, and a note says so.
    """
    found = [score for _, _, points in rows for _, _, score in points]
    low_end, high_end = domain = shared_range(found)
    rows = [
        (label, group, [(who, name, on_range(score, domain)) for who, name, score in points])
        for label, group, points in rows
    ]
    points = " ".join(
        f"{label}: " + ", ".join(f"{name} {score.value:.1f}" for _, name, score in points) + "."
        for label, _, points in rows
    )
    return Chart(
        id=key,
        kind="dots",
        title=title,
        description=ctx.say(description, low=low_end, high=high_end, points=points),
        data={
            "domain": [low_end, high_end],
            "x_title": x_title,
            "rows": [
                {
                    "label": label,
                    "group": group,
                    "points": [point_data(who, name, score) for who, name, score in points],
                }
                for label, group, points in rows
            ],
            "reference": (low_end + high_end) / 2,
            "reference_label": ctx.say("scores.middle") if rows else None,
        },
        table=replace(dots_table(ctx, title, rows), notes=range_notes(ctx, found)),
    )


def shared_range(scores: Iterable[ScaleScore]) -> Bounds:
    """Return the range that all scores were given on, else the one of 1-5 they are moved onto."""
    ranges = {score.bounds for score in scores}
    return ranges.pop() if len(ranges) == 1 else (1, 5)


def on_range(score: ScaleScore, domain: Bounds) -> ScaleScore:
    """Return a score moved onto another range, together with its interval."""
    (low, high), (start, stop) = score.bounds, domain
    estimate = score.estimate
    if estimate is None or score.bounds == domain:
        return score
    factor = (stop - start) / (high - low)
    value, lower, upper = (
        start + (x - low) * factor for x in (estimate.value, estimate.lower, estimate.upper)
    )
    moved = replace(estimate, value=value, lower=lower, upper=upper, se=estimate.se * factor)
    mean, sd = start + (score.mean - low) * factor, score.sd * factor
    return replace(score, estimate=moved, bounds=domain, mean=mean, sd=sd)


def range_notes(ctx: Context, scores: Sequence[ScaleScore]) -> tuple[str, ...]:
    """Return the note below scores that were given on different ranges, if they were."""
    mixed = len({score.bounds for score in scores}) > 1
    return (ctx.say("scores.moved"),) if mixed else ()


def dots_table(ctx: Context, title: str, rows: Sequence[DotRow]) -> Table:
    """Return one row a scale and one column for each name in the chart."""
    names = list(dict.fromkeys(name for _, _, points in rows for _, name, _ in points))
    return Table(
        title=title,
        columns=(ctx.say("topics.column.topic"), *names),
        rows=tuple(
            (f"{group}: {label}" if group else label, *(cell_of(ctx, points, name) for name in names))
            for label, group, points in rows
        ),
        numeric=frozenset(range(1, 1 + len(names))),
    )


def cell_of(ctx: Context, points: Sequence[tuple[str, str, ScaleScore]], name: str) -> str:
    """Return a score with its interval: 2.5 (1.8 to 3.2)."""
    score = next((score for _, who, score in points if who == name), None)
    if score is None or score.estimate is None:
        return "–"
    estimate = score.estimate
    if not isfinite(estimate.se):
        return f"{estimate.value:.1f}"
    ends = {name: f"{getattr(estimate, name):.1f}" for name in ("value", "lower", "upper")}
    return ctx.say("page.value", **ends)


OF_ONE = (MISSING_ANSWERS, "adaptive-test", "low-precision-limited")
"""Cautions about one person's answers, said of that person."""

ELSEWHERE = frozenset({*OF_ONE, "assumed-precision"})


def part_cautions(ctx: Context, prefix: str) -> list[Prose]:
    """Return the cautions of the instruments and scored scales of a part, once each.

    What is missing in a person's answers, or was asked adaptively, is said of that person. That a scale has no sample yet
    stands once, in the section on how sure we are.
    """
    general: list[Sequence[Caution]] = []
    gaps: list[Prose] = []
    for person in ctx.people:
        own: list[Caution] = []
        for scores in person.profile.scores:
            scales = [s for s in scores.scales if s.scale.construct.startswith(prefix) and s.scored]
            cautions = [caution for score in scales for caution in score.cautions]
            general += [scores.cautions] if scales else []
            general.append([caution for caution in cautions if caution.code not in ELSEWHERE])
            own += [caution for caution in cautions if caution.code in OF_ONE]
        for code in OF_ONE:
            text = " ".join(caution.text for caution in own if caution.code == code)
            text = f"{person.name}: {text}" if ctx.joint else text
            if any(caution.code == code for caution in own):
                gaps.append(Prose(text=text, role="caution", rule=f"caution.{code}"))
    shared = [
        Prose(text=caution.text, role="caution", rule=f"caution.{caution.code}")
        for caution in merge_cautions(*general)
    ]
    return [*shared, *gaps]
