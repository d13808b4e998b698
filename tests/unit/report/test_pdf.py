import io
import logging
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from pairbond.findings.model import Chart, Report
from pairbond.report import fonts
from pairbond.report.render import _fetcher, to_pdf


@pytest.fixture(scope="module")
def pdf(joint: Report) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(to_pdf(joint))) as document:
        yield document


def elements(node: Any) -> Iterator[Any]:
    """Every structure element below *node*."""
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    return list(elements(pdf.Root.StructTreeRoot))


def test_is_tagged_titled_and_in_a_language(pdf: pikepdf.Pdf, joint: Report) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "en"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == joint.title
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_metadata_names_nobody(pdf: pikepdf.Pdf) -> None:
    assert set(pdf.docinfo) <= {"/Title", "/Producer", "/CreationDate", "/ModDate"}
    xmp = pdf.Root.Metadata.read_bytes().decode("utf-8")
    assert "Sam" not in xmp
    assert "Robin" not in xmp


def test_every_figure_has_its_text(pdf: pikepdf.Pdf, joint: Report) -> None:
    figures = [element for element in structure(pdf) if element.S == "/Figure"]
    charts = [b for s in joint.sections for b in s.blocks if isinstance(b, Chart)]
    assert [str(f.Alt) for f in figures] == [f"{c.title}. {c.description}" for c in charts]


def test_structure_keeps_headings_tables_and_lists(pdf: pikepdf.Pdf, joint: Report) -> None:
    kinds = [str(element.S) for element in structure(pdf)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= len(joint.sections)
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/Caption", "/Sect"} <= set(kinds)


def test_links_stay_inside(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            assert "/A" not in annotation or annotation.A.get("/S") != "/URI"


def test_fonts_are_the_bundled_ones(pdf: pikepdf.Pdf) -> None:
    names = {
        str(font.BaseFont)
        for page in pdf.pages
        for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()
    }
    assert names
    assert all("Literata" in name for name in names)


def test_at_most_eight_pages_of_a4(pdf: pikepdf.Pdf) -> None:
    assert len(pdf.pages) <= 8
    for page in pdf.pages:
        assert [float(x) for x in page.mediabox] == pytest.approx([0, 0, 595.3, 841.9], abs=0.5)


def test_solo_and_hostile_reports_are_written_without_complaint(
    solo: Report, hostile: Report, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        for report in (solo, hostile):
            assert to_pdf(report).startswith(b"%PDF-")
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize(
    "url",
    ["http://localhost:9/x.css", "https://example.org/x.png", "file:///etc/hostname", "ftp://h/x", "x.css"],
)
def test_fetcher_refuses(url: str) -> None:
    with pytest.raises(ValueError, match=r"disallowed|absolute"):
        _fetcher().fetch(url)


def test_fetcher_reads_bundled_fonts_only() -> None:
    fetched = _fetcher().fetch(f"{fonts.SCHEME}:literata-regular.ttf")
    assert fetched.read() == (fonts.FOLDER / "literata-regular.ttf").read_bytes()
    with pytest.raises(ValueError, match="not one of the bundled fonts"):
        _fetcher().fetch(f"{fonts.SCHEME}:../norms/ecr.yaml")


def test_fonts_come_with_their_licence() -> None:
    licence = (fonts.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License, Version 1.1" in licence
    for face, _, _ in fonts.FACES:
        for kind in ("ttf", "woff2"):
            assert (fonts.FOLDER / f"{face}.{kind}").stat().st_size < 160_000
