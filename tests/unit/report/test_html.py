import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from types import ModuleType
from xml.etree import ElementTree as ET

import html5lib
import pytest

from pairbond.findings.model import Chart, Finding, Prose, Report, Section
from pairbond.report import theme
from pairbond.report.labels import labels
from pairbond.report.render import _environment, to_html

X = "{http://www.w3.org/1999/xhtml}"


def strictly(page: str) -> ET.Element:
    return html5lib.HTMLParser(strict=True).parse(page)


@pytest.fixture(scope="module", params=["joint", "solo", "hostile"])
def report(request: pytest.FixtureRequest) -> Report:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return to_html(report)


def test_parses_strictly(page: str) -> None:
    root = strictly(page)
    assert root.get("lang") == "en"


def test_ids_are_unique_and_links_lead_somewhere(page: str) -> None:
    root = strictly(page)
    ids = Counter(node.get("id") for node in root.iter() if node.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    for link in root.iter(f"{X}a"):
        assert link.get("href", "").removeprefix("#") in ids
    for node in root.iter():
        for reference in node.get("aria-labelledby", "").split():
            assert reference in ids


def test_asks_for_nothing_from_outside(page: str) -> None:
    root = strictly(page)
    for node in root.iter():
        for attribute in (
            "src",
            "href",
            "action",
            "poster",
            "data",
            "srcset",
            "{http://www.w3.org/1999/xlink}href",
        ):
            assert not node.get(attribute, "").startswith(("http", "//", "file", "javascript"))
    assert not list(root.iter(f"{X}script"))
    assert not list(root.iter(f"{X}link"))
    (style,) = root.iter(f"{X}style")
    assert set(re.findall(r'url\("?([a-z]+:)', style.text or "")) == {"data:"}
    assert "@import" not in (style.text or "")
    assert not [node for node in root.iter() if node.get("style")]
    assert not [name for node in root.iter() for name in node.attrib if str(name).startswith("on")]


def test_policy_allows_this_style_sheet_only(page: str) -> None:
    from base64 import b64encode
    from hashlib import sha256

    root = strictly(page)
    metas = {m.get("http-equiv") or m.get("name"): m.get("content", "") for m in root.iter(f"{X}meta")}
    (style,) = root.iter(f"{X}style")
    digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in metas["Content-Security-Policy"]
    assert metas["Content-Security-Policy"].startswith("default-src 'none';")
    assert metas["robots"].startswith("noindex")
    assert metas["referrer"] == "no-referrer"


def test_names_are_escaped(hostile: Report) -> None:
    page = to_html(hostile)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x1b" not in page
    text = "".join(strictly(page).itertext())
    assert "<script>alert(1)</script>" in text
    assert "\"& Ωmega 'Ж' <b>[31m" in text


def test_says_everything_the_model_says_in_its_order(report: Report, page: str) -> None:
    text = normal("".join(strictly(page).itertext()))
    position = 0
    for section in report.sections:
        for finding in section.findings():
            found = text.index(normal(finding.text), position)
            position = found
            for item in finding.evidence:
                assert normal(item.detail) in text
    for sentence in report.cannot_say:
        assert text.count(normal(sentence)) == 1


def normal(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x08\x0e-\x1f]", "", text).split())


def test_every_chart_has_a_description_and_an_equal_table(report: Report, page: str) -> None:
    figures = list(strictly(page).iter(f"{X}figure"))
    charts = [b for s in report.sections for b in s.blocks if isinstance(b, Chart)]
    assert len(figures) == len(charts)
    for figure, chart in zip(figures, charts, strict=True):
        (caption,) = figure.iter(f"{X}figcaption")
        assert normal(chart.description) in normal("".join(caption.itertext()))
        (svg,) = figure.iter("{http://www.w3.org/2000/svg}svg")
        assert svg.get("role") == "img"
        assert svg.get("aria-label")
        (table,) = figure.iter(f"{X}table")
        assert len(list(table.iter(f"{X}tr"))) == len(chart.table.rows) + 1


def test_tables_name_their_rows_and_columns(page: str) -> None:
    for table in strictly(page).iter(f"{X}table"):
        scopes = {th.get("scope") for th in table.iter(f"{X}th")}
        assert scopes == {"col", "row"}
        assert "verdicts" in table.get("class", "") or list(table.iter(f"{X}caption"))


def test_summary_table_holds_the_verdicts_and_only_them(joint: Report) -> None:
    root = strictly(to_html(joint))
    (table,) = (t for t in root.iter(f"{X}table") if "verdicts" in t.get("class", ""))
    rows = ["".join(row.itertext()) for body in table.iter(f"{X}tbody") for row in body.iter(f"{X}tr")]
    expected = [f for s in joint.sections if s.id == "summary" for f in s.findings() if f.verdict]
    assert len(rows) == len(expected)
    for row, finding in zip(rows, expected, strict=True):
        assert finding.topic in row
        assert labels("en")[f"verdict.{finding.verdict}"] in row


def test_every_finding_opens_its_evidence(joint: Report) -> None:
    root = strictly(to_html(joint))
    drawers = [d for d in root.iter(f"{X}details") if "chart-table" not in d.get("class", "")]
    findings = list(joint.findings())
    assert len(drawers) == len(findings)
    for drawer, finding in zip(drawers, findings, strict=True):
        summary = normal("".join(next(drawer.iter(f"{X}summary")).itertext()))
        words = f"{labels('en')[f'confidence.{finding.confidence}'.replace(' ', '-')]} grade {finding.grade} What this rests on"
        assert summary == words
        inside = normal("".join(drawer.itertext()))
        assert finding.rule in inside
        assert all(key in inside for key in finding.citations)
        assert all(item in inside for e in finding.evidence for item in e.items)
        assert all(e.norm in inside for e in finding.evidence if e.norm)


def test_headings_do_not_skip(page: str) -> None:
    levels = [
        int(n.tag[-1]) for n in strictly(page).iter() if re.fullmatch(rf"{re.escape(X)}h[1-6]", str(n.tag))
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_size_is_sensible(page: str) -> None:
    assert len(page.encode("utf-8")) < 700_000


def test_equal_reports_give_equal_pages(joint: Report) -> None:
    assert to_html(joint) == to_html(joint)


def test_same_svg_in_page_and_chart(sample: ModuleType) -> None:
    from pairbond.report.figures import chart_svg

    report = sample.solo_report()
    page = to_html(report)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                assert chart_svg(block) in page


def test_style_sheet_knows_every_colour_of_the_charts() -> None:
    css = _environment().get_template("report.css").render(faces="", paged=False, tight=False)
    fills = {theme.INK, theme.MUTED, theme.PAPER, theme.BAND, *theme.DENSITY, *theme.PERSON.values()}
    strokes = {theme.MUTED, theme.RULE, theme.CONTOUR, *theme.PERSON.values()}
    assert all(f'[fill="{color}"]' in css for color in fills)
    assert all(f'[stroke="{color}"]' in css for color in strokes)


def test_report_with_nothing_optional(joint: Report) -> None:
    bare = Section(
        id="x",
        number=1,
        title="T",
        blocks=(
            *(
                Prose(text=f"A {role}.", role=role)
                for role in ("intro", "text", "note", "caution", "question", "help")
            ),
            Finding(
                id="f",
                section="x",
                reader="a",
                grade="C",
                confidence="described",
                text="F.",
                evidence=(),
                rule="r",
            ),
        ),
    )
    report = replace(joint, header=(), subtitle="", sections=(bare,), cannot_say=(), language="xx")
    root = strictly(to_html(report))
    assert root.get("lang") == "xx"
    assert labels("xx") is labels("en-GB") is labels("en")


def contrast(one: str, two: str) -> float:
    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_colours_stand_out_from_every_ground(scheme: str) -> None:
    css = _environment().get_template("report.css").render(faces="", paged=False, tight=False)
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colors = dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", blocks[0 if scheme == "light" else 1]))
    for ink in ("--ink", "--muted", "--a", "--b", "--accent"):
        for ground in ("--paper", "--band"):
            assert contrast(colors[ink], colors[ground]) >= 4.5
    for ink in ("--muted", "--a", "--b"):
        for ground in ("--density-2", "--density-3"):
            assert contrast(colors[ink], colors[ground]) >= 4.5
