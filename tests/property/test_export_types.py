"""One value of a wrong type costs its message at most, never the whole export."""

from __future__ import annotations

import copy
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.messages.exports import WRITERS, couple

from pairbond.errors import PairbondError
from pairbond.messages.formats.registry import Options, format_named

N = 12
WRONG = st.sampled_from(
    [None, True, -1, 10**400, 1e308, float("nan"), "", "x", "9" * 400, [], [[]], {}, [None, 3, "x", {}], {"name": []}]
)  # fmt: skip


@cache
def original(name: str) -> list[Any]:
    """Return the records of an export: its messages, or its lines."""
    with tempfile.TemporaryDirectory() as folder:
        text = WRITERS[name](couple(N), Path(folder) / "x").read_text(encoding="utf-8")
    if name == "signal":
        return [json.loads(line) for line in text.splitlines()]
    return [json.loads(text)]


def write(name: str, content: list[Any], path: Path) -> Path:
    path.write_text("\n".join(json.dumps(one) for one in content), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["telegram", "messenger", "discord", "google-chat", "signal"])
@given(st.integers(0, N - 1), st.data(), WRONG)
def test_a_wrong_value_in_one_message(name: str, at: int, data: st.DataObject, wrong: object) -> None:
    content = copy.deepcopy(original(name))
    rows = content if name == "signal" else content[0]["messages"]
    field = data.draw(st.sampled_from(sorted(rows[at])))
    rows[at][field] = wrong
    with tempfile.TemporaryDirectory() as folder:
        path = write(name, content, Path(folder) / "x.json")
        records = format_named(name).read(path, Options())
    account = records.account
    kept = len(records.time) + account.not_understood + account.notices + account.left_out
    extra = 2 if name == "telegram" else 1 if name in ("messenger", "discord") else 0
    assert N - 1 <= kept - extra <= N + 1
    assert len(records.time) >= N - 1


@pytest.mark.parametrize("name", ["telegram", "messenger", "discord", "google-chat", "signal"])
@given(st.data(), WRONG)
def test_a_wrong_value_at_the_top(name: str, data: st.DataObject, wrong: object) -> None:
    content = copy.deepcopy(original(name))
    field = data.draw(st.sampled_from(sorted(content[0])))
    content[0][field] = wrong
    with tempfile.TemporaryDirectory() as folder:
        path = write(name, content, Path(folder) / "x.json")
        try:
            records = format_named(name).read(path, Options())
        except PairbondError as error:
            assert "\n" not in str(error)
        else:
            assert len(records.time) <= N
