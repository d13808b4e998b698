import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

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
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(to_html(report), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in reports}


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()
