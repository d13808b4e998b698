import importlib.util
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

SAMPLE = Path(__file__).parents[1] / "unit" / "report" / "sample_report.py"


@pytest.fixture(scope="session")
def report_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of the sample reports on disk."""
    from pairbond.report.render import to_html

    spec = importlib.util.spec_from_file_location("pairbond_sample_report", SAMPLE)
    assert spec and spec.loader
    sample = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = sample
    spec.loader.exec_module(sample)
    folder = tmp_path_factory.mktemp("reports")
    reports = {
        "joint": sample.joint_report(),
        "solo": sample.solo_report(),
        "hostile": sample.joint_report(
            "<script>alert(1)</script>", "Wortungetümsnamenlangelinie-Überschwänglich & Ж"
        ),
    }
    reports["pair"] = example_couple()
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(to_html(report), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in reports}


def example_couple() -> Any:
    """The report for two of the couple that ships: it has the loop, needs and steps."""
    from pairbond.library.answers import read_answers
    from pairbond.library.paths import CONTENT
    from pairbond.report.build import build_report

    a, b = (read_answers(CONTENT / "examples" / f"couple-{who}.json") for who in "ab")
    return build_report(a, b, created=date(2026, 11, 2))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()
