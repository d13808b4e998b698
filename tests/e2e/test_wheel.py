"""The built wheel holds what a user needs: code, content, schemas, licences."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def names(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=repository, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tracked(repository: Path, folder: str, prefix: str) -> set[str]:
    """What the wheel should call the files of a folder."""
    files = (path for path in (repository / folder).rglob("*") if path.is_file())
    return {
        prefix + str(path.relative_to(repository / folder))
        for path in files
        if "__pycache__" not in path.parts
    }


def test_all_code_and_content_is_in_it(repository: Path, names: set[str]) -> None:
    assert tracked(repository, "src/pairbond", "pairbond/") - names == set()


def test_the_schemas_are_in_it(repository: Path, names: set[str]) -> None:
    assert tracked(repository, "schemas", "pairbond/schemas/") - names == set()


def test_the_licences_are_in_it(names: set[str]) -> None:
    licences = {Path(name).name for name in names if "/licenses/" in name}
    assert licences >= {"LICENSE", "LICENSE-CONTENT", "NOTICE"}


def test_nothing_else_is_in_it(names: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names} == {"pairbond"}
