"""`--update-golden` writes the snapshots of tests/golden anew instead of comparing with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", default=False, help="write golden snapshots anew"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its snapshot, or write it with ``--update-golden``."""
    update = bool(request.config.getoption("--update-golden", default=False))

    def compare(name: str, text: str) -> None:
        path = FOLDER / name
        if update:
            path.write_text(text, encoding="utf-8")
            return
        assert path.exists(), f"there is no {name}: run pytest tests/golden --update-golden"
        expected = path.read_text(encoding="utf-8")
        assert text == expected, f"{name} has changed; if it should: pytest tests/golden --update-golden"

    return compare
