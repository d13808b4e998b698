"""Guides in the terminal: plain, wrapped, every claim with its grade and its sources."""

import pytest
from tests.unit.cli.conftest import Run

from pairbond.library.solo import guide_ids, load_guide
from pairbond.report.catalogue import load_sources


def flat(text: str) -> str:
    return " ".join(text.split())


def unspaced(text: str) -> str:
    """The text without spaces, since a line may end after a hyphen."""
    return "".join(text.split())


def test_all_are_listed(run: Run) -> None:
    done = run("guide")
    assert done.code == 0
    for id_ in guide_ids():
        assert f"\n{id_}  " in f"\n{done.out}"
    assert run("guide", "--json").data["guides"][0] == {
        "id": guide_ids()[0],
        "title": load_guide(guide_ids()[0]).head.title,
    }


@pytest.mark.parametrize("guide_id", guide_ids())
@pytest.mark.parametrize("columns", ["80", "40"])
def test_one_is_shown_whole(run: Run, monkeypatch: pytest.MonkeyPatch, guide_id: str, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = run("guide", guide_id)
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= int(columns)
    assert not any(mark in done.out for mark in ("**", "##", "\x1b", "](", "┃"))
    text, head = unspaced(done.out), load_guide(guide_id).head
    sources = load_sources()
    for claim in head.claims:
        grade = "–" if claim.grade == "does not hold" else claim.grade
        assert unspaced(f"{grade}{claim.text}[") in text
        for key in claim.cite:
            assert unspaced(sources[key]) in text


def test_what_does_not_hold_is_named_as_such(run: Run) -> None:
    text = flat(run("guide", "choosing").out)
    before, _, after = text.partition("OFTEN SAID, AND IT DOES NOT HOLD")
    assert "There is one right person, and a match can be computed." in after
    assert "There is one right person, and a match can be computed." not in before


def test_json_has_text_claims_and_sources(run: Run) -> None:
    data = run("guide", "can-it-heal", "--json").data
    assert data["schema"] == "pairbond.guide/1"
    assert data["text"].startswith("# Can it heal?")
    assert {claim["grade"] for claim in data["claims"]} >= {"A", "B", "C", "does not hold"}
    assert all(source["reference"] for claim in data["claims"] for source in claim["sources"])


def test_an_unknown_guide_is_one_sentence_with_those_there_are(run: Run) -> None:
    done = run("guide", "nothing")
    assert (done.code, done.out) == (1, "")
    assert "There is no guide 'nothing'; choose from: a-healthy-relationship" in done.err
