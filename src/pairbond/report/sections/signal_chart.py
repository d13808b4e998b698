"""The days behind an answer, as a chart and as a table of weeks."""

from __future__ import annotations

from datetime import date
from math import isfinite

import numpy as np
import numpy.typing as npt

from pairbond.findings import Chart
from pairbond.report.context import Context
from pairbond.report.days import WEEK, DaysPart
from pairbond.types import Table, Who

Floats = npt.NDArray[np.float64]
Cells = list[str]


def range_text(ctx: Context, first: int, last: int) -> str:
    """Return two days as "2 to 8 November", or "28 November to 4 December"."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    begin = (
        f"{start.day}" if (start.month, start.year) == (end.month, end.year) else f"{start.day} {start:%b}"
    )
    if first == last:
        return f"{end.day} {end:%b}"
    return ctx.say("signal.range", first=begin, last=f"{end.day} {end:%b}")


def days_chart(ctx: Context, part: DaysPart, who: Who) -> Chart:
    """Return how much the other seemed there to one person, beside what of the other's notes may be shown."""
    other: Who = "b" if who == "a" else "a"
    diary = part.checkins.diary
    labels = chart_labels(ctx, part, who, other)
    seen = diary.of(who).partner_present
    series: list[dict[str, object]] = [{"who": who, "name": labels[0], "values": listed(seen)}]
    columns = [week_cells(seen)]
    said = [mean_text(ctx, labels[0], seen)]
    if part.sight == "open" and part.signals:
        written = diary.of(other).present
        series.append({"who": other, "name": labels[1], "values": listed(written)})
        columns.append(week_cells(written))
        said.append(mean_text(ctx, labels[1], written))
    elif part.bands:
        bands = part.bands[other]
        series.insert(0, {"who": other, "name": labels[1], "bands": bands})
        columns.append([ctx.say(f"signal.band.{band}") if band else "–" for band in bands])
        said.append(ctx.say("signal.chart.description.bands"))
    first, last = int(diary.days[0]), int(diary.days[-1])
    title = ctx.voiced("signal.chart.title", **chart_names(ctx, who, other))
    return Chart(
        id=f"days-{who}",
        kind="days",
        title=title,
        description=ctx.say(
            "signal.chart.description", first=day_label(first), last=day_label(last), series=" ".join(said)
        ),
        data={
            "n": len(diary.days),
            "series": series,
            "ticks": [(day, day_label(first + day)) for day in range(0, len(diary.days), WEEK)],
            "x_title": ctx.say("signal.chart.x"),
        },
        table=weeks_table(ctx, title, diary.days, labels, columns),
    )


def chart_names(ctx: Context, who: Who, other: Who) -> dict[str, str]:
    if not ctx.joint:
        return {}
    return {"name": ctx.person(who).name, "other": ctx.person(other).name}


def chart_labels(ctx: Context, part: DaysPart, who: Who, other: Who) -> tuple[str, str]:
    names = chart_names(ctx, who, other)
    seen = ctx.voiced("signal.chart.seen", **names)
    if part.bands and part.sight == "banded":
        return seen, ctx.say("signal.chart.other.bands")
    return seen, ctx.voiced("signal.chart.other", **names)


def day_label(day: int) -> str:
    found = date.fromordinal(day)
    return f"{found.day} {found:%b}"


def listed(values: Floats) -> tuple[float | None, ...]:
    return tuple(float(value) if isfinite(value) else None for value in values)


def mean_text(ctx: Context, label: str, values: Floats) -> str:
    known = values[np.isfinite(values)]
    if not len(known):
        return ""
    name = label[:1].upper() + label[1:]
    return ctx.say("signal.chart.description.seen", label=name, mean=f"{known.mean():.1f}", n=len(known))


def week_cells(values: Floats) -> Cells:
    """Return each week's answers in order, as 7, 6, –, 5, 8, 8, 7."""
    return [
        ", ".join(answer_text(value) for value in values[start : start + WEEK])
        for start in range(0, len(values), WEEK)
    ]


def answer_text(value: float) -> str:
    if not isfinite(value):
        return "–"
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def weeks_table(
    ctx: Context, title: str, days: npt.NDArray[np.int64], labels: tuple[str, str], columns: list[Cells]
) -> Table:
    starts = range(0, len(days), WEEK)
    weeks = [range_text(ctx, int(days[i]), int(days[min(i + WEEK, len(days)) - 1])) for i in starts]
    return Table(
        title=title,
        columns=(ctx.say("signal.table.week"), *labels[: len(columns)]),
        rows=tuple((week, *cells) for week, *cells in zip(weeks, *columns, strict=True)),
        notes=(ctx.say("signal.table.note"),),
    )
