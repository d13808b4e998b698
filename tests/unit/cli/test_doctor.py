"""The machine is examined, and each lack has its remedy."""

import stat
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run

from pairbond.app import checkup
from pairbond.app.checkup import Check, data_check, examine, imported


def test_the_doctor_as_json(run: Run) -> None:
    data = run("doctor", "--json").data
    assert (data["schema"], data["ok"]) == ("pairbond.doctor/1", True)
    names = [check["name"] for check in data["checks"]]
    assert {"Python", "polars", "pyrage", "weasyprint", "vl-convert-python", "fonts", "data folder"} <= set(
        names
    )
    assert all(check["remedy"] for check in data["checks"] if check["state"] != "fine")


def test_what_is_missing_has_a_remedy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "pdf_check", lambda: imported("nothing-such", lambda: None, "Get it."))
    done = run("doctor")
    assert done.code == 0
    assert "--  nothing-such       not there\n" in done.out
    assert "Get it." in done.out
    assert "it would do more with: nothing-such." in done.out


def test_what_is_broken_is_exit_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Check(name="Python", state="broken", found="2.7", remedy="Install a later one.")
    monkeypatch.setattr(checkup, "python_check", lambda: broken)
    done = run("doctor")
    assert done.code == 1
    assert "!!  Python" in done.out
    assert "cannot work yet" in done.out


def test_a_library_that_does_not_load_is_missing() -> None:
    def load() -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    found = imported("numpy", load, "Get Pango.")
    assert (found.state, found.found) == ("missing", "does not load (OSError)")


def test_the_data_folder_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mine"
    monkeypatch.setenv("PAIRBOND_DATA", str(folder))
    assert "made when it is needed" in data_check().found
    assert not folder.exists()
    folder.mkdir(mode=0o700)
    assert data_check().state == "fine"
    folder.chmod(0o755)
    assert "chmod 700" in data_check().remedy
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_a_data_folder_that_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path / "file" / "inside"))
    assert "cannot be written" in data_check().found


def test_a_broken_wording_pack_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path))
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "ecr.yaml").write_text("schema: nothing\n", encoding="utf-8")
    (found,) = [check for check in examine() if check.name == "content"]
    assert found.state == "broken"
    assert "ecr.yaml" in found.found
