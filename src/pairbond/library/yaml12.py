"""YAML 1.2 with the C parser.

ruamel.yaml's C loader follows YAML 1.1, where ``No`` is false; its 1.2 loader is eight times
slower. This is the C parser with the 1.2 core schema: only true/false are booleans, dates stay
text, and a key given twice is an error.
"""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import BaseResolver

from pairbond.errors import ContentError

MAX_BYTES = 4_000_000


class CoreResolver(BaseResolver):
    """The tag rules of the YAML 1.2 core schema."""

    @property
    def processing_version(self) -> tuple[int, int]:
        return (1, 2)


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN"),
):
    CoreResolver.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
CoreResolver.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^$"), [""])


class CoreLoader(CParser, SafeConstructor, CoreResolver):  # type: ignore[misc]
    """C parser, safe constructor, core schema."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        self._parser = self._composer = self
        SafeConstructor.__init__(self, loader=self)
        CoreResolver.__init__(self, loadumper=self)


def read_yaml(path: Path) -> object:
    """Return the data of one YAML file; ContentError names the file and the line."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror}).") from error
    if len(raw) > MAX_BYTES:
        raise ContentError(f"{path}: {len(raw):,} bytes; content files hold at most {MAX_BYTES:,}.")
    try:
        return parse_yaml(raw.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise ContentError(f"{path}: not UTF-8 text (byte {error.start}).") from error


def parse_yaml(text: str, name: str) -> object:
    """Return the data of YAML text; *name* stands in the error message."""
    try:
        data: object = CoreLoader(text).get_single_data()
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError(f"{name}: line {line}: a key is given twice.") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ContentError(f"{name}: {where}{problem}.") from error
    except (ValueError, RecursionError) as error:
        raise ContentError(f"{name}: not YAML that can be read ({type(error).__name__}).") from error
    return data
