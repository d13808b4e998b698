"""A report as HTML and as PDF, from one template and the same charts.

The page stands alone: styles, fonts and charts are inside it, there is no script, and its content
policy forbids every request. The PDF writer may read bundled fonts and data: addresses only.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pairbond.findings.model import Chart, Report
from pairbond.report import fonts
from pairbond.report.figures import chart_svg
from pairbond.report.labels import labels
from pairbond.report.lettering import without_controls
from pairbond.report.paper import small_print
from pairbond.report.view import places_cannot_say, section_views, told
from pairbond.types import Estimate, display_digits

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = (
    "default-src 'none'; style-src '{style}'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)

Drawings = dict[int, str]
"""The charts of one report as SVG, by the identity of the chart; to be kept no longer than the report."""
VARIANT = "pdf/ua-1"
MOST_PAGES = 8
WITHIN_REACH = 1
"""Pages too many that tighter setting can save."""


def to_html(report: Report, drawings: Drawings | None = None) -> str:
    """Return the report as one self-contained HTML page; *drawings* as for :func:`to_pdf`."""
    return _page(report, {} if drawings is None else drawings, paged=False)


def to_pdf(report: Report, drawings: Drawings | None = None) -> bytes:
    """Return the report as a tagged PDF (PDF/UA-1) on A4.

    One that is a little longer than it should be is set a little tighter; a far longer one is left as it is.
    *drawings* takes the charts as they are drawn: give the same one for both forms, and each is drawn once.
    """
    drawings = {} if drawings is None else drawings
    pages = _laid_out(report, drawings, tight=False)
    if MOST_PAGES < len(pages.pages) <= MOST_PAGES + WITHIN_REACH:
        tighter = _laid_out(report, drawings, tight=True)
        pages = tighter if len(tighter.pages) <= MOST_PAGES else pages
    pdf: bytes = pages.write_pdf(pdf_variant=VARIANT)
    return pdf


def _laid_out(report: Report, drawings: Drawings, *, tight: bool) -> Any:
    """Return the laid-out pages."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    page = _page(report, drawings, paged=True, tight=tight)
    document = weasyprint.HTML(string=page, url_fetcher=_fetcher(), base_url=None)
    return document.render(font_config=FontConfiguration(), pdf_variant=VARIANT)


def _page(report: Report, drawings: Drawings, *, paged: bool, tight: bool = False) -> str:
    environment = _environment()
    words = labels(report.language)
    style = environment.get_template("report.css").render(
        faces=fonts.local_faces() if paged else fonts.embedded_faces(), paged=paged, tight=tight
    )
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    return environment.get_template("report.html.j2").render(
        report=report,
        sections=section_views(report, partial(_drawn, drawings)),
        closing=() if places_cannot_say(report) else report.cannot_say,
        printed=small_print(report) if paged else {},
        labels=words,
        style=style,
        policy=POLICY.format(style=f"sha256-{digest}"),
        paged=paged,
    )


def _drawn(drawings: Drawings, chart: Chart) -> str:
    if id(chart) not in drawings:
        drawings[id(chart)] = chart_svg(chart)
    return drawings[id(chart)]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pairbond.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: without_controls(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = _data_uri
    environment.filters["percent"] = "{:.0%}".format
    environment.filters["level"] = _level
    environment.filters["shown"] = _shown
    environment.tests["told"] = told
    return environment


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + b64encode(svg.encode("utf-8")).decode("ascii")


def _level(estimate: Estimate) -> str:
    """Return the coverage of an interval as a percentage without needless decimals."""
    return f"{100 * estimate.level:.3g}%"


def _shown(estimate: Estimate, pattern: str) -> str:
    """Return the estimate with its interval, with true minus signs."""
    digits = display_digits(estimate.se)
    ends = {name: f"{getattr(estimate, name):.{digits}f}" for name in ("value", "lower", "upper")}
    return pattern.format_map(ends).replace("-", "−")


def _fetcher() -> Any:
    """Return a fetcher that knows bundled fonts and data: addresses and refuses the rest."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class BundledOnly(URLFetcher):  # type: ignore[misc]
        """Reads nothing but what the report brings with it."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme == fonts.SCHEME:
                return URLFetcherResponse(url, fonts.font_file(name), {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    return BundledOnly(allowed_protocols=["data"])
