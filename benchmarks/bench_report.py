"""Report rendering: a joint sample report of nine sections, four charts and about thirty findings.

Warm: the second and later renderings in one process (building the document model is not part of it).
Cold: a new interpreter that imports the renderer, draws the four charts and makes one page. Budgets
hold for the best round, since other work on the machine only ever adds: page .7 s and PDF 3 s warm,
cold page 1.2 s.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pairbond.report.figures import chart_svg
from pairbond.report.render import to_html, to_pdf
from pairbond.report.terminal import to_text

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "tests" / "unit" / "report" / "sample_report.py"
COLD = """
import pickle, sys
report = pickle.load(sys.stdin.buffer)
from pairbond.report.render import to_html
assert to_html(report).startswith("<!doctype html>")
"""


@pytest.fixture(scope="module")
def sample():
    spec = importlib.util.spec_from_file_location("pairbond_sample_report", SAMPLE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_html_warm(benchmark, sample):
    report = sample.joint_report()
    page = benchmark.pedantic(to_html, args=(report,), warmup_rounds=1, rounds=8)
    benchmark.extra_info["bytes"] = len(page.encode("utf-8"))
    assert benchmark.stats.stats.min <= 0.7


def test_pdf_warm(benchmark, sample):
    report = sample.joint_report()
    pdf = benchmark.pedantic(to_pdf, args=(report,), warmup_rounds=1, rounds=4)
    benchmark.extra_info["bytes"] = len(pdf)
    assert benchmark.stats.stats.min <= 3.0


def test_one_map_warm(benchmark, sample):
    chart = sample.map_chart(
        sample.person_point("a", "Sam", 3.9, 2.2), sample.person_point("b", "Robin", 2.4, 3.4)
    )
    benchmark.pedantic(chart_svg, args=(chart,), warmup_rounds=1, rounds=10)


def test_text(benchmark, sample):
    report = sample.joint_report()
    benchmark(to_text, report)


def test_html_cold(benchmark, sample):
    import pickle

    report = pickle.dumps(sample.joint_report())
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}

    def new_process():
        subprocess.run([sys.executable, "-c", COLD], input=report, env=environment, check=True)

    new_process()
    benchmark.pedantic(new_process, rounds=5)
    assert benchmark.stats.stats.min <= 1.2
