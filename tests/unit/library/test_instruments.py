"""Loading questionnaires, and wording packs for those whose wording is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairbond.errors import ContentError
from pairbond.library.instruments import (
    instrument_ids,
    load_instrument,
    read_instrument,
    shipped,
    store_wording,
    wording_path,
)
from pairbond.library.paths import CONTENT, data_folder


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def pack(tmp_path: Path, *, instrument: str = "ecr", items: int = 36, extra: str = "") -> Path:
    lines = [
        "schema: pairbond.wording/1",
        f"instrument: {instrument}",
        "permission: bought for this study",
        "items:",
        *(f"  ecr.{n:02d}: Sentence {n}." for n in range(1, items + 1)),
        extra,
    ]
    path = tmp_path / "pack.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_unknown_questionnaire_is_named_with_those_there_are() -> None:
    with pytest.raises(ContentError) as refused:
        load_instrument("mbti")
    assert str(refused.value) == (
        f"There is no questionnaire 'mbti'; choose from: {', '.join(instrument_ids())}."
    )


@pytest.mark.parametrize("name", ["../ecr", "ecr.yaml", "", "/etc/passwd"])
def test_ids_are_no_paths(name: str) -> None:
    with pytest.raises(ContentError):
        load_instrument(name)


def test_wording_packs_are_kept_in_the_users_folder(tmp_path: Path, own_folder: Path) -> None:
    stored = store_wording("ecr", pack(tmp_path))
    assert stored == own_folder / "wording" / "ecr.yaml" == wording_path("ecr")
    found = load_instrument("ecr")
    assert found.items[4].text == "Sentence 5."
    assert found.content_hash == shipped("ecr").content_hash, "wording of others is not part of our content"
    assert shipped("ecr").items[4].text is None


def test_labels_and_instructions_may_come_with_the_pack(tmp_path: Path) -> None:
    labels = "labels: [one, two, three, four, five, six, seven]\ninstructions: Think."
    store_wording("ecr", pack(tmp_path, extra=labels))
    assert load_instrument("ecr").response.labels[0] == "one"
    assert load_instrument("ecr").instructions == "Think."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"instrument": "ipip-50"}, "pack.yaml: instrument: found ipip-50, expected ecr."),
        ({"items": 35}, "pack.yaml: items: ecr.36 has no text (36 are needed)."),
        ({"items": 37}, "pack.yaml: items: ecr.37 is not an item (36 are needed)."),
        ({"extra": "labels: [no, yes]"}, "pack.yaml: labels: found 2, 7 are needed."),
    ],
)
def test_packs_that_do_not_fit(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(ContentError) as refused:
        store_wording("ecr", pack(tmp_path, **changes))  # type: ignore[arg-type]
    assert str(refused.value) == message
    assert not wording_path("ecr").exists()


def test_our_own_wording_is_not_replaced(tmp_path: Path) -> None:
    path = pack(tmp_path, instrument="closeness")
    with pytest.raises(ContentError, match="closeness has its own wording"):
        store_wording("closeness", path)


def test_the_name_of_a_file_is_its_id(tmp_path: Path) -> None:
    path = tmp_path / "renamed.yaml"
    path.write_bytes((CONTENT / "instruments" / "ecr.yaml").read_bytes())
    with pytest.raises(ContentError) as refused:
        read_instrument(path)
    assert str(refused.value) == "renamed.yaml: id: found ecr; it must equal the file's name."


def test_without_a_setting_the_platforms_folder_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAIRBOND_DATA")
    assert data_folder().name == "pairbond"
