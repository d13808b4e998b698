"""Questionnaires are listed, shown and checked; wording packs are kept."""

import stat
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run

from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.library.paths import CONTENT

LIST_KEYS = {"id", "title", "n_items", "wording"}
SHOW_KEYS = {"schema", "id", "title", "version", "items"}
ITEM_KEYS = {"id", "text", "scale", "reverse", "values"}


def pack(folder: Path, instrument: str = "ecr", k: int = 36, extra: str = "") -> Path:
    lines = ["schema: pairbond.wording/1", f"instrument: {instrument}", "permission: mine to use"]
    lines += ["instructions: Think of love.", "items:"]
    lines += [f'  {instrument}.{n:02}: "Line {n}"' for n in range(1, k + 1)]
    path = folder / "pack.yaml"
    path.write_text("\n".join(lines) + "\n" + extra, encoding="utf-8")
    return path


def test_the_list_as_json_has_the_documented_shape(run: Run) -> None:
    data = run("instruments", "list", "--json").data
    assert data["schema"] == "pairbond.instruments/1"
    assert [row["id"] for row in data["instruments"]] == list(instrument_ids())
    assert all(set(row) == LIST_KEYS for row in data["instruments"])
    wording = {row["id"]: row["wording"] for row in data["instruments"]}
    assert wording["closeness"] is True
    assert wording["ecr"] is False


def test_the_list_fits_an_ordinary_terminal(run: Run) -> None:
    done = run("instruments", "list")
    assert max(map(len, done.out.splitlines())) <= 80
    assert "pairbond take" in done.out


@pytest.mark.parametrize("name", instrument_ids())
def test_an_instrument_as_json_has_the_documented_shape(run: Run, name: str) -> None:
    data = run("instruments", "show", name, "--json").data
    instrument = load_instrument(name)
    assert set(data) == SHOW_KEYS
    assert all(set(item) - {"pick"} == ITEM_KEYS for item in data["items"])
    assert [item["id"] for item in data["items"]] == list(instrument.item_ids)
    assert all((item["text"] is None) == (not instrument.worded) for item in data["items"])
    for shown, item in zip(data["items"], instrument.items, strict=True):
        first = next((scale for scale in instrument.scales if item.id in scale.items), None)
        assert shown["reverse"] == (first is not None and item.id in first.reverse)
        if item.pick is None:
            assert shown["values"] == list(instrument.response_for(item).values)
            assert "pick" not in shown
        else:
            assert shown["values"] == list(item.pick.options)
            assert shown["pick"] == {"max": item.pick.maximum, "labels": dict(item.pick.labels)}


def test_items_of_their_own_range_and_choices_say_so(run: Run) -> None:
    values = {
        item["id"]: item["values"] for item in run("instruments", "show", "needs", "--json").data["items"]
    }
    assert values["needs.closeness.wanted"] == list(range(8))
    assert values["needs.closeness.ease"] == [1, 2, 3, 4, 5]
    assert "needs.closeness.ease   How easy" in run("instruments", "show", "needs").out
    shown = run("instruments", "show", "past-partners").out
    assert "(up to 2 of 12)" in shown
    assert "the answers are never added up" in shown


@pytest.mark.parametrize("name", instrument_ids())
def test_an_instrument_is_shown_whole(run: Run, name: str) -> None:
    done = run("instruments", "show", name)
    assert (done.code, done.err) == (0, "")
    assert all(item in done.out for item in load_instrument(name).item_ids)


def test_an_unknown_instrument_is_named(run: Run) -> None:
    done = run("instruments", "show", "ecrr")
    assert done.code == 1
    assert "'ecrr'; choose from: a-rsq, bfi-2, bond" in done.err


@pytest.mark.parametrize("name", instrument_ids())
def test_every_instrument_that_ships_passes_its_check(run: Run, name: str) -> None:
    done = run("instruments", "check", CONTENT / "instruments" / f"{name}.yaml")
    assert done.code == 0
    assert load_instrument(name).content_hash in done.out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "ecr.anxiety: 4.0",
            "ecr.anxiety: 4.1",
            "golden “every answer in the middle”: ecr.anxiety is 4, the file states 4.1",
        ),
        ("ecr.anxiety: 4.0, ", "", "states no score for ecr.anxiety"),
        ("ecr.anxiety: 4.0", "ecr.anxiety: 4.0, ecr.calm: 1.0", "ecr.calm is not a scale"),
        ("ecr.anxiety: 4.0", "ecr.anxiety: null", "the file states unscored"),
        ("min: 1", "min: no", "response.min must be a whole number"),
        ("{id: ecr.02}", "{id: ecr.02, colour: red}", "items.1.colour is not a key that belongs here"),
        ("id: ecr\n", "id: ecs\n", "it must equal the file's name"),
        ("title:", "title", "could not find expected"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_a_sentence(
    run: Run, tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = (CONTENT / "instruments" / "ecr.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "ecr.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = run("instruments", "check", path)
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert says in done.err


def test_a_wording_pack_is_kept_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    done = run("instruments", "add-wording", "ecr", pack(tmp_path))
    assert done.code == 0
    kept = tmp_path / "data" / "wording" / "ecr.yaml"
    assert str(kept) in done.out
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.parent.stat().st_mode) == 0o700
    data = run("instruments", "show", "ecr", "--json").data
    assert data["items"][4]["text"] == "Line 5"
    assert "your pack" in run("instruments", "list").out


@pytest.mark.parametrize(
    ("instrument", "k", "extra", "says"),
    [
        ("ecr", 35, "", "ecr.36 has no text"),
        ("ecr", 36, '  ecr.37: "More"\n', "ecr.37 is not an item"),
        ("ecr-r", 36, "", "found ecr-r, expected ecr"),
        ("ecr", 36, "labels: [no, yes]\n", "labels: found 2, 7 are needed"),
    ],
)
def test_a_wrong_pack_is_refused(
    run: Run, tmp_path: Path, instrument: str, k: int, extra: str, says: str
) -> None:
    done = run("instruments", "add-wording", "ecr", pack(tmp_path, instrument, k, extra))
    assert done.code == 1
    assert says in done.err
    assert not (tmp_path / "data" / "wording" / "ecr.yaml").exists()


def test_our_own_wording_takes_no_pack(run: Run, tmp_path: Path) -> None:
    done = run("instruments", "add-wording", "closeness", pack(tmp_path, "closeness"))
    assert "closeness has its own wording" in done.err
