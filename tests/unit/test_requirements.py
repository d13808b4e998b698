"""The lock covers the project, is hashed, and names no host, index or folder."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("product.txt", "dev.txt")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ;[^\\]*)? \\$", re.MULTILINE)
PLACES = re.compile(
    r"https?:|file:[^\s]|(?<![\w.-])/[a-z]+/|--(?:index-url|extra-index-url|find-links|trusted-host)\b| @ "
)


def pins(repository: Path, name: str) -> dict[str, str]:
    text = (repository / "requirements" / name).read_text(encoding="utf-8")
    return {canonicalize_name(package): version for package, version in PIN.findall(text)}


def declared(repository: Path) -> list[Requirement]:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
    ]
    return [Requirement(each) for group in groups for each in group if not each.startswith("pairbond[")]


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_satisfies_what_the_project_declares(repository: Path, name: str) -> None:
    locked = pins(repository, name)
    for requirement in declared(repository):
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in {name}: run `make lock`"
        assert requirement.specifier.contains(version), f"{requirement} but {name} has {version}"


def test_both_locks_agree(repository: Path) -> None:
    product, dev = (pins(repository, name) for name in LOCKS)
    assert product.items() <= dev.items()


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(repository: Path, name: str) -> None:
    text = (repository / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(repository, name))
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("name", ["product.in", "product.txt", "dev.in", "dev.txt"])
def test_no_host_index_or_folder_is_named(repository: Path, name: str) -> None:
    text = (repository / "requirements" / name).read_text(encoding="utf-8")
    found = [line for line in text.splitlines() if PLACES.search(line)]
    assert not found, found


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--find-links wheels",
        "numpy @ file:numpy.whl",
        "# via -r /home/somebody/product.in",
    ],
)
def test_a_named_place_is_seen(line: str) -> None:
    assert PLACES.search(line)
