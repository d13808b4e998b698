"""``pairbond lint``, the bands in ``instruments check``, and ``report --banded``."""

import json
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run

from pairbond.app.lint_files import shipped_texts
from pairbond.library.paths import CONTENT

COUPLE = [CONTENT / "examples" / f"couple-{who}.json" for who in "ab"]
NARRATIVES = """schema: pairbond.narratives/1
language: en
rules:
  - {id: x.one, when: {fact: x}, grade: A, text: "You are an avoidant."}
prose:
  x.two: "This is calm and plain."
"""


def test_every_text_that_ships_is_clean(run: Run) -> None:
    done = run("lint")
    assert (done.code, done.err) == (0, "")
    assert f"{len(shipped_texts())} files checked: nothing found." in done.out
    folders = {path.parent.name for path in shipped_texts()} | {
        path.parent.parent.name for path in shipped_texts()
    }
    assert {"narratives", "solo", "guides", "help"} <= folders


def test_what_is_found_is_named_with_its_place_and_why(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(NARRATIVES, encoding="utf-8")
    done = run("lint", path)
    assert done.code == 1
    assert "mine.yaml: rules.0.x.one.text: type-noun: “an avoidant”. People are not kinds" in done.out
    assert "1 file checked: 1 found." in done.out


def test_as_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(NARRATIVES, encoding="utf-8")
    done = run("lint", "--json", path)
    assert done.code == 1
    assert [flaw["rule"] for flaw in done.data["flaws"]] == ["type-noun"]


def test_guides_are_read_by_paragraph(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text("# One\n\nAll is well.\n\nIt is **your fault**.\n", encoding="utf-8")
    assert "paragraph 3: blame" in run("lint", path).out


def test_a_report_made_here_is_clean(run: Run, tmp_path: Path) -> None:
    run("report", *COUPLE, "--out", tmp_path / "r", "--no-pdf")
    assert run("lint", tmp_path / "r" / "report.json").code == 0


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"x", "only .yaml, .yml, .md, .json files have texts to check"),
        ("a.md", b"\xff", "not UTF-8 text (byte 0)"),
        ("a.json", b"{", "not JSON"),
    ],
)
def test_other_files_are_refused(run: Run, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("lint", tmp_path / name)
    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert "there is no such file" in run("lint", "nowhere.md").err


# ---- what bands leak -----------------------------------------------------------------------------


def test_a_questionnaire_is_checked_by_its_id(run: Run) -> None:
    done = run("instruments", "check", "personality")
    assert done.code == 0
    assert "personality.openness" in done.out and "0.40" in done.out and "5 of 5" in done.out


def test_without_bands_it_says_so(run: Run) -> None:
    assert "no scale declares any" in run("instruments", "check", "dealbreakers").out


def test_a_scale_too_short_for_bands_fails_the_check(run: Run, tmp_path: Path) -> None:
    text = (CONTENT / "instruments" / "values.yaml").read_text(encoding="utf-8")
    path = tmp_path / "values.yaml"
    path.write_text(
        text.replace("construct: value.power\n", "construct: value.power\n    bands: true\n"),
        encoding="utf-8",
    )
    done = run("instruments", "check", path)
    assert done.code == 1
    assert "values.power: bands tell up to" in done.err and "take out 'bands: true'" in done.err
    assert "is fine" not in done.out


# ---- reports in bands ----------------------------------------------------------------------------


def test_the_joint_report_in_bands_and_ones_own_exactly(run: Run, tmp_path: Path) -> None:
    done = run("report", *COUPLE, "--banded", "--out", tmp_path / "r", "--no-pdf")
    assert (done.code, done.err) == (0, "")
    data = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert data["parts"] == []
    assert data["bands"]["parts"]["attachment"]["attachment.anxiety"] == {"a": "upper", "b": "middle"}
    assert data["people"]["a"]["scales"] == {}
    joint = (tmp_path / "r" / "report-joint.html").read_text(encoding="utf-8")
    own = (tmp_path / "r" / "report-a.html").read_text(encoding="utf-8")
    assert "upper third" in joint and "upper third" not in own


def test_bands_by_consent_for_one_part_only(run: Run, tmp_path: Path) -> None:
    paths = []
    for source in COUPLE:
        data = json.loads(source.read_text(encoding="utf-8"))
        data["consent"] = {"attachment": "banded", "bond": "open", "conflict": "banded"}
        paths.append(tmp_path / source.name)
        paths[-1].write_text(json.dumps(data), encoding="utf-8")
    run("report", *paths, "--reader", "joint", "--out", tmp_path / "r", "--no-pdf")
    data = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    assert data["parts"] == ["bond"]
    assert list(data["bands"]["parts"]) == ["attachment"]
    assert "How you argue: not enough information." in data["cannot_say"]


def test_a_misspelt_part_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    data = json.loads(COUPLE[0].read_text(encoding="utf-8"))
    data["consent"] = {"atachment": "none"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    done = run("report", path, "--out", tmp_path / "r", "--no-pdf")
    assert done.code == 1
    assert "'atachment' is not a part; the parts are: attachment, bond," in done.err


def test_a_missing_file_is_called_missing(run: Run) -> None:
    done = run("lint", "nothing.here")
    assert (done.code, done.err) == (1, "pairbond: nothing.here: there is no such file.\n")
