"""Reports of one and of two people, as files."""

import json
import sys
from pathlib import Path

import pytest
from tests.unit.cli.conftest import PASSPHRASE, Run

from pairbond.app import report_files
from pairbond.app.sealing import seal
from pairbond.library.paths import CONTENT
from pairbond.report.document import Document

COUPLE = [CONTENT / "examples" / f"couple-{who}.json" for who in "ab"]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_one_person(run: Run, answers: Path, tmp_path: Path) -> None:
    done = run("report", answers, "--out", tmp_path / "new" / "r", "--no-pdf")
    assert (done.code, done.err) == (0, "")
    assert files(tmp_path / "new" / "r") == ["report-a.html", "report.json"]
    data = json.loads((tmp_path / "new" / "r" / "report.json").read_text(encoding="utf-8"))
    assert (data["schema"], data["mode"], data["reader"]) == ("pairbond.report/1", "solo", "a")
    assert "for Sam alone" in done.out


def test_two_people_have_three_pages(run: Run, tmp_path: Path) -> None:
    done = run("report", *COUPLE, "--out", tmp_path / "r", "--no-pdf")
    assert (done.code, done.err) == (0, "")
    assert files(tmp_path / "r") == ["report-a.html", "report-b.html", "report-joint.html", "report.json"]
    data = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert data["reader"] == "joint"
    assert "for Robin alone" in done.out
    assert "for both of you" in done.out


@pytest.mark.parametrize("reader", ["a", "b", "joint"])
def test_one_reader(run: Run, tmp_path: Path, reader: str) -> None:
    run("report", *COUPLE, "--reader", reader, "--out", tmp_path / "r", "--no-pdf")
    assert files(tmp_path / "r") == [f"report-{reader}.html", "report.json"]
    data = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert data["reader"] == reader


def test_the_reports_are_for_their_owner_alone(run: Run, answers: Path, tmp_path: Path) -> None:
    run("report", answers, "--out", tmp_path / "r", "--no-pdf")
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "r").iterdir())


def test_the_pdf(run: Run, answers: Path, tmp_path: Path) -> None:
    done = run("report", answers, "--out", tmp_path / "r")
    if done.err:
        pytest.skip("Pango is not there")
    assert (tmp_path / "r" / "report-a.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "error", [OSError("cannot load library 'libpango-1.0-0'"), ImportError("weasyprint")]
)
def test_without_pango_there_is_everything_else(
    run: Run, answers: Path, tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pdf(self: Document, drawings: dict[int, str] | None = None) -> bytes:
        raise error

    monkeypatch.setattr(Document, "pdf", no_pdf)
    done = run("report", answers, "--out", tmp_path / "r")
    assert done.code == 0
    assert "apt-get install" in done.err
    assert files(tmp_path / "r") == ["report-a.html", "report.json"]


def test_the_report_as_text(run: Run, answers: Path, tmp_path: Path) -> None:
    done = run("report", answers, "--out", tmp_path / "r", "--no-pdf", "--text")
    assert "We cannot check who answered." in done.out
    assert max(map(len, done.out.splitlines()[:-3])) <= 80


@pytest.mark.slow
def test_two_sealed_files_with_two_passphrases(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = []
    for path, passphrase in zip(COUPLE, (PASSPHRASE, "another one entirely"), strict=True):
        paths.append(tmp_path / path.name)
        paths[-1].write_bytes(seal(path.read_bytes(), passphrase))
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    assert (
        "couple-b.json: this passphrase does not open it"
        in run("report", *paths, "--out", tmp_path / "r").err
    )
    monkeypatch.setenv("PAIRBOND_PASSPHRASE_B", "another one entirely")
    assert run("report", *paths, "--out", tmp_path / "r", "--no-pdf").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([COUPLE[0], COUPLE[0]], "are the same answers"),
        ([COUPLE[0], "nowhere.json"], "There is no file nowhere.json"),
        ([COUPLE[0], "--reader", "joint"], "needs the answers of both"),
        ([COUPLE[0], "--reader", "b"], "needs the answers of both"),
        ([*COUPLE, "--norm", "nowhere"], "There are no norms 'nowhere'"),
        ([*COUPLE, "--norm", "nowhere.yaml"], "cannot be read"),
        ([*COUPLE, "--norm", "ipip-50-web-2012"], "which nobody answered here"),
    ],
)
def test_what_does_not_fit_is_said(run: Run, tmp_path: Path, arguments: list[object], says: str) -> None:
    done = run("report", *arguments, "--out", tmp_path / "r", "--no-pdf")
    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert not (tmp_path / "r").exists()


def test_the_folder_must_not_be_a_file(run: Run, answers: Path) -> None:
    assert "there is a file of this name" in run("report", answers, "--out", answers).err


@pytest.mark.real_data
def test_two_real_people_who_answered_the_ecr_alone(run: Run, real_data: Path, tmp_path: Path) -> None:
    import polars as pl

    rows = pl.read_csv(real_data / "ecr" / "ecr36.csv.gz").head(12)
    for name, row in (("one", 3), ("two", 7)):
        given = {f"ecr.{n:02}": rows[f"Q{n}"][row] for n in range(1, 37) if rows[f"Q{n}"][row]}
        data = {
            "schema": "pairbond.answers/1",
            "responses": {"ecr": given},
            "response_range": {"ecr": [1, 5]},
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    done = run("report", tmp_path / "one.json", tmp_path / "two.json", "--out", tmp_path / "r", "--no-pdf")
    assert (done.code, done.err) == (0, "")
    report = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert report["people"]["a"]["scales"]["ecr.anxiety"]["percentile"] is not None
    assert report["cannot_say"]


def test_the_demo(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Document, "pdf", lambda self, drawings=None: b"%PDF-")
    done = run("demo")
    assert (done.code, done.err) == (0, "")
    expected = ["report-a.html", "report-b.html", "report-joint.html", "report-joint.pdf", "report.json"]
    assert files(tmp_path / "demo") == expected
    assert all(f"demo/{name}" in done.out for name in expected)


def test_the_demo_again_elsewhere(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_files, "add_pdf", lambda *_: None)
    assert run("demo", "--out", tmp_path / "x" / "y").code == 0
    assert run("demo", "--out", tmp_path / "x" / "y").code == 0


def test_nothing_of_the_pdf_is_loaded_without_it(apart: Run, answers: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pairbond.cli.main import main;"
        f"code = main(['report', {str(answers)!r}, '--out', {str(tmp_path / 'r')!r}, '--no-pdf']);"
        "sys.exit(code or 'weasyprint' in sys.modules)"
    )
    import subprocess

    from tests.unit.cli.conftest import environment_of

    assert (
        subprocess.run([sys.executable, "-c", program], env=environment_of({}), check=False).returncode == 0
    )


# ---- an earlier day, marks, the therapist's page --------------------------------------------------


def example(who: str) -> Path:
    return COUPLE["ab".index(who)]


def test_marks_leave_a_sentence_out_and_a_slip_is_refused(run: Run, tmp_path: Path) -> None:
    marks = tmp_path / "marks.json"
    marks.write_text('{"schema": "pairbond.marks/1", "marks": ["map.mix"]}', encoding="utf-8")
    arguments = [
        "report",
        example("a"),
        example("b"),
        "--reader",
        "joint",
        "--no-pdf",
        "--out",
        tmp_path / "out",
    ]
    done = run(*arguments, "--marks", marks)
    assert done.code == 0, done.err
    data = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert "map.mix" not in {finding["id"] for finding in data["findings"]}
    marks.write_text('{"schema": "pairbond.marks/1", "marks": ["map.mixed"]}', encoding="utf-8")
    refused = run(*arguments, "--marks", marks)
    assert refused.code == 1 and "no sentence 'map.mixed'" in refused.err


def test_marks_and_an_earlier_b_need_two_people(run: Run, tmp_path: Path) -> None:
    for option in ("--marks", "--earlier-b"):
        done = run("report", example("a"), option, example("b"), "--no-pdf", "--out", tmp_path / "out")
        assert done.code == 1 and option in done.err


def test_an_earlier_day_tells_what_changed(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("report", example("a"), "--earlier-a", example("b"), "--no-pdf", "--out", out)
    assert done.code == 0, done.err
    assert "Since last time" in (out / "report-a.html").read_text(encoding="utf-8")


def test_the_therapists_page_is_a_file_of_its_own(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("report", example("a"), "--therapist", "closeness, conflict", "--no-pdf", "--out", out)
    assert done.code == 0, done.err
    page = (out / "therapist-a.html").read_text(encoding="utf-8")
    assert "For your therapist" in page and "diagnosis" in page and "Values" not in page
    refused = run("report", example("a"), "--therapist", "bfi-2", "--no-pdf", "--out", out)
    assert refused.code == 1 and "was not answered" in refused.err
