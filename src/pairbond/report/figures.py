"""Charts of the document model as SVG: pure functions, equal charts give equal bytes.

``chart_svg`` knows three kinds. ``map`` shows people on two scales with their error ellipses over
the density of a norm group; ``dots`` shows values with intervals, one row a scale; ``loop`` shows
who does what and what the other sees. Charts are 352 px wide, so that they can be read at 320 px
of screen and scale up from there.
"""

from __future__ import annotations

from pairbond.findings.model import Chart
from pairbond.report.density import density_polygons
from pairbond.report.figure_days import days_svg, when_svg
from pairbond.report.figure_dots import dots_svg
from pairbond.report.figure_loop import loop_svg
from pairbond.report.figure_map import map_svg

__all__ = ["chart_svg", "density_polygons"]

DRAW = {"map": map_svg, "dots": dots_svg, "days": days_svg, "when": when_svg}


def chart_svg(chart: Chart) -> str:
    """Return the chart as one SVG element; its ids begin with the chart's id."""
    if chart.kind == "loop":
        return loop_svg(chart.data, chart_id=chart.id, title=chart.title, description=chart.description)
    return DRAW[chart.kind](chart.data, chart_id=chart.id, title=chart.title)
