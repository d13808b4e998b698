"""Plots of a graded response model: answer curves of an item, information, an adaptive test's path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pairbond.report import theme
from pairbond.report.fonts import FOLDER
from pairbond.scoring.adaptive import AdaptiveTest
from pairbond.scoring.irt import GradedModel

if TYPE_CHECKING:
    import altair as alt

TRAIT = np.linspace(-4.0, 4.0, 161)
INKS = ("#1d5c88", "#3f7f93", "#8a7a3a", "#b0652a", "#983c12", "#5e564d", "#2a2622")


def item_curves(model: GradedModel, item: int, *, labels: Sequence[str] = ()) -> alt.Chart:
    """Return the probability of each answer to one item, by trait."""
    import altair as alt

    prob = model.probabilities(TRAIT)[item]
    answers = [0, *(1 + np.flatnonzero(np.isfinite(model.b[item]))).tolist()]
    names = [labels[answer] if labels else f"answer {answer}" for answer in answers]
    rows = [
        {"trait": float(theta), "probability": float(value), "answer": name}
        for name, curve in zip(names, prob, strict=False)
        for theta, value in zip(TRAIT, curve, strict=True)
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows), title=f"Answers to {model.names[item]}", width=420, height=240)
        .mark_line()
        .encode(
            x=alt.X("trait:Q", title="trait (SD)"),
            y=alt.Y("probability:Q", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "answer:N", sort=names, scale=alt.Scale(domain=names, range=list(INKS[: len(names)]))
            ),
            strokeDash=alt.StrokeDash("answer:N", sort=names, scale=alt.Scale(domain=names)),
        )
    )
    found: alt.Chart = themed(chart)
    return found


def information_curve(models: dict[str, GradedModel]) -> alt.Chart:
    """Return the standard error that all items of each scale leave, by trait: lower is better."""
    import altair as alt

    rows = [
        {"trait": float(theta), "SE": float(1.0 / np.sqrt(total + 1.0)), "scale": name}
        for name, model in models.items()
        for theta, total in zip(TRAIT, model.information(TRAIT).sum(axis=0), strict=True)
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows), title="Where a scale measures well", width=420, height=240)
        .mark_line()
        .encode(
            x=alt.X("trait:Q", title="trait (SD)"),
            y=alt.Y("SE:Q", title="standard error (SD)", scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("scale:N", scale=alt.Scale(range=[theme.PERSON["a"], theme.PERSON["b"]])),
            strokeDash="scale:N",
        )
    )
    found: alt.Chart = themed(chart)
    return found


def adaptive_path(test: AdaptiveTest, scale: str | None = None) -> alt.LayerChart:
    """Return how the estimate and its 90 % interval moved from answer to answer."""
    import altair as alt

    name = scale or test.keys[0].id
    rows = path_rows(test, name)
    base = alt.Chart(alt.InlineData(values=rows), title=f"Adaptive test: {name}", width=420, height=240)
    x = alt.X("answers:Q", title="answers given", axis=alt.Axis(tickMinStep=1))
    band = base.mark_area(color=theme.CONTOUR, opacity=0.5).encode(
        x=x, y=alt.Y("lower:Q", title="trait (SD)"), y2="upper:Q"
    )
    line = base.mark_line(color=theme.PERSON["a"], point=True).encode(x=x, y="value:Q")
    found: alt.LayerChart = themed(band + line)
    return found


def path_rows(test: AdaptiveTest, scale: str) -> list[dict[str, float]]:
    """Return the estimate after 0, 1, 2, ... answers to one scale, by answering anew."""
    place = next(place for place, key in enumerate(test.keys) if key.id == scale)
    key = test.keys[place]
    low, high = test.bounds
    answers = np.full((1, len(key.items)), -1)
    rows = [{"answers": 0.0, "value": 0.0, "lower": -1.645, "upper": 1.645}]
    for item, value in test.answers:
        if test.home[item][0] != place:
            continue
        answers[0, test.home[item][1]] = high - value if item in key.reverse else value - low
        theta, se = key.model.eap(answers)
        middle, half = float(theta[0]), 1.645 * float(se[0])
        rows.append(
            {"answers": float(len(rows)), "value": middle, "lower": middle - half, "upper": middle + half}
        )
    return rows


def themed(chart: Any) -> Any:
    """Return the chart in the report's type and colours."""
    return chart.configure(
        font=theme.FAMILY,
        background=theme.PAPER,
        axis={"labelColor": theme.MUTED, "titleColor": theme.INK, "gridColor": theme.RULE},
        title={"color": theme.INK, "anchor": "start"},
        legend={"labelColor": theme.MUTED, "titleColor": theme.INK},
    )


def plot_svg(chart: Any) -> str:
    """Return a plot as SVG, with the fonts that ship and nothing fetched."""
    import vl_convert

    vl_convert.register_font_directory(str(FOLDER))
    svg: str = vl_convert.vegalite_to_svg(chart.to_json())
    return svg
