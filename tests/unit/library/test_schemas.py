"""The committed JSON Schemas are what the models give, and what ships is valid by them."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pairbond.library.paths import CONTENT
from pairbond.library.schemas import FOLDER, MODELS, main, schema_text
from pairbond.library.yaml12 import read_yaml

KINDS = {
    "instruments": "instrument",
    "norms": "norms",
    "narratives/en": "narratives",
    "evidence": None,  # each file names its own kind
    "pair/en": None,
    "help": "help",
}


def own_kind(path: Path) -> str:
    found: Any = read_yaml(path)
    return str(found["schema"]).removeprefix("pairbond.").partition("/")[0]


SHIPPED = [
    (path, kind or own_kind(path))
    for folder, kind in KINDS.items()
    for path in sorted((CONTENT / folder).glob("*.yaml"))
]


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", MODELS)
def test_the_committed_schema_is_up_to_date(name: str) -> None:
    path = FOLDER / f"{name}.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text(name), "run: python -m pairbond.library.schemas"


def test_there_are_no_others() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{name}.schema.json" for name in MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_is_a_schema_and_strict(name: str) -> None:
    schema = json.loads(schema_text(name))
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["$id"] == f"urn:pairbond:schema:v1:{name}"


@pytest.mark.parametrize(("path", "kind"), SHIPPED, ids=lambda each: getattr(each, "name", each))
def test_what_ships_is_valid(path: Path, kind: str) -> None:
    found: Any = read_yaml(path)
    assert list(validator(kind).iter_errors(found)) == []


@pytest.mark.parametrize("who", ["a", "b"])
def test_the_example_answers_are_valid(who: str) -> None:
    found = json.loads((CONTENT / "examples" / f"couple-{who}.json").read_text(encoding="utf-8"))
    assert list(validator("answers").iter_errors(found)) == []
    found["person"]["age"] = 17
    assert len(list(validator("answers").iter_errors(found))) == 1


def test_they_are_written_where_one_says(tmp_path: Path) -> None:
    assert main([str(tmp_path / "v1")]) == 0
    assert len(list((tmp_path / "v1").iterdir())) == len(MODELS)
