"""A report that can render itself."""

from __future__ import annotations

from dataclasses import dataclass

from pairbond.findings import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Report):
    """A built report: ``html()``, ``pdf()``, ``text()`` and ``to_dict()`` are its four forms."""

    def html(self, drawings: dict[int, str] | None = None) -> str:
        """Return one self-contained HTML page.

        For page and PDF give the same empty *drawings* to both: each chart is then drawn once.
        """
        from pairbond.report.render import to_html

        return to_html(self, drawings)

    def pdf(self, drawings: dict[int, str] | None = None) -> bytes:
        """Return a tagged PDF (PDF/UA); needs the ``report`` extra and Pango."""
        from pairbond.report.render import to_pdf

        return to_pdf(self, drawings)

    def text(self, width: int = 80) -> str:
        """Return the report for a terminal of this width."""
        from pairbond.report.terminal import to_text

        return to_text(self, width)
