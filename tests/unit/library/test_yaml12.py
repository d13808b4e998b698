"""YAML 1.2: No is text, a key stands once, and what is wrong is told by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairbond.errors import ContentError
from pairbond.library.yaml12 import MAX_BYTES, parse_yaml, read_yaml


def value(text: str) -> object:
    found = parse_yaml(f"x: {text}\n", "t.yaml")
    assert isinstance(found, dict)
    return found["x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No", "No"), ("yes", "yes"), ("on", "on"), ("true", True), ("False", False), ("012", 12),
        ("1_000", "1_000"), ("0x1F", "0x1F"), ("1:30", "1:30"), ("2026-11-01", "2026-11-01"), ("1.5", 1.5),
        ("1e3", 1000.0), (".5", 0.5), ("~", None), ("null", None), ("", None), ("-3", -3), ("=", "="),
        ("'12'", "12"),
    ],
)  # fmt: skip
def test_scalars_follow_the_core_schema(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected and type(found) is type(expected)


def test_a_key_given_twice_is_told_by_line() -> None:
    with pytest.raises(ContentError) as refused:
        parse_yaml("a: 1\nb: 2\na: 3\n", "t.yaml")
    assert str(refused.value) == "t.yaml: line 3: a key is given twice."


@pytest.mark.parametrize(
    "text", ["a: [1, 2", "a: b: c", "\ta: 1", "a: !!python/object:os.system x", "- a\nb", "&a [*a"]
)
def test_what_is_no_plain_yaml_is_a_content_error(text: str) -> None:
    with pytest.raises(ContentError) as refused:
        parse_yaml(text, "t.yaml")
    assert str(refused.value).startswith("t.yaml: ") and "\n" not in str(refused.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: é".encode("latin-1"))
    with pytest.raises(ContentError, match="not UTF-8 text"):
        read_yaml(latin)
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ContentError, match="content files hold at most"):
        read_yaml(large)


def test_empty_text_is_nothing() -> None:
    assert parse_yaml("", "t.yaml") is None
