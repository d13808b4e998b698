from pathlib import Path

import pytest

from pairbond.app.zone import machine_zone, zone_of_file, zone_of_link


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":Europe/Berlin")
    assert machine_zone() == "Europe/Berlin"


def test_a_rule_without_a_name_is_not_a_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST")
    assert machine_zone() != "CET-1CEST"


def test_the_link_names_the_zone(tmp_path: Path) -> None:
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/America/New_York")
    assert zone_of_link(link) == "America/New_York"
    assert zone_of_link(tmp_path / "none") is None


def test_the_file_names_the_zone(tmp_path: Path) -> None:
    file = tmp_path / "timezone"
    file.write_text("Asia/Tokyo\n", encoding="utf-8")
    assert zone_of_file(file) == "Asia/Tokyo"
    assert zone_of_file(tmp_path / "none") is None
